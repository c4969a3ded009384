"""One run of an office at work on the disk that forgets, recorded: where it began, and every change of the disk after that."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from siaga.drill.power import office
from siaga.drill.power.calls import WITNESS
from siaga.drill.power.cuts import HOME, make_base
from siaga.drill.power.disk import TREE
from siaga.drill.power.killing import kill_server
from siaga.drill.power.mount import Mount
from siaga.kit.forking import Forked
from siaga.kit.postgres_data import environment
from siaga.kit.postgres_host import account_for, find_binaries
from siaga.kit.refusal import PermanentFault


@dataclass(frozen=True)
class Recording:
    """folder/awal: the place before the run. folder/jejak: its trace. changes: how many changes of the disk it has."""

    folder: Path
    changes: int

    @property
    def base(self) -> Path:
        return self.folder / "awal"

    @property
    def trace(self) -> Path:
        return self.folder / "jejak"


def record(folder: Path, space: Path, seed: int, changes: int) -> Recording:
    """Let an office work until its disk has seen so many changes. space: scratch. A recording that is there is used."""
    done = folder / "jejak.selesai"
    if done.exists():
        return Recording(folder, int(done.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    recording, place = Recording(folder, changes), space / "tempat"
    shutil.rmtree(recording.base, ignore_errors=True)
    shutil.copytree(make_base(space), recording.base, symlinks=True)
    pgdata = recording.base / TREE / HOME / "pg" / "pg"
    _small_log(pgdata)
    _templates_aside(pgdata / "base", folder.absolute() / "templat")
    shutil.copytree(recording.base, place, symlinks=True)
    disk = Mount(place, space / "disk", seed, trace=recording.trace)
    home, marks = space / "disk" / HOME, space / "disk" / WITNESS
    disk.order_cut(changes)
    work = partial(office.work, home, space / "saksi", None, seed, office.HONEST, marks)
    worker = Forked(HOME, work, env=dict(os.environ), log=space / "kantor.log")
    try:
        while not disk.frozen(0.2):
            if not worker.alive():
                raise PermanentFault(f"latihan: kantor berhenti sebelum listrik padam: {worker.tail()}")
    finally:
        worker.kill()
        kill_server(home / "pg" / "pg")
        disk.end()
    done.write_text(f"{changes}\n")
    return recording


def _small_log(pgdata: Path) -> None:
    """Segments of 1 MB instead of 16: each prefix is a copy of the whole disk."""
    account = account_for(pgdata)
    command = [*account.prefix, find_binaries().program("pg_resetwal"), "--wal-segsize=1", "-f", "-D", str(pgdata)]
    subprocess.run(command, env=environment(), check=True, capture_output=True, **account.popen())
    with open(pgdata / "postgresql.auto.conf", "a") as settings:
        settings.write("min_wal_size = 2MB\n")


def _templates_aside(databases: Path, aside: Path) -> None:
    """The two template databases, which nobody opens, are half of the files: every copy of the disk shares them."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for oid in ("1", "4"):
        shutil.move(databases / oid, aside / oid)
        os.symlink(aside / oid, databases / oid)


def copied(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return target
