"""SIGKILL, a thousand times, to the processes of an office and of its centre under load.

A chapter is one freshly founded pair: while clerks and citizens work, one process after another is killed and started again by what
starts it in production (`siaga serve` its children and its database; the drill the rest). At its end the line has to run dry, and what the
witnesses know must be once in the journals of office and centre, chains whole, tables equal to a replay, no process left over.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import msgspec
import psycopg

from siaga.drill.power import office
from siaga.drill.power.killing import end_left_over, kill_server
from siaga.drill.power.office import Report
from siaga.drill.power.sites import CENTRE, DUE, OFFICE, WARGA, WEB, WORKERS, Pair, make_pair
from siaga.kit.forking import Forked
from siaga.kit.processes import living_in, tail
from siaga.kit.refusal import PermanentFault
from siaga.roles.home import Home

CHAPTER = 50  # kills
PAUSE = (0.05, 1.0)  # seconds between two
DRY = 300.0  # seconds for the line to run dry
CLERKS_, POSTMASTER, SERVER = "loket", "postmaster", "server basis data"
VICTIMS = {
    CLERKS_: 40,
    f"{WEB} {OFFICE}": 14,
    f"{DUE} {OFFICE}": 14,
    f"{WEB} {CENTRE}": 10,
    f"{DUE} {CENTRE}": 4,
    f"serve {OFFICE}": 5,
    f"serve {CENTRE}": 5,
    POSTMASTER: 4,
    SERVER: 4,
}


@dataclass
class Kills:
    """Of a row of chapters. killed: how often each victim. told: acts acknowledged. lost, doubled: of these, at the office and centre."""

    chapters: int = 0
    killed: dict[str, int] = field(default_factory=dict)
    told: int = 0
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Kills) -> None:
        self.killed = dict(sorted((Counter(self.killed) + Counter(other.killed)).items()))
        for name in ("chapters", "told", "lost", "doubled", "seconds", "faults"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def kills(self) -> int:
        return sum(self.killed.values())

    def wrong(self) -> bool:
        return bool(self.lost or self.doubled or self.faults)

    def text(self) -> str:
        whom = ", ".join(f"{who} {n}" for who, n in self.killed.items())
        return (
            f"{self.kills} SIGKILL dalam {self.chapters} bab ({whom}); {self.told:,} tindakan diakui dalam {self.seconds:,.0f} detik: "
            f"{self.lost} hilang, {self.doubled} berganda; {len(self.faults)} kejanggalan"
            + "".join(f"\n  {fault}" for fault in self.faults[:9])
        )


def make_base(folder: Path) -> Path:
    base = folder / "dasar-pasangan"
    if not (base / OFFICE / "node.json").exists():
        shutil.rmtree(base, ignore_errors=True)
        base.mkdir(parents=True)
        make_pair(base)
    return base


def chapter(folder: Path, seed: int, kills: int = CHAPTER) -> Kills:
    """So many kills of one pair, then its examination. folder: scratch."""
    base, place, rng = make_base(folder), folder / "pasangan", Random(seed)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place, symlinks=True)
    office.town()
    found, began, pair = Kills(chapters=1), time.monotonic(), Pair(place, seed * 10_000)
    killed: Counter[str] = Counter()
    try:
        pair.keep()
        _until(lambda: all(s.answers() for s in pair.sites.values()), 120, "kantor dan pusat menjawab")
        while killed.total() < kills:
            _rest(pair, rng.uniform(*PAUSE))
            (victim,) = rng.choices(list(VICTIMS), list(VICTIMS.values()))
            killed[victim] += kill(pair, victim, rng)
        _rest(pair, 1.0)
        pair.end_work()
        _run_dry(pair)
        pair.stop()  # due work would go on writing between two looks at the tables
        found.seconds = time.monotonic() - began
        for name in (OFFICE, CENTRE):
            _take(found, name, _examined(pair, name))
    finally:
        pair.stop()
        left = end_left_over(place)  # it would answer in the next chapter, from a database that is gone
    found.faults += [f"proses tertinggal: {name}" for name in left]
    found.killed = dict(killed)
    return found


def kill(pair: Pair, victim: str, rng: Random) -> int:
    """SIGKILL; how many victims: 0 if it does not run just now."""
    what, _, where = victim.partition(" ")
    if victim == SERVER:
        kill_server(pair.pgdata)
        return 1
    if victim == POSTMASTER:
        pids = living_in(pair.pgdata, "postgres")[:1]
        pid = _postmaster(pair.pgdata) if pids else None
    elif victim == CLERKS_:
        name = rng.choice([w for w in WORKERS if w != WARGA])
        pid = pair.workers[name].pid if pair.workers[name].alive() else None
    elif what == "serve":
        running = pair.sites[where].running
        pid = running.pid if running is not None and running.alive() else None
    else:
        pid = pair.sites[where].child(what)
    if pid is None:
        return 0
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return 1
    return 0


def _postmaster(pgdata: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int((pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
    return None


def _rest(pair: Pair, seconds: float) -> None:
    """Let them work; what was killed is started again meanwhile."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pair.keep()
        time.sleep(0.05)


def _until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise PermanentFault(f"latihan bunuh: dalam {seconds:g} detik tidak tercapai: {what}")
        time.sleep(0.1)


def _run_dry(pair: Pair) -> None:
    """Everything that the office wrote has come to the centre."""
    chain = Home.open(pair.sites[OFFICE].path).settings.id

    def head(name: str) -> int:
        with psycopg.connect(Home.open(pair.sites[name].path).conninfo()) as line:
            row = line.execute("SELECT seq FROM journal_head WHERE chain = %s", [chain]).fetchone()
        return int(row[0]) if row else 0

    def dry() -> bool:
        for site in pair.sites.values():
            site.keep()
        with suppress(psycopg.OperationalError):
            return head(CENTRE) == head(OFFICE)
        return False

    try:
        _until(dry, DRY, "semua fakta kantor sampai di pusat")
    except PermanentFault as fault:
        raise PermanentFault(f"{fault}\n{_said(pair)}") from fault


_SESSIONS = """
SELECT pid, datname, state, wait_event_type, wait_event, pg_blocking_pids(pid), now() - xact_start, left(query, 100)
  FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY datname, pid
"""


def _said(pair: Pair) -> str:
    """The ends of what its processes wrote; which of them live and what each waits for; what its database's sessions do."""
    logs = [*sorted(pair.folder.glob("serve *.log")), *sorted(pair.folder.glob("*/log/*.log"))]
    said = [f"== {path.relative_to(pair.folder)}\n{tail(path, 12)}" for path in logs]
    for name, site in pair.sites.items():
        found = {which: site.child(which) for which in (WEB, DUE)}
        serving = site.running.pid if site.running is not None and site.running.alive() else None
        waits = {which: _waits(pid) for which, pid in {"serve": serving, **found}.items()}
        said.append(f"== {name}, port {site.port}: {waits}")
    with suppress(psycopg.OperationalError), psycopg.connect(Home.open(pair.sites[OFFICE].path).conninfo()) as line:
        said.append("== sessions\n" + "\n".join(map(str, line.execute(_SESSIONS).fetchall())))
    return "\n".join(said)


def _waits(pid: int | None) -> str:
    """In the kernel's word; "-" where there is no such process."""
    with suppress(OSError):
        return f"{pid} {Path(f'/proc/{pid}/wchan').read_text()}"
    return "-"


def _examined(pair: Pair, name: str) -> Report:
    """In a process of its own."""
    site, report = pair.sites[name], pair.folder / f"laporan {name}"
    child = Forked(
        "periksa",
        partial(office.look, site.path, [pair.witness(w) for w in WORKERS], report),
        env=dict(os.environ),
        log=pair.folder / "periksa.log",
    )
    if child.wait(600):
        raise PermanentFault(f"latihan bunuh: {name} tidak dapat diperiksa: {child.tail()}")
    return msgspec.json.decode(report.read_bytes(), type=Report)


def _take(found: Kills, name: str, report: Report) -> None:
    found.told = report.told
    found.lost += report.lost
    found.doubled += report.doubled
    found.faults += [f"{name}: {fault}" for fault in report.faults]
