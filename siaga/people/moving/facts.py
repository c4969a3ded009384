"""What may be said of moves between offices. Evolution: fields at the end, with a default (journal.facts).

Subject of all but the centre's own notes: `kepindahan/<No. KK that is left>`, so that what is disputed of one family waits together.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from siaga.journal.facts import Body
from siaga.people.biodata import Family

from .letter import Letter, Mover

ARRIVED, RETURNED, RENEWED = "datang", "kembali", "diganti"


def subject_of(no_kk: str) -> str:
    return f"kepindahan/{no_kk}"


class MovedOut(Body, frozen=True):
    """The origin: these residents are on the way, and from now on the destination's to receive."""

    kind: ClassVar[str] = "people.moved_out"
    letter: Letter


class MoveOffered(Body, frozen=True):
    """The centre, to the destination: somebody is on the way to you."""

    kind: ClassVar[str] = "people.move_offered"
    letter: Letter


class Returned(msgspec.Struct, frozen=True):
    """Somebody who did not go: where they belong again."""

    nik: str
    no_kk: str
    shdk: int


class MoveReturned(Body, frozen=True):
    """The origin: they did not go, or did not all arrive, and are residents again. how: kembali or diganti end the SKPWNI,
    datang leaves its end as it is. reopened: the KK that had gone with them.
    on: the day by the office's clock, None in older facts.
    """

    kind: ClassVar[str] = "people.move_returned"
    number: str
    how: str
    back: list[Returned]
    reopened: str = ""
    says: str = ""
    on: date | None = None


class MoveWithdrawn(Body, frozen=True):
    """The centre, to the destination: its origin has taken this SKPWNI back."""

    kind: ClassVar[str] = "people.move_withdrawn"
    number: str
    how: str


class Arrived(Body, frozen=True):
    """The destination: it received these people and is their office now. people: with the KK and SHDK they have here.

    how: of the KK: "baru", "tetap" (it came with them) or "gabung". left: NIKs on the letter that did not come. proof: how the letter was
    known: pusat, qr or berkas.
    """

    kind: ClassVar[str] = "people.arrived"
    letter: Letter
    people: list[Mover]
    home: Family
    how: str
    on: date
    left: list[str] = []
    proof: str = ""


class MoveSettled(Body, frozen=True):
    """The centre, to the origin: they arrived; it is no longer their office. left: who did not come."""

    kind: ClassVar[str] = "people.move_settled"
    number: str
    office: str
    no_kk: str
    on: date
    niks: list[str]
    left: list[str] = []


class MoveConfirmed(Body, frozen=True):
    """The centre, to the destination: the origin's own word agrees with the letter that was shown."""

    kind: ClassVar[str] = "people.move_confirmed"
    number: str


class RecallAsked(Body, frozen=True):
    """The origin, about a SKPWNI that ran out and did not come back: was it used anywhere?"""

    kind: ClassVar[str] = "people.recall_asked"
    number: str


class RecallGranted(Body, frozen=True):
    """The centre, to the origin: the destination has been heard since the last valid day, and nobody arrived on it."""

    kind: ClassVar[str] = "people.recall_granted"
    number: str


class ClaimRefused(Body, frozen=True):
    """The centre, to an office whose word about a move came after another office's: these are not its residents.

    number: the SKPWNI. loser: that office. office: whose they are. closed: the KK that was made for them in vain.
    """

    kind: ClassVar[str] = "people.claim_refused"
    number: str
    niks: list[str]
    loser: str
    office: str
    says: str
    closed: str = ""


class WriterKept(Body, frozen=True):
    """The centre, for itself: whose resident this is, after the words of two offices crossed. no_kk: a KK that came along, "" none."""

    kind: ClassVar[str] = "people.writer_kept"
    nik: str
    office: str
    status: str
    no_kk: str = ""
