"""Work lists of case files: mine, to verify, to approve, all; and the approval of many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow
from siaga.accounts.exports import csv_answer
from siaga.accounts.models import Officer
from siaga.journal.act import Refused
from siaga.kit import ids
from siaga.people.event_pages import key_of
from siaga.people.peristiwa import BY_CODE
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed

from . import about_whom, acts, counts, office_acts
from .form_pages import form_url
from .models import Berkas, Draft
from .steps import DEED_WORDS, RETURNED, STATE_WORDS, STEPS

SEES = ("loket", "verifikator", "kepala_bidang", "kepala")
CHECKS = ("verifikator", "kepala_bidang", "kepala")
PURPOSE = "daftar berkas"
PER_PAGE = 50
LISTS = {
    "verifikasi": gettext_lazy("Perlu verifikasi"),
    "persetujuan": gettext_lazy("Perlu persetujuan"),
    "semua": gettext_lazy("Semua berkas"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """pk: what is posted when it is chosen: case file, round and state as they were seen."""

    pk: str
    url: str
    title: str
    event: str
    state: str
    since: datetime
    first_at: datetime
    by: str
    says: str = ""
    scans: int = 0
    own: bool = False
    deed: Deed | None = None


def event_title(code: str) -> str:
    return _(BY_CODE[code].title) if code in BY_CODE else code


def chosen_as(row: Berkas) -> str:
    return f"{row.id}:{row.round}:{row.state}"


def _rows(request: Request, found: Iterable[Berkas], label: str) -> list[Row]:
    rows = list(found)
    names = dict(Officer.objects.filter(username__in={r.submitted_by for r in rows}).values_list("username", "name"))
    out = []
    for r in rows:
        url = reverse("berkas:one", args=[r.id])
        out.append(
            Row(
                pk=chosen_as(r),
                url=url,
                title=r.title,
                event=event_title(r.event),
                state=_(STATE_WORDS[r.state]),
                since=r.since,
                first_at=r.first_at,
                by=names.get(r.submitted_by, r.submitted_by),
                says=r.says if r.state == RETURNED else "",
                scans=sum(s["pages"] for s in r.sheets),
                own=r.submitted_by == request.actor.id,
                deed=Deed(_("Perbaiki") if r.state == RETURNED and r.submitted_by == request.actor.id else label, url),
            )
        )
    return out


@allow(*SEES, purpose=PURPOSE)
@never_cache
def mine(request: Request) -> HttpResponse:
    """Drafts, what came back with its reason, and what is on its way."""
    node, actor = request.node, request.actor
    running = list(counts.mine(node, actor)[:200])
    running.sort(key=lambda r: r.state != RETURNED)
    begun = list(Draft.objects.filter(officer=actor.id).order_by("at")[:50])
    names = about_whom.names_of([d.about for d in begun])
    rows = [*(_draft_row(d, names) for d in begun), *_rows(request, running, _("Buka"))]
    return render(request, "berkas/mine.html", {"rows": rows, "small": office_acts.rules_of(node).small})


def _draft_row(d: Draft, names: Mapping[str, str]) -> Row:
    url = form_url(d.event, d.about)
    state = _("perbaikan yang belum diajukan") if d.berkas else _(STATE_WORDS["draf"])
    whom = names.get(d.about) or d.values.get("nama") or d.about
    return Row("", url, whom, event_title(d.event), state, d.at, d.at, "", deed=Deed(_("Lanjutkan"), url))


@allow(*SEES, purpose=PURPOSE)
@never_cache
def listing(request: Request, which: str) -> HttpResponse:
    """which: a key of LISTS. The applicant who waits longest stands first."""
    query = _query(request, which)
    if request.GET.get("format") == "csv":
        return csv_answer(request, f"berkas-{which}", _head(), _export(query[:10_000]))
    page = Paginator(query, PER_PAGE).get_page(request.GET.get("page"))
    may = which != "semua" and bool(set(CHECKS) & request.actor.roles)
    context = {
        "rows": _rows(request, page, _("Periksa") if which != "semua" else _("Buka")),
        "page": page,
        "export": True,
        "which": which,
        "title": LISTS[which],
        "events": sorted({(r, event_title(r)) for r in query.order_by().values_list("event", flat=True).distinct()}),
        "states": [(s, _(w)) for s, w in STATE_WORDS.items() if s in STEPS or s in ("dikembalikan", "selesai")],
    }
    if may:
        context |= {"bulk_url": reverse("berkas:approve_many"), "bulk_label": _("Setujui yang dipilih")}
    return render(request, "berkas/list.html", context)


def _query(request: Request, which: str) -> QuerySet[Berkas]:
    reads = {"verifikasi": counts.to_verify, "persetujuan": counts.to_approve, "semua": counts.of_office}
    query = reads[which](request.node, request.actor)
    if which == "semua" and request.GET.get("status") in STATE_WORDS:
        query = query.filter(state=request.GET["status"])
    if code := request.GET.get("peristiwa", ""):
        query = query.filter(event=code)
    if words := request.GET.get("cari", "").strip()[:80]:
        digits = "".join(c for c in words if c.isdigit())
        same = Q(title__icontains=words) | Q(akta__icontains=words)
        query = query.filter(same | Q(niks__contains=[digits]) | Q(about=digits) if len(digits) == 16 else same)
    return query


def _head() -> tuple[str, ...]:
    return (_("Diajukan"), _("Peristiwa"), _("Tentang"), _("Keadaan"), _("Sejak"), _("Oleh"), _("Akta"))


def _export(found: Iterable[Berkas]) -> Iterable[tuple[object, ...]]:
    for r in found:
        at, since = r.first_at.isoformat(timespec="minutes"), r.since.isoformat(timespec="minutes")
        yield at, event_title(r.event), r.title, _(STATE_WORDS[r.state]), since, r.submitted_by, r.akta


@dataclass(frozen=True, slots=True)
class Chosen:
    id: UUID
    seen: tuple[int, str]


def _chosen(request: Request) -> list[Chosen]:
    found = []
    for text in request.POST.getlist("pilih")[:200]:
        id, _sep, seen = text.partition(":")
        number, _sep, state = seen.partition(":")
        try:
            found.append(Chosen(UUID(id), (int(number), state)))
        except ValueError:
            continue
    return found


@allow(*CHECKS, purpose=PURPOSE)
@require_POST
def approve_many(request: Request) -> HttpResponse:
    """First it is said what would be approved; then each is an act of its own, so that one that fails stops no other."""
    chosen = _chosen(request)
    rows = list(counts.of_office(request.node, request.actor).filter(id__in=[c.id for c in chosen]))
    if not rows:
        messages.info(request, _("Belum ada berkas yang dipilih."))
        return redirect("berkas:to_verify")
    back = reverse("berkas:to_verify" if rows[0].state == "verifikasi" else "berkas:to_approve")
    if not request.POST.get("ya"):
        return render(request, "berkas/approve_many.html", _asked(rows, back))
    form, tally = key_of(request), {"ok": 0, "back": 0}
    for c in chosen:
        row = next((r for r in rows if r.id == c.id), None)
        if row is not None:
            _take_one(request, row, c, form, tally)
    if tally["ok"]:
        messages.success(request, _("%(n)d berkas disetujui.") % {"n": tally["ok"]})
    if tally["back"]:
        messages.warning(request, _("%(n)d berkas dikembalikan kepada pengajunya.") % {"n": tally["back"]})
    return redirect(back)


def _asked(rows: list[Berkas], back: str) -> dict[str, Any]:
    question = _("Setujui %(n)d berkas?") % {"n": len(rows)}
    return {
        "question": question,
        "consequence": _(
            "Yang disetujui sebagai langkah terakhir langsung dicatat dalam register. Yang tidak lagi memenuhi syarat "
            "kembali kepada pengajunya."
        ),
        "chosen": [(chosen_as(r), r.title, event_title(r.event), _(DEED_WORDS.get(r.state, ""))) for r in rows],
        "confirm_label": question.rstrip("?"),
        "confirm_url": reverse("berkas:approve_many"),
        "cancel_url": back,
    }


def _take_one(request: Request, row: Berkas, c: Chosen, form: UUID, tally: dict[str, int]) -> None:
    outcome = acts.take(
        request.node,
        request.actor,
        c.id,
        c.seen,
        recorded=request.siaga_recorded,
        key=ids.named(str(form), str(c.id)),
    )
    if isinstance(outcome, Refused):
        for no in outcome.refusals:
            messages.error(request, f"{row.title}: {told(no)}")
    elif outcome.value.wrong:
        tally["back"] += 1
    else:
        tally["ok"] += 1
