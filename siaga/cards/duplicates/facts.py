"""What may be said of a case of two NIKs. Evolution: fields at the end, with a default (journal.facts).

Subject of a case: `ganda/<record>`; of a NIK that is closed: its resident.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


def subject_of(record: UUID) -> str:
    return f"ganda/{record}"


class DuplicateFound(Body, frozen=True):
    """The office heard that this recording of its own is of somebody recorded before. after: statements sent in an earlier case of it."""

    kind: ClassVar[str] = "cards.duplicate_found"
    record: UUID
    nik: str
    other_nik: str
    after: int = 0


class DuplicateSummoned(Body, frozen=True):
    """A letter asks the holder to come. number: of the letter. when: the appointment."""

    kind: ClassVar[str] = "cards.duplicate_summoned"
    record: UUID
    nik: str
    number: str
    attempt: int
    when: datetime


class DuplicateHeard(Body, frozen=True):
    """The citizen came. claim: rules.CLAIM_LABELS; keeps: the NIK that is chosen, "" for other claims. statement: its number.
    unproven: why the officer decided without a finger that says so.
    """

    kind: ClassVar[str] = "cards.duplicate_heard"
    record: UUID
    nik: str
    claim: str
    keeps: str
    cause: str
    told: str
    proof: str
    statement: str
    unproven: str = ""


class DuplicateStated(Body, frozen=True):
    """The statement is signed and goes to the centre. n: counts those of this recording, from 1."""

    kind: ClassVar[str] = "cards.duplicate_stated"
    record: UUID
    nik: str
    n: int
    statement: str
    claim: str
    keeps: str


class DuplicateAnswered(Body, frozen=True):
    """The centre, to the recording's office. n: the statement that is answered, 0: none (ditutup: settled at another office).

    kept: the NIK that is kept, "" where none was chosen.
    """

    kind: ClassVar[str] = "cards.duplicate_answered"
    record: UUID
    nik: str
    n: int
    verdict: str
    kept: str = ""
    says: str = ""


class NikClosed(Body, frozen=True):
    """The centre, to the office of domicile: this NIK is used no more, its owner keeps another one."""

    kind: ClassVar[str] = "cards.nik_closed"
    nik: str
    kept: str
    record: UUID


class ClosingFollowed(Body, frozen=True):
    """The office drew the consequences. needs_head: the closed one headed a family that has others; an officer chooses the new head."""

    kind: ClassVar[str] = "cards.closing_followed"
    nik: str
    needs_head: bool = False
