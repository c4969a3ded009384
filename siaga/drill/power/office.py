"""The office under test, as processes of its own: founded as `siaga init` does it, worked by clerks, examined after each cut."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import UUID

import msgspec
import psycopg
from django.db import DatabaseError, connection

from siaga.counter.acts import take_ticket
from siaga.drill import steps
from siaga.drill.deeds import Counter, do
from siaga.drill.power.witness import Witness, read_witness
from siaga.drill.town import Town, make_town
from siaga.journal import act, blobs
from siaga.journal.act import CITIZEN, AlreadyDone
from siaga.journal.seeding import write_many
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit import ids
from siaga.kit.database import close_default
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Fault
from siaga.people.founding import said_of
from siaga.roles import founding, serving
from siaga.roles.home import Home
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.process import build
from siaga.wilayah.source import KECAMATAN, read_areas

WILAYAH, PEOPLE, CLERKS, SHOWN = "3507", 600, 4, 5
MIXED = {steps.TICKET: 70, steps.RECORD: 15, steps.BIRTH: 8, steps.BLANGKO: 7}
MANY = {steps.TICKET: 94, steps.BIRTH: 3, steps.BLANGKO: 3}
LETTERS = "ABCDEFGH"
BROKEN = (DatabaseError, psycopg.Error, Fault, OSError)
HONEST, NO_FSYNC, EARLY_ANSWER = "", "fsync=off", "jawaban sebelum flush"


@dataclass(frozen=True, slots=True)
class Report:
    """After a start. told: acknowledged so far by the witness; of these lost and doubled. facts: in the journal. faults: anything else
    that should not be, in words. seconds: from the start of the server until it answered."""

    told: int
    lost: int
    doubled: int
    facts: int
    blobs: int
    faults: list[str]
    seconds: float


@cache
def town() -> Town:
    """The office's people. Ask for it once before forking: every child begins with it."""
    areas = [a for a in read_areas() if a.level <= KECAMATAN or a.parent[:4] == WILAYAH]
    return make_town(7, WILAYAH, areas, PEOPLE, on=founding.SystemClock().today())


def found(path: Path, control: str = HONEST) -> None:
    """A new office with its people's books, stopped in order. control: with PostgreSQL's fsync off for good."""
    home = founding.init_office(path, WILAYAH)
    with serving.inside(home):
        node, people = build(home), town()
        write_many(node, said_of(people.families, people.residents, node.clock.now(), "sistem"))
        with connection.cursor() as cur:
            cur.execute("TRUNCATE wilayah_area")  # nobody here asks for one, and each copy of the disk would carry them
            cur.execute("CHECKPOINT")
    if control == NO_FSYNC:
        with open(path / "pg" / "pg" / "postgresql.auto.conf", "a") as settings:
            settings.write("fsync = off\n")


def work(
    path: Path, witness: Path, report: Path | None, seed: int, control: str = HONEST, marks: Path | None = None
) -> None:
    """The life of the office's process: start, examine, tell, then serve until the power goes. report None: not examined. marks: a file
    that is told each acknowledged key, too."""
    logging.disable(logging.CRITICAL)
    home, began = Home.open(path), time.monotonic()
    serving.enter(home)
    seconds = time.monotonic() - began
    node = build(home)
    if control == EARLY_ANSWER:
        act.FLUSH = b""
    if report is not None:
        tell(report, examine(node, [witness], seconds))
    stop = Event()
    saver = Thread(target=_save_pages, args=(home.conninfo(), Random(f"{seed} halaman"), stop))
    saver.start()
    serve(node, Witness(witness, marks), Random(seed))
    stop.set()
    saver.join()


def look(path: Path, witnesses: Sequence[Path], report: Path) -> None:
    """Only examine, on a server that is started if none runs, and stopped again."""
    with serving.inside(Home.open(path)) as home:
        tell(report, examine(build(home), witnesses))


def tell(report: Path, found: Report) -> None:
    fresh = report.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(found))
    os.replace(fresh, report)


def examine(node: Node, witnesses: Sequence[Path], seconds: float = 0.0) -> Report:
    """What the witnesses know against the journal, the chains, the tables and, where they were recorded, the blobs."""
    told = [key for path in witnesses for key in read_witness(path)[0]]
    with connection.cursor() as cur:
        cur.execute("SELECT id FROM journal_journalfact ORDER BY chain, seq")
        there = [row[0] for row in cur.fetchall()]
    known = set(there)
    lost = [key for key in told if ids.nth(key, 0) not in known]
    faults = [f"{f.chain} {f.seq}: {f.what}" for f in verify()][:SHOWN]
    if node.id != PUSAT:
        faults += _tickets_wrong()
    before = _hashes()
    rebuild(node, FACT_TABLES)
    faults += [f"{name} tidak sama dengan ulangannya dari jurnal" for name, h in _hashes().items() if h != before[name]]
    whole, broken = _blobs(node)
    return Report(
        len(told), len(lost), len(there) - len(known), len(there), whole, (faults + broken)[: 2 * SHOWN], seconds
    )


def _hashes() -> dict[str, str]:
    return {table._meta.db_table: tables_hash([table]) for table in FACT_TABLES}


def _blobs(node: Node) -> tuple[int, list[str]]:
    """How many that facts name are whole, and what is wrong with the others."""
    with connection.cursor() as cur:
        cur.execute("SELECT body FROM journal_journalfact WHERE kind = 'recording.recorded'")
        shas = [ref["sha"] for (body,) in cur.fetchall() for ref in json.loads(body)["blobs"]]
    broken = []
    for sha in shas:
        try:
            blobs.read(node, sha)
        except blobs.BadBlob as bad:
            broken.append(str(bad))
    return len(shas) - len(broken), broken


def _tickets_wrong() -> list[str]:
    with connection.cursor() as cur:
        cur.execute(
            "SELECT (SELECT count(*) FROM counter_ticket), count(*), (SELECT count(*) FROM (SELECT DISTINCT day, service, number"
            " FROM counter_ticket) t) FROM journal_journalfact WHERE kind = 'counter.ticket_taken'"
        )
        tickets, facts, numbers = cur.fetchone()
    return [] if tickets == facts == numbers else [f"{tickets} tiket, {facts} fakta, {numbers} nomor"]


def serve(node: Node, witness: Witness, rng: Random, deeds: Mapping[str, int] = MIXED) -> None:
    """Clerks side by side, each asking again first what had no answer, until nobody can work any more. deeds: how often each."""
    counter = Counter.of(town(), _bodies())
    begun = read_witness(witness.path)[1]
    lines = [
        partial(_clerk, node, counter, witness, Random(rng.getrandbits(64)), begun[i::CLERKS], deeds)
        for i in range(CLERKS)
    ]
    threads = [Thread(target=line) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _Everybody(dict[str, str]):
    def __missing__(self, nik: str) -> str:
        return nik


def _bodies() -> dict[str, str]:
    return _Everybody()


def _clerk(
    node: Node,
    counter: Counter,
    witness: Witness,
    rng: Random,
    begun: Sequence[tuple[UUID, str, int]],
    deeds: Mapping[str, int],
) -> None:
    what_there_is, how_often = list(deeds), list(deeds.values())
    try:
        with suppress(*BROKEN):
            for key, what, n in begun:
                _once(node, counter, witness, key, what, n)
            while True:
                key, n = UUID(int=rng.getrandbits(128), version=4), rng.randrange(1_000_000)
                (what,) = rng.choices(what_there_is, how_often)
                witness.begins(key, what, n)
                _once(node, counter, witness, key, what, n)
    finally:
        close_default()


def _once(node: Node, counter: Counter, witness: Witness, key: UUID, what: str, n: int) -> None:
    try:
        if what == steps.TICKET:
            done = bool(take_ticket(node, CITIZEN, LETTERS[n % len(LETTERS)], "umum", key=key))
        else:
            done = bool(do(node, counter, what, n, key))
    except AlreadyDone:
        done = True
    if done:
        witness.told(key)
    else:
        witness.refused(key)


def _save_pages(conninfo: str, rng: Random, stop: Event) -> None:
    with suppress(psycopg.Error), psycopg.connect(conninfo, autocommit=True) as line:
        while not stop.wait(rng.uniform(0.02, 0.4)):
            line.execute("CHECKPOINT" if rng.random() < 0.7 else "SELECT pg_switch_wal()")
