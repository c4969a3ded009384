"""The outages of the last 90 days as a picture: pure numbers in, places in a drawing out. The page has the same as a table behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

DAYS = 90
LEFT, WIDTH, LANE, TOP = 150, 900, 26, 24
LEAST = 2.0  # a bar that is shorter could not be seen


class Period(Protocol):
    @property
    def dependency(self) -> str: ...
    @property
    def began(self) -> datetime: ...
    @property
    def ended(self) -> datetime | None: ...
    @property
    def training(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Bar:
    """A period in pixels of the drawing. began, ended: as they were, for its title; ended None: it lasts."""

    x: str
    width: str
    y: int
    began: datetime
    ended: datetime | None
    training: bool


@dataclass(frozen=True, slots=True)
class Lane:
    name: str
    y: int
    text_y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws. width, height in pixels; left: where the lanes begin."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    left: int
    width: int
    height: int
    span: int
    lane_height: int = LANE - 10


def draw(names: Sequence[str], periods: Iterable[Period], now: datetime, days: int = DAYS) -> Drawing:
    """One lane a name, from `days` ago until now; what began earlier is drawn from the left edge."""
    start, found = now - timedelta(days=days), list(periods)
    scale = WIDTH / timedelta(days=days).total_seconds()
    lanes = []
    for i, name in enumerate(names):
        y = TOP + i * LANE
        mine = [p for p in found if p.dependency == name and (p.ended is None or p.ended > start)]
        lanes.append(Lane(name, y, y + 12, tuple(_bar(p, start, now, scale, y) for p in mine)))
    marks = tuple(Mark(f"{LEFT + WIDTH * n / 3:.1f}", start + timedelta(days=days) * n / 3) for n in range(4))
    return Drawing(tuple(lanes), marks, LEFT, LEFT + WIDTH + 60, TOP + LANE * len(names) + 6, LEFT + WIDTH)


def _bar(period: Period, start: datetime, now: datetime, scale: float, y: int) -> Bar:
    first, last = max(period.began, start), min(period.ended or now, now)
    width = max(LEAST, (last - first).total_seconds() * scale)
    x = min(LEFT + (first - start).total_seconds() * scale, LEFT + WIDTH - LEAST)
    return Bar(f"{x:.1f}", f"{width:.1f}", y, period.began, period.ended, period.training)
