"""The page of every declared life event: typed into a draft, with its scans, and submitted as a case file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.journal.act import Done
from siaga.kit.refusal import Refusal
from siaga.people import register
from siaga.people.alike import alike
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import Shdk
from siaga.people.declared_forms import DeclaredForm
from siaga.people.event_acts import decide
from siaga.people.event_pages import advise, event_form, key_of
from siaga.people.event_situation import situation
from siaga.people.moving.forms import ArrivalForm, Held
from siaga.people.peristiwa import BY_CODE
from siaga.people.peristiwa.event import Peristiwa
from siaga.people.ways import SERVE
from siaga.wilayah.find import area_name

from . import acts, drafts, office_acts
from .models import Berkas, Draft
from .sheet_pages import need_of, part, sheets_of, sheets_sent, subject_of

NOT_TYPED = frozenset({"beda", "csrfmiddlewaretoken", "kunci", "lembar", "ganti", "aksi"})
BY_SCRIPT = "siaga"


@dataclass(frozen=True, slots=True)
class Begun:
    """Which event, and whose page it began at. held: of an arrival, its proven SKPWNI."""

    event: Peristiwa
    about: str
    person: Biodata | None
    home: Family | None
    held: Held | None = None

    @property
    def back(self) -> str:
        if self.held is not None:
            return reverse("berkas:arrivals")
        if not self.about:
            return reverse("people:search")
        return reverse("people:resident" if self.person else "people:family", args=[self.about])


def begun(request: Request, about: str, code: str) -> Begun:
    """404 where there is no such event, person or family of the officer's own area."""
    found = BY_CODE.get(code)
    if found is None or found.asked is None:
        raise Http404
    place = found.asked.about
    person = register.person(about) if place == "penduduk" else None
    home = register.family(person.no_kk if person else about)
    missing = {"penduduk": person is None, "keluarga": home is None, "": bool(about), "skpwni": True}[place]
    if missing or bool(about) != bool(place) or (home and not in_area(request.actor, home.kode_wilayah)):
        raise Http404
    return Begun(found, about, person, None if person else home)


def form_url(code: str, about: str, application: str = "") -> str:
    """Where the form of an event stands. application: of the counter, that it is to fulfil."""
    place = _place(code, about)
    return f"{place}?{urlencode({drafts.APPLICATION: application})}" if application else place


def _place(code: str, about: str) -> str:
    asked = BY_CODE[code].asked if code in BY_CODE else None
    if not about:
        return reverse("berkas:new_event", args=[code])
    if asked is not None and asked.about == "skpwni":
        return reverse("berkas:arrival", args=[about])
    place = "berkas:family_event" if asked is not None and asked.about == "keluarga" else "berkas:event"
    return reverse(place, args=[about, code])


@allow(*SERVE, purpose="pencatatan peristiwa")
@never_cache
def event(request: Request, code: str, about: str = "") -> HttpResponse:
    """about: the NIK or the KK number whose page this began at, "" of nobody's. What is sent is kept as a draft before anything else."""
    this = begun(request, about, code)
    if about:
        viewed(request, subject_of(code, about))
    return served(request, this)


def served(request: Request, this: Begun) -> HttpResponse:
    """The form as it stands in the draft; or what is sent: a sheet, a draft, the case file."""
    code, about = this.event.code, this.about
    if request.method != "POST":
        draft = drafts.find(request.actor.id, code, about)
        form = _form(request, this, draft.values if draft else None)
        return _shown(request, this, form, draft, _sent_back_as_alike(request, this, draft))
    draft = drafts.keep(request.node, request.actor, code, about, _typed(request))
    form = _form(request, this, None, request.POST)
    form.is_valid()
    wrong = sheets_sent(request, draft)
    deed = request.POST.get("aksi", "")
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        return part(request, draft, wrong) if need_of(request) is not None else HttpResponse(status=204)
    if request.POST.get("lembar"):
        if wrong:
            form.errors.clear()
            form.tell(wrong)
            return _shown(request, this, form, draft)
        return redirect(f"{request.path}#id_syarat_{need_of(request)}")
    if deed == "kosongkan":
        draft.delete()
        messages.info(request, _("Draf dibuang. Formulir ini kosong lagi."))
        return redirect(request.path)
    if deed == "simpan" and not wrong:
        messages.success(request, _("Draf tersimpan. Anda dapat melanjutkannya kapan saja dari Berkas saya."))
        return redirect("berkas:mine")
    return _submit(request, this, form, draft, wrong)


def _submit(request: Request, this: Begun, form: DeclaredForm, draft: Draft, wrong: list[Refusal]) -> HttpResponse:
    outcome = acts.submit(
        request.node,
        request.actor,
        this.event,
        this.about,
        form.answers(),
        draft=draft,
        also=[*form.unread(), *wrong],
        key=key_of(request),
    )
    if not isinstance(outcome, Done):
        assert this.event.asked is not None
        similar = alike(request, this.event.asked, form.answers(), outcome.refusals)
        form.tell(outcome.refusals, form.places())
        return _shown(request, this, form, draft, similar)
    row = Berkas.objects.get(id=outcome.value)
    messages.success(request, _("Berkas diajukan. %(next)s.") % {"next": acts.waits_words(row).capitalize()})
    advise(request, outcome.warnings)
    return redirect("berkas:one", row.id)


def _sent_back_as_alike(request: Request, this: Begun, draft: Draft | None) -> Sequence[Mapping[str, Any]]:
    """Sent back because somebody like that was registered meanwhile: both stand beside each other as soon as the form is opened."""
    asked, before = this.event.asked, Berkas.objects.filter(id=draft.berkas).first() if draft and draft.berkas else None
    if before is None or asked is None or asked.looks_for is None:
        return ()
    decided = decide(request.node, this.event, this.about, answers := acts.answers_of(before))
    return () if isinstance(decided, Refusal) else alike(request, asked, answers, decided.refusals)


def _from(this: Begun, on: date) -> str:
    """Of an arrival: the office that they left."""
    origin = this.held.letter.origin if this.held else ""
    return (area_name(origin, on) or origin) if origin else ""


def _typed(request: Request) -> dict[str, str]:
    return {name: str(request.POST[name]) for name in request.POST if name not in NOT_TYPED}


def _form(
    request: Request, this: Begun, values: Mapping[str, str] | None, posted: Mapping[str, Any] | None = None
) -> DeclaredForm:
    """Typed values stand in an open form as they were typed; nothing is judged before it is submitted."""
    no_kk = this.person.no_kk if this.person else this.about
    members = [m for m in register.members(no_kk) if m.status == "aktif" and m.nik != this.about]
    if this.held is not None:
        return ArrivalForm(posted, event=this.event, held=this.held, initial=values)
    spared, first = _as_it_stands(request, this.event, this.about)
    if (chosen := request.GET.get("pilih", "")) in {m.nik for m in members}:
        first = {**first, "relations": {chosen: int(Shdk.KEPALA)}}  # from whose page it began
    return DeclaredForm(
        posted,
        event=this.event,
        members=members,
        spared=spared,
        initial={**first, **_asked_for(request), **(values or {})},
    )


def _asked_for(request: Request) -> dict[str, str]:
    """?nik=: a list leads here about somebody who has no page of their own."""
    nik = request.GET.get("nik", "")
    return {"nik": nik} if len(nik) == 16 and nik.isdecimal() else {}


def _as_it_stands(request: Request, event: Peristiwa, about: str) -> tuple[Collection[str], Mapping[str, Any]]:
    """(fields that nobody has to see, what stands in the empty form)."""
    asked = event.asked
    assert asked is not None
    if not (asked.spares or asked.begin):
        return (), {}
    now = situation(request.node, asked, about, asked.answers())
    if isinstance(now, Refusal):
        return (), {}
    return asked.spares(now) if asked.spares else (), asked.begin(now) if asked.begin else {}


def _shown(
    request: Request,
    this: Begun,
    form: DeclaredForm,
    draft: Draft | None,
    similar: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    form.show_areas(request.node.clock.today())
    returned = Berkas.objects.filter(id=draft.berkas).first() if draft and draft.berkas else None
    more = {
        "person": this.person,
        "home": this.home,
        "held": this.held,
        "origin": _from(this, request.node.clock.today()),
        "alike": similar,
        "compared": request.POST.getlist("beda"),
        "kept": draft,
        "application": request.GET.get(drafts.APPLICATION) or (draft.values.get(drafts.APPLICATION) if draft else ""),
        "returned": returned,
        "papers": [(f"syarat_{n}", n, _(need.words), sheets_of(draft, n)) for n, need in enumerate(this.event.needs)],
        "rules": office_acts.rules_of(request.node),
        "fields": [(title, [f for f in fields if not f.startswith("syarat_")]) for title, fields in form.groups()],
    }
    return event_form(request, "berkas/form.html", form, _(this.event.title), this.back, "", more)
