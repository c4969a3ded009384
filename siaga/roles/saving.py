"""Backups as due work: once a day after their hour, tried out once a week, each in a process of its own at low priority.

Nothing here stops a counter: what goes wrong is written in the home, told on the technician's page, and tried again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from siaga.journal.facts import micros
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

from .backup import State, keep_state, state_of
from .home import Home, Saving

AGAIN = timedelta(minutes=15)


def _when(at: int) -> datetime | None:
    return datetime.fromtimestamp(at / 1_000_000, UTC) if at else None


def settings_of(home: Path) -> Saving | None:
    """None where no backups are set up, and for a node without a home of its own (a drill's)."""
    if not (home / "node.json").exists():
        return None
    saving = Home.open(home).settings.salinan
    return saving if saving is not None and saving.folder and saving.key else None


def told(saving: Saving | None) -> str:
    """For the people at a machine that has just become the office: whether backups go on, and what to do if not."""
    if saving is None or not saving.folder or not saving.key:
        return "Salinan cadangan belum diatur di kotak ini: siaga kunci-pemulihan, lalu siaga backup --ke FOLDER"
    plan = f"Salinan cadangan berjalan lagi tiap hari sesudah pukul {saving.hour:02}.00 ke {saving.folder}, dengan kunci yang sama."
    if Path(saving.folder).is_dir():
        return plan
    return f"{plan} FOLDER ITU TIDAK ADA DI MESIN INI: pasang disknya, atau siaga backup --ke FOLDER"


def due(saving: Saving, state: State, now: datetime, zone: str) -> str:
    """What is to be done now: "backup", "uji", or "" for nothing. Pure."""
    if now - (_when(state.tried) or datetime.fromtimestamp(0, UTC)) < AGAIN:
        return ""
    local = now.astimezone(ZONES[zone])
    hour = local.replace(hour=saving.hour, minute=0, second=0, microsecond=0)
    last = hour if local >= hour else hour - timedelta(days=1)
    at, tested = _when(state.at), _when(state.tested)
    if state.says or at is None or at < last:
        return "backup"
    if tested is None or now - tested >= timedelta(days=saving.test_days) or (state.test_says and at > tested):
        return "uji"
    return ""


_running: dict[Path, subprocess.Popen[bytes]] = {}


def save_when_due(node: Node, now: datetime) -> int:
    """Due work: begin what is due, never more than one at a time. Returns 0: it goes on elsewhere."""
    child = _running.get(node.home)
    if child is not None and child.poll() is None:
        return 0
    saving, state = settings_of(node.home), state_of(node.home)
    what = due(saving, state, now, node.clock.zone) if saving else ""
    if what:
        keep_state(node.home, msgspec.structs.replace(state, tried=micros(now)))
        command = [
            sys.executable,
            "-m",
            "siaga.cli",
            "backup",
            "--home",
            str(node.home),
            *(["--uji"] if what == "uji" else []),
        ]
        _running[node.home] = _begin(command, node.home / "log" / "salinan.log")
    return 0


def _begin(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "ab") as output:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=lambda: os.nice(15) and None
        )


OFFICE_TICKS = (save_when_due,)
