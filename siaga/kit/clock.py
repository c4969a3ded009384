"""Time is handed in. A node's clock may be wrong or simulated; the order of facts never depends on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}


class Clock(Protocol):
    zone: str

    def now(self) -> datetime:
        """An aware instant in UTC."""

    def today(self) -> date:
        """The calendar date at the office."""


@dataclass(slots=True)
class SystemClock:
    zone: str = "WIB"

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(ZONES[self.zone]).date()


@dataclass(slots=True)
class SimulatedClock:
    """Moves only when told to: tests and drills."""

    at: datetime
    zone: str = "WIB"
    skew: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.at + self.skew

    def today(self) -> date:
        return self.now().astimezone(ZONES[self.zone]).date()

    def move_to(self, at: datetime) -> None:
        self.at = at

    def advance(self, by: timedelta) -> None:
        self.at += by
