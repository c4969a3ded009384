"""A whole country under bad weather: 20 offices over 30 days in one process, in seconds; and what became of every acknowledged act."""

from __future__ import annotations

import time

from bench.report import Figure
from siaga.drill.country import make_template
from siaga.drill.negeri import run, text
from siaga.drill.steps import Climate, history
from siaga.drill.stories.jakarta_utara import throw_away

OFFICES, DAYS, SEED = 20, 30, 2026
SECONDS = 120.0
CLIMATE = Climate(ticks=1)


def main() -> list[Figure]:
    with throw_away() as (cluster, folder):
        make_template(cluster)
        steps = history(SEED, OFFICES, DAYS, CLIMATE)
        began = time.perf_counter()
        found = run(cluster, folder / "negeri", SEED, steps, OFFICES)
        took = time.perf_counter() - began
    print(text(found), flush=True)
    told = max(1, found.counts.get("diakui", 0))
    return [
        Figure(f"{OFFICES} offices x {DAYS} days", "s", took, SECONDS, took / SECONDS, 1.0, higher=False),
        Figure("acknowledged acts lost", "acts", found.lost, told, found.lost / told, 0.0, higher=False),
        Figure("acts doubled", "acts", found.doubled, told, found.doubled / told, 0.0, higher=False),
    ]
