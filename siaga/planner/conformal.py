"""A band corrected by what really happened: adaptive conformal inference on both ends of it, for each class by itself.

The planner's quantiles are stretched about their middle, on the logarithm of the waiting time. A stretch is a number
that grows with every band that was missed on its side
and shrinks with every band that was not, so that in the long run the misses come out at the aimed share, whatever the
planner got wrong (I. Gibbs and E. Candès,
"Adaptive conformal inference under distribution shift", 2021; A. Angelopoulos, E. Candès and R. Tibshirani, "Conformal
PID control for time series prediction", 2023).
A band counts as missed on the day on which it is passed, not only when the card is at last printed: in a drought the band widens at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from siaga.planner.draws import Floats32
from siaga.planner.forecast import P10, P50, P90, QUANTILES
from siaga.planner.past import Floats, Ints

MISSED = 0.185  # both sides together: a band of 80 % that would rather be a little too wide
EARLY = 0.08  # of them by cards that came before the band
STEP = 0.06  # of the logarithm of a stretch, for a day of usual size
FLOOR = 0.04  # of the logarithm of days: a band is never a point
MOST = 4.0  # a day counts as at most so many usual days
LIMITS = (-2.5, 2.0)  # of a stretch's logarithm
Z: Floats = (
    np.array([-2.054, -1.645, -1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816, 1.645, 2.054])
    / 1.2816
)
assert len(Z) == len(QUANTILES)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of one class: logarithms of the stretch
    downwards and upwards, the shift of the middle; running means of early bands and of a day's bands."""

    down: float = 0.0
    up: float = 0.0
    middle: float = 0.0
    early: float = EARLY
    a_day: float = 10.0


# By size of the office and class (in the order of cards.order.CLASSES): stretches downwards and upwards that served
# histories of the drill with the
# seeds 0 to 19 and 100 to 113. No figure is told of those.
STARTS: dict[str, tuple[Stretch, ...]] = {
    size: tuple(Stretch(down=down, up=up) for down, up in pairs)
    for size, pairs in {
        "kecil": ((0.25, 0.12), (0.12, 0.05), (0.12, 0.6), (0.2, 0.15), (-0.02, -0.12)),
        "sedang": ((0.2, 0.1), (-0.1, -0.25), (0.08, -0.1), (0.12, 0.05), (-0.08, -0.08)),
        "besar": ((0.25, 0.2), (0.05, -0.1), (0.15, 0.0), (0.2, 0.1), (0.05, 0.2)),
    }.items()
}
SMALL, LARGE = 35.0, 110.0  # cards asked for a working day


def size_of(cards_a_day: float) -> str:
    return "kecil" if cards_a_day < SMALL else "sedang" if cards_a_day < LARGE else "besar"


@dataclass(frozen=True, slots=True)
class Seen:
    """Bands of one class that were settled on one day: by cards before it, inside it, after it or still missing;
    under: cards that came before the middle, half of those that came on it."""

    early: float
    inside: float
    late: float
    under: float

    @property
    def n(self) -> float:
        return self.early + self.inside + self.late


def corrected(days: Floats32, stretch: Stretch) -> Floats32:
    """days: (people, quantiles) of the planner, working days; the same, corrected."""
    logs = np.log(days)
    middle = logs[:, P50 : P50 + 1]
    moved = logs - middle + FLOOR * Z
    scale = np.where(QUANTILES < 0.5, np.exp(stretch.down), np.exp(stretch.up))
    found: Floats32 = np.exp(middle + stretch.middle + moved * scale).astype(np.float32)
    return found


def bands(days: Floats32) -> tuple[Ints, Ints, Ints]:
    """(earliest, middle, latest) in whole working days, at least 1: the planner's central 80 %."""
    whole = np.maximum(1, np.round(days[:, [P10, P50, P90]])).astype(np.int64)
    return whole[:, 0], whole[:, 1], whole[:, 2]


def after(stretch: Stretch, seen: Seen) -> Stretch:
    """The stretch after a day's news."""
    if not seen.n:
        return stretch
    usual = 0.97 * stretch.a_day + 0.03 * seen.n
    step = STEP * min(MOST, seen.n / usual)
    early, late, under = seen.early / seen.n, seen.late / seen.n, seen.under / seen.n
    low, high = LIMITS
    mean_early = stretch.early + 0.02 * min(MOST, seen.n / usual) * (early - stretch.early)
    aim = float(np.clip(MISSED - mean_early, 0.08, MISSED))
    return replace(
        stretch,
        down=float(np.clip(stretch.down + step * (early - EARLY) * 2, low, high)),
        up=float(np.clip(stretch.up + step * (late - aim) * 2, low, high)),
        middle=float(np.clip(stretch.middle + step * 0.25 * (0.5 - under), -1.0, 1.0)),
        early=mean_early,
        a_day=usual,
    )


def learnt(news: Sequence[Seen], begin: Stretch) -> Stretch:
    """A stretch after many days, oldest first."""
    for seen in news:
        begin = after(begin, seen)
    return begin


def settled(came: Ints, earliest: Ints, middle: Ints, latest: Ints) -> tuple[Ints, Floats]:
    """Working days: of each band the day on which it is settled (its card's, or the one after it was passed), and
    what it then counts as: a row of (early, inside, late, under). came: a number beyond all days for a card that is not there."""
    inside = (came >= earliest) & (came <= latest)
    under = np.where(came == middle, 0.5, came < middle)
    return np.minimum(came, latest + 1), np.stack((came < earliest, inside, came > latest, under), axis=1)


def by_day(when: Ints, kinds: Floats) -> dict[int, Floats]:
    """What `settled` found, summed by day, oldest first."""
    return {int(day): kinds[when == day].sum(axis=0) for day in np.unique(when)}


def wider(heard: Stretch, own: Stretch) -> Stretch:
    """What an office learns by itself after it last heard from the others: at no end narrower than what it heard."""
    return replace(own, down=max(heard.down, own.down), up=max(heard.up, own.up), middle=heard.middle)


def crps(days: Floats32, actual: Floats, cap: Floats) -> Floats:
    """Continuous ranked probability score of each forecast, in working days: twice the mean pinball loss over the quantiles.

    actual, cap: (people,); what lies beyond the cap is not known yet and counts as the cap, on both sides.
    """
    edges = np.concatenate(([0.0], (QUANTILES[1:] + QUANTILES[:-1]) / 2, [1.0]))
    said = np.minimum(days, cap[:, None])
    gap = np.minimum(actual, cap)[:, None] - said
    loss = np.maximum(QUANTILES[None, :] * gap, (QUANTILES[None, :] - 1) * gap)
    total: Floats = 2 * (loss * np.diff(edges)[None, :]).sum(axis=1)
    return total
