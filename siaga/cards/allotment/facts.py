"""What the centre has allotted. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class BlangkoAllotted(Body, frozen=True):
    """By the centre, for all to read and to reckon again: every office's numbers as they were, and what it is given. Lists of one length.

    amount: what there was to divide. horizon, lead: working days. loans: positions of lender and borrower, and how many, proposed.
    number: 1 for the first, and so on: it says which is the latest, whatever the clock said.
    """

    kind: ClassVar[str] = "cards.blangko_allotted"
    allotment: UUID
    rule: str
    amount: int
    horizon: int
    lead: int
    offices: list[str]
    prr: list[int]
    stock: list[int]
    pace: list[int]
    given: list[int]
    loans: list[list[int]] = []
    number: int = 0
