"""Rounds of a backtest: at the end of a day the whole list is planned with nothing but what was known that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from siaga.planner.draws import Floats32, Plan, draw
from siaga.planner.forecast import DRAWS, HORIZON, QUANTILES, Curve, Waiting, forecast
from siaga.planner.past import Floats, Habits, Ints, learn
from siaga.planner.record import Record

WARM = 250  # working days of history before the first round
EVERY = 5  # working days between two rounds
PACE_DAYS = 10  # of the rolling average


@dataclass(frozen=True, slots=True)
class Round:
    """ids: cards in the list's order. curves: the planner's, uncorrected. rolling: cards a day, the mean of the last
    ten working days on which any was
    printed; 0: none ever. delays: by class, working days from joining to printing of the card served last; -1: none yet."""

    day: int
    ids: Ints
    ranks: Ints
    curves: tuple[Curve, ...]
    rolling: float
    delays: tuple[int, ...]

    def days(self, at: Ints) -> Floats32:
        """The planner's quantiles (people, quantiles) for the people at these indices of the list."""
        found = np.full((len(at), len(QUANTILES)), float(HORIZON + 1), dtype=np.float32)
        for curve in self.curves:
            own = np.flatnonzero(self.ranks[at] == curve.rank)
            found[own] = curve.at(at[own] + 1)
        return found


def rounds(record: Record, seed: int, warm: int = WARM, every: int = EVERY) -> Iterator[Round]:
    for day in range(warm, record.days - 1, every):
        ids, waiting = record.waiting(day)
        if len(ids):
            yield _round(record, day, ids, waiting, np.random.default_rng([seed, day]))


def _round(record: Record, day: int, ids: Ints, waiting: Waiting, rng: np.random.Generator) -> Round:
    past = record.past(day)
    habits = learn(past)
    futures = draw(habits, Plan(stock=max(0, int(past.stock[-1]))), rng, DRAWS, HORIZON)
    curves = forecast(waiting, habits, futures, _centre(record, day, habits, rng))
    busy = past.printed[past.printed > 0][-PACE_DAYS:]
    delays = tuple(_last_delay(record, day, klass) for klass in range(len(record.rank)))
    return Round(day, ids, waiting.rank, tuple(curves), float(busy.mean()) if len(busy) else 0.0, delays)


def _centre(record: Record, day: int, habits: Habits, rng: np.random.Generator) -> Floats | None:
    """How much longer the centre stays away, if it does."""
    up = np.flatnonzero(record.centre_up[: day + 1])
    gone = day - int(up[-1]) if len(up) else day
    return habits.outages.rest(rng, gone, DRAWS) if gone else None


def _last_delay(record: Record, day: int, klass: int) -> int:
    served = np.flatnonzero((record.klass == klass) & (record.printed >= 0) & (record.printed <= day))
    if not len(served):
        return -1
    on = record.printed[served].max()
    last = served[record.printed[served] == on]
    return int(on - record.joined[last].max())


def inverted(record: Record, begin: int = 0) -> tuple[int, int]:
    """(cards printed although somebody before them in the lawful order, in line since an earlier day, was left
    waiting; cards printed)."""
    order = record.order
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    ends = np.where(record.printed < 0, 10**9, record.printed)
    wrong = total = 0
    for day in range(begin, record.days):
        made = np.flatnonzero(record.printed == day)
        left = (record.joined < day) & (ends > day)
        total += len(made)
        if len(made) and left.any():
            wrong += int((place[made] > place[left].min()).sum())
    return wrong, total


def joint(curves: Sequence[Curve], ranks: Ints) -> Floats32:
    """The quantiles of everybody in line, by the list's order."""
    return Round(0, np.arange(len(ranks)), ranks, tuple(curves), 0.0, ()).days(np.arange(len(ranks)))
