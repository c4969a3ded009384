"""One recorded run, its power cut at every change of the disk: recovery from thousands of prefixes of one trace.

Recorded once: an office at work on the disk that forgets, every write, sync and change of names in its order, and between them what had
been acknowledged. Then for each prefix the disk is made as it was, the cut drawn from the prefix's number loses what no sync had made
safe, and PostgreSQL recovers from that: the real program, in single-user mode (recovery, questions, shutdown in one process, about a
tenth of a second). Its `fsync` is off for that run only: the image is thrown away.

Cheap because a journal is a prefix of every later one: the whole trace recovered without any loss is verified fact by fact, and the
journal of each prefix must be the beginning of that one, to the byte, and reach at least to what was acknowledged. Every
`EXAMINED_EVERY`-th is also started as an office and examined in full, replay included.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

from siaga.drill.power import office
from siaga.drill.power.cuts import HOME
from siaga.drill.power.disk import TREE, Disk
from siaga.drill.power.killing import kill_server
from siaga.drill.power.office import Report
from siaga.drill.power.recording import Recording, copied, record
from siaga.drill.power.trace import Replay, read
from siaga.kit import ids
from siaga.kit.forking import Forked
from siaga.kit.postgres_data import environment
from siaga.kit.postgres_host import account_for, find_binaries
from siaga.kit.refusal import PermanentFault

EXAMINED_EVERY = 200
LEAST = 1500  # changes of a recording: the start alone makes some hundred
SAID_EVERY = 30.0  # seconds
DATABASE, CHAIN = f"siaga_{office.WILAYAH}", office.WILAYAH
FACTS = f"SELECT seq, id, encode(hash, 'hex'), kind, body FROM journal_journalfact WHERE chain = '{CHAIN}' ORDER BY seq"
STANDING = (
    f"SELECT (SELECT seq FROM journal_head WHERE chain = '{CHAIN}'), (SELECT encode(hash, 'hex') FROM journal_head WHERE chain = "
    f"'{CHAIN}'), (SELECT count(*) FROM counter_ticket), (SELECT count(*) FROM recording_record)"
)
COUNTED = ("counter.ticket_taken", "recording.recorded")


@dataclass(frozen=True, slots=True)
class Recovered:
    """From a prefix of `at` changes. facts: in the journal; told: acknowledged by then, lost: of these. faults in words."""

    at: int
    facts: int
    told: int
    lost: int
    faults: list[str] = field(default_factory=list)


class Reference:
    """The journal of the whole trace, verified: what every prefix's journal must be the beginning of."""

    def __init__(self, recording: Recording, space: Path) -> None:
        disk = Disk(copied(recording.base, space / "acuan"))
        replay = Replay(disk)
        for entry in read(recording.trace):
            replay.take(entry)
        home = disk.tree / HOME
        copied(home, space / "acuan-kantor")
        self.text, _standing = _asked(home, space / "acuan-jawab")
        report = examined(space / "acuan-kantor", replay.marks, space / "acuan-laporan")
        if report.lost or report.faults:
            raise PermanentFault(f"latihan: jejak yang utuh sendiri tidak utuh: {report}")
        self.ends = [i + 1 for i, c in enumerate(self.text) if c == 10]
        rows = list(csv.reader(self.text.decode().splitlines()))
        self.seq_of = {row[1]: int(row[0]) for row in rows}
        self.hashes = [row[2] for row in rows]
        self.kinds = [row[3] for row in rows]
        self.blobs = [
            [ref["sha"] for ref in json.loads(row[4])["blobs"]] if row[3] == COUNTED[1] else [] for row in rows
        ]

    def judge(self, at: int, home: Path, marks: list[bytes], answers: Path) -> Recovered:
        """Recover the office that lies at `home`, and say what is wrong with it."""
        told = [self.seq_of[str(ids.nth(UUID(bytes=mark), 0))] for mark in marks]
        try:
            text, (seq, head, tickets, records) = _asked(home, answers)
        except PermanentFault as fault:
            return Recovered(at, 0, len(told), len(told), [str(fault)])
        facts = text.count(b"\n")
        faults = []
        if not self.text.startswith(text) or (facts and self.ends[facts - 1] != len(text)):
            faults.append("jurnal bukan awal dari jurnal seluruh jejak")
        elif (int(seq), head) != (facts, self.hashes[facts - 1]):
            faults.append(f"kepala rantai {seq}, fakta {facts}")
        counted = [self.kinds[:facts].count(kind) for kind in COUNTED]
        if counted != [int(tickets), int(records)]:
            faults.append(f"tabel {tickets} tiket {records} rekaman, jurnal {counted}")
        faults += [f"berkas {sha[:12]} rusak" for shas in self.blobs[:facts] for sha in shas if not _whole(home, sha)]
        return Recovered(at, facts, len(told), sum(s > facts for s in told), faults)


def _whole(home: Path, sha: str) -> bool:
    try:
        return hashlib.sha256((home / "blobs" / sha[:2] / sha).read_bytes()).hexdigest() == sha
    except OSError:
        return False


def _asked(home: Path, answers: Path) -> tuple[bytes, list[str]]:
    """Let PostgreSQL recover, ask for the journal and where the tables stand, shut down. Raises PermanentFault."""
    shutil.rmtree(answers, ignore_errors=True)
    answers.mkdir(parents=True)
    pgdata = home / "pg" / "pg"
    (pgdata / "postmaster.pid").unlink(missing_ok=True)
    account = account_for(pgdata)
    account.own(answers)
    command = [*account.prefix, find_binaries().program("postgres"), "--single", "-D", str(pgdata)]
    for setting in (
        "fsync=off",
        "shared_buffers=16MB",
        "max_wal_size=32MB",
        "exit_on_error=on",
        "log_min_messages=fatal",
    ):
        command += ["-c", setting]
    asked = "".join(
        f"COPY ({q}) TO '{answers / n}' (FORMAT csv)\n" for q, n in ((FACTS, "facts"), (STANDING, "standing"))
    )
    done = subprocess.run(
        [*command, DATABASE],
        input=asked,
        capture_output=True,
        text=True,
        env=environment(),
        cwd=pgdata,
        check=False,
        **account.popen(),
    )
    if done.returncode or not (answers / "standing").exists():
        raise PermanentFault(f"PostgreSQL tidak pulih: {done.stderr[-600:]}")
    (standing,) = csv.reader((answers / "standing").read_text().splitlines())
    return (answers / "facts").read_bytes(), standing


def examined(home: Path, marks: list[bytes], report: Path) -> Report:
    """Start it as an office, and look at everything."""
    witness = report.with_suffix(".saksi")
    witness.write_text("".join(f"= {UUID(bytes=mark)}\n" for mark in marks))
    with open(home / "pg" / "pg" / "postgresql.auto.conf", "a") as settings:
        settings.write("fsync = off\n")
    look = partial(office.look, home, [witness], report)
    child = Forked("periksa", look, env=dict(os.environ), log=report.with_suffix(".log"))
    try:
        if child.wait(300):
            return Report(0, len(marks), 0, 0, 0, [f"kantor tidak mau berjalan: {child.tail()}"], 0.0)
    finally:
        kill_server(home / "pg" / "pg")
    return msgspec.json.decode(report.read_bytes(), type=Report)


def recover(recording: Recording, reference: Reference, space: Path, wanted: Collection[int]) -> Iterator[Recovered]:
    """Each wanted prefix of the trace, in ascending order. space: scratch, of this process alone."""
    replay, at, last = Replay(Disk(copied(recording.base, space / "kini"))), 0, max(wanted, default=0)
    for entry in read(recording.trace):
        if at >= last:
            return
        if not replay.take(entry):
            continue
        at += 1
        if at not in wanted:
            continue
        place = copied(replay.disk.place, space / "potong")
        replay.disk.cut(Random(at), place)
        home = place / TREE / HOME
        more = _fully(home, replay.marks, space) if at % EXAMINED_EVERY == 0 else []
        found = reference.judge(at, home, replay.marks, space / "jawab")
        yield replace(found, faults=found.faults + more)


def _fully(home: Path, marks: list[bytes], space: Path) -> list[str]:
    report = examined(copied(home, space / "penuh"), marks, space / "laporan")
    return [*report.faults, *([f"{report.lost} hilang"] if report.lost else [])]


def sample(changes: int, many: int) -> list[int]:
    """So many prefixes, spread evenly over the trace."""
    return sorted({round((i + 1) * changes / many) for i in range(min(many, changes))})


def work(recording: Recording, reference: Reference, space: Path, wanted: Collection[int], results: Path) -> None:
    """A process of its own: a line of JSON for each prefix, as soon as it is known."""
    space.mkdir(parents=True, exist_ok=True)
    with open(results, "ab", buffering=0) as lines:
        for found in recover(recording, reference, space, wanted):
            lines.write(msgspec.json.encode(found) + b"\n")


def reached(folder: Path) -> dict[int, Recovered]:
    """What is known of a recording's prefixes so far."""
    known: dict[int, Recovered] = {}
    for path in sorted(folder.glob("hasil-*.jsonl")):
        for line in path.read_bytes().splitlines():
            with suppress(msgspec.DecodeError):  # the last of a run that was stopped
                found = msgspec.json.decode(line, type=Recovered)
                known[found.at] = found
    return known


def run(
    folder: Path, space: Path, seed: int, many: int, processes: int, say: Callable[[str], None]
) -> dict[int, Recovered]:
    """Record if there is no recording, then recover from `many` prefixes in so many processes; what is known already is not done again."""
    recording = record(folder, space, seed, max(many, LEAST))
    reference = Reference(recording, space)
    wanted = sample(recording.changes, many)
    left = [at for at in wanted if at not in reached(folder)]
    children = [
        Forked(
            f"awalan {n}",
            partial(
                work, recording, reference, space / f"kerja{n}", set(left[n::processes]), folder / f"hasil-{n}.jsonl"
            ),
            env=dict(os.environ),
            log=folder / f"kerja{n}.log",
        )
        for n in range(processes)
        if left[n::processes]
    ]
    while any(child.alive() for child in children):
        time.sleep(SAID_EVERY)
        say(text(reached(folder), wanted))
    for child in children:
        if child.wait():
            raise PermanentFault(f"latihan: awalan jejak: {child.tail()}")
    known = reached(folder)
    return {at: known[at] for at in wanted}


def text(known: dict[int, Recovered], wanted: Sequence[int]) -> str:
    done = [known[at] for at in wanted if at in known]
    wrong = [f for f in done if f.faults or f.lost]
    lost, most = sum(f.lost for f in done), max((f.told for f in done), default=0)
    return (
        f"{len(done):,} dari {len(wanted):,} awalan jejak dipulihkan: {lost} tindakan yang diakui hilang (sampai {most:,} diakui), "
        f"kejanggalan pada {len(wrong)} awalan" + "".join(f"\n  {f.at}: {f.lost} hilang {f.faults}" for f in wrong[:5])
    )
