"""Those whose recording the centre has not answered yet: when it will, and when their card follows. Pure.

Which of the two comes later is found in each future by itself, not between the quantiles of the two: while the centre is away nobody
overtakes, and on the day on which it is back all who were recorded earlier come out before one, so the two waits are not independent.

A verdict of working day V puts somebody behind those who then still wait and stand before him. With `printed` what is printed while
anybody waits, O the newcomers before him and a those who stand there now, he is served on the first day t after V on which

    printed(t) - O(t) >= 1 + max(a, max over u <= V of (printed(u) - O(u))):

what was printed beyond those before him until V went to others, and nothing of it helps him (the reflection of a queue at zero).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siaga.planner.draws import Draws, Floats32
from siaga.planner.forecast import (
    BINDS,
    POINTS,
    Idle,
    Release,
    Waiting,
    beyond,
    binding,
    idleness,
    joins_of,
    printed_by,
    quantiles,
)
from siaga.planner.past import Floats, Habits, Ints, outage_pool

VERDICTS = 400  # so many of the last ones tell how long the centre takes
CENTRE, OUTAGE = BINDS.index("centre"), BINDS.index("outage")


@dataclass(frozen=True, slots=True)
class AtCentre:
    """What an office knows of the centre by its own recordings. Working days from today.

    recorded: of those who wait there, at most 0, oldest first: `Waiting.pending`; waited: of each the days since on which the centre
    could be reached. delays: of the last verdicts, such days from recording to verdict. stops: lengths of the outages that are over;
    gone: of the one that is not, 0: none.
    """

    recorded: Ints
    waited: Ints
    delays: Ints
    stops: Floats
    gone: int = 0

    @property
    def known(self) -> bool:
        """Whether an outage as long as the present one was ever seen here: else nobody can say honestly when it ends."""
        return self.gone <= self.stops.max(initial=0)


@dataclass(frozen=True, slots=True)
class Later:
    """Whoever has waited longest is the likeliest to wait on, and holds up nobody: later places may well be earlier. At these places
    among those at the centre (1: recorded first): quantiles of the day of the card (points, quantiles), and what the wait mostly is for."""

    places: Ints
    days: Floats32
    binds: Ints


def experience(pending: Ints, verdicts: tuple[Ints, Ints], outages: Sequence[tuple[int, int | None]]) -> AtCentre:
    """pending: days of recording. verdicts: of the last ones the days of recording and of the verdict. outages: of anything between
    here and the verdict the first day, and the day of the end (None: not over); one that began and ended on a day is none."""
    spans = _merged([(begin, 0 if end is None else end) for begin, end in outages])
    running = [begin for begin, end in outages if end is None and begin < 0]
    gone = -next((begin for begin, end in spans if end == 0), 0) if running else 0
    stops = np.array([end - begin for begin, end in spans if not (gone and end == 0)], dtype=float)
    recorded = np.sort(np.minimum(pending, 0))
    waited = _reached(recorded, np.zeros(len(recorded), dtype=np.int64), spans)
    return AtCentre(recorded, waited, np.sort(_reached(*verdicts, spans)), stops, gone)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Several parts may be away at once: days on which any of them was."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def _reached(after: Ints, until: Ints, spans: Sequence[tuple[int, int]]) -> Ints:
    """Days between the two on which the centre could be reached."""
    days = until - after
    for begin, end in spans:
        days = days - np.maximum(0, np.minimum(until, end) - np.maximum(after, begin))
    return np.maximum(0, days).astype(np.int64)


def back_in(centre: AtCentre, rng: np.random.Generator, draws: int) -> Floats | None:
    """Of each future the working days until the centre answers again; None: it does."""
    return outage_pool(centre.stops).rest(rng, centre.gone, draws) if centre.gone else None


def cards_after_verdict(
    waiting: Waiting, centre: AtCentre, habits: Habits, d: Draws, release: Release | None, down: Floats | None,
    rng: np.random.Generator,
) -> Later | None:  # fmt: skip
    """For those who will join rank 0. None: nobody waits at the centre, or it has never given a verdict here."""
    if not len(centre.recorded) or not len(centre.delays):
        return None
    draws, days = d.capacity.shape
    could, printed = np.cumsum(d.capacity, axis=1, dtype=np.float32), printed_by(d)
    idle = idleness(d, printed)
    wanted = len(waiting.rank) + np.cumsum(sum(joins_of(r, d, release) for r in range(len(d.arrivals))), axis=1)
    made = _reflected(could, np.minimum(d.supply, wanted))  # nobody prints cards that nobody waits for
    shut = np.zeros(draws) if down is None else np.ceil(down)
    points = np.unique(np.linspace(0, len(centre.recorded) - 1, POINTS).round().astype(int))
    told, binds = [], []
    for at in points.tolist():
        ahead = int(((waiting.rank == 0) & (waiting.recorded <= centre.recorded[at])).sum())
        before = np.zeros(1, dtype=np.float32) if release is None else _earlier(at, release)
        takes = _takes(centre.delays, int(centre.waited[at]), rng.random((draws,)), days)
        verdict = np.minimum(takes + shut, days).astype(np.int64)
        day = _served(ahead, before, verdict, could, made, d.supply)
        turn = _first(printed - before >= ahead + 1)
        told.append(day)
        binds.append(_binds(day, turn, verdict, float(takes.mean()) < float(shut.mean()), idle))
    return Later(points + 1, quantiles(np.stack(told), in_line=False), np.array(binds))


def _earlier(at: int, release: Release) -> Floats32:
    """How many of the first `at` at the centre have come out by each day."""
    share = np.clip((at - np.cumsum(release.sizes) + release.sizes) / release.sizes, 0, 1).astype(np.float32)
    found: Floats32 = np.tensordot(share, release.cumulative, axes=1)
    return found


def _takes(delays: Ints, waited: int, chance: Floats, days: int) -> Ints:
    """Days of a centre that can be reached until the verdict, given that it did not come yet; beyond `days`: later than that."""
    still = beyond(delays, np.array([waited]))[0]
    answered = 1 - beyond(delays, waited + np.arange(1, days + 1)) / still
    return np.searchsorted(answered, chance, side="right").astype(np.int64) + 1


def _reflected(could: Floats32, most: Floats) -> Floats32:
    """The most that can be made by each day, with so much a day and never more than `most` in all."""
    found: Floats32 = could + np.minimum(np.minimum.accumulate(most - could, axis=1), 0).astype(np.float32)
    return found


def _served(ahead: int, before: Floats32, verdict: Ints, could: Floats32, made: Floats32, supply: Floats32) -> Ints:
    """The day, from 0, on which the card is printed; verdict: the working day, 1 the next, so the first day after it by index."""
    rows, days = np.arange(len(could)), could.shape[1]
    last = verdict - 1
    after = np.arange(days) >= verdict[:, None]
    begun, had = made[rows, last][:, None], could[rows, last][:, None]
    room = np.where(after, supply - begun - (could - had), np.float32(np.inf))
    since = begun + (could - had) + np.minimum(np.minimum.accumulate(room, axis=1), 0)
    passed = np.maximum.accumulate(made - before, axis=1)[rows, last]
    return _first(after & (since - before >= np.maximum(ahead, passed)[:, None] + 1))


def _first(served: np.ndarray) -> Ints:
    return np.where(served.any(axis=1), served.argmax(axis=1), served.shape[1]).astype(np.int64)


def _binds(day: Ints, turn: Ints, verdict: Ints, away: bool, idle: Idle) -> int:
    """The centre, if in most futures its verdict is later than one's turn would have been; else what holds the line."""
    if (verdict > turn).mean() >= 0.5:
        return OUTAGE if away else CENTRE
    return int(binding(day[None, :], idle)[0])
