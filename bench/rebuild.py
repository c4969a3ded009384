"""The journal in bulk: tables made anew from it, and the centre's intake of a batch, each against a bare COPY of the same rows."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import psycopg

from bench.report import Figure
from siaga.drill.country import Country, make_template
from siaga.drill.town import make_town
from siaga.journal.facts import Sealed
from siaga.journal.intake import intake
from siaga.journal.seeding import write_many
from siaga.journal.verify import rebuild, stored, tables_hash
from siaga.kit.database import Store
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.roles.kinds import FACT_TABLES
from siaga.wilayah.source import read_areas

FACTS = int(os.environ.get("SIAGA_BENCH_FACTS", "100000"))
REBUILD_AIM, INTAKE_AIM = 5_000.0, 20_000.0
BATCH = 4000
ROUNDS = 3
TABLES = ("journal_journalfact", "people_resident", "people_family")


@contextmanager
def filled(folder: Path) -> Iterator[tuple[Country, Node, int]]:
    """An office whose journal holds FACTS families and residents, on a server that really writes."""
    cluster = Cluster(folder / "pg")
    cluster.start()
    try:
        make_template(cluster)
        country = Country(cluster, folder / "nodes", name="ulang", at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
        office = country.office("3172", "Kota Administrasi Jakarta Utara")
        town = make_town(1, "3172", list(read_areas()), people=int(FACTS / 1.28), on=date(2026, 11, 23))
        with office:
            n = write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
        yield country, office, n
        country.close()
    finally:
        cluster.destroy()


def conninfo(node: Node) -> str:
    assert isinstance(node.store, Store)
    return node.store.conninfo


def copied(source: str, target: str) -> float:
    """Seconds for a bare COPY of the same rows into tables with the same indexes; reading them first costs nothing here."""
    with psycopg.connect(source) as s, psycopg.connect(target) as t:
        data = {}
        for name in TABLES:
            with s.cursor().copy(f"COPY {name} TO STDOUT") as copy:
                data[name] = b"".join(bytes(block) for block in copy)
            t.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)")
        t.commit()
        began = time.perf_counter()
        for name in TABLES:
            with t.cursor().copy(f"COPY bare_{name} FROM STDIN") as copy:
                copy.write(data[name])
        t.commit()
        took = time.perf_counter() - began
        for name in TABLES:
            t.execute(f"DROP TABLE bare_{name}")
    return took


def rebuilt(office: Node) -> float:
    """Seconds."""
    with office:
        before = tables_hash(FACT_TABLES)
        began = time.perf_counter()
        rebuild(office, FACT_TABLES)
        took = time.perf_counter() - began
        assert tables_hash(FACT_TABLES) == before
    return took


def taken_in(country: Country, office: Node) -> float:
    """Seconds that the centre needs for the office's chain, batch by batch; each is flushed to the disk before it counts."""
    with office:
        facts: Iterator[Sealed] = iter(list(stored("chain = %s", ("3172",))))
    took = 0.0
    with country.centre as centre:
        while batch := list(islice(facts, BATCH)):
            began = time.perf_counter()
            taken = intake(centre, "3172", batch)
            took += time.perf_counter() - began
            assert taken.new == len(batch) and not taken.parked
    return took


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, filled(Path(folder)) as (country, office, n):
        again = n / statistics.median(rebuilt(office) for _ in range(ROUNDS))
        into = n / taken_in(country, office)
        bare = n / statistics.median(copied(conninfo(office), conninfo(office)) for _ in range(ROUNDS))
    name = f"of {n:,} facts"
    return [
        Figure(f"rebuild {name} / aim", "fakta/s", again, REBUILD_AIM, again / REBUILD_AIM, 1.0),
        Figure(f"centre intake {name} / aim", "fakta/s", into, INTAKE_AIM, into / INTAKE_AIM, 1.0),
        Figure(f"centre intake {name} / bare COPY of the same rows", "fakta/s", into, bare, into / bare, 0.1),
    ]
