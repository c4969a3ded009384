"""Backups: what was written since the last one, sealed to the recovery key, into a folder that may be a disk in a drawer.

    FOLDER/siaga-3172/20261123-190000/0001.segmen, 0002.segmen ...   facts of all chains, in order, and what is not a fact
    FOLDER/siaga-3172/berkas/ab/abcd...                              sealed blobs, each once

A series begins whole and grows by what is new; a new one begins every SERIES_DAYS, and the oldest go. How far each folder was told is kept
in the home (`salinan.json`); without that, or when the folder is another, a new series begins.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.core import serializers
from django.db import connection, transaction
from django.db.models import F

from siaga.accounts.models import Officer
from siaga.journal import blobs, exchange, segments
from siaga.journal.facts import micros
from siaga.journal.mirror import unheld
from siaga.journal.models import Blob, Cursor, Parked
from siaga.journal.verify import tables_hash
from siaga.kit.locks import NodeLock
from siaga.kit.node import PUSAT, Node
from siaga.kit.recovery import RecoveryPublic
from siaga.kit.refusal import TemporaryFault

from .kinds import FACT_TABLES
from .progress import Say
from .signers import CHAIN, KEY

STATE = "salinan.json"
SERIES_DAYS = 28
DISK = "salinan"
FILES = ("node.json", "key", KEY, CHAIN)


class State(msgspec.Struct, frozen=True):
    """What the home knows of its backups. at, tested: microseconds, 0 = never.

    says, test_says: why the last one failed ("" = it did not).
    """

    folder: str = ""
    series: str = ""
    number: int = 0
    heads: dict[str, int] = {}
    at: int = 0
    says: str = ""
    tested: int = 0
    test_says: str = ""
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """One backup: its file, and how many facts and blobs went into it."""

    segment: Path
    facts: int
    blobs: int
    bytes: int


def state_of(home: Path) -> State:
    try:
        return msgspec.json.decode((home / STATE).read_bytes(), type=State)
    except (FileNotFoundError, msgspec.MsgspecError):
        return State()


def keep_state(home: Path, state: State) -> None:
    temporary = home / f"{STATE}.new"
    temporary.write_bytes(msgspec.json.encode(state))
    os.replace(temporary, home / STATE)


def make_backup(
    node: Node,
    target: Path,
    recovery: RecoveryPublic,
    *,
    whole: bool = False,
    keep: int = 2,
    say: Say | None = None,
) -> Made:
    """Add to the backup in `target`, inside the node. Raises TemporaryFault(about="salinan") when the folder is gone or the disk is full;
    then nothing half done is left, and the next one takes what this one would have taken."""
    with NodeLock(node.home / "salinan.lock", f"siaga backup {node.chain}"):
        state = state_of(node.home)
        try:
            made, state = _make(node, target, recovery, state, whole=whole, say=say)
            _drop_old(target, node, keep)
        except OSError as e:
            fault = TemporaryFault(f"salinan cadangan ke {target} gagal: {e.strerror or e}", about=DISK)
            keep_state(node.home, msgspec.structs.replace(state, says=str(fault)))
            raise fault from e
        except TemporaryFault as fault:
            keep_state(node.home, msgspec.structs.replace(state, says=str(fault)))
            raise
        keep_state(node.home, state)
        return made


def root_of(target: Path, node_id: str) -> Path:
    return target / f"siaga-{node_id}"


def _make(
    node: Node, target: Path, recovery: RecoveryPublic, state: State, *, whole: bool, say: Say | None
) -> tuple[Made, State]:
    if not target.is_dir():  # never made here: an empty mount point is not the disk
        raise TemporaryFault(f"folder salinan cadangan {target} tidak ada: pasang disknya", about=DISK)
    now = node.clock.now()
    root = root_of(target, node.id)
    state = _series(root, target, state, now, whole)
    folder = root / state.series
    folder.mkdir(parents=True, exist_ok=True)
    segment = folder / f"{state.number:04}.segmen"
    counted = _Counted(state.heads, say)
    with transaction.atomic(), connection.cursor() as cur:
        # One moment of all tables; whatever is written meanwhile belongs to the next backup.
        cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        copied = _copy_blobs(node, root, say)
        parts = _parts(node, state, now, counted)
        size = segments.write_segment(segment, parts, recovery, [node.keys.public])
    _sync(folder)
    told = msgspec.structs.replace(state, number=state.number, heads=counted.held, at=micros(now), says="")
    return Made(segment, counted.facts, copied, size), told


def _series(root: Path, target: Path, state: State, now: datetime, whole: bool) -> State:
    """The state in which the next segment is written: of the running series, or of a new one."""
    last = root / state.series / f"{state.number:04}.segmen"
    old = state.series and now - datetime.strptime(state.series, "%Y%m%d-%H%M%S%f").replace(tzinfo=UTC) >= timedelta(
        SERIES_DAYS
    )
    broken = state.test_says  # it did not restore: begin anew, and it is tried out again
    if whole or old or broken or state.folder != str(target) or not state.series or not last.exists():
        series = now.strftime("%Y%m%d-%H%M%S%f")
        return msgspec.structs.replace(state, folder=str(target), series=series, number=1, heads={})
    return msgspec.structs.replace(state, number=state.number + 1)


class _Counted:
    """How far each chain is told by what went through here."""

    def __init__(self, held: dict[str, int], say: Say | None) -> None:
        self.held = dict(held)
        self.facts = 0
        self.say = say

    def ahead(self) -> int:
        """How many facts are not told yet."""
        return sum(seq - self.held.get(chain, 0) for chain, (seq, _hash) in exchange.all_heads().items())

    def parts(self, total: int) -> Iterator[segments.Part]:
        while facts := list(unheld(self.held)):
            for f in facts:
                self.held[f.chain] = f.seq
            self.facts += len(facts)
            if self.say:
                self.say("Fakta", self.facts, total)
            yield segments.Facts(facts=facts)


def _parts(node: Node, state: State, now: datetime, counted: _Counted) -> Iterator[segments.Part]:
    total, after = counted.ahead(), dict(state.heads)
    yield segments.Begin(
        chain=node.chain, series=state.series, number=state.number, after=after, at=micros(now), facts=total
    )
    yield local_of(node)
    yield from counted.parts(total)
    complete = list(Blob.objects.filter(have=F("size")).order_by("sha").values_list("sha", flat=True))
    yield segments.End(
        heads=counted.held, tables=tables_hash(FACT_TABLES), blobs=complete, parked=Parked.objects.count()
    )


def local_of(node: Node) -> segments.Local:
    officers: list[dict[str, Any]] = serializers.serialize("python", Officer.objects.order_by("username"))
    files = {name: (node.home / name).read_bytes() for name in FILES if (node.home / name).exists()}
    files["key"] = node.keys.seed.hex().encode()
    waiting = Blob.objects.exclude(wanted_by="").order_by("sha").values_list("sha", "priority", "wanted_by")
    proofs = (
        Cursor.objects.filter(peer=PUSAT).exclude(countersign=b"").values_list("chain", "seq", "hash", "countersign")
    )
    return segments.Local(
        files=files,
        rows={"officer": [{"username": o["pk"], **_plain(o["fields"])} for o in officers]},
        waiting=[segments.Waiting(*w) for w in waiting],
        proofs=[segments.Proof(c, s, bytes(h), bytes(sign)) for c, s, h, sign in proofs],
    )


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}


def blob_place(root: Path, sha: str) -> Path:
    return root / "berkas" / sha[:2] / sha


def _copy_blobs(node: Node, root: Path, say: Say | None) -> int:
    copied = 0
    complete = list(Blob.objects.filter(have=F("size")).order_by("sha").values_list("sha", flat=True))
    for n, sha in enumerate(complete, 1):
        if say and (n % 100 == 0 or n == len(complete)):
            say("Berkas", n, len(complete))
        source, place = blobs.path_of(node, sha), blob_place(root, sha)
        if place.exists() or not source.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_suffix(".new")
        try:
            shutil.copyfile(source, temporary)
            with open(temporary, "rb") as f:
                os.fsync(f.fileno())
            os.replace(temporary, place)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        copied += 1
    return copied


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def series_in(root: Path) -> list[Path]:
    """Folders of series, the newest first."""
    return sorted((p for p in root.glob("*-*") if p.is_dir() and any(p.glob("*.segmen"))), reverse=True)


def _drop_old(target: Path, node: Node, keep: int) -> None:
    """Only after the newer ones are whole; blobs stay, for the newer series name most of them too."""
    for old in series_in(root_of(target, node.id))[max(1, keep) :]:
        shutil.rmtree(old)
