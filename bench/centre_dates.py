"""Dates of people whom the centre has not answered yet, held against histories that the planner has never seen (those of `bench.planner`).

Every 40 working days all who wait at the centre as first-timers are told a band by `planner.centre`, from nothing but what was known that
day; nothing is learnt from what became of earlier ones. Counted: whose card came inside the band.
"""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np

from bench.report import Figure
from siaga.drill.card_histories import SIZES, make_history
from siaga.planner.centre import VERDICTS, back_in, cards_after_verdict, experience
from siaga.planner.conformal import STARTS, bands, corrected
from siaga.planner.draws import Plan, draw
from siaga.planner.forecast import DRAWS, HORIZON, P90, release_of
from siaga.planner.past import Ints, learn
from siaga.planner.record import Record
from siaga.planner.rounds import WARM

FIRST, HISTORIES, EVERY = 200, int(os.environ.get("SIAGA_BENCH_HISTORIES", "5")), 40
Counts = dict[str, int]


def main() -> list[Figure]:
    figures = []
    for size in SIZES:
        total: Counts = dict.fromkeys(("asked", "away", "undated", "early", "inside", "late"), 0)
        for seed in range(FIRST, FIRST + HISTORIES):
            record = make_history(seed, size)
            for day in range(WARM, record.days - HORIZON - 10, EVERY):
                _told(record, size, seed, day, total)
        dated = total["early"] + total["inside"] + total["late"]
        share = total["inside"] / max(1, dated)
        print(f"  {size}: {total}, dated {dated / max(1, total['asked']):.0%}", flush=True)
        figures.append(Figure(f"80 % band at the centre, {size}", "bands", total["inside"], dated, share, 0.78))
    return figures


def _told(record: Record, size: str, seed: int, day: int, total: Counts) -> None:
    """Of one office at the end of one day."""
    first = np.array(record.rank)[record.klass] == 0
    there = np.flatnonzero(first & (record.recorded <= day) & (record.joined > day))
    there = there[np.lexsort((there, record.recorded[there]))]
    answered = np.flatnonzero(first & (record.joined <= day))
    answered = answered[np.argsort(record.joined[answered], kind="stable")][-VERDICTS:]
    verdicts = (record.recorded[answered] - day, record.joined[answered] - day)
    centre = experience(record.recorded[there] - day, verdicts, _outages(record.centre_up[: day + 1]))
    total["asked"] += len(there)
    if not centre.known or not len(there):
        total["away"] += len(there)
        return
    past, (_ids, waiting) = record.past(day), record.waiting(day)
    habits, rng = learn(past), np.random.default_rng([seed, day])
    futures = draw(habits, Plan(stock=max(0, int(past.stock[-1]))), rng, DRAWS, HORIZON)
    down = back_in(centre, rng, DRAWS)
    waiting = replace(waiting, pending=centre.recorded, waited=centre.waited, delays=centre.delays)
    later = cards_after_verdict(waiting, centre, habits, futures, release_of(waiting, habits, futures, down), down, rng)
    if later is None:
        total["undated"] += len(there)
        return
    begin = STARTS[size][0]
    wide = corrected(later.days, replace(begin, down=max(0.0, begin.down), up=max(0.0, begin.up)))
    places = np.arange(1, len(there) + 1)
    told = np.stack([np.interp(places, later.places, column) for column in wide.T], axis=1).astype(np.float32)
    earliest, _middle, latest = bands(told)
    honest = np.maximum(latest, np.interp(places, later.places, later.days[:, P90])) <= HORIZON
    came = np.where(record.printed[there] < 0, 10**6, record.printed[there] - day)
    total["undated"] += int((~honest).sum())
    total["early"] += int((honest & (came < earliest)).sum())
    total["late"] += int((honest & (came > latest)).sum())
    total["inside"] += int((honest & (came >= earliest) & (came <= latest)).sum())


def _outages(up: Ints) -> list[tuple[int, int | None]]:
    """The last day is today, 0."""
    edges = np.diff(np.concatenate(([1], up, [1])))
    begins, ends = np.flatnonzero(edges < 0), np.flatnonzero(edges > 0)
    last = len(up) - 1
    return [(int(b) - last, None if e > last else int(e) - last) for b, e in zip(begins, ends, strict=True)]
