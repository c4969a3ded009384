"""The officer at the counter: the console that calls numbers, and the visit that begins with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from siaga.accounts.access import Request, allow, viewed
from siaga.accounts.models import Officer
from siaga.continuity.standing import may_begin
from siaga.continuity.table import LOOKUP
from siaga.documents.kinds.receipt import RECEIPT
from siaga.documents.render import render as render_document
from siaga.journal.act import AlreadyDone, Outcome, Refused
from siaga.people.find import find_residents
from siaga.people.models import Resident
from siaga.shell.templatetags.siaga_ui import told

from . import acts, case_links, receipts, rules
from .catalogue import BY_LETTER, GENERAL, Queue, label, queues_at
from .forms import ItemForm, VisitForm, item_of, items_formset, picked, place, place_one, place_rest, start_rows
from .hall_pages import key_of
from .models import Ticket, Visit
from .standing import load_stages
from .tickets import hall, local_day, missed_today

PURPOSE = "pelayanan loket"


@dataclass(frozen=True, slots=True)
class Waiting:
    letter: str
    title: str
    general: int
    priority: int
    mine: bool


@allow("loket")
def desk(request: Request) -> HttpResponse:
    """Which counter, which queues, who is here, who waits."""
    loket, letters = place_of(request)
    day = local_day(request.node, request.node.clock.now())
    today = hall(request.node, day)
    here = (
        today.filter(loket=loket, state__in=["dipanggil", "dilayani"]).order_by("-called_at").first() if loket else None
    )
    due = {m.id for m in missed_today(today, letters) if rules.missed_due([m])}
    context = {
        "loket": loket,
        "queues": waiting_by_queue(today, queues_at(request.node.point), letters),
        "here": shown(here) if here else None,
        "missed": [shown(t) | {"due": t.id in due} for t in today.filter(state="terlewat").order_by("called_at")[:20]],
        "recent": [shown(t) for t in today.filter(called_at__isnull=False).order_by("-called_at")[:8]],
        "anybody": today.filter(state="menunggu", service__in=letters).exists() or bool(due),
    }
    if here is not None:
        context["visit"] = Visit.objects.filter(ticket=here.id).values_list("id", flat=True).first()
    return render(request, "counter/desk.html", context)


def place_of(request: Request) -> tuple[int, list[str]]:
    """The counter and the queues of this browser's session; the counter remembered on the account comes first."""
    loket = request.session.get("loket")
    if not loket:
        loket = Officer.objects.filter(username=request.actor.id).values_list("loket", flat=True).first() or 0
    letters = [c for c in request.session.get("layanan", "") if c in BY_LETTER]
    return int(loket), letters or list(BY_LETTER)


def waiting_by_queue(today: Any, queues: Sequence[Queue], letters: Sequence[str]) -> list[Waiting]:
    counted = today.filter(state="menunggu").order_by().values_list("service", "lane").annotate(n=Count("id"))
    found = {(service, lane): n for service, lane, n in counted}
    return [
        Waiting(
            q.letter,
            q.title,
            found.get((q.letter, GENERAL), 0),
            found.get((q.letter, "prioritas"), 0),
            q.letter in letters,
        )
        for q in queues
    ]


def shown(t: Ticket) -> dict[str, Any]:
    return {
        "id": t.id,
        "number": label(t.service, t.number),
        "title": BY_LETTER[t.service].title if t.service in BY_LETTER else t.service,
        "lane": t.lane,
        "state": t.state,
        "loket": t.loket,
        "taken_at": t.taken_at,
        "called_at": t.called_at,
    }


@allow("loket")
@require_POST
def sit_down(request: Request) -> HttpResponse:
    """Choose the counter and the queues; kept in this session."""
    text = request.POST.get("loket", "")
    if not (text.isdecimal() and text.isascii() and 1 <= int(text) <= 99):
        messages.error(request, _("Tulis nomor loket dari 1 sampai 99."))
        return redirect("counter:desk")
    request.session["loket"] = int(text)
    request.session["layanan"] = "".join(c for c in request.POST.getlist("layanan") if c in BY_LETTER)
    return redirect("counter:desk")


@allow("loket")
@require_POST
def call(request: Request) -> HttpResponse:
    loket, letters = place_of(request)
    try:
        outcome = acts.call_next(request.node, request.actor, loket, letters, key=key_of(request))
    except AlreadyDone:
        return redirect("counter:desk")
    return answered(request, outcome)


@allow("loket")
@require_POST
def step(request: Request, ticket: UUID, deed: str) -> HttpResponse:
    """recall, serve, miss, finish of one ticket."""
    node, actor, key = request.node, request.actor, key_of(request)
    try:
        match deed:
            case "panggil-ulang":
                outcome = acts.recall(node, actor, ticket, key=key)
            case "layani":
                outcome = acts.serve(node, actor, ticket, place_of(request)[0], key=key)
            case "terlewat":
                outcome = acts.miss(node, actor, ticket, key=key)
            case _:
                outcome = acts.finish(node, actor, ticket, key=key)
    except AlreadyDone:
        return redirect("counter:desk")
    if deed == "layani" and outcome:
        return redirect(f"{reverse('counter:visit_new')}?tiket={ticket}")
    return answered(request, outcome)


def answered(request: Request, outcome: Outcome, to: str = "counter:desk", *args: Any) -> HttpResponse:
    if isinstance(outcome, Refused):
        for refusal in outcome.refusals:
            messages.error(request, told(refusal))
    return redirect(to, *args)


@allow("loket", "verifikator", purpose=PURPOSE)
def visit_new(request: Request) -> HttpResponse:
    """Find the applicant, choose family members and services, save and print the receipt."""
    ticket = _ticket(request)
    nik = request.GET.get("nik", "").strip()
    asked = request.GET.get("q", "")
    no = may_begin(request.node, LOOKUP) if asked else None
    found = find_residents(asked, wilayah=request.actor.wilayah) if asked and no is None else []
    family = family_of(nik)
    if family:
        viewed(request, nik)
    applicant = next((r for r in family if r.nik == nik), None)
    start = {"name": applicant.nama if applicant else "", "nik": nik if applicant else ""}
    form = VisitForm(request.POST or None, initial=start)
    rows = items_formset(request.POST or None, initial=start_rows(family, nik))
    if request.method == "POST":
        if form.is_valid() & rows.is_valid():
            answer = _save(request, ticket, form, rows)
            if answer is not None:
                return answer
        else:
            place_rest(form, rows, local_day(request.node, request.node.clock.now()))
    bad = form.errors or any(r.errors for r in rows)
    context = {"form": form, "rows": rows, "found": found, "ticket": ticket, "applicant": applicant, "family": family}
    context |= {"number": label(ticket.service, ticket.number) if ticket else "", "asked": asked, "no": no}
    return render(request, "counter/visit_new.html", context, status=422 if bad else 200)


@allow("loket", "verifikator")
def apply(request: Request, nik: str) -> HttpResponse:
    """From a person's page: the applicant is chosen already."""
    return redirect(f"{reverse('counter:visit_new')}?{urlencode({'nik': nik})}")


def _ticket(request: Request) -> Ticket | None:
    try:
        return Ticket.objects.filter(id=UUID(request.GET.get("tiket", ""))).first()
    except ValueError:
        return None


def family_of(nik: str) -> list[Resident]:
    """The living members of this person's family, the head first; empty for an unknown NIK."""
    no_kk = Resident.objects.filter(nik=nik).values_list("no_kk", flat=True).first() if nik else None
    if no_kk is None:
        return []
    return list(Resident.objects.filter(no_kk=no_kk, status="aktif").order_by("shdk", "tanggal_lahir", "nik"))


def _save(request: Request, ticket: Ticket | None, form: VisitForm, rows: Any) -> HttpResponse | None:
    """The saved visit's page; None with the refusals placed in the forms."""
    chosen = picked(rows)
    data = form.cleaned_data
    items = [item_of(row.cleaned_data) for row in chosen]
    try:
        outcome = acts.open_visit(
            request.node,
            request.actor,
            ticket.id if ticket else None,
            data["nik"],
            data["name"],
            data["phone"],
            items,
            key=key_of(request),
        )
    except AlreadyDone as again:
        messages.info(request, _("Sudah tercatat sebelumnya."))
        return redirect("counter:visit", UUID(again.subject.partition("/")[2]))
    if isinstance(outcome, Refused):
        place(form, chosen, outcome.refusals)
        return None
    messages.success(request, _("Permohonan dicatat. Cetak tanda terimanya."))
    return redirect("counter:visit", outcome.value.visit)


@allow("loket", "verifikator", "kepala", purpose=PURPOSE)
def visit(request: Request, visit: UUID) -> HttpResponse:
    """What was opened, its receipt, one more application."""
    row = get_object_or_404(Visit, id=visit)
    applications = receipts.of_visit(visit)
    form = ItemForm(request.POST or None, initial={"pick": True})
    for name in ("name", "service"):  # in the table of a visit only of the rows that are ticked
        form.fields[name].required = True
    if request.method == "POST" and form.is_valid():
        try:
            outcome = acts.add_application(
                request.node, request.actor, visit, item_of(form.cleaned_data), key=key_of(request)
            )
        except AlreadyDone:
            return redirect("counter:visit", visit)
        if not isinstance(outcome, Refused):
            return redirect("counter:visit", visit)
        for r in outcome.refusals:
            place_one(form, r)
    if row.applicant:
        viewed(request, row.applicant)
    stages = load_stages(request.node, applications)
    lines = receipts.lines(request.node, applications, stages, officer=True)
    deeds = case_links.of_applications(request.node, applications)
    offered = [(line, deeds.get(line.id, [])) for line in lines]
    context = {"visit": row, "lines": offered, "form": form, "code": receipts.grouped(row.code)}
    return render(request, "counter/visit.html", context, status=422 if form.errors else 200)


@allow("loket", "verifikator", "kepala", purpose=PURPOSE)
def receipt(request: Request, visit: UUID) -> HttpResponse:
    """The receipt as PDF, A5; shown in the browser, which prints it."""
    row = get_object_or_404(Visit, id=visit)
    url = request.build_absolute_uri(reverse("counter:tracked", args=[row.code]))
    data = receipts.receipt(request.node, row, url)
    pdf = render_document(RECEIPT, data, made_at=row.opened_at)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="tanda-terima-{row.code}.pdf"'
    return answer
