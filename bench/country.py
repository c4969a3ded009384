"""A whole country under bad weather: 20 offices over 30 days in one process, in seconds; and what became of every acknowledged act."""

from __future__ import annotations

import time

from bench.report import Figure
from siaga.drill.country import make_template
from siaga.drill.negeri import run, text
from siaga.drill.steps import Climate, history
from siaga.drill.throwaway import throw_away

OFFICES, DAYS, SEED = 20, 30, 2026
SECONDS = 120.0
CLIMATE = Climate(ticks=1)


def main() -> list[Figure]:
    with throw_away() as (cluster, folder):
        make_template(cluster)
        steps = history(SEED, OFFICES, DAYS, CLIMATE)
        began, spent = time.perf_counter(), time.process_time()
        found = run(cluster, folder / "negeri", SEED, steps, OFFICES)
        took, spent = time.perf_counter() - began, time.process_time() - spent
    print(text(found), flush=True)
    print(
        f"{took:.0f} s by the clock, {spent:.0f} s of them this process's own work (the database's comes on top)",
        flush=True,
    )
    told = max(1, found.counts.get("diakui", 0))
    return [
        Figure(f"{OFFICES} offices x {DAYS} days", "s", took, SECONDS, took / SECONDS, 1.0, higher=False),
        Figure("acknowledged acts lost", "acts", found.lost, told, found.lost / told, 0.0, higher=False),
        Figure("acts doubled", "acts", found.doubled, told, found.doubled / told, 0.0, higher=False),
    ]
