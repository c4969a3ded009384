"""When a date is told, when it is told anew, and whether it was kept. Pure; the date itself is the planner's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from siaga.planner.told import Expected
from siaga.planner.workdays import workdays_between

EARLIER = 5  # working days by which a date must come nearer before the applicant is told again


@dataclass(frozen=True, slots=True)
class Told:
    """What an applicant is told. earliest None: belum dapat dijanjikan, `waits_for` says why. likely, binds: as in `planner.told`, of a
    card only."""

    earliest: date | None = None
    latest: date | None = None
    place: int | None = None
    waits_for: str = ""
    likely: date | None = None
    binds: str = ""


def of_card(expected: Expected) -> Told:
    """The planner's band: a single day would be more exact than anybody can know."""
    if expected.earliest is None or expected.latest is None:
        return Told(place=expected.place, waits_for=expected.why)
    return Told(expected.earliest, expected.latest, expected.place, likely=expected.likely, binds=expected.binds)


def material(told: Told, now: Told) -> bool:
    """Whether the applicant must hear of it: a date can be told for the first time, or no longer, cannot be kept, or came much nearer.

    What an undated promise waits for may change silently: the tracking page always shows that as it is now.
    """
    if told.earliest is None or told.latest is None:
        return now.earliest is not None
    if now.earliest is None or now.latest is None:
        return True
    if now.earliest > told.latest:
        return True
    return workdays_between(now.latest, told.earliest) >= EARLIER and now.latest < told.earliest


def ended(told: Told, reached: date | None, today: date) -> str | None:
    """The state in which a promise ends, None: it still stands. reached: the day on which what was promised was there."""
    if told.latest is None:
        return "diganti" if reached else None
    if reached is not None:
        return "ditepati" if reached <= told.latest else "lewat"
    return "lewat" if today > told.latest else None
