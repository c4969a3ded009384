"""What piled up for the centre and how far it has drained: facts, packets, recordings without an answer. Nobody has to touch anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from siaga.journal import exchange
from siaga.journal.writer import fetch
from siaga.kit.node import PUSAT, Node
from siaga.recording.status import UNDECIDED

from .models import Backlog

FACTS, PACKETS, RECORDS = "facts", "packets", "records"
NAMES = (FACTS, PACKETS, RECORDS)
BACKLOG_LABELS = {
    FACTS: "Catatan belum terkirim",
    PACKETS: "Paket perekaman belum terkirim",
    RECORDS: "Rekaman menunggu jawaban pusat",
}
EVERY = timedelta(seconds=5)
# Prepared: asked at nearly every look at due work.
_PACKETS = "SELECT count(*) FROM journal_blob WHERE wanted_by = %s"
_RECORDS = "SELECT count(*) FROM recording_record WHERE office = %s AND current AND status = ANY(%s)"
_HELD = 'SELECT name, peak, peak_at, "left", at FROM incidents_backlog'
_KEEP = """
INSERT INTO incidents_backlog (name, peak, peak_at, "left", at)
SELECT * FROM unnest(%s::text[], %s::int8[], %s::timestamptz[], %s::int8[], %s::timestamptz[])
    ON CONFLICT (name) DO UPDATE SET peak = excluded.peak, peak_at = excluded.peak_at, "left" = excluded."left", at = excluded.at
"""


@dataclass(frozen=True, slots=True)
class Pile:
    """One thing that drains. done: of `peak`, the most at once since it last was none. ends: None while nothing moves."""

    name: str
    left: int
    peak: int
    ends: datetime | None

    @property
    def label(self) -> str:
        return BACKLOG_LABELS[self.name]

    @property
    def done(self) -> int:
        return self.peak - self.left

    @property
    def percent(self) -> int:
        return 100 if not self.left else min(99, 100 * self.done // self.peak)


def count(node: Node) -> dict[str, int]:
    """How much of each is left now (three queries)."""
    return {
        FACTS: exchange.unsent(node),
        PACKETS: fetch(_PACKETS, (PUSAT,))[0][0],
        RECORDS: fetch(_RECORDS, (node.id, sorted(str(s) for s in UNDECIDED)))[0][0],
    }


def grown(name: str, left: int, old: Backlog | None, now: datetime) -> Backlog:
    """The peak follows what grows, stands while it falls, and is forgotten when nothing is left. Pure."""
    if not left:
        return Backlog(name=name, peak=0, peak_at=now, left=0, at=now)
    if old is None or left >= old.peak:
        return Backlog(name=name, peak=left, peak_at=now, left=left, at=now)
    return Backlog(name=name, peak=old.peak, peak_at=old.peak_at, left=left, at=now)


def pile(row: Backlog, now: datetime) -> Pile:
    """The estimate goes on at the mean pace since the peak. Pure."""
    done, took = row.peak - row.left, now - row.peak_at
    ends = now + took * row.left / done if row.left and done > 0 and took > timedelta() else None
    return Pile(row.name, row.left, row.peak, ends)


def piles(node: Node, now: datetime) -> tuple[Pile, ...]:
    """What the page shows: counted now, against the peaks that due work remembers."""
    left = count(node)
    held = _held()
    return tuple(pile(grown(name, left[name], held.get(name), now), now) for name in NAMES)


def remember(node: Node, now: datetime) -> int:
    """Due work: keep the peaks. Writes only what changed; at most every few seconds. Always 0: it is no work that calls for more."""
    held = _held()
    if held and all(timedelta() <= now - row.at < EVERY for row in held.values()):
        return 0
    left = count(node)
    rows = [grown(name, left[name], held.get(name), now) for name in NAMES]
    columns = zip(*((r.name, r.peak, r.peak_at, r.left, r.at) for r in rows), strict=True)
    fetch(_KEEP, [list(column) for column in columns])
    return 0


def _held() -> Mapping[str, Backlog]:
    rows = (Backlog(name=n, peak=p, peak_at=pa, left=left, at=at) for n, p, pa, left, at in fetch(_HELD))
    return {row.name: row for row in rows}
