"""Dates for everybody who waits: how often they came true on histories that the planner has never seen, how sharp they
are, and what they cost.

The histories are made by `siaga.drill.card_histories`, not by the planner's own sampler: 20 seeds x three sizes of
office over 900 working days, with droughts of
blangko, and in most of them 26 days without the centre. Seeds 0 to 19 and 100 to 113 chose the first stretches; the
figures are of seeds 200 to 219. Offices
of one size learn together, as they would by way of the centre. SIAGA_BENCH_HISTORIES=0: only what they cost.
"""

from __future__ import annotations

import os
import time

import numpy as np

from bench.report import Figure
from siaga.drill.card_histories import SIZES, make_history
from siaga.planner.backtest import Tally, judge_together
from siaga.planner.conformal import STARTS, corrected
from siaga.planner.draws import Plan, draw
from siaga.planner.forecast import DRAWS, HORIZON, POINTS, forecast
from siaga.planner.past import learn
from siaga.planner.rounds import rounds

FIRST = 200
HISTORIES = int(os.environ.get("SIAGA_BENCH_HISTORIES", "20"))
EVERY = 10  # working days between two rounds of dates
CLASSES = ("pemula", "bencana", "suket_prr", "hilang_rusak", "ubah_data")
DISTRICTS = 514


def main() -> list[Figure]:
    return [*(_honest() if HISTORIES else []), *_fast()]


def _honest() -> list[Figure]:
    total = Tally()
    worst, wanting = 0.0, 0
    for size in SIZES:
        offices = []
        for seed in range(FIRST, FIRST + HISTORIES):
            record = make_history(seed, size)
            offices.append((record, rounds(record, seed, every=EVERY)))
        found = judge_together(offices, STARTS[size])
        for klass, name in enumerate(CLASSES):
            cell = Tally()
            for tallies in found:
                cell.add(tallies[klass])
            total.add(cell)
            wanting += not 0.78 <= cell.coverage <= 0.86
            worst = max(worst, abs(cell.coverage - 0.82))
            print(f"  {size:7} {name:13} {_line(cell)}", flush=True)
    print(f"  {'':7} {'all':13} {_line(total)}", flush=True)
    cells = len(SIZES) * len(CLASSES)
    return [
        Figure("cells of class x size whose 80 % band covers 78-86 %", "cells", cells - wanting, cells, 1 - wanting / cells, 1.0),
        Figure("CRPS / rolling average of ten days", "days", total.crps / total.scored, total.rolling / total.scored,
               total.crps / total.rolling, 0.7, higher=False),
        Figure("CRPS / delay of the card served last", "days", total.crps / total.scored, total.last_served / total.scored,
               total.crps / total.last_served, 0.7, higher=False),
    ]  # fmt: skip


def _line(t: Tally) -> str:
    return (
        f"{t.n:7} bands, inside {t.inside / t.n:.1%}, late {t.late / t.n:.1%}, width {t.width / t.n:.1f} working days, "
        f"no honest date {t.undated / t.dates:.0%}, CRPS / rolling {t.crps / t.rolling:.2f}, / last served {t.crps / t.last_served:.2f}, "
        f"told again {t.revised / max(1, t.told):.2f} a person"
    )


def _fast() -> list[Figure]:
    """514 districts, each with its own line, against nothing but the arithmetic on arrays of the same sizes."""
    lines = []
    for n, size in enumerate(SIZES):
        record = make_history(FIRST + n, size)
        for day in (400, 600, 800):
            _ids, waiting = record.waiting(day)
            lines.append((waiting, record.past(day)))
    ours = bare = 0.0
    for district in range(DISTRICTS):
        waiting, past = lines[district % len(lines)]
        began = time.process_time()
        habits = learn(past)
        futures = draw(habits, Plan(int(past.stock[-1])), np.random.default_rng(district), DRAWS, HORIZON)
        for curve in forecast(waiting, habits, futures):
            corrected(curve.days, STARTS["sedang"][curve.rank])
        ours += time.process_time() - began
        began = time.process_time()
        _bare(np.random.default_rng(district), len(np.unique(waiting.rank)), len(habits.arrivals))
        bare += time.process_time() - began
    return [
        Figure(f"{DISTRICTS} districts", "s of one processor", ours, 60.0, ours / 60.0, 1.0, higher=False),
        Figure(f"{DISTRICTS} districts / the bare arrays", "s", ours, bare, ours / bare, 1.5, higher=False),
    ]


def _bare(rng: np.random.Generator, waiting_ranks: int, ranks: int) -> None:
    """The random numbers, the sums over the days and the first passages, and nothing of where they come from or go to."""
    shape = (DRAWS, HORIZON)
    capacity = rng.random(shape).astype(np.float32)
    supply = np.cumsum(rng.random(shape), axis=1).astype(np.float32)
    could = np.cumsum(capacity, axis=1)
    room = could + np.minimum(np.minimum.accumulate(supply - could, axis=1), 0)
    joins = [rng.standard_normal(shape, dtype=np.float32) for _rank in range(ranks)]
    share = rng.random(HORIZON).astype(np.float32)
    for join in joins:
        room = room - np.cumsum(join, axis=1)
    for rank in range(waiting_ranks):
        for place in range(POINTS):
            left = room - np.cumsum(joins[rank] * share, axis=1)
            served = left >= np.float32(place)
            np.sort(np.where(served.any(axis=1), served.argmax(axis=1), HORIZON))
