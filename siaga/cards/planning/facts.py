"""What the planner said on a day, of some of those who waited. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class PlanMade(Body, frozen=True):
    """Bands of some cards, spread over the line; lists of one length. What became of them corrects the bands of later days."""

    kind: ClassVar[str] = "cards.plan_made"
    day: date
    orders: list[UUID]
    earliest: list[date]
    likely: list[date]
    latest: list[date]


class TargetPosted(Body, frozen=True):
    """By the head of office, in public: by this day everybody has a card who is in line today. line: how many those are."""

    kind: ClassVar[str] = "cards.target_posted"
    day: date
    target: date
    line: int
    note: str = ""


class TargetStood(Body, frozen=True):
    """How a posted target stands on a day. chance: percent. expected: by then the line as it was would be served;
    None: no honest date."""

    kind: ClassVar[str] = "cards.target_stood"
    target: UUID
    day: date
    chance: int
    expected: date | None = None
