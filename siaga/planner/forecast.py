"""When each card of a waiting list will be printed: first passage of what is printed over one's place and all who overtake. Pure.

The list is served strictly by rank, inside a rank by recording. So a card at place p is printed on the first day t on which

    C(t) - O(t) >= p,     C(t) = Cap(t) + min(0, min over u <= t of (Supply(u) - Cap(u))),

with Cap the cards that the printers could have made since now, Supply the good cards that the blangko so far allow, and O the newcomers
who stand before it: all of the ranks above, and of its own rank those who were recorded earlier. This is exact for a line served in
this order: as long as the card waits, no pace is lost on anybody behind it. (C is the reflection of a queue at its stock.)

Inside a rank the day is monotone in the place, so it is computed at some places and read between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siaga.planner import edges
from siaga.planner.draws import Draws, Floats32
from siaga.planner.past import Habits, Ints

DRAWS, HORIZON = 200, 250  # futures, working days
POINTS = 14  # places of a rank at which the day is computed
QUANTILES = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98])
P10, P50, P80, P90 = 2, 6, 9, 10  # their places in QUANTILES
BINDS = ("printer", "stock", "outage", "centre")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The print list in its order. rank: of the policy, 0 first. recorded: working days from today, at most 0.

    pending: recordings that wait for the centre, by working day (at most 0); they join rank 0 later. None: not known,
    and newcomers of rank 0 come as they did. waited, delays: of each pending one, and of verdicts that were given, the days on which
    the centre could be reached (`planner.centre`); None: all days since the recording, and `Habits.ages`.
    """

    rank: Ints
    recorded: Ints
    pending: Ints | None = None
    waited: Ints | None = None
    delays: Ints | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Of one rank: places (1: next) and at each the quantiles of its day, in working days from today; above HORIZON:
    later than anybody can say. binds: what most of the waiting is waiting for, an index of BINDS."""

    rank: int
    places: Ints
    days: Floats32
    binds: Ints

    def at(self, places: Ints) -> Floats32:
        """(places, quantiles), read between the points."""
        columns = [edges.between(places, self.places, column, HORIZON) for column in self.days.T]
        return np.stack(columns, axis=1).astype(np.float32)

    def binding(self, places: Ints) -> Ints:
        found = np.searchsorted(self.places, places)
        return self.binds[np.minimum(found, len(self.places) - 1)]


def printed_by(d: Draws) -> Floats32:
    """Cards printed from now to the end of each day while anybody waits: (draws, days)."""
    could = np.cumsum(d.capacity, axis=1, dtype=np.float32)
    short = np.minimum.accumulate(d.supply - could, axis=1)
    return could + np.minimum(short, np.float32(0))


def forecast(waiting: Waiting, habits: Habits, d: Draws, centre_down: NDArray[np.float64] | None = None) -> list[Curve]:
    """A curve for each rank in which somebody waits. centre_down: for each draw the working days until the centre
    answers, if it does not now."""
    printed = printed_by(d)
    idle = idleness(d, printed)
    release = release_of(waiting, habits, d, centre_down)
    before = np.zeros_like(printed)
    curves = []
    for rank in range(len(habits.arrivals)):
        own = np.flatnonzero(waiting.rank == rank)
        joins = joins_of(rank, d, release)
        if len(own):
            curves.append(_curve(rank, own, waiting, habits, d, printed - before, joins, release, idle))
        before = before + np.cumsum(joins, axis=1, dtype=np.float32)
    return curves


@dataclass(frozen=True, slots=True)
class Idle:
    """(draws, days): so many days until then the printers were short of blangko, or the office was down."""

    short: NDArray[np.int32]
    out: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Release:
    """sizes, recorded: how many in each group of pending recordings, its last day. cumulative: (groups, draws or 1, days) out by then."""

    sizes: Ints
    recorded: Ints
    cumulative: Floats32
    fresh: Floats32  # (days,): share of a future recording day's flow that has come through by then


def release_of(waiting: Waiting, habits: Habits, d: Draws, centre_down: NDArray[np.float64] | None) -> Release | None:
    """Those at the centre come out as others did who waited as long; while the centre is down, nobody."""
    ages = np.sort(habits.ages[0] if waiting.delays is None else waiting.delays)
    if waiting.pending is None or not len(ages):
        return None
    days = d.capacity.shape[1]
    waited = -waiting.pending if waiting.waited is None else waiting.waited
    edges = _edges(waiting.pending)
    shift = np.zeros(1) if centre_down is None else centre_down  # one row does for all futures while the centre is up
    clock = np.clip(np.arange(1, days + 1)[None, :] - shift[:, None], 0, None)
    sizes, recorded, cumulative = [], [], []
    for low, high in zip(np.append(-(10**6), edges)[: len(edges)], edges, strict=True):
        inside = (waiting.pending > low) & (waiting.pending <= high)
        n, age = int(inside.sum()), int(np.median(waited[inside])) if inside.any() else 0
        if not n:
            continue
        left = max(1e-9, beyond(ages, np.array([age]))[0])
        table = n * (1 - np.minimum(1, beyond(ages, age + np.arange(days + 1)) / left))
        sizes.append(n)
        recorded.append(int(high))
        cumulative.append(table[clock.astype(int)].astype(np.float32))
    fresh = (1 - beyond(ages, np.arange(1, days + 1))).astype(np.float32)
    stack = np.stack(cumulative) if cumulative else np.zeros((0, len(clock), days), dtype=np.float32)
    return Release(np.array(sizes, dtype=np.int64), np.array(recorded, dtype=np.int64), stack, fresh)


def _edges(pending: Ints) -> Ints:
    """The last days of at most nine groups of recording days."""
    if not len(pending):
        return np.zeros(0, dtype=np.int64)
    return np.unique(np.quantile(pending, np.linspace(0, 1, 9)).astype(np.int64))


def beyond(ages: Ints, days: Ints) -> NDArray[np.float64]:
    """The share of waits longer than so many days, never quite nothing: some wait for half a year."""
    return 1 - np.searchsorted(ages, days, side="right") / (len(ages) + 1)


def joins_of(rank: int, d: Draws, release: Release | None) -> Floats32:
    """Who joins a rank on each day of each future."""
    if rank or release is None:
        return d.arrivals[rank]
    pending = np.diff(release.cumulative.sum(axis=0), axis=1, prepend=0)
    joins: Floats32 = d.arrivals[0] * release.fresh[None, :] + pending
    return joins


def _curve(
    rank: int,
    own: Ints,
    waiting: Waiting,
    habits: Habits,
    d: Draws,
    room: Floats32,
    joins: Floats32,
    release: Release | None,
    idle: Idle,
) -> Curve:
    spread = np.linspace(0, len(own) - 1, POINTS).round().astype(int)
    last = edges.certain(d.supply) - own[0]  # whom certain blangko still reach: behind him begins another wait
    points = own[np.unique(np.concatenate((spread, np.clip(np.concatenate((last - 1, last)), 0, len(own) - 1))))]
    ages = np.sort(habits.ages[rank]) if len(habits.ages[rank]) else np.zeros(1, dtype=np.int64)

    def left(at: int, draws: Ints, days: int) -> Floats32:
        """What is printed over those who overtake, in these draws until this day."""
        recorded, there = int(waiting.recorded[at]), room[draws, :days]
        if rank == 0 and release is not None:
            before = release.cumulative[release.recorded < recorded].sum(axis=0)
            return there - (before[draws] if len(before) > 1 else before)[:, :days] if np.ndim(before) else there
        older = np.searchsorted(ages, np.arange(1, days + 1) - recorded, side="right")
        share = (1 - older / len(ages)).astype(np.float32)
        if share[0] <= 0.002:
            return there
        overtaking: Floats32 = np.cumsum(joins[draws, :days] * share, axis=1, dtype=np.float32)
        return there - overtaking

    told = first_passages(points, left, room.shape)
    points, told = edges.narrowed(points, told, room.shape[1], lambda some: first_passages(some, left, room.shape))
    return Curve(rank, points + 1, quantiles(told), binding(told, idle))


def first_passages(
    points: Ints, left: Callable[[int, Ints, int], Floats32], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    """(points, draws): the day, from 0, on which each card is served; past the last one: not at all.

    Whoever stands further back is recorded later and overtaken by more, so in no future served earlier. So the ends are
    computed first, and between two cards only the futures in which they are not served on the same day, until the later of those days.
    """
    draws, days = shape
    found = np.full((len(points), draws), days, dtype=np.int64)

    def fill(n: int, rows: Ints, until: int) -> None:
        served = left(int(points[n]), rows, until) >= np.float32(points[n] + 1)
        first = served.argmax(axis=1)
        found[n, rows] = np.where(served[np.arange(len(rows)), first], first, until)

    fill(0, np.arange(draws), days)
    last = len(points) - 1
    if last:
        fill(last, np.flatnonzero(found[0] < days), days)
    between = [(0, last)]
    while between:
        low, high = between.pop()
        if high - low < 2:
            continue
        middle = (low + high) // 2
        found[middle] = found[low]
        rows = np.flatnonzero(found[low] < found[high])
        if len(rows):
            until = int(found[high, rows].max())
            fill(middle, rows, until)
            found[middle, rows] = np.minimum(found[middle, rows], found[high, rows])
        between += [(low, middle), (middle, high)]
    return found


def idleness(d: Draws, printed: Floats32) -> Idle:
    short = np.cumsum(np.diff(printed, axis=1, prepend=0) < d.capacity * 0.98, axis=1, dtype=np.int32)
    return Idle(short, np.cumsum(d.down, axis=1, dtype=np.int32))


def binding(day: NDArray[np.int64], idle: Idle) -> Ints:
    """At each point what most working days before its own were: at the printers' pace, short of blangko, or down."""
    last, rows, waited = day - 1, np.arange(day.shape[1]), day > 0
    no_stock = np.where(waited, idle.short[rows, last], 0).sum(axis=1)
    down = np.where(waited, idle.out[rows, last], 0).sum(axis=1)
    return np.argmax(np.stack((day.sum(axis=1) - no_stock - down, no_stock, down)), axis=0)


def quantiles(days: NDArray[np.int64], in_line: bool = True) -> Floats32:
    """(points, quantiles) in working days, 1: the next one; jittered inside the day, so that a band is not always whole days wide.
    in_line: nobody further back is earlier."""
    ordered = np.sort(days, axis=1) + 1.0
    n = ordered.shape[1]
    index = np.clip(QUANTILES * n - 0.5, 0, n - 1)
    low = np.floor(index).astype(int)
    high = np.minimum(low + 1, n - 1)
    part = np.where(ordered[:, high] > HORIZON, index > low, index - low)  # between a day and never lies no day
    found: Floats32 = (ordered[:, low] * (1 - part) + ordered[:, high] * part).astype(np.float32)
    return np.maximum.accumulate(found, axis=0) if in_line else found
