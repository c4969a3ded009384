"""The first, plain estimate of a card's day: the place in line over the mean of the last ten working days.

It is never a constant. Where nothing can be known it says so: no blangko, or no card printed on any of those days.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from siaga.planner.workdays import add_workdays

DAYS_COUNTED = 10
NOT_YET = "belum dapat dijanjikan"
CAUSE_TEXTS = {
    "stock": "blangko kosong",
    "pace": "belum ada kartu dicetak pada sepuluh hari kerja terakhir",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """days: working days from today, None: cannot be promised yet, and `cause` says why. day: the date, or None."""

    days: int | None
    day: date | None = None
    cause: str = ""

    def text(self) -> str:
        return f"{self.day:%d-%m-%Y}" if self.day else f"{NOT_YET}: {self.cause}"


def first_estimate(place: int, printed_per_working_day: Sequence[int]) -> int | None:
    """Working days until the card at `place` (1: next) is printed, at least 1; None if nothing was printed.

    printed_per_working_day: oldest first, days without a card included as 0; only the last ten count.
    """
    if place < 1:
        raise ValueError("the first place in line is 1")
    recent = printed_per_working_day[-DAYS_COUNTED:]
    total = sum(recent)
    return ceil(place * len(recent) / total) if total > 0 else None


def estimate(
    place: int,
    printed_per_working_day: Sequence[int],
    stock: int,
    today: date,
    holidays: Collection[date] = frozenset(),
) -> Estimate:
    """The estimate as it is told to an applicant. stock: blangko in the office, with the operators' counted in."""
    if stock <= 0:
        return Estimate(None, cause=CAUSE_TEXTS["stock"])
    days = first_estimate(place, printed_per_working_day)
    if days is None:
        return Estimate(None, cause=CAUSE_TEXTS["pace"])
    return Estimate(days, add_workdays(today, days, holidays))
