"""The plan as it is kept, and what is told out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec
import numpy as np

from siaga.planner import conformal, edges
from siaga.planner.draws import Floats32
from siaga.planner.forecast import BINDS, HORIZON, P10, P50, P90, QUANTILES
from siaga.planner.holidays_id import Calendar
from siaga.planner.told import Expected

from .. import order


class Kept(msgspec.Struct, frozen=True):
    """A curve as it is kept: for each class by itself, corrected. days: at each place the quantiles."""

    klass: str
    rank: int
    places: list[int]
    days: list[list[float]]
    plain: list[float]
    binds: list[int]


class KeptCentre(msgspec.Struct, frozen=True):
    """The same for those at the centre, by their place among them; no places: no date. cause: of CAUSE_TEXTS, why nobody there has one."""

    places: list[int]
    days: list[list[float]]
    plain: list[float]
    binds: list[int]
    cause: str = ""


class Body(msgspec.Struct, frozen=True):
    """cause: of CAUSE_TEXTS, where nobody can be told a date."""

    curves: list[Kept]
    cause: str = ""
    centre: KeptCentre | None = None


@dataclass(frozen=True, slots=True)
class Current:
    """The plan in force. day: from which its working days count."""

    day: date
    body: Body

    @property
    def dates_after_verdict(self) -> bool:
        """Whether `after_verdict` can tell anybody a date."""
        there = self.body.centre
        return not self.body.cause and there is not None and not there.cause and bool(there.places)

    def expected(self, klass: str, place: int) -> Expected:
        return self.all_expected(klass, (place,))[0]

    def all_expected(self, klass: str, places: Sequence[int]) -> list[Expected]:
        """What can be told at each of these places of a class: thousands at once cost little more than one."""
        if cause := self.body.cause:
            return [Expected(place, cause=cause, binds="stock" if cause == "empty" else "printer") for place in places]
        curve = next((c for c in self.body.curves if c.klass == klass), None)
        if curve is None:
            return [Expected(place, cause="pace", binds="printer") for place in places]
        return self._told(places, places, curve, _read(curve, places))

    def after_verdict(self, place: int, queued: int) -> Expected:
        """Of somebody at the centre. place: the one in line that he would take now; queued: his place among those at the centre.
        Never before who stands at that place already."""
        there = self.body.centre
        if there is not None and there.cause:
            return Expected(place, cause=there.cause, binds="outage" if there.cause == "away" else "centre")
        in_line = self.expected(order.FIRST_TIMER, place)
        if there is None or not there.places or (in_line.latest is None and in_line.cause in ("empty", "pace")):
            return in_line if in_line.latest is None else Expected(place, cause="centre", binds="centre")
        days = _read(there, (queued,))
        curve = next((c for c in self.body.curves if c.klass == order.FIRST_TIMER), None)
        if curve is not None:
            days = np.maximum(days, _read(curve, (place,)))
        return self._told((place,), (queued,), there, days)[0]

    def _told(
        self, places: Sequence[int], at: Sequence[int], kept: Kept | KeptCentre, quantiles: Floats32
    ) -> list[Expected]:
        """at: where each stands in what was kept; places: where in the print list."""
        nearest = np.minimum(np.searchsorted(kept.places, at), len(kept.binds) - 1).tolist()
        bands = conformal.bands(quantiles)
        beyond = np.maximum(bands[2], edges.between(at, kept.places, kept.plain, HORIZON)) > HORIZON
        found = []
        for place, n, far, *days in zip(places, nearest, beyond.tolist(), *(b.tolist() for b in bands), strict=True):
            binds = BINDS[kept.binds[n]]
            earliest, likely, latest = (None, None, None) if far else (_day(self.day, day) for day in days)
            found.append(Expected(place, earliest, likely, latest, binds if far else "", binds))
        return found


def _read(kept: Kept | KeptCentre, places: Sequence[int]) -> Floats32:
    """(places, quantiles): those that are told."""
    quantiles = np.zeros((len(places), len(QUANTILES)), dtype=np.float32)
    for q in (P10, P50, P90):
        quantiles[:, q] = edges.between(places, kept.places, [row[q] for row in kept.days], HORIZON)
    return quantiles


@lru_cache(maxsize=32)
def _calendar(day: date) -> Calendar:
    """Of the day alone: making one costs more than reading a date from it."""
    return Calendar(day)


@lru_cache(maxsize=4096)
def _day(origin: date, number: int) -> date:
    return _calendar(origin).day(number)
