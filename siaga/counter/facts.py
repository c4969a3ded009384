"""What happens in the hall and at the counters, as it is written in the journal."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class TicketTaken(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "counter.ticket_taken"
    day: date
    service: str
    number: int
    lane: str


class TicketCalled(Body, frozen=True, kw_only=True):
    """calls: how often this number has now been called."""

    kind: ClassVar[str] = "counter.ticket_called"
    ticket: UUID
    loket: int
    calls: int


class TicketRecalled(Body, frozen=True, kw_only=True):
    """The same number, said once more."""

    kind: ClassVar[str] = "counter.ticket_recalled"
    ticket: UUID


class TicketServed(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "counter.ticket_served"
    ticket: UUID
    loket: int


class TicketMissed(Body, frozen=True, kw_only=True):
    """state: terlewat, or batal after the last call. at_call: calls of its queue made until then today."""

    kind: ClassVar[str] = "counter.ticket_missed"
    ticket: UUID
    at_call: int
    state: str


class TicketFinished(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "counter.ticket_finished"
    ticket: UUID


class TicketsLapsed(Body, frozen=True, kw_only=True):
    """Nobody was served on these numbers and the day is closed."""

    kind: ClassVar[str] = "counter.tickets_lapsed"
    tickets: list[UUID]


class VisitOpened(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "counter.visit_opened"
    code: str
    applicant_name: str
    ticket: UUID | None = None
    applicant: str = ""
    phone: str = ""


class ApplicationOpened(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "counter.application_opened"
    visit: UUID
    service: str
    name: str
    nik: str = ""
    need: str = ""
    need_by: date | None = None
    kecamatan: str = ""
    kelurahan: str = ""


class ApplicationClosed(Body, frozen=True, kw_only=True):
    """state: selesai or batal. became: the subject it became."""

    kind: ClassVar[str] = "counter.application_closed"
    application: UUID
    state: str
    became: str = ""
    reason: str = ""


class ApplicationReopened(Body, frozen=True, kw_only=True):
    """The card that ended it was handed to the wrong person and lies on the shelf again."""

    kind: ClassVar[str] = "counter.application_reopened"
    application: UUID


class PromiseGiven(Body, frozen=True, kw_only=True):
    """Both dates None: belum dapat dijanjikan, and waits_for says what is missing. replaces: the promise revised by this one.

    likely: of a card the middle of the band earliest to latest; binds: what the wait mostly consists of (`planner.told`).
    """

    kind: ClassVar[str] = "counter.promise_given"
    application: UUID
    earliest: date | None = None
    latest: date | None = None
    place: int | None = None
    waits_for: str = ""
    replaces: UUID | None = None
    likely: date | None = None
    binds: str = ""


class PromiseEnded(Body, frozen=True, kw_only=True):
    """state: ditepati, lewat, or diganti where no date had been told."""

    kind: ClassVar[str] = "counter.promise_ended"
    promise: UUID
    state: str


class DayClosed(Body, frozen=True, kw_only=True):
    """figures: counter.closing.FIGURES, by name. reason: why blangko stayed with officers."""

    kind: ClassVar[str] = "counter.day_closed"
    day: date
    figures: dict[str, int]
    reason: str = ""
