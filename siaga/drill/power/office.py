"""The office under test, as processes of its own: founded as `siaga init` does it, worked by clerks, examined after each cut.

The witness is a file outside the office's disk: `? key deed n` before a clerk begins an act, `= key` after `Act` has returned. What
it calls acknowledged must be in the journal for ever after; what it calls begun and no more may be there or not, and is asked
again with the same key, as a person presses the button again.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import UUID

import msgspec
import psycopg
from django.db import DatabaseError, connection

from siaga.drill import steps
from siaga.drill.deeds import Counter, do
from siaga.drill.town import Town, make_town
from siaga.journal import act, blobs
from siaga.journal.act import AlreadyDone
from siaga.journal.seeding import write_many
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Fault
from siaga.people.founding import said_of
from siaga.roles import founding, serving
from siaga.roles.home import Home
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.process import build
from siaga.wilayah.source import KECAMATAN, read_areas

WILAYAH, PEOPLE, CLERKS, SHOWN = "3507", 600, 4, 5
DEEDS = {steps.TICKET: 70, steps.RECORD: 15, steps.BIRTH: 8, steps.BLANGKO: 7}
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


def town() -> Town:
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


def work(path: Path, witness: Path, report: Path, seed: int, control: str = HONEST, marks: Path | None = None) -> None:
    """The life of the office's process: start, examine, tell, then serve until the power goes. marks: also told there."""
    logging.disable(logging.CRITICAL)
    home, began = Home.open(path), time.monotonic()
    serving.enter(home)
    seconds = time.monotonic() - began
    node = build(home)
    if control == EARLY_ANSWER:
        act.FLUSH = b""
    told = examine(node, witness, seconds)
    fresh = report.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(told))
    os.replace(fresh, report)
    _serve(node, home.conninfo(), Witness(witness, marks), Random(seed))


class Witness:
    """One line a write, so that it is there as soon as the kernel has it: only the office's own disk loses its power."""

    def __init__(self, path: Path, marks: Path | None = None) -> None:
        self.path = path
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._marks = os.open(marks, os.O_WRONLY | os.O_CREAT, 0o600) if marks else None

    def begins(self, key: UUID, what: str, n: int) -> None:
        os.write(self._fd, f"? {key} {what} {n}\n".encode())

    def told(self, key: UUID) -> None:
        os.write(self._fd, f"= {key}\n".encode())
        if self._marks is not None:
            os.write(self._marks, key.bytes)


def read_witness(path: Path) -> tuple[list[UUID], list[tuple[UUID, str, int]]]:
    """Acknowledged, and begun without an answer: (key, deed, n)."""
    told: dict[UUID, None] = {}
    begun: dict[UUID, tuple[str, int]] = {}
    with suppress(FileNotFoundError):
        for line in path.read_text().splitlines():
            sign, key, *rest = line.split()
            if sign == "=":
                told[UUID(key)] = None
                begun.pop(UUID(key), None)
            elif sign == "?":
                begun[UUID(key)] = rest[0], int(rest[1])
            else:
                begun.pop(UUID(key), None)
    return list(told), [(key, what, n) for key, (what, n) in begun.items()]


def examine(node: Node, witness: Path, seconds: float = 0.0) -> Report:
    """What the witness knows against the journal, the chain, the tables and the blobs."""
    told, _begun = read_witness(witness)
    with connection.cursor() as cur:
        cur.execute("SELECT id FROM journal_journalfact ORDER BY chain, seq")
        there = [row[0] for row in cur.fetchall()]
        cur.execute("SELECT body FROM journal_journalfact WHERE kind = 'recording.recorded'")
        recorded = [row[0] for row in cur.fetchall()]
    known = set(there)
    lost = [key for key in told if ids.nth(key, 0) not in known]
    faults = [f"{f.chain} {f.seq}: {f.what}" for f in verify()][:SHOWN] + _tickets_wrong()
    before = tables_hash(FACT_TABLES)
    rebuild(node, FACT_TABLES)
    if tables_hash(FACT_TABLES) != before:
        faults.append("tabel tidak sama dengan ulangannya dari jurnal")
    whole = 0
    for body in recorded:
        for ref in json.loads(body)["blobs"]:
            try:
                blobs.read(node, ref["sha"])
                whole += 1
            except blobs.BadBlob as bad:
                faults.append(str(bad))
    return Report(len(told), len(lost), len(there) - len(known), len(there), whole, faults[: 2 * SHOWN], seconds)


def _tickets_wrong() -> list[str]:
    with connection.cursor() as cur:
        cur.execute(
            "SELECT (SELECT count(*) FROM counter_ticket), count(*), (SELECT count(*) FROM (SELECT DISTINCT day, service, number"
            " FROM counter_ticket) t) FROM journal_journalfact WHERE kind = 'counter.ticket_taken'"
        )
        tickets, facts, numbers = cur.fetchone()
    return [] if tickets == facts == numbers else [f"{tickets} tiket, {facts} fakta, {numbers} nomor"]


def _serve(node: Node, conninfo: str, witness: Witness, rng: Random) -> None:
    """Clerks side by side until nobody can work any more; meanwhile the server is made to save its pages at odd moments."""
    counter, stop = Counter.of(town(), _bodies()), Event()
    begun = read_witness(witness.path)[1]
    seeds = [rng.getrandbits(64) for _ in range(CLERKS)]
    lines = [partial(_clerk, node, counter, witness, Random(s), begun[i::CLERKS]) for i, s in enumerate(seeds)]
    threads = [Thread(target=line) for line in lines]
    saver = Thread(target=_save_pages, args=(conninfo, Random(rng.getrandbits(64)), stop))
    for thread in (*threads, saver):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    saver.join()


class _Everybody(dict[str, str]):
    def __missing__(self, nik: str) -> str:
        return nik


def _bodies() -> dict[str, str]:
    return _Everybody()


def _clerk(node: Node, counter: Counter, witness: Witness, rng: Random, begun: Sequence[tuple[UUID, str, int]]) -> None:
    with suppress(*BROKEN):
        for key, what, n in begun:
            _once(node, counter, witness, key, what, n)
        while True:
            key, n = UUID(int=rng.getrandbits(128), version=4), rng.randrange(1_000_000)
            (what,) = rng.choices(list(DEEDS), list(DEEDS.values()))
            witness.begins(key, what, n)
            _once(node, counter, witness, key, what, n)


def _once(node: Node, counter: Counter, witness: Witness, key: UUID, what: str, n: int) -> None:
    try:
        done = bool(do(node, counter, what, n, key))
    except AlreadyDone:
        done = True
    if done:
        witness.told(key)


def _save_pages(conninfo: str, rng: Random, stop: Event) -> None:
    with suppress(psycopg.Error), psycopg.connect(conninfo, autocommit=True) as line:
        while not stop.wait(rng.uniform(0.02, 0.4)):
            line.execute("CHECKPOINT" if rng.random() < 0.7 else "SELECT pg_switch_wal()")
