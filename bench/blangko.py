"""The blangko ledger through 1,000 deaths between any two statements; and its acts against a bare double entry on the same server."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg

from bench.report import Figure
from siaga.cards.blangko import acts
from siaga.drill.blangko_storm import TREASURER, Storm
from siaga.drill.country import Country, make_template
from siaga.journal.act import Done
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster

DEATHS, SEED = int(os.environ.get("SIAGA_BENCH_DEATHS", 1000)), 20_261_122
ENTRIES, ROUNDS = 200, 3
BARE = """
CREATE TABLE bare_balance (account text PRIMARY KEY, amount bigint NOT NULL CHECK (amount >= 0));
CREATE TABLE bare_entry (id uuid PRIMARY KEY, source text, target text, amount bigint);
INSERT INTO bare_balance VALUES ('stok', 1000000000), ('petugas', 0)"""


def bare(conninfo: str) -> float:
    """Entries a second of one connection: lock, two balances, one entry, committed durably."""
    with psycopg.connect(conninfo) as connection:
        began = time.perf_counter()
        for _n in range(ENTRIES):
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(1)")
                connection.execute("UPDATE bare_balance SET amount = amount - 1 WHERE account = 'stok'")
                connection.execute("UPDATE bare_balance SET amount = amount + 1 WHERE account = 'petugas'")
                connection.execute("INSERT INTO bare_entry VALUES (%s, 'stok', 'petugas', 1)", (uuid4(),))
        return ENTRIES / (time.perf_counter() - began)


def booked(node: Node) -> float:
    """The same through the act: rules, fact, chain, rows, flush."""
    began = time.perf_counter()
    for _n in range(ENTRIES):
        assert isinstance(acts.draw(node, TREASURER, 1, to="ani", key=uuid4()), Done)
    return ENTRIES / (time.perf_counter() - began)


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="siaga-blangko-") as folder:
        cluster = Cluster(Path(folder) / "pg")
        cluster.start(timeout=120)
        try:
            make_template(cluster, areas=False)
            negeri = Country(cluster, Path(folder) / "nodes", name="blangko")
            offices = (
                negeri.office("3172", "Kota Administrasi Jakarta Utara"),
                negeri.office("3671", "Kota Tangerang"),
            )
            began = time.perf_counter()
            found = Storm(negeri.centre, offices, Random(SEED)).run(DEATHS)
            print(
                f"blangko: {found.deaths} deaths between two statements, {found.acts} acts on record, {found.repeated} of them "
                f"asked again after they stood, {found.refused} refused; {len(found.wrong)} wrong "
                f"({time.perf_counter() - began:.0f} s)" + "".join(f"\n  {line}" for line in found.wrong[:9]),
                flush=True,
            )
            office = negeri.office("3273", "Kota Bandung")
            assert office.store is not None
            with psycopg.connect(office.store.conninfo, autocommit=True) as connection:
                connection.execute(BARE)
            with office:
                assert acts.receive(office, TREASURER, 100_000, "BAST")
                pairs = [(booked(office), bare(office.store.conninfo)) for _round in range(ROUNDS)]
            negeri.close()
        finally:
            cluster.destroy()
    difference = Figure(
        f"blangko ledger: differences after {found.deaths} deaths", "differences", len(found.wrong), found.deaths,
        len(found.wrong) / max(1, found.deaths), 0.0, higher=False,
    )  # fmt: skip
    return [difference, Figure.of("blangko entries / bare double entry", "entries/s", pairs, at_least=0.2)]
