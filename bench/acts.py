"""Acts at an office under 8 clerks, against the bare two-row transaction on the same server in the same minute."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg

from bench.report import Figure
from siaga.counter.acts import take_ticket
from siaga.drill.country import Country, make_template
from siaga.journal.act import CITIZEN
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster

CLERKS = 8
SECONDS = 4.0
ROUNDS = 3


def rate(work: Callable[[int], Callable[[], None]]) -> float:
    """Operations per second of 8 threads, each with what `work(i)` prepared for it."""
    counts = [0] * CLERKS
    ready = threading.Barrier(CLERKS + 1)
    stop = threading.Event()

    def clerk(i: int) -> None:
        once = work(i)
        once()
        ready.wait()
        while not stop.is_set():
            once()
            counts[i] += 1

    threads = [threading.Thread(target=clerk, args=(i,)) for i in range(CLERKS)]
    for t in threads:
        t.start()
    ready.wait()
    began = time.perf_counter()
    time.sleep(SECONDS)
    stop.set()
    for t in threads:
        t.join()
    return sum(counts) / (time.perf_counter() - began)


def bare(conninfo: str) -> Callable[[int], Callable[[], None]]:
    """A transaction of two inserted rows, committed durably: what any program must pay."""

    def prepare(i: int) -> Callable[[], None]:
        connection = psycopg.connect(conninfo)

        def once() -> None:
            with connection.transaction():
                connection.execute("INSERT INTO bare_a VALUES (%s, %s)", (uuid4(), "menunggu"))
                connection.execute("INSERT INTO bare_b VALUES (%s, %s)", (uuid4(), "x" * 300))

        return once

    return prepare


def acts(node: Node) -> Callable[[int], Callable[[], None]]:
    """A citizen takes a ticket: read the last number, decide, write the row, append the fact, flush."""

    def prepare(i: int) -> Callable[[], None]:
        service = "ABCDEFGH"[i]

        def once() -> None:
            with node:
                assert take_ticket(node, CITIZEN, service, "umum", key=uuid4())

        return once

    return prepare


def measure(settings: dict[str, str | int], name: str) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder) / "pg", settings=settings)
        cluster.start()
        make_template(cluster)
        country = Country(cluster, Path(folder) / "nodes", name="bench")
        node = country.office("3172", "Kota Administrasi Jakarta Utara")
        assert node.store is not None
        with psycopg.connect(node.store.conninfo, autocommit=True) as c:
            c.execute("CREATE TABLE bare_a (id uuid PRIMARY KEY, state text)")
            c.execute("CREATE TABLE bare_b (id uuid PRIMARY KEY, body text)")
        pairs = []
        for _ in range(ROUNDS):
            base = rate(bare(node.store.conninfo))
            pairs.append((rate(acts(node)), base))
        country.close()
        cluster.destroy()
    return Figure.of(name, "tindakan/s", pairs, at_least=0.4)


def main() -> list[Figure]:
    return [
        measure({}, "acts under 8 clerks / bare two-row transaction, this disk"),
        measure({"commit_delay": 3000, "commit_siblings": 0}, "the same, commit_delay=3000"),
    ]
