"""Tables made anew from the journal. `SIAGA_BENCH_FACTS=1000000`: as many; `SIAGA_BENCH_FOLDER=…`: the books are made once and kept."""

from __future__ import annotations

import os
import statistics
import time

from bench.books import country, of_processor, office_of, phase, progress, told
from bench.report import Figure
from siaga.drill.country import Country
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES

FACTS = int(os.environ.get("SIAGA_BENCH_FACTS", "100000"))
AIM = 5_000.0
ROUNDS = 3 if FACTS <= 200_000 else 1


def rebuilt(made: Country, office: Node, facts: int) -> float:
    """Seconds."""
    with office:
        with phase("hash of the tables"):
            before = tables_hash(FACT_TABLES)
        with phase("rebuild"):
            began, used = time.perf_counter(), of_processor(made)
            rebuild(office, FACT_TABLES, progress("rebuilt"))
            took = time.perf_counter() - began
            python, server = (1e6 * seconds / facts for seconds in used())
        told(f"a fact costs {python:.0f} µs of Python, {server:.0f} of PostgreSQL")
        with phase("hash of the tables"):
            assert tables_hash(FACT_TABLES) == before
    return took


def main() -> list[Figure]:
    with country() as made:
        office, n = office_of(made, "3172", FACTS)
        again = n / statistics.median(rebuilt(made, office, n) for _ in range(ROUNDS))
    return [Figure(f"rebuild of {n:,} facts / aim", "fakta/s", again, AIM, again / AIM, 1.0)]
