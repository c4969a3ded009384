"""What the planner said on a day, of some of those who waited. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from siaga.journal.facts import Body


class PlanMade(Body, frozen=True):
    """Bands of some cards, spread over the line; lists of one length. What became of them corrects the bands of later
    days. size: of the office, as `planner.conformal` calls it."""

    kind: ClassVar[str] = "cards.plan_made"
    day: date
    orders: list[UUID]
    earliest: list[date]
    likely: list[date]
    latest: list[date]
    size: str = ""


class Learnt(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of one class at offices of one size (`planner.conformal.Stretch`, whose fields these are)."""

    size: str
    klass: str
    down: float
    up: float
    middle: float
    early: float
    a_day: float


class CorrectionsPublished(Body, frozen=True):
    """By the centre, for all offices, once a day: what the bands of all of them have taught. It holds what was settled before `day`."""

    kind: ClassVar[str] = "cards.corrections_published"
    day: date
    learnt: list[Learnt]


class TargetPosted(Body, frozen=True):
    """By the head of office, in public: by this day everybody has a card who is in line today. line: how many those are. replaces: the
    one that held until now."""

    kind: ClassVar[str] = "cards.target_posted"
    day: date
    target: date
    line: int
    note: str = ""
    replaces: UUID | None = None


class TargetStood(Body, frozen=True):
    """How a posted target stands on a day. chance: percent. expected: by then the line as it was would be served;
    None: no honest date."""

    kind: ClassVar[str] = "cards.target_stood"
    target: UUID
    day: date
    chance: int
    expected: date | None = None
