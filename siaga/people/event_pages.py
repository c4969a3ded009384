"""The forms of life events: filled once, all findings together, and the papers that follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow, viewed
from siaga.continuity.guards import is_cut
from siaga.continuity.models import Dependency
from siaga.journal.act import Done, Refused
from siaga.kit import ids
from siaga.kit.refusal import Refusal
from siaga.shell.formats import lang_of
from siaga.shell.templatetags.siaga_ui import told

from . import acts, register
from .biodata import Biodata, Family
from .codes import Shdk
from .forms import BiodataForm, RuledForm
from .pages import SERVE, pairs_of
from .peristiwa.biodata_pertama import DUPLICATE
from .relations import parents_of

BAD = 422


def link_up() -> bool:
    """Whether the centre could be asked just now, as the probes and the training switch know it."""
    return not is_cut("pusat") and not Dependency.objects.filter(name="pusat", state="terputus").exists()


def key_of(request: Request) -> UUID:
    """The form's idempotency key; a form without one (or with rubbish) is a form of its own."""
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


@allow(*SERVE, purpose="biodata pertama")
def register_new(request: Request) -> HttpResponse:
    """F-1.01 for the head of a new family."""
    form = BiodataForm(request.POST or None, joins=False, initial={"tempat_lahir": ""})
    return _biodata(request, form, None, reverse("people:search"))


@allow(*SERVE, purpose="biodata pertama")
def add_member(request: Request, no_kk: str) -> HttpResponse:
    """F-1.01 for somebody who joins a family; `?sebagai=anak` fills in what a child of the house has."""
    home = _family(no_kk)
    viewed(request, f"keluarga/{no_kk}")
    here = [m for m in register.members(no_kk) if m.status == "aktif"]
    initial = _as_member(here, request.GET.get("sebagai") == "anak")
    form = BiodataForm(request.POST or None, joins=True, initial=initial)
    return _biodata(request, form, home, reverse("people:family", args=[no_kk]))


def _biodata(request: Request, form: BiodataForm, home: Family | None, back: str) -> HttpResponse:
    alike: list[dict[str, Any]] = []
    if request.method == "POST":
        form.is_valid()
        given = form.biodata(home.no_kk if home else "")
        outcome = acts.register_resident(
            request.node,
            request.actor,
            given,
            form.family(),
            link_up=link_up(),
            accept_duplicates=request.POST.getlist("beda"),
            also=form.unread(),
            key=key_of(request),
        )
        if isinstance(outcome, Done):
            messages.success(request, _("Biodata dicatat. NIK: %(nik)s") % {"nik": outcome.value})
            advise(request, outcome.warnings)
            return redirect("people:resident", outcome.value)
        alike = _alike(request, given, outcome)
        form.tell(outcome.refusals, form.places())
    form.show_area(request.node.clock.today())
    title = _("Tambah anggota keluarga") if home else _("Biodata pertama, keluarga baru")
    more = {"alike": alike, "compared": request.POST.getlist("beda"), "home": home}
    return event_form(request, "people/biodata_form.html", form, title, back, "biodata", more)


def _alike(request: Request, given: Biodata, outcome: Refused) -> list[dict[str, Any]]:
    """Those who may be the same person, beside what was typed: rows of (title, typed, registered, whether alike)."""
    niks = [n for r in outcome.refusals if r.code == DUPLICATE for n in r.params["niks"]]
    language = lang_of(request.LANGUAGE_CODE)
    found = []
    for nik, other in register.persons(niks).items():
        viewed(request, nik, "pemeriksaan biodata ganda")
        typed = dict(_plain(given, language))
        rows = [(title, typed.get(title, ""), words) for title, words in _plain(other, language)]
        found.append({"nik": nik, "name": other.nama, "rows": [(t, a, b, _same(a, b)) for t, a, b in rows]})
    return found


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _plain(person: Biodata, language: str) -> list[tuple[str, str]]:
    born = f"{person.tanggal_lahir:%d-%m-%Y}" if person.tanggal_lahir else ""
    first = [(_("Nama"), person.nama), (_("Tempat lahir"), person.tempat_lahir), (_("Tanggal lahir"), born)]
    return [*first, (_("Jenis kelamin"), person.jenis_kelamin), *pairs_of(person, language)]


def _as_member(here: Sequence[Biodata], child: bool) -> dict[str, Any]:
    """What a newcomer most likely shares with the family."""
    head = next((m for m in here if m.shdk == Shdk.KEPALA), None)
    if head is None:
        return {}
    initial: dict[str, Any] = {"agama": head.agama, "kewarganegaraan": head.kewarganegaraan}
    if child:
        initial |= {"shdk": int(Shdk.ANAK), "status_kawin": 1, "pendidikan": 1, "pekerjaan": 1, **_parents(here)}
    return initial


def _parents(here: Sequence[Biodata]) -> dict[str, str]:
    """Names and NIKs of the couple that heads the family."""
    father, mother = parents_of(here)
    found: dict[str, str] = {}
    for field, parent in (("ibu", mother), ("ayah", father)):
        if parent is not None:
            found |= {f"nik_{field}": parent.nik, f"nama_{field}": parent.nama}
    return found


def advise(request: Request, warnings: Sequence[Refusal]) -> None:
    for warning in warnings:
        messages.warning(request, told(warning))


def _family(no_kk: str) -> Family:
    home = register.family(no_kk)
    if home is None:
        raise Http404
    return home


def event_form(
    request: Request, template: str, form: RuledForm, title: str, back: str, draft: str, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "groups": form.groups(),  # type: ignore[attr-defined]
        "draft": draft,
        "submit_label": title,
        "cancel_url": back,
        **more,
    }
    return render(request, template, context, status=BAD if form.errors else 200)
