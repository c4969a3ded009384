"""The page of every declared life event: one view, made from the declaration."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow, viewed
from siaga.journal.act import Done
from siaga.kit.refusal import Refusal

from . import register
from .alike import alike
from .biodata import Biodata, Family
from .declared_forms import DeclaredForm
from .event_acts import Recorded, register_event
from .event_pages import advise, event_form, key_of
from .event_situation import situation
from .pages import SERVE, address
from .peristiwa import BY_CODE
from .peristiwa.event import Peristiwa


@allow(*SERVE, purpose="pencatatan peristiwa")
def event(request: Request, code: str, about: str = "") -> HttpResponse:
    """about: the NIK or the KK number whose page this began at, "" of nobody's."""
    found = BY_CODE.get(code)
    if found is None or found.asked is None:
        raise Http404
    person, home = _begun_at(found, about)
    if about:
        viewed(request, about if person else f"keluarga/{about}")
    no_kk = person.no_kk if person else about
    members = [m for m in register.members(no_kk) if m.status == "aktif"]
    spared, begun = _as_it_stands(request, found, about)
    form = DeclaredForm(
        request.POST or None,
        event=found,
        members=[m for m in members if m.nik != about],
        spared=spared,
        initial=begun,
    )
    similar: list[dict[str, Any]] = []
    if request.method == "POST":
        form.is_valid()
        outcome = register_event(
            request.node, request.actor, found, about, form.answers(), also=form.unread(), key=key_of(request)
        )
        if isinstance(outcome, Done):
            made: Recorded = outcome.value
            messages.success(request, _told(found, made))
            advise(request, outcome.warnings)
            return redirect(address("documents:due", made.holder) or reverse("people:search"))
        similar = alike(request, found.asked, form.answers(), outcome.refusals)
        form.tell(outcome.refusals, form.places())
    form.show_areas(request.node.clock.today())
    place = "people:resident" if person else "people:family" if about else "people:search"
    back = reverse(place, args=[about] if about else [])
    more = {"person": person, "home": home, "alike": similar, "compared": request.POST.getlist("beda")}
    return event_form(request, "people/event_form.html", form, _(found.title), back, code, more)


def _begun_at(found: Peristiwa, about: str) -> tuple[Biodata | None, Family | None]:
    """404 unless there is what the event begins at."""
    assert found.asked is not None
    person = register.person(about) if found.asked.about == "penduduk" else None
    home = register.family(about) if found.asked.about == "keluarga" else None
    if (found.asked.about and person is None and home is None) or bool(about) != bool(found.asked.about):
        raise Http404
    return person, home


def _as_it_stands(request: Request, found: Peristiwa, about: str) -> tuple[Collection[str], Mapping[str, Any]]:
    """(fields that nobody has to see, what stands in the empty form)."""
    asked = found.asked
    assert asked is not None
    if not (asked.spares or asked.begin):
        return (), {}
    now = situation(request.node, asked, about, asked.answers())
    if isinstance(now, Refusal):
        return (), {}
    return asked.spares(now) if asked.spares else (), asked.begin(now) if asked.begin else {}


def _told(found: Peristiwa, made: Recorded) -> str:
    assert found.asked is not None
    parts = [_(found.asked.done)]
    if made.nik:
        parts.append(_("NIK: %(numbers)s.") % {"numbers": ", ".join(made.nik.values())})
    if made.akta:
        parts.append(_("Akta %(number)s.") % {"number": made.akta})
    if made.kk:
        parts.append(_("Nomor KK baru: %(numbers)s.") % {"numbers": ", ".join(made.kk.values())})
    return " ".join(parts)
