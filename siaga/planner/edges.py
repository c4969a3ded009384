"""Edges of a line: between a card that the blangko still reach and the next one, which waits for another shipment or for ever. Pure.

The day of a card is computed at some places and read between them. Across an edge that would tell a day on which certainly nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siaga.planner.draws import Floats32
from siaga.planner.past import Ints

STEPS = 5  # the last gap is halved so often
LATE = 0.9  # the day by which nine of ten such cards are there is what is told last


def between(at: Any, places: Any, days: Any, horizon: int) -> NDArray[np.float64]:
    """Days at these places, read between the computed ones; beyond the horizon behind the last place that has a day."""
    at, days = np.asarray(at), np.asarray(days, dtype=np.float64)
    read = np.interp(at, places, days)
    behind = days[np.minimum(np.searchsorted(places, at), len(days) - 1)] > horizon
    found: NDArray[np.float64] = np.where(behind, np.maximum(read, horizon + 1), read)
    return found


def certain(supply: Floats32) -> Ints:
    """How many good cards the blangko make in every future: those of today, and with the next shipment that is certain."""
    return np.unique(np.floor(supply.min(axis=0)).astype(np.int64))[:2]


def narrowed(
    points: Ints, told: NDArray[np.int64], days: int, passages: Callable[[Ints], NDArray[np.int64]]
) -> tuple[Ints, NDArray[np.int64]]:
    """points and the days told of them, with some more places between the last card that has a day and the first that has none.

    told: (points, draws), `days`: not at all. passages: the same of further points.
    """
    for _ in range(STEPS):
        never = (told < days).mean(axis=1) < LATE
        first = int(never.argmax())
        if not never.any() or first == 0 or points[first] - points[first - 1] < 2:
            break
        middle = (points[first] + points[first - 1]) // 2
        points = np.insert(points, first, middle)
        told = np.insert(told, first, passages(np.array([middle]))[0], axis=0)
    return points, told
