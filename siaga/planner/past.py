"""What happened at an office, a working day an element, and what is learnt from it. Pure arrays; working days are numbers.

Everything is learnt from the days handed in: nobody sets a rate by hand. What few days cannot show (how long a drought
of blangko or an outage may
last) comes from the longest that the press told of, with a small weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RECENT = 120  # working days that tell of arrivals and of the printers' pace
# Working days: a server struck by lightning, the data centre of 2015, an office of 2019, the longest outage that the project knows.
LONG_OUTAGES = np.array([1.0, 2.0, 3.0, 20.0, 26.0, 36.0])
# Times the office's own middle gap between two deliveries: late, very late, a drought (Banyuwangi: August 2016 to April 2017).
LONG_GAPS = np.array([1.5, 2.5, 5.0])
ENOUGH = 5  # free days from which the share that an office makes of what its printers could is known
GAP, OUTAGE_EVERY = 25.0, 120.0  # working days, where an office has no history at all
OWN_WEIGHT, FADES = 1.0, 0.9  # of the last delivery, and by how much each earlier one counts less


@dataclass(frozen=True, slots=True)
class Past:
    """Arrays by working day, oldest first; the last element is yesterday. ranks: of the policy in force.

    joined: (days, ranks) cards that joined the line. printed, spoiled, delivered: blangko. up: 1 the office could print, 0 an outage.
    stock: blangko left at the end of the day; -1: not known. line: cards waiting at the end of the day. nominal: cards a day that the
    printers make when nothing is missing; 0: not known. ages: for each rank working days from recording to joining the line.
    most: cards a day of the printers that stand now, 0: as many as yesterday. stopped: none of them works.
    """

    joined: Ints
    printed: Ints
    spoiled: Ints
    delivered: Ints
    up: Ints
    stock: Ints
    line: Ints
    nominal: Floats
    ages: tuple[Ints, ...]
    most: float = 0.0
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """Values to draw from, and how likely each is."""

    values: Floats
    weights: Floats

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        edges = np.cumsum(self.weights)
        found = np.searchsorted(edges, rng.random(shape) * edges[-1], side="right")
        return self.values[np.minimum(found, len(self.values) - 1)].astype(float)

    def rest(self, rng: np.random.Generator, gone: float, n: int) -> Floats:
        """What is left of a wait that lasts `gone` already; beyond all that is known: as long again, give or take."""
        longer = self.values > gone
        beyond = (gone + 1) * rng.random(n) ** (-1 / 1.5) - gone
        if not longer.any():
            return beyond
        known = Pool(self.values[longer], self.weights[longer]).draw(rng, (n,)) - gone
        share = float(self.weights[longer].sum() / (self.weights[longer].sum() + 0.05 * self.weights.sum()))
        return np.where(rng.random(n) < share, known, beyond)


@dataclass(frozen=True, slots=True)
class Habits:
    """pace: cards a day that an office prints when nothing is missing. spoil: share of blangko spoiled. gaps, sizes:
    of deliveries; a size is
    in blangko. since_delivery, down_for: working days until now. arrivals: by rank, cards a day; spread: variance over mean.
    most: cards a day that the printers of now make and never more, 0: not known.
    supplied: whether deliveries are known at all (else blangko are taken as never missing and stops count as outages).
    """

    pace: Pool
    spoil: float
    gaps: Pool
    sizes: Pool
    since_delivery: float
    outages: Pool
    outage_every: float
    down_for: float
    arrivals: Floats
    spread: Floats
    ages: tuple[Ints, ...]
    supplied: bool = True
    nominal: float = 0.0
    most: float = 0.0
    seasons: Floats = field(default_factory=lambda: np.ones(0))


def learn(past: Past) -> Habits:
    """The habits of an office at the end of the last day."""
    recent = slice(-RECENT, None)
    supplied = bool((past.stock >= 0).any())
    joined = past.joined[recent].astype(float)
    mean = joined.mean(axis=0) if len(joined) else np.zeros(past.joined.shape[1])
    spread = np.maximum(1.0, _by_weeks(joined) / np.maximum(mean, 0.05))
    used = past.printed.sum() + past.spoiled.sum()
    stops = past.up if supplied else past.up * ((past.printed > 0) | (past.line == 0))
    runs, down_for = _runs(stops == 0)
    up_days = max(1.0, float((stops > 0).sum()))
    gaps, since = _gaps(past.delivered)
    nominal = past.most or (float(past.nominal[-1]) if len(past.nominal) else 0.0)
    return Habits(
        pace=_pace(past, stops, nominal),
        spoil=float(past.spoiled.sum() / used) if used else 0.0,
        gaps=_gap_pool(gaps),
        sizes=_size_pool(past),
        since_delivery=since,
        outages=outage_pool(runs),
        outage_every=(up_days + OUTAGE_EVERY) / (len(runs) + 1),
        down_for=max(1.0, down_for) if past.stopped else down_for,
        arrivals=mean,
        spread=spread,
        ages=past.ages,
        supplied=supplied,
        nominal=nominal,
        most=past.most,
    )


def _by_weeks(joined: Floats) -> Floats:
    """Variance a day as weeks show it: busy days come together."""
    weeks = joined[: len(joined) // 5 * 5].reshape(-1, 5, joined.shape[1]).sum(axis=1) if len(joined) >= 10 else joined
    scale = 5.0 if len(joined) >= 10 else 1.0
    return weeks.var(axis=0) / scale if len(weeks) else np.zeros(joined.shape[1])


def _pace(past: Past, up: Ints, nominal: float) -> Pool:
    """Days on which only the printers set the pace: blangko were left, cards still waited, nothing was down."""
    known = past.stock >= 0
    free = (up > 0) & (past.line > 0) & ((past.stock > 0) | ~known)
    days = np.flatnonzero(free)[-RECENT:]
    made = (past.printed + past.spoiled)[days].astype(float)
    described = nominal > 0 and bool((past.nominal[days] > 0).all())
    if described and (len(days) >= ENOUGH or not past.most):
        shares = made / past.nominal[days] if len(days) >= ENOUGH else np.array([0.7, 0.8, 0.9, 1.0])
        made = shares * nominal
    if not len(made):  # the line was always served to its end: the busier days show best what the printers can
        busy = (past.printed + past.spoiled)[past.printed > 0].astype(float)
        made = busy[busy >= np.median(busy)] if len(busy) else np.ones(1)
    fading: Floats = 0.98 ** np.arange(len(made), dtype=float)[::-1]
    return Pool(made, fading)


def _runs(down: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Lengths of the runs of days that are over, and how long the one lasts that is not."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], down.astype(int), [0]))))
    begins, ends = edges[::2], edges[1::2]
    lengths = (ends - begins).astype(float)
    if len(ends) and ends[-1] == len(down):
        return lengths[:-1], float(lengths[-1])
    return lengths, 0.0


def _gaps(delivered: Ints) -> tuple[Floats, float]:
    days = np.flatnonzero(delivered > 0)
    since = float(len(delivered) - 1 - days[-1]) if len(days) else float(len(delivered))
    return np.diff(days).astype(float), since


def _gap_pool(gaps: Floats) -> Pool:
    own = gaps[-12:]
    middle = float(np.median(own)) if len(own) else GAP
    values = np.concatenate((LONG_GAPS * middle, own if len(own) else [GAP]))
    weights = np.concatenate(
        (
            np.array([0.10, 0.08, 0.06]) * max(1, len(own)) ** 0.5,
            OWN_WEIGHT * FADES ** np.arange(max(1, len(own)))[::-1],
        )
    )
    return Pool(np.maximum(1.0, values), weights)


def _size_pool(past: Past) -> Pool:
    """Sizes as they were, and as the same share of who waits now: an allotment goes by PRR."""
    days = np.flatnonzero(past.delivered > 0)[-10:]
    if not len(days):
        return Pool(np.array([0.0]), np.array([1.0]))
    sizes = past.delivered[days].astype(float)
    need = np.maximum(1, past.line[np.maximum(days - 1, 0)])
    by_need = sizes / need * max(1, int(past.line[-1]))
    weights = FADES ** np.arange(len(days))[::-1]
    return Pool(np.concatenate((sizes, np.clip(by_need, sizes.min() / 3, sizes.max() * 3))), np.tile(weights, 2))


def outage_pool(runs: Floats) -> Pool:
    """Lengths in working days: those seen here, and with a small weight those that the press told of."""
    weights = np.array([0.5, 0.2, 0.1, 0.02, 0.02, 0.02])
    return Pool(np.concatenate((LONG_OUTAGES, runs)), np.concatenate((weights, np.ones(len(runs)))))
