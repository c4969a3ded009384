"""The plain arithmetic of a queue: the place in line over the mean of the last ten working days. For papers; cards have `forecast`."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

DAYS_COUNTED = 10


def days_at_pace(place: int, done_per_working_day: Sequence[int]) -> int | None:
    """Working days until the one at `place` (1: next) is done, at least 1; None if nothing was done.

    done_per_working_day: oldest first, days without any included as 0; only the last ten count.
    """
    if place < 1:
        raise ValueError("the first place in line is 1")
    recent = done_per_working_day[-DAYS_COUNTED:]
    total = sum(recent)
    return ceil(place * len(recent) / total) if total > 0 else None
