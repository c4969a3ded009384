"""A whole country under bad weather: a history of steps is taken one by one, and what must hold is asked all along."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

from siaga.documents import signing_acts
from siaga.drill import points
from siaga.drill.calm import calm_down, violations
from siaga.drill.deaths import watching
from siaga.drill.devices import plain_signed
from siaga.drill.digest import story_hash
from siaga.drill.invariants import Violation
from siaga.drill.land import Land
from siaga.drill.shrink import shrink
from siaga.drill.steps import DAY, Step, doubled_of, pointed_of
from siaga.drill.storm import ODDS
from siaga.drill.unfold import Unfolding
from siaga.kit import ids
from siaga.kit.postgres import Cluster
from siaga.wilayah.source import read_areas

BEGIN = datetime(2026, 11, 23, 17, 0, tzinfo=UTC) - timedelta(days=1)  # a midnight in Jakarta
CHECKED_EVERY = 7  # days
SHOWN = 20
EVENTS = (
    *("diambil alih", "bukan kantor lagi", "kotak lama selesai", "disisihkan", "dibangun kembali", "pemulihan ditunda"),
    *(
        "kiriman dibaca",
        "kiriman ditolak",
        "bagian kiriman menunggu",
        "diakui: rekam di dua kantor",
        "diakui: tanda tangan basah",
        "diakui: rekam di titik",
        "diakui: cetak di titik",
        "diakui: serah di titik",
    ),
)


@dataclass
class Outcome:
    """What a history came to. counts: acknowledged, refused, ... hash: over the tables of all offices and of the centre."""

    seed: int
    steps: int
    counts: dict[str, int]
    weather: dict[str, int]
    violations: list[Violation]
    hash: str = ""
    lost: int = 0
    doubled: int = 0
    unprotected: int = 0
    lost_alone: int = 0
    deaths: int = 0
    burnt: list[str] = field(default_factory=list)


Tell = Callable[[str], None]


def silent(_says: str) -> None:
    pass


class _Ear(logging.Handler):
    """Hears what due work logs: there an exception is no longer raised."""

    def __init__(self, judge: Callable[[str, BaseException | None], None]) -> None:
        super().__init__()
        self.judge = judge

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.judge(record.getMessage(), record.exc_info[1])


@contextmanager
def heard(judge: Callable[[str, BaseException | None], None]) -> Iterator[None]:
    log, ear = logging.getLogger("siaga"), _Ear(judge)
    before = log.handlers, log.propagate
    log.handlers, log.propagate = [ear], False
    try:
        yield
    finally:
        log.handlers, log.propagate = before


def run(
    cluster: Cluster,
    home: Path,
    seed: int,
    taken: Sequence[Step],
    offices: int,
    *,
    boxes: int | None = None,
    pointed: set[int] | None = None,
    name: str = "negeri",
    tell: Tell = silent,
) -> Outcome:
    """Found a country, take the steps, calm down, ask everything. Stops at the first violation that is met on the way.

    boxes, pointed: which offices have a second box and a service point, as `history` has it.
    """
    land = Land(cluster, home, at=BEGIN, name=name)
    told = Unfolding(land, seed)

    def drawn() -> UUID:
        return UUID(int=told.draw.getrandbits(128), version=4)

    try:
        with patch.object(ids, "uuid4", drawn), patch.object(signing_acts, "_signed_file", plain_signed):
            land.settle(seed, list(read_areas()), offices, doubled_of(offices, boxes))
            for i in sorted(pointed_of(offices, boxes) if pointed is None else pointed):
                points.settle(land, land.offices[i])
            return _taken(told, taken, tell)
    finally:
        land.close()


def _taken(told: Unfolding, taken: Sequence[Step], tell: Tell) -> Outcome:
    land = told.land
    land.storm.odds = ODDS
    asked = 0
    with watching(land.reaper), heard(told.judge):
        for i, step in enumerate(taken):
            if (day := step.at // DAY) >= asked + CHECKED_EVERY:
                asked = day
                tell(f"hari {day}, {told.oracle.tally['diakui']} tindakan diakui, {land.reaper.deaths} kematian")
                if found := violations(told):
                    return _outcome(told, i, found)
            told.take(step)
        calm_down(told)
        return _outcome(told, len(taken), violations(told, calm=True))


def _outcome(unfolding: Unfolding, taken: int, found: Sequence[Violation]) -> Outcome:
    land, oracle = unfolding.land, unfolding.oracle
    told = hashlib.sha256("\n".join(sorted(f"{i} {t}" for i, t in oracle.told.items())).encode()).hexdigest()
    return Outcome(
        seed=unfolding.seed,
        steps=taken,
        counts=dict(sorted(oracle.tally.items())),
        weather=dict(sorted(land.storm.met.items())),
        violations=list(found),
        hash=hashlib.sha256((story_hash([land.centre, *(o.box for o in land.open)]) + told).encode()).hexdigest(),
        lost=sum(v.rule == "acknowledged_are_kept" for v in found),
        doubled=sum(v.rule in ("nothing_doubled", "no_number_twice") for v in found),
        unprotected=len(oracle.unprotected),
        lost_alone=len(oracle.lost),
        deaths=land.reaper.deaths,
        burnt=land.burnt,
    )


def shrunk(
    cluster: Cluster,
    home: Path,
    found: Outcome,
    taken: Sequence[Step],
    offices: int,
    *,
    boxes: int | None = None,
    tries: int = 60,
    tell: Tell = silent,
) -> list[Step]:
    """The shortest history that still violates the first rule that was violated; `tries` replays at most."""
    rule = found.violations[0].rule

    def fails(fewer: Sequence[Step]) -> bool:
        again = run(cluster, home, found.seed, fewer, offices, boxes=boxes)
        still = any(v.rule == rule for v in again.violations)
        tell(f"{len(fewer)} langkah: {rule} {'masih' if still else 'tidak lagi'} dilanggar")
        return still

    return shrink(taken[: found.steps], fails, tries=tries)


def text(found: Outcome) -> str:
    """A run in words, for the terminal."""
    counts = found.counts
    lines = [
        f"Benih {found.seed}: {found.steps} langkah, {counts.get('diakui', 0)} tindakan diakui, "
        f"{found.lost} hilang, {found.doubled} berganda; {counts.get('ditolak', 0)} ditolak, {counts.get('gagal', 0)} gagal",
        f"Proses mati {found.deaths} kali; kotak terbakar: {', '.join(found.burnt) or 'tidak ada'}; "
        f"hilang dan diberitahukan: {found.unprotected} selagi kotak cadangan tidak ada, {found.lost_alone} di kantor tanpa kotak cadangan",
        "Kejadian: " + ", ".join(f"{what} {counts[what]}" for what in EVENTS if what in counts),
        "Jalur: " + (", ".join(f"{what} {n}" for what, n in found.weather.items()) or "tenang"),
        f"Sidik {found.hash}",
    ]
    verdict = "Semua aturan dipenuhi." if not found.violations else f"{len(found.violations)} PELANGGARAN:"
    return "\n".join([*lines, verdict, *(f"  {v.rule} {v.node}: {v.what}" for v in found.violations[:SHOWN])])
