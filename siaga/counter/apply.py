"""Facts of the counter → rows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from . import facts
from .models import Application, DayClose, Promise, Ticket, Visit


def ticket_taken(f: Fact) -> Iterable[Op]:
    b: facts.TicketTaken = f.body
    values = {"id": f.id, "office": f.desk, "day": b.day, "service": b.service, "number": b.number, "lane": b.lane}
    yield Insert(Ticket, {**values, "taken_at": f.at})


def ticket_called(f: Fact) -> Iterable[Op]:
    b: facts.TicketCalled = f.body
    values = {"state": "dipanggil", "loket": b.loket, "calls": b.calls, "called_at": f.at, "announced_at": f.at}
    yield Update(Ticket, b.ticket, values)


def ticket_recalled(f: Fact) -> Iterable[Op]:
    yield Update(Ticket, f.body.ticket, {"announced_at": f.at})


def ticket_served(f: Fact) -> Iterable[Op]:
    yield Update(Ticket, f.body.ticket, {"state": "dilayani", "loket": f.body.loket, "served_at": f.at})


def ticket_missed(f: Fact) -> Iterable[Op]:
    yield Update(Ticket, f.body.ticket, {"state": f.body.state, "missed_at_call": f.body.at_call})


def ticket_finished(f: Fact) -> Iterable[Op]:
    yield Update(Ticket, f.body.ticket, {"state": "selesai", "finished_at": f.at})


def tickets_lapsed(f: Fact) -> Iterable[Op]:
    for ticket in f.body.tickets:
        yield Update(Ticket, ticket, {"state": "batal", "finished_at": f.at})


def visit_opened(f: Fact) -> Iterable[Op]:
    b: facts.VisitOpened = f.body
    values = {"id": f.id, "ticket": b.ticket, "opened_at": f.at, "officer": f.actor, "code": b.code}
    yield Insert(Visit, {**values, "applicant": b.applicant, "applicant_name": b.applicant_name, "phone": b.phone})


def application_opened(f: Fact) -> Iterable[Op]:
    b: facts.ApplicationOpened = f.body
    values = {"id": f.id, "office": f.office, "visit": b.visit, "service": b.service, "nik": b.nik, "name": b.name}
    values |= {"opened_at": f.at, "need": b.need, "need_by": b.need_by}
    yield Insert(Application, {**values, "kecamatan": b.kecamatan, "kelurahan": b.kelurahan})


def application_closed(f: Fact) -> Iterable[Op]:
    b: facts.ApplicationClosed = f.body
    yield Update(Application, b.application, {"state": b.state, "closed_at": f.at, "subject": b.became})


def application_reopened(f: Fact) -> Iterable[Op]:
    yield Update(Application, f.body.application, {"state": "terbuka", "closed_at": None, "subject": ""})


def promise_given(f: Fact) -> Iterable[Op]:
    b: facts.PromiseGiven = f.body
    if b.replaces is not None:
        yield Update(Promise, b.replaces, {"state": "diganti"})
    values = {"id": f.id, "application": b.application, "given_at": f.at, "earliest": b.earliest, "latest": b.latest}
    yield Insert(Promise, {**values, "place": b.place, "waits_for": b.waits_for, "likely": b.likely, "binds": b.binds})


def promise_ended(f: Fact) -> Iterable[Op]:
    yield Update(Promise, f.body.promise, {"state": f.body.state})


def day_closed(f: Fact) -> Iterable[Op]:
    b: facts.DayClosed = f.body
    values = {"office": f.desk, "day": b.day, "at": f.at, "officer": f.actor}
    yield Insert(DayClose, {**values, "figures": b.figures, "reason": b.reason})


KINDS = (
    (facts.TicketTaken, ticket_taken),
    (facts.TicketCalled, ticket_called),
    (facts.TicketRecalled, ticket_recalled),
    (facts.TicketServed, ticket_served),
    (facts.TicketMissed, ticket_missed),
    (facts.TicketFinished, ticket_finished),
    (facts.TicketsLapsed, tickets_lapsed),
    (facts.VisitOpened, visit_opened),
    (facts.ApplicationOpened, application_opened),
    (facts.ApplicationClosed, application_closed),
    (facts.ApplicationReopened, application_reopened),
    (facts.PromiseGiven, promise_given),
    (facts.PromiseEnded, promise_ended),
    (facts.DayClosed, day_closed),
)
