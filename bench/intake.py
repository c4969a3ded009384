"""The centre's intake as its page processes do it: sealed talks of several offices at once, a thread each, through the exchange's own door.

As many processes as `siaga serve` gives a centre on this machine. The talks are packed before; what counts is from the envelope to the
signed answer, on the disk. Beside it in the same run bare COPYs of the same rows into tables with the same indexes, as many at once.
`SIAGA_BENCH_INTAKE`: facts of each office.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

import psycopg

from bench.books import conninfo, country, of_processor, office_of, phase, told
from bench.report import Figure
from siaga.drill.country import Country, OpenCentre
from siaga.journal import answering
from siaga.journal.exchange import next_facts
from siaga.journal.messages import Reply, Talk, decode, open_envelope, pack
from siaga.journal.writer import fetch
from siaga.kit.database import Store
from siaga.kit.node import PUSAT, Node
from siaga.roles.serving import page_processes

FACTS = int(os.environ.get("SIAGA_BENCH_INTAKE", "30000"))
AIM = 20_000.0
ALONE, AT_ONCE = ("3172",), ("3578", "3273", "3374", "3471")
TABLES = ("journal_journalfact", "people_resident", "people_family")


def talks(office: Node) -> list[bytes]:
    """All that the office has to say, as it goes over the line."""
    found, after = [], 0
    with office:
        while facts := next_facts(office.chain, after)[0]:
            after = facts[-1].seq
            found.append(pack(office, PUSAT, Talk(facts=facts, heads={}, chain=office.chain)))
    return found


def taken_in(centre: Node, said: Sequence[bytes]) -> None:
    """By one thread, in the centre as any request enters it."""
    with centre:
        for envelope in said:
            answer = decode(open_envelope(answering.serve(centre, envelope, OpenCentre())).content)
            assert isinstance(answer, Reply), answer
        assert fetch("SELECT count(*) FROM journal_parked") == [(0,)]


def at_once(work: Iterable[Callable[[], None]]) -> float:
    """Seconds until all of it is done, a thread each."""
    work = list(work)
    with ThreadPoolExecutor(len(work)) as threads:
        began = time.perf_counter()
        for done in [threads.submit(one) for one in work]:
            done.result()
        return time.perf_counter() - began


def _page_process(line: Connection, centre: Node, said: Sequence[Sequence[bytes]]) -> None:
    """Forked: connected and ready, it waits for the word, takes in what its offices say, and tells its processor's seconds."""
    with centre:
        fetch("SELECT 1")
    line.send(None)
    line.recv()
    began = time.process_time()
    at_once(partial(taken_in, centre, one) for one in said)
    line.send(time.process_time() - began)
    line.recv()  # its connections are counted before they go


def measured(made: Country, offices: Sequence[Node]) -> float:
    """Facts a second."""
    said = [talks(office) for office in offices]
    facts, count = sum(held(office) for office in offices), min(len(offices), page_processes(PUSAT, os.cpu_count()))
    assert isinstance(made.centre.store, Store)
    made.centre.store.close()  # no connection goes over a fork
    fork, lines = get_context("fork"), []
    for n in range(count):
        ours, theirs = fork.Pipe()
        fork.Process(target=_page_process, args=(theirs, made.centre, said[n::count]), daemon=True).start()
        lines.append(ours)
    for line in lines:
        line.recv()
    used, began = of_processor(made), time.perf_counter()
    for line in lines:
        line.send(None)
    python = sum(line.recv() for line in lines)
    took, (_waiting, server) = time.perf_counter() - began, used()
    for line in lines:
        line.send(None)
    told(
        f"{len(offices)} at once, {count} processes: {facts / took:,.0f} facts/s; a fact costs {1e6 * python / facts:.0f} µs of Python, "
        f"{1e6 * server / facts:.0f} of PostgreSQL"
    )
    return facts / took


def held(office: Node) -> int:
    with office:
        return int(fetch("SELECT seq FROM journal_head WHERE chain = %s", (office.chain,))[0][0])


def rows_of(source: str) -> dict[str, bytes]:
    """Of the office's own chain and its tables, as COPY says them."""
    found = {}
    with psycopg.connect(source) as s:
        for name in TABLES:
            only = " WHERE chain <> 'pusat'" if name == "journal_journalfact" else ""
            with s.cursor().copy(f"COPY (SELECT * FROM {name}{only}) TO STDOUT") as copy:
                found[name] = b"".join(bytes(block) for block in copy)
    return found


def copied(target: str, data: dict[str, bytes]) -> None:
    with psycopg.connect(target) as t:
        for name in TABLES:
            with t.cursor().copy(f"COPY bare_{name} FROM STDIN") as copy:
                copy.write(data[name])
        t.commit()


def bare(centre: Node, offices: Sequence[Node]) -> float:
    """Facts a second of bare COPYs, an office's each."""
    data = [rows_of(conninfo(office)) for office in offices]
    with psycopg.connect(conninfo(centre), autocommit=True) as t:
        for name in TABLES:
            t.execute(f"CREATE TABLE bare_{name} (LIKE {name} INCLUDING ALL)")
    took = at_once(partial(copied, conninfo(centre), one) for one in data)
    with psycopg.connect(conninfo(centre), autocommit=True) as t:
        for name in TABLES:
            t.execute(f"DROP TABLE bare_{name}")
    return sum(held(office) for office in offices) / took


def main() -> list[Figure]:
    figures = []
    with country() as made:
        for codes in (ALONE, AT_ONCE):
            offices = [office_of(made, code, FACTS)[0] for code in codes]
            with phase(f"bare COPY, {len(codes)} at once"):
                base = bare(made.centre, offices)
            with phase(f"intake, {len(codes)} at once"):
                ours = measured(made, offices)
            name = f"centre intake of {FACTS:,} facts of each of {len(codes)} offices at once"
            figures.append(Figure(f"{name} / aim", "fakta/s", ours, AIM, ours / AIM, 1.0))
            figures.append(Figure(f"{name} / bare COPY of the same rows", "fakta/s", ours, base, ours / base, 0.1))
    return figures
