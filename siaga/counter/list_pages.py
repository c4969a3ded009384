"""The work list of applications and the page of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, in_area, viewed
from siaga.accounts.exports import csv_answer
from siaga.accounts.models import Officer
from siaga.cards.planning import words
from siaga.journal.act import AlreadyDone, Outcome, Refused
from siaga.journal.models import JournalFact
from siaga.shell.formats import local
from siaga.shell.stored import shown
from siaga.shell.templatetags.siaga_ui import told
from siaga.shell.values import Deed, HistoryLine, Who
from siaga.wilayah.find import area_name
from siaga.wilayah.models import Area

from . import acts, receipts
from .catalogue import BY_CODE, SERVICES
from .facts import ApplicationClosed
from .forms import CancelForm
from .hall_pages import key_of
from .machines import APPLICATION_LABELS, PROMISE_LABELS
from .models import Application, Promise, Visit
from .standing import load_stages

PURPOSE = "pelayanan permohonan"
LOOK = ("loket", "verifikator", "kepala", "pencetakan", "perekaman")
MOST_EXPORTED = 50_000
HISTORY_WORDS = {
    "counter.application_opened": "Permohonan diterima",
    "counter.application_reopened": "Permohonan dibuka lagi: kartunya kembali ke rak",
    "counter.promise_given": "Tanggal diberitahukan",
    "counter.promise_ended": "Janji selesai",
}


@dataclass(frozen=True, slots=True)
class Row:
    pk: UUID
    url: str
    line: receipts.Line
    since: datetime
    late: bool
    deed: Deed | None = None


@allow(*LOOK, purpose=PURPOSE)
def applications(request: Request) -> HttpResponse:
    """Oldest first; only the officer's area."""
    query = sieved(request)
    if request.GET.get("format") == "csv":
        return _csv(request, query)
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    found = list(page)
    made = receipts.lines(request.node, found, load_stages(request.node, found), officer=True)
    today = request.node.clock.today()
    rows = [
        Row(
            a.id,
            reverse("counter:application", args=[a.id]),
            m,
            a.opened_at,
            a.state == "terbuka" and a.need_by is not None and a.need_by < today,
        )
        for a, m in zip(found, made, strict=True)
    ]
    context = {"rows": rows, "page": page, "export": True, "services": SERVICES, "areas": areas(request)}
    context |= {"states": [(s, APPLICATION_LABELS[s]) for s in ("terbuka", "selesai", "batal")]}
    return render(request, "counter/applications.html", context)


def sieved(request: Request) -> QuerySet[Application]:
    get = request.GET
    query = Application.objects.filter(kelurahan__startswith=request.actor.wilayah.replace(".", ""))
    query = query.filter(state=get.get("status") if get.get("status") in APPLICATION_LABELS else "terbuka")
    if get.get("layanan") in BY_CODE:
        query = query.filter(service=get["layanan"])
    if (area := get.get("kecamatan", "")).isdecimal():
        query = query.filter(kecamatan=area)
    if text := get.get("cari", "").strip():
        digits = text.replace(" ", "")
        query = query.filter(Q(nik=digits) if digits.isdecimal() else Q(name__icontains=text))
    return query.order_by("opened_at", "id")


def areas(request: Request) -> list[tuple[str, str]]:
    """The kecamatan of this office, by code."""
    today = request.node.clock.today()
    holds = Area.objects.filter(level=3, parent=request.node.wilayah.replace(".", ""), valid_from__lte=today)
    rows = holds.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("code")
    return [(code, name) for code, name in rows.values_list("code", "name") if in_area(request.actor, code)]


def _csv(request: Request, query: QuerySet[Application]) -> HttpResponse:
    found = list(query[:MOST_EXPORTED])
    made = receipts.lines(request.node, found, load_stages(request.node, found), officer=True)
    head = (
        _("Dibuka"),
        _("Nama"),
        _("NIK"),
        _("Layanan"),
        _("Keadaan"),
        _("Menunggu"),
        _("Perkiraan"),
        _("Keperluan"),
        _("Kelurahan"),
    )
    zone = request.node.clock.zone
    rows = (
        (
            f"{local(a.opened_at, zone):%Y-%m-%d}",
            m.name,
            m.nik,
            m.service,
            m.sentence,
            m.waits_for,
            m.expected,
            m.need,
            a.kelurahan,
        )
        for a, m in zip(found, made, strict=True)
    )
    return csv_answer(request, "permohonan", head, rows)


def mine(request: Request, id: UUID) -> Application:
    """The application, if it lies in the officer's area. Raises Http404."""
    row = get_object_or_404(Application, id=id)
    if request.actor.wilayah and row.kelurahan and not in_area(request.actor, row.kelurahan):
        raise Http404
    return row


@allow(*LOOK, purpose=PURPOSE)
def application(request: Request, application: UUID) -> HttpResponse:
    row = mine(request, application)
    if row.nik:
        viewed(request, row.nik)
    stage = load_stages(request.node, [row])
    (line,) = receipts.lines(request.node, [row], stage, officer=True)
    promises = list(Promise.objects.filter(application=row.id).order_by("given_at", "id"))
    visit = Visit.objects.filter(id=row.visit).first()
    today = request.node.clock.today()
    context = {
        "who": Who(name=row.name, nik=row.nik, address=_place(row, today)),
        "state": line.sentence if row.state == "terbuka" else _(APPLICATION_LABELS[row.state]),
        "waits_for": line.waits_for,
        "waits_since": row.opened_at,
        "promised": line.expected,
        "line": line,
        "row": row,
        "visit": visit,
        "promises": [(p, _promised(p), _(PROMISE_LABELS[p.state])) for p in promises],
        "history": history(row),
        "cancel": CancelForm(),
    }
    return render(request, "counter/application.html", context)


def _place(row: Application, today: Any) -> str:
    return ", ".join(n for n in (area_name(code, today) for code in (row.kelurahan, row.kecamatan) if code) if n)


def _promised(p: Promise) -> str:
    if p.earliest is None or p.latest is None:
        return str(words.undated(p.waits_for))
    return str(words.dated(p.likely, p.earliest, p.latest, p.place, p.binds))


def history(row: Application) -> list[HistoryLine]:
    """What the journal says about this application, newest first."""
    query = JournalFact.objects.filter(subject=f"permohonan/{row.id}").order_by("-at", "-seq")
    found = list(query.values_list("at", "kind", "actor", "body"))
    known = Officer.objects.filter(username__in={by for _at, _kind, by, _body in found})
    names: dict[str, str] = dict(known.values_list("username", "name"))
    return [HistoryLine(at, _in_words(kind, body), names.get(by, by)) for at, kind, by, body in found]


def _in_words(kind: str, body: str) -> str:
    """How it ended is told with its reason: the officer's sentence about a cancelled one sends the reader here."""
    if kind != ApplicationClosed.kind:
        return _(HISTORY_WORDS.get(kind, kind))
    ended = msgspec.json.decode(body, type=ApplicationClosed)
    words = _(APPLICATION_LABELS.get(ended.state, ended.state))
    return f"{words[:1].upper()}{words[1:]}" + (f": {shown(ended.reason)}" if ended.reason else "")


@allow("loket", "verifikator", "kepala")
@require_POST
def close(request: Request, application: UUID) -> HttpResponse:
    mine(request, application)
    try:
        outcome = acts.close_application(request.node, request.actor, application, key=key_of(request))
    except AlreadyDone:
        return redirect("counter:application", application)
    return _told(request, outcome, application, _("Permohonan selesai."))


@allow("loket", "verifikator", "kepala")
@require_POST
def cancel(request: Request, application: UUID) -> HttpResponse:
    mine(request, application)
    reason = request.POST.get("reason", "")[:200]
    try:
        outcome = acts.cancel(request.node, request.actor, application, reason, key=key_of(request))
    except AlreadyDone:
        return redirect("counter:application", application)
    return _told(request, outcome, application, _("Permohonan dibatalkan."))


def _told(request: Request, outcome: Outcome, application: UUID, good: str) -> HttpResponse:
    if isinstance(outcome, Refused):
        for refusal in outcome.refusals:
            messages.error(request, told(refusal))
    else:
        messages.success(request, good)
    return redirect("counter:application", application)
