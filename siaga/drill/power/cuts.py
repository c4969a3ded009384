"""Live power cuts: an office at work on a disk that forgets, cut off at any write or sync, started again and examined.

A chapter is one office and a row of cuts; every cut but the last is followed by work on what the one before has left. A quarter of the cuts
strike during the start, while PostgreSQL recovers from the cut before.

Two controls must lose what was acknowledged, or the check is worth nothing: PostgreSQL with `fsync=off`, and an office that answers
before the flush.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

import msgspec

from siaga.drill.power import office
from siaga.drill.power.disk import TREE, Cut
from siaga.drill.power.killing import kill_server
from siaga.drill.power.mount import Mount
from siaga.drill.power.office import EARLY_ANSWER, HONEST, NO_FSYNC, Report
from siaga.drill.power.witness import read_witness
from siaga.kit.forking import Forked
from siaga.kit.refusal import PermanentFault

CHAPTER = 10
CONTROL_TRIES = 12
CONTROLS = (NO_FSYNC, EARLY_ANSWER)
PATIENCE = 120.0  # seconds for a start with its examination
AT_START, AT_WORK = 400, 5000  # a cut comes at the latest at this change of the disk
HOME = "kantor"
Tell = Callable[[str], None]


@dataclass
class Tally:
    """Of a row of cuts. told: acts acknowledged; lost and doubled of these. at_start: cuts during recovery. faults: in words."""

    cuts: int = 0
    at_start: int = 0
    told: int = 0
    lost: int = 0
    doubled: int = 0
    blobs: int = 0
    pages: int = 0
    pages_lost: int = 0
    names_undone: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def wrong(self) -> bool:
        return bool(self.lost or self.doubled or self.faults)

    def text(self) -> str:
        return (
            f"{self.cuts} kali listrik padam ({self.at_start} saat pemulihan), {self.told:,} tindakan diakui: {self.lost} hilang, "
            f"{self.doubled} berganda; {self.pages_lost:,} dari {self.pages:,} halaman cakram hilang, {self.names_undone} nama batal; "
            f"{self.blobs:,} berkas utuh; {len(self.faults)} kejanggalan{''.join(chr(10) + '  ' + f for f in self.faults[:9])}"
        )


def make_base(folder: Path, control: str = HONEST) -> Path:
    """A place with a new office on it, made once for each kind of control."""
    place = folder / f"dasar-{'fsync-off' if control == NO_FSYNC else 'kantor'}"
    if (place / TREE / HOME / "node.json").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    (place / TREE).mkdir(parents=True)
    child = Forked(
        "founding", partial(office.found, place / TREE / HOME, control), env=dict(os.environ), log=folder / "dasar.log"
    )
    if child.wait(300):
        raise PermanentFault(f"kantor untuk latihan tidak dapat dibuat: {child.tail()}")
    return place


def chapter(folder: Path, seed: int, cuts: int, control: str = HONEST) -> Tally:
    """So many cuts of one office, from its founding. folder: scratch, in memory if there is room."""
    base, place, witness = make_base(folder, control), folder / "tempat", folder / "saksi"
    office.town()
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(base, place, symlinks=True)
    witness.unlink(missing_ok=True)
    tally, last = Tally(), None
    for n in range(cuts + 1):
        found, cut, at_start = _cycle(folder, place, witness, Random(f"{seed}/{n}"), control, is_last=n == cuts)
        last = found or last
        if found:
            tally.faults += found.faults
        if n == cuts or tally.faults:
            break
        tally.cuts += 1
        tally.at_start += at_start
        tally.pages += cut.pages
        tally.pages_lost += cut.pages_lost
        tally.names_undone += cut.names_undone
    told = read_witness(witness)[0]
    if last is None or tally.faults:
        tally.told = len(told)
        tally.lost = len(told) if control else tally.lost
        return tally
    tally.told, tally.lost, tally.doubled, tally.blobs = last.told, last.lost, last.doubled, last.blobs
    return tally


def _cycle(
    folder: Path, place: Path, witness: Path, rng: Random, control: str, *, is_last: bool
) -> tuple[Report | None, Cut, bool]:
    """Mount, start, examine, work until the power goes. The report, if it came that far; the cut; whether it struck at the start."""
    report, log = folder / "laporan", folder / "kantor.log"
    report.unlink(missing_ok=True)
    log.unlink(missing_ok=True)
    disk = Mount(place, folder / "disk", rng.getrandbits(32))
    at_start = not is_last and rng.random() < 0.25
    if at_start:
        disk.order_cut(rng.randint(1, AT_START))
    home = folder / "disk" / HOME
    worker = Forked(
        HOME,
        partial(office.work, home, witness, report, rng.getrandbits(32), control),
        env=dict(os.environ),
        log=log,
    )
    try:
        frozen = _until(lambda: report.exists() or not worker.alive(), disk)
        found = msgspec.json.decode(report.read_bytes(), type=Report) if report.exists() else None
        if found is None and not frozen:
            found = Report(0, 0, 0, 0, 0, [f"kantor tidak mau berjalan lagi: {worker.tail(12)}"], 0.0)
        if found and not frozen and not is_last and not found.faults:
            if not at_start:
                disk.order_cut(rng.randint(1, AT_WORK))
            if not _until(lambda: not worker.alive(), disk):
                found.faults.append(f"kantor berhenti sebelum listrik padam: {worker.tail(12)}")
    finally:
        worker.kill()
        kill_server(home / "pg" / "pg")
        cut = disk.end()
    return found, cut, at_start and found is None


def _until(true: Callable[[], bool], disk: Mount) -> bool:
    """Wait; whether the power went first."""
    deadline = time.monotonic() + PATIENCE
    while not disk.frozen(0.01):
        if true():
            return disk.frozen(0.0)
        if time.monotonic() > deadline:
            raise PermanentFault("latihan listrik: kantor tidak selesai memeriksa atau bekerja dalam waktunya")
    return True


def control(folder: Path, kind: str, seed: int, tell: Tell) -> Tally:
    """One cut after another until the control has lost something, CONTROL_TRIES at most."""
    total = Tally()
    for n in range(CONTROL_TRIES):
        total.add(chapter(folder, seed + n, 1, kind))
        if total.lost:
            break
    tell(f"kontrol {kind}: {total.lost} dari {total.told} tindakan yang diakui hilang dalam {total.cuts} kali padam")
    return total
