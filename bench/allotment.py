"""Allotment of blangko to 514 districts against linear programmes solved by HiGHS, over seeds: prints one line for each rule.

Two questions. Is it fair as it says: the rule's own programme (the largest level t with x_i >= t * w_i, the full ones fixed one after
the other: leximin; for the equal days the same in what is lacking) is solved by HiGHS in fractions; how much of the blangko lies where
that optimum puts it, and the smallest level that the whole blangko reach. What does it cost: cards printed within 20 working days
against the LP that prints the most.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import highspy
import numpy as np

from bench.report import Figure
from siaga.planner.allotment import RULE_LABELS, RULES, Districts, Ints, allot, best, worth

SEEDS = int(os.environ.get("SIAGA_BENCH_SEEDS", "20"))
DISTRICTS, HORIZON = 514, 20


@dataclass
class Row:
    """One rule over the seeds. own: blangko that lie where the fractions' optimum puts them, of all; cards: of the LP's."""

    own: list[float]
    cards: list[float]
    waited: list[float]
    seconds: list[float]


def country(seed: int) -> tuple[Districts, int]:
    """Long-tailed towns, a third of them with blangko left, printers of 50 to 1,000 cards a day; blangko for 20 to 80 % of the need."""
    rng = np.random.default_rng(seed)
    prr = rng.lognormal(8.0, 1.2, DISTRICTS).astype(np.int64) + 1
    stock = np.where(rng.random(DISTRICTS) < 0.35, prr * rng.uniform(0, 1.3, DISTRICTS), 0).astype(np.int64)
    pace = np.clip(prr / rng.uniform(10, 90, DISTRICTS), 50, 1000).astype(np.int64)
    d = Districts(prr, stock, pace)
    return d, int(d.need.sum() * rng.uniform(0.2, 0.8))


def most_cards(d: Districts, n: int) -> float:
    """LP: y_i cards within the horizon, x_i blangko; y_i <= x_i + stock_i, at most what printers and people allow."""
    h = _solver()
    for i in range(DISTRICTS):
        h.addVar(0.0, float(d.need[i]))
    for i in range(DISTRICTS):
        h.addVar(0.0, float(min(d.prr[i], d.pace[i] * HORIZON)))
        h.changeColCost(DISTRICTS + i, 1.0)
        h.addRow(-h.inf, float(d.stock[i]), 2, np.array([DISTRICTS + i, i]), np.array([1.0, -1.0]))
    h.addRow(-h.inf, float(n), DISTRICTS, np.arange(DISTRICTS), np.ones(DISTRICTS))
    h.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return _solved(h)


def leximin(weights: Ints, caps: Ints, n: int) -> np.ndarray:
    """The fractions whose smallest level x_i / w_i is as large as can be, then the next: one LP after the other, warm."""
    h, scale = _solver(), weights / weights.mean()
    for i in range(DISTRICTS):
        h.addVar(0.0, float(caps[i]))
    h.addVar(0.0, h.inf)
    h.changeColCost(DISTRICTS, 1.0)
    for i in range(DISTRICTS):
        h.addRow(0.0 if caps[i] else -h.inf, h.inf, 2, np.array([i, DISTRICTS]), np.array([1.0, -float(scale[i])]))
    h.addRow(-h.inf, float(n), DISTRICTS, np.arange(DISTRICTS), np.ones(DISTRICTS))
    h.changeObjectiveSense(highspy.ObjSense.kMaximize)
    free = caps > 0
    while True:
        level = _solved(h)
        full = free & (level * scale >= caps * (1 - 1e-9))
        if not full.any():
            return np.where(free, level * scale, caps)
        for i in np.flatnonzero(full).tolist():
            h.changeColBounds(i, float(caps[i]), float(caps[i]))
            h.changeRowBounds(i, -h.inf, h.inf)
        free &= ~full


def _solver() -> highspy.Highs:
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    return h


def _solved(h: highspy.Highs) -> float:
    h.run()
    assert h.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(h.getInfo().objective_function_value)


def fractions(rule: str, d: Districts, n: int) -> np.ndarray | None:
    """The optimum of the rule's own programme; None where the rule is the LP of the cards."""
    need = d.need
    if rule in ("prr", "prr_pembagi"):
        return leximin(d.prr, need, n)
    if rule == "kekurangan":
        return leximin(need, need, n)
    if rule == "sama_banyak":
        return leximin(np.ones_like(need), need, n)
    return need - leximin(d.pace, need, int(need.sum()) - n) if rule == "sama_hari" else None


def main() -> list[Figure]:
    rows = {rule: Row([], [], [], []) for rule in RULES}
    bound_gap = 0.0
    for seed in range(SEEDS):
        d, n = country(seed)
        bound = best(d, n, HORIZON)
        linear = most_cards(d, n)
        bound_gap = max(bound_gap, abs(bound.cards - linear) / linear)
        for rule, row in rows.items():
            began = time.process_time()
            amounts = allot(rule, d, n, HORIZON).amounts
            row.seconds.append(time.process_time() - began)
            wanted, got = fractions(rule, d, n), worth(d, amounts, HORIZON)
            row.cards.append(got.cards / linear)
            row.waited.append(got.waited / bound.waited - 1)
            row.own.append(got.cards / linear if wanted is None else float(np.minimum(amounts, wanted).sum()) / n)
    for rule, row in rows.items():
        print(
            f"  {RULE_LABELS[rule]:32} of its own LP: mean {np.mean(row.own):.5f}, worst {min(row.own):.5f}; price of fairness: "
            f"cards in {HORIZON} working days {1 - np.mean(row.cards):.1%} fewer (worst {1 - min(row.cards):.1%}), "
            f"days waited {np.mean(row.waited):.1%} more; {1000 * np.mean(row.seconds):.1f} ms", flush=True,
        )  # fmt: skip
    print(f"  the best that is shown on the page / the LP's: off by {bound_gap:.1e} at most", flush=True)
    worst = min(min(row.own) for row in rows.values())
    return [
        Figure(f"allotment to {DISTRICTS} districts / the LP optimum of its rule, worst of {SEEDS} seeds x {len(RULES)} rules",
               "of the blangko", worst, 1.0, worst, 0.99),
        Figure("most cards within the horizon / LP, worst seed", "of the LP's cards", min(rows["kartu"].cards), 1.0,
               min(rows["kartu"].cards), 0.99),
    ]  # fmt: skip
