"""Draining 10,000 queued facts to the centre, against the bare batched insert of the same rows on the same server."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from bench.report import Figure
from siaga.drill.country import Country, make_template
from siaga.drill.town import make_town
from siaga.journal import exchange
from siaga.journal.seeding import write_many
from siaga.kit.database import Store
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

FACTS = 10_000
ROUNDS = 3


def bare(source: str, target: str) -> float:
    """Rows of the journal and of the residents' tables, 1,000 a statement, one transaction a batch: facts/s."""
    with psycopg.connect(source) as s, psycopg.connect(target) as t:
        tables = ("journal_journalfact", "people_resident", "people_family")
        rows = {name: s.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # type: ignore[call-overload]
        rows["journal_journalfact"] = [r for r in rows["journal_journalfact"] if r[0] == "3172"]
        for name in tables:
            t.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)")
        t.commit()
        began = time.perf_counter()
        for name in tables:
            width = len(rows[name][0])
            one = "(" + ", ".join(["%s"] * width) + ")"
            for i in range(0, len(rows[name]), 1000):
                batch = rows[name][i : i + 1000]
                query = f"INSERT INTO bare_{name} VALUES " + ", ".join([one] * len(batch))
                for_psycopg = [v for row in batch for v in row]
                with psycopg.ClientCursor(t) as cur:
                    cur.execute(query, for_psycopg)  # type: ignore[arg-type]
                t.commit()
        took = time.perf_counter() - began
        for name in tables:
            t.execute(f"DROP TABLE bare_{name}")
    return len(rows["journal_journalfact"]) / took


def drained(office: Node) -> float:
    """From the first request to the last acknowledgement: signed, compressed, checked, chained, applied: facts/s."""
    with office:
        before = exchange.unsent(office)
        began = time.perf_counter()
        exchange.talk(office, office.devices["pusat"])
        took = time.perf_counter() - began
        assert exchange.unsent(office) == 0
    return before / took


def once(cluster: Cluster, folder: Path, n: int) -> tuple[float, float]:
    country = Country(cluster, folder / f"nodes{n}", name=f"drain{n}", at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    office = country.office("3172", "Kota Administrasi Jakarta Utara")
    town = make_town(1, "3172", list(read_areas()), people=int(FACTS / 1.28), on=date(2026, 11, 23))
    with office:
        write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
    ours = drained(office)
    assert isinstance(office.store, Store) and isinstance(country.centre.store, Store)
    base = bare(office.store.conninfo, country.centre.store.conninfo)
    country.close()
    return ours, base


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "pg")
        cluster.start()
        make_template(cluster)
        pairs = [once(cluster, Path(folder), n) for n in range(ROUNDS)]
        cluster.destroy()
    return [Figure.of("drain of 10,000 facts to the centre / bare batched insert", "fakta/s", pairs, at_least=0.5)]
