"""What may be said of fetching blangko and of lending them to another district. Evolution: fields at the end, with a default."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class RequestDeclined(Body, frozen=True):
    """By the centre, to the office: nothing comes of this request. The office may ask again."""

    kind: ClassVar[str] = "cards.request_declined"
    request: UUID
    office: str
    why: str


class FetchAssigned(Body, frozen=True):
    """By the office: who fetches what was shipped. carriers: [name, position] each. letter: number of the surat tugas."""

    kind: ClassVar[str] = "cards.fetch_assigned"
    request: UUID
    letter: str
    carriers: list[list[str]]
    vehicle: str
    leaves_on: date


class LoanAsked(Body, frozen=True):
    """By the borrower, to be ruled on by the centre with the province's letter."""

    kind: ClassVar[str] = "cards.loan_asked"
    loan: UUID
    amount: int
    reason: str
    item: str = "ktp_el"


class LoanRuled(Body, frozen=True):
    """By the centre, to the borrower and to the lender, the same words. letter: the province's; of a refusal: why. reason: why it
    was asked.
    """

    kind: ClassVar[str] = "cards.loan_ruled"
    loan: UUID
    granted: bool
    borrower: str
    lender: str
    amount: int
    letter: str
    asked_at: datetime
    reason: str
    item: str = "ktp_el"


class LoanSent(Body, frozen=True):
    """By the lender; the movement of its ledger is a fact of the same act."""

    kind: ClassVar[str] = "cards.loan_sent"
    loan: UUID
    amount: int
    serials: list[list[int]] = []


class LoanAnnounced(Body, frozen=True):
    """By the centre, to who is to count them: on their way to it from now on. back: a loan, or part of one, that comes home to the lender;
    before: serials of the parts that came before, total: how many are on their way or home with this one (0: these alone).
    """

    kind: ClassVar[str] = "cards.loan_announced"
    loan: UUID
    office: str
    other: str
    amount: int
    back: bool
    item: str = "ktp_el"
    serials: list[list[int]] = []
    before: list[list[int]] = []
    total: int = 0


class LoanCounted(Body, frozen=True):
    """By who received them: the borrower, or (back) the lender. The movements of the ledger are facts of the same act.

    home: of what the borrower sent back, how many are counted with these; left: still lent; settled: came in all (0: this alone).
    """

    kind: ClassVar[str] = "cards.loan_counted"
    loan: UUID
    amount: int
    back: bool
    home: int = 0
    left: int = 0
    settled: int = 0


class LoanReturned(Body, frozen=True):
    """By the borrower: sent back to the lender; the movement of its ledger is a fact of the same act.

    before: serials of the parts sent back before, total: how many in all with this one (0: these alone), left: still to be given back.
    """

    kind: ClassVar[str] = "cards.loan_returned"
    loan: UUID
    amount: int
    serials: list[list[int]] = []
    before: list[list[int]] = []
    total: int = 0
    left: int = 0
