"""One case file: what it would change, its papers beside the answers, and the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.accounts.models import Officer
from siaga.journal import blobs
from siaga.journal.act import Outcome, Refused
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people import register
from siaga.people.event_acts import decide
from siaga.people.event_pages import advise, key_of
from siaga.people.moving.arriving import told_letter
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.peristiwa import BY_CODE
from siaga.people.ways import address
from siaga.shell.templatetags.siaga_ui import told

from . import acts, counts, differences, drafts, office_acts, rules, told_history
from .form_pages import form_url
from .list_pages import SEES, chosen_as, event_title
from .models import Berkas
from .sheet_pages import sheet_answer, subject_of
from .steps import DEED_WORDS, DONE, RETURNED, STATE_WORDS, STEPS
from .typed_again import held_of, typed

SEEN_WORDS = {"ada": "ada, sudah dilihat", "pengganti": "diganti dokumen lain", "": "tidak ditandai"}


def _row(request: Request, id: UUID) -> Berkas:
    """Of this office and of the officer's own area, or 404."""
    found = Berkas.objects.filter(id=id, office=request.node.id).first()
    if found is None or found.event not in BY_CODE or not in_area(request.actor, found.area):
        raise Http404
    return found


@allow(*SEES, purpose="pemeriksaan berkas")
@never_cache
def one(request: Request, id: UUID, wrong: tuple[Refusal, ...] = ()) -> HttpResponse:
    """The whole case on one page; the decision stands beside what it decides."""
    row = _row(request, id)
    viewed(request, subject_of(row.event, row.about))
    event, answers = BY_CODE[row.event], acts.answers_of(row)
    for who in row.niks if isinstance(answers, MoveIn) else ():
        viewed(request, who)
    assert event.asked is not None
    open_still = row.state in (*STEPS, RETURNED)
    decided = decide(request.node, event, row.about, answers) if open_still else None
    names = {p.nik: p.nama for p in register.persons(row.niks).values()}
    names |= {m.nik: m.nama for m in register.members(row.about)} if event.asked.about == "keluarga" else {}
    names |= {m.nik: m.nama for m in answers.skpwni.movers} if isinstance(answers, MoveIn) and answers.skpwni else {}
    known = decided if decided is not None and not isinstance(decided, Refusal) else None
    own = request.actor.id == row.submitted_by
    may = rules.may_take(
        row,
        request.actor.id,
        request.actor.roles,
        seen=(row.round, row.state),
        small=office_acts.rules_of(request.node).small,
    )
    context = {
        "row": row,
        "title": event_title(row.event),
        "basis": event.legal_basis,
        "state": acts.waits_words(row),
        "way": [(_(DEED_WORDS[s]), _reached(row, s)) for s in row.steps],
        "sections": differences.sections(known) if known else [],
        "problems": [told(r) for r in known.refusals if r.message] if known else _said(decided),
        "warnings": [told(r) for r in known.effects.warnings] if known else [],
        "answers": differences.answered(answers, names, request.node.clock.today()),
        "papers": _papers(row, answers.papers),
        "history": told_history.lines(request.node, f"berkas/{row.id}"),
        "by": Officer.objects.filter(username=row.submitted_by).values_list("name", flat=True).first()
        or row.submitted_by,
        "may": may is None,
        "why_not": told(may) if may is not None and may.code == "berkas.own" else "",
        "deed_label": _(DEED_WORDS.get(row.state, "")),
        "seen": chosen_as(row),
        "own": own,
        "mend": own and row.state == RETURNED,
        "may_withdraw": open_still and (own or "kepala" in request.actor.roles),
        "due_url": address("documents:due", row.holder) if row.state == DONE and row.holder else "",
        "about_url": _about_url(row),
        "next": _next(request, row),
        "wrong": [told(r) for r in wrong],
    }
    return render(request, "berkas/one.html", context, status=422 if wrong else 200)


def _said(decided: Any) -> list[str]:
    return [told(decided)] if isinstance(decided, Refusal) else []


def _reached(row: Berkas, step: str) -> str:
    """ "lewat", "kini" or "nanti", for the line of steps."""
    if row.state == DONE:
        return "lewat"
    if row.state not in row.steps:
        return "nanti"
    at, here = row.steps.index(step), row.steps.index(row.state)
    return "lewat" if at < here else "kini" if at == here else "nanti"


def _papers(row: Berkas, seen: tuple[str, ...]) -> list[dict[str, Any]]:
    sheets = list(enumerate(drafts.sheets_of(row)))
    marked = (*seen, *("" for _n in BY_CODE[row.event].needs))
    return [
        {
            "words": _(need.words),
            "seen": _(SEEN_WORDS[marked[n]]) if not need.told_by else "",
            "sheets": [(place, s) for place, s in sheets if s.need == n],
        }
        for n, need in enumerate(BY_CODE[row.event].needs)
    ]


def _about_url(row: Berkas) -> str:
    if not row.about:
        return ""
    asked = BY_CODE[row.event].asked
    if asked is not None and asked.about == "skpwni":
        return reverse("people:move", args=[row.about]) if told_letter(row.about) else ""
    person = asked is not None and asked.about == "penduduk"
    return reverse("people:resident" if person else "people:family", args=[row.about])


def _next(request: Request, row: Berkas) -> str:
    """The next of the same list, so that a morning's heap is gone through without the list between."""
    reads = counts.to_verify if row.state == "verifikasi" else counts.to_approve
    following = reads(request.node, request.actor).exclude(id=row.id).exclude(submitted_by=request.actor.id)
    found = following.filter(first_at__gte=row.first_at).first() or following.first()
    return reverse("berkas:one", args=[found.id]) if found else ""


def _seen(request: Request) -> tuple[int, str]:
    _id, _sep, seen = request.POST.get("dilihat", "").partition(":")
    number, _sep, state = seen.partition(":")
    return (int(number) if number.isdecimal() and len(number) < 5 else 0, state)


def _after(request: Request, id: UUID, outcome: Outcome, row: Berkas) -> HttpResponse:
    if isinstance(outcome, Refused):
        return one(request, id, outcome.refusals)
    taken: acts.Taken = outcome.value
    if taken.wrong:
        said = _("Dikembalikan kepada pengajunya, karena keadaan register sudah berubah: %(why)s")
        messages.warning(request, said % {"why": " ".join(told(r) for r in taken.wrong if r.message)})
    elif taken.made is not None:
        messages.success(request, _recorded(taken))
    elif taken.state == RETURNED:
        messages.success(request, _("%(title)s dikembalikan kepada pengajunya.") % {"title": row.title})
    else:
        messages.success(request, f"{row.title}: {_(STATE_WORDS[taken.state])}.")
    advise(request, outcome.warnings)
    if taken.made is not None:
        return redirect("berkas:one", id)
    on = request.POST.get("lanjut", "")
    return redirect(on if _ours(on) else reverse("berkas:one", args=[id]))


def _ours(path: str) -> bool:
    return path.startswith("/berkas/") and "//" not in path


def _recorded(taken: acts.Taken) -> str:
    made = taken.made
    assert made is not None
    parts = [_("Disetujui dan dicatat.")]
    if made.nik:
        parts.append(_("NIK: %(numbers)s.") % {"numbers": ", ".join(made.nik.values())})
    if made.letter:
        parts.append(_("%(number)s diterbitkan.") % {"number": made.letter})
    if made.home:
        parts.append(_("Kedatangan dicatat. KK: %(no)s. NIK mereka tetap.") % {"no": made.home})
    if made.akta:
        parts.append(_("Akta %(number)s.") % {"number": made.akta})
    if made.kk:
        parts.append(_("Nomor KK baru: %(numbers)s.") % {"numbers": ", ".join(made.kk.values())})
    return " ".join(parts)


@allow(*SEES, purpose="pemeriksaan berkas")
@require_POST
def take(request: Request, id: UUID) -> HttpResponse:
    row = _row(request, id)
    asked = request.siaga_recorded
    outcome = acts.take(request.node, request.actor, id, _seen(request), recorded=asked, key=key_of(request))
    return _after(request, id, outcome, row)


@allow(*SEES, purpose="pemeriksaan berkas")
@require_POST
def send_back(request: Request, id: UUID) -> HttpResponse:
    row = _row(request, id)
    reason = request.POST.get("alasan", "")[:1000]
    outcome = acts.send_back(request.node, request.actor, id, _seen(request), reason, key=key_of(request))
    return _after(request, id, outcome, row)


@allow(*SEES, purpose="penarikan berkas")
@require_POST
def withdraw(request: Request, id: UUID) -> HttpResponse:
    row = _row(request, id)
    outcome = acts.withdraw(request.node, request.actor, id, request.POST.get("alasan", "")[:1000], key=key_of(request))
    if isinstance(outcome, Refused):
        return one(request, id, outcome.refusals)
    messages.success(request, _("Berkas ditarik. Tidak ada yang dicatat."))
    if row.application and (asked := address("counter:application", str(row.application))):
        messages.info(request, _("Permohonannya masih terbuka. Ajukan lagi dari kunjungannya, atau batalkan di sini."))
        return redirect(asked)
    return redirect("berkas:mine")


@allow(*SEES, purpose="perbaikan berkas")
@require_POST
def mend(request: Request, id: UUID) -> HttpResponse:
    """Open the form again as it was submitted, with its sheets."""
    row = _row(request, id)
    if row.submitted_by != request.actor.id or row.state != RETURNED:
        raise Http404
    answers = acts.answers_of(row)
    drafts.correct(request.node, request.actor, row, typed(answers), held_of(answers))
    return redirect(form_url(row.event, row.about))


@allow(*SEES, purpose="scan persyaratan")
@never_cache
def sheet(request: Request, id: UUID, place: int) -> HttpResponse:
    """One scan; who looks at it is noted with the purpose."""
    row = _row(request, id)
    sheets = drafts.sheets_of(row)
    if not 0 <= place < len(sheets):
        raise Http404
    need = BY_CODE[row.event].needs[sheets[place].need]
    viewed(request, subject_of(row.event, row.about), f"scan persyaratan: {need.words}"[:200])
    try:
        content = blobs.unseal(blobs.read(request.node, sheets[place].sha), request.node.keys)
    except PermanentFault as e:
        raise Http404 from e
    return sheet_answer(sheets[place].mime, content)
