"""Offices with books as large as asked, on a server that really writes; said while it lasts, for a million facts take a while."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from django.core.management import call_command

from siaga.drill.country import TEMPLATE, Country, database_of, make_template
from siaga.drill.town import make_town
from siaga.journal.bulk import uncollected
from siaga.journal.seeding import write_many
from siaga.journal.writer import fetch
from siaga.kit.database import Store
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.kit.processes import living_in
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

NAME = "ulang"
DAY = date(2026, 11, 23)
PER_PERSON = 1.28  # facts: a resident each, and a family among four
KEPT = os.environ.get("SIAGA_BENCH_FOLDER", "")  # the server and its books stay there for the next run


def told(what: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


@contextmanager
def phase(what: str) -> Iterator[None]:
    """Its seconds, and those of this process's processor."""
    told(f"{what} …")
    began, worked = time.perf_counter(), time.process_time()
    yield
    told(f"{what}: {time.perf_counter() - began:,.1f} s (Python: {time.process_time() - worked:,.1f} s)")


def of_processor(country: Country) -> Callable[[], tuple[float, float]]:
    """Seconds of processor since now: of this process, and of the server's that live now and then."""

    def spent() -> dict[int, float]:
        found = {}
        for pid in living_in(country.cluster.pgdata, "postgres"):
            words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            found[pid] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        return found

    before, ours = spent(), time.process_time()
    return lambda: (time.process_time() - ours, sum(s - before.get(pid, 0.0) for pid, s in spent().items()))


def progress(what: str, every: int = 50_000) -> Callable[[int, int], None]:
    """(done, total) -> a line now and then."""
    began = time.perf_counter()

    def tell(done: int, total: int) -> None:
        if done // every != (done - 1000) // every:
            told(f"{what}: {done:,} of {total:,}, {done / (time.perf_counter() - began):,.0f} a second")

    return tell


@contextmanager
def country() -> Iterator[Country]:
    """An empty country. Its server ends with it; in the folder that is kept, only its own databases do."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(KEPT or made)
        cluster = Cluster(folder / "pg")
        with phase("server"):
            cluster.start()
        try:
            if KEPT:
                cluster.drop_database(TEMPLATE)
            make_template(cluster)
            for left in ("pusat", "3172", "3578", "3273", "3374", "3471"):
                cluster.drop_database(f"{NAME}_{left}")
            found = Country(cluster, folder / "nodes", name=NAME, at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
            yield found
            found.close()
        finally:
            cluster.stop() if KEPT else cluster.destroy()


def office_of(country: Country, code: str, facts: int) -> tuple[Node, int]:
    """An office with about so many facts, families and residents; how many."""
    office = country.office(code, f"Kabupaten {code}")
    cluster, kept = country.cluster, f"buku_{code}_{facts}"
    assert isinstance(office.store, Store)
    if cluster.exists(kept):
        with phase(f"{code}: books from the last run"):
            office.store.close()
            cluster.drop_database(database_of(office))
            cluster.create_database(database_of(office), template=kept)
            with office:  # written by the program of that day
                call_command("migrate", verbosity=0, interactive=False)
        return office, _held(office)
    with uncollected():
        with phase(f"{code}: a town for {facts:,} facts"):
            town = make_town(1, code, list(read_areas()), people=int(facts / PER_PERSON), on=DAY)
        total, tell = len(town.families) + len(town.residents), progress(f"{code}: written")
        with phase(f"{code}: its books"), office:
            said = said_of(town.families, town.residents, country.clock.now(), "sistem")
            write_many(office, said, lambda done: tell(done, total))
    if KEPT:
        office.store.close()
        cluster.create_database(kept, template=database_of(office))
    return office, total


def _held(office: Node) -> int:
    from_journal = "SELECT seq FROM journal_head WHERE chain = %s"
    with office:
        return int(fetch(from_journal, (office.chain,))[0][0])


def conninfo(node: Node) -> str:
    assert isinstance(node.store, Store)
    return node.store.conninfo
