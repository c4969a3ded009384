"""Working days of Indonesian offices as whole numbers, for whoever counts with many days at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
from numpy.typing import NDArray

from siaga.kit.holidays_id import around


class Calendar:
    """Working days as whole numbers: 0 is `origin` (or the first working day after it), 1 the next one, -1 the one before.

    Without `closed`: the holidays of six years before and three after; further away a number is off by a few days a year.
    """

    def __init__(self, origin: date, closed: Collection[date] | None = None) -> None:
        shut = around(origin, 6, 3) if closed is None else closed
        self._busy = np.busdaycalendar(holidays=[np.datetime64(day) for day in sorted(shut)])
        self.origin = np.busday_offset(np.datetime64(origin), 0, roll="forward", busdaycal=self._busy)

    def number(self, day: date) -> int:
        """Of a day off: the number of the last working day before it."""
        return int(self.numbers(np.array([day], dtype="datetime64[D]"))[0])

    def numbers(self, days: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Of days off: the number of the last working day before each."""
        rolled = np.busday_offset(days.astype("datetime64[D]"), 0, roll="backward", busdaycal=self._busy)
        return np.busday_count(self.origin, rolled, busdaycal=self._busy).astype(np.int64)

    def day(self, number: int) -> date:
        """The day of a number."""
        found = np.busday_offset(self.origin, number, roll="forward", busdaycal=self._busy)
        return date.fromisoformat(str(found))
