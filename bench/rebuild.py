"""Tables made anew from the journal. `SIAGA_BENCH_FACTS=1000000`: as many; `SIAGA_BENCH_FOLDER=…`: the books are made once and kept."""

from __future__ import annotations

import os
import statistics
import time

from bench.books import country, office_of, phase, progress
from bench.report import Figure
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES

FACTS = int(os.environ.get("SIAGA_BENCH_FACTS", "100000"))
AIM = 5_000.0
ROUNDS = 3 if FACTS <= 200_000 else 1


def rebuilt(office: Node) -> float:
    """Seconds."""
    with office:
        with phase("hash of the tables"):
            before = tables_hash(FACT_TABLES)
        with phase("rebuild"):
            began = time.perf_counter()
            rebuild(office, FACT_TABLES, progress("rebuilt"))
            took = time.perf_counter() - began
        with phase("hash of the tables"):
            assert tables_hash(FACT_TABLES) == before
    return took


def main() -> list[Figure]:
    with country() as made:
        office, n = office_of(made, "3172", FACTS)
        again = n / statistics.median(rebuilt(office) for _ in range(ROUNDS))
    return [Figure(f"rebuild of {n:,} facts / aim", "fakta/s", again, AIM, again / AIM, 1.0)]
