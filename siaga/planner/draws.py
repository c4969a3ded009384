"""Futures drawn from an office's habits: what its printers can make, which blangko come, who will join the line. (draws, days) arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siaga.planner.past import Floats, Habits

Floats32 = NDArray[np.float32]
EPISODES, DELIVERIES = 10, 30  # at most so many in a horizon
SIZE_NOISE, LEVEL_NOISE = 0.15, 0.08  # lognormal: of a delivery, of the pace of a whole future
LATE_EVERY = 0.3  # an announced shipment is a working day late with this chance, again and again


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known or wished of the days to come; day 1 is the next working day.

    stock: blangko now. announced: (day, blangko). more_a_day: cards a day of further printers from a day on: (day,
    cards). overtime: share more cards a day.
    outage: (first day, days) that is certain or supposed. pending_down: working days until the centre answers again, -1: it does.
    """

    stock: int
    announced: tuple[tuple[int, int], ...] = ()
    more_a_day: tuple[tuple[int, float], ...] = ()
    overtime: float = 0.0
    outage: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Draws:
    """capacity: cards a day. supply: blangko that make a good card, from now to the end of each day. down: 1 on days of an outage.
    arrivals: by rank."""

    capacity: Floats32
    supply: Floats32
    down: NDArray[np.bool_]
    arrivals: tuple[Floats32, ...]


def draw(habits: Habits, plan: Plan, rng: np.random.Generator, draws: int, days: int) -> Draws:
    """draws futures of `days` working days."""
    down = _down(habits, plan, rng, draws, days)
    return Draws(
        _capacity(habits, plan, rng, down),
        _supply(habits, plan, rng, draws, days),
        down,
        tuple(
            _arrivals(float(mean), float(spread), rng, draws, days)
            for mean, spread in zip(habits.arrivals, habits.spread, strict=True)
        ),
    )


def _down(habits: Habits, plan: Plan, rng: np.random.Generator, draws: int, days: int) -> NDArray[np.bool_]:
    lengths = np.ceil(habits.outages.draw(rng, (draws, EPISODES)))
    gaps = np.ceil(rng.exponential(habits.outage_every, (draws, EPISODES)))
    if habits.down_for > 0:
        gaps[:, 0] = 0
        lengths[:, 0] = np.ceil(habits.outages.rest(rng, habits.down_for, draws))
    begins = np.cumsum(gaps, axis=1)
    begins[:, 1:] += np.cumsum(lengths, axis=1)[:, :-1]
    marks = np.zeros((draws, days + 1), dtype=np.int16)
    rows = np.broadcast_to(np.arange(draws)[:, None], begins.shape)
    np.add.at(marks, (rows, np.minimum(begins, days).astype(int)), 1)
    np.add.at(marks, (rows, np.minimum(begins + lengths, days).astype(int)), -1)
    down = np.cumsum(marks[:, :days], axis=1) > 0
    if plan.outage is not None:
        first, length = plan.outage
        down[:, max(0, first - 1) : max(0, first - 1 + length)] = True
    return down


def _capacity(habits: Habits, plan: Plan, rng: np.random.Generator, down: NDArray[np.bool_]) -> Floats32:
    draws, days = down.shape
    pace = habits.pace.draw(rng, (draws, days))
    pace *= np.exp(rng.normal(0, LEVEL_NOISE, (draws, 1)))
    if habits.most:
        np.minimum(pace, habits.most, out=pace)
    for first, more in plan.more_a_day:
        pace[:, max(0, first - 1) :] += more
    pace *= (1.0 + plan.overtime) * (1.0 - habits.spoil)
    pace[down] = 0.0
    return pace.astype(np.float32)


def _supply(habits: Habits, plan: Plan, rng: np.random.Generator, draws: int, days: int) -> Floats32:
    """Blangko usable by the end of each day, since now."""
    good = 1.0 - habits.spoil
    if not habits.supplied:
        return np.full((draws, days), 1e9, dtype=np.float32)
    come = np.zeros((draws, days + 1), dtype=np.float64)
    rows = np.arange(draws)
    after = np.zeros(draws)
    for day, amount in sorted(plan.announced):
        at = max(0, day - 1) + rng.geometric(1 - LATE_EVERY, draws) - 1
        np.add.at(come, (rows, np.minimum(at, days)), amount)
        after = np.maximum(after, at)
    gaps = habits.gaps.draw(rng, (draws, DELIVERIES))
    if not plan.announced:
        gaps[:, 0] = np.maximum(0, habits.gaps.rest(rng, habits.since_delivery, draws) - 1)
    when = np.minimum(after[:, None] + np.cumsum(np.ceil(gaps), axis=1), days).astype(int)
    sizes = habits.sizes.draw(rng, when.shape) * np.exp(rng.normal(0, SIZE_NOISE, when.shape))
    np.add.at(come, (np.broadcast_to(rows[:, None], when.shape), when), sizes)
    return ((plan.stock + np.cumsum(come[:, :days], axis=1)) * good).astype(np.float32)


def _arrivals(mean: float, spread: float, rng: np.random.Generator, draws: int, days: int) -> Floats32:
    """A whole future is busier or calmer by as much as weeks were; days vary as chance has it (normal, never below zero)."""
    if mean <= 0:
        return np.zeros((draws, days), dtype=np.float32)
    level = rng.gamma(1 / 0.03, 0.03, (draws, 1)).astype(np.float32) * np.float32(mean)
    noise = rng.standard_normal((draws, days), dtype=np.float32) * np.float32((mean * spread) ** 0.5)
    return np.maximum(level + noise, np.float32(0))


def means(pool: Floats) -> float:
    return float(pool.mean()) if len(pool) else 0.0
