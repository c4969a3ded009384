"""What can be read off this machine, all at one instant: plain figures, no person's data."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec
from django.db import connection
from django.db.models import Count, Min, Sum

from siaga.continuity.clocks import ahead_of
from siaga.continuity.dependencies import BACKUP, DOWN, NORMAL
from siaga.continuity.models import Dependency
from siaga.journal.boxes import chains_of
from siaga.journal.intake import BEHIND
from siaga.journal.models import Blob, Head, Parked
from siaga.journal.points import office_name
from siaga.journal.writer import fetch
from siaga.kit.node import PUSAT, Node

from .line import arrival, rate_to
from .models import ChainCheck, DiskDay

BACKUP_STATE = "salinan.json"  # written by `siaga backup` into the node's home
ENVELOPE = 250  # bytes of a fact beside its body, roughly
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Backup:
    """at, tested: None = never. fault: why the last one failed, "" = it did not."""

    at: datetime | None = None
    tested: datetime | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """Bytes, seconds, instants. days_left: of the disk at this week's rate, None: it does not fill. ahead: of the centre's clock.

    down, slow: names of continuity.dependencies. unasked: facts of the boxes before this one, of which the
    centre could not be asked yet how many it holds. point: a service point, which has neither second box nor backup: its office holds
    what it wrote. second: "" none, else its state. arrives: when the unsent will be at the centre.
    """

    now: datetime
    office: bool
    program: str
    disk_free: int
    disk_total: int
    days_left: float | None = None
    database: str = ""
    database_bytes: int = 0
    oldest_seconds: float = 0.0
    started: datetime | None = None
    ahead: timedelta | None = None
    facts: int = 0
    verified: datetime | None = None
    faults: tuple[str, ...] = ()
    unsent: int = 0
    unasked: int = 0
    unsent_bytes: int = 0
    unsent_since: datetime | None = None
    packets: int = 0
    packet_bytes: int = 0
    packets_since: datetime | None = None
    rate: float | None = None
    arrives: datetime | None = None
    parked: int = 0
    parked_since: datetime | None = None
    parked_reasons: tuple[str, ...] = ()
    down: frozenset[str] = frozenset()
    slow: frozenset[str] = frozenset()
    second: str = ""
    second_since: datetime | None = None
    second_says: str = ""
    backup: Backup = field(default_factory=Backup)
    point: bool = False


def read(node: Node) -> Readings:
    """A dozen small queries; nothing is asked of another machine."""
    now = node.clock.now()
    room = shutil.disk_usage(node.home)
    office = node.id != PUSAT
    known = {d.name: d for d in Dependency.objects.all()}
    second = known.get(BACKUP)
    unsent = _unsent(node) if office else (0, 0, None, 0)
    packets = Blob.objects.filter(wanted_by=PUSAT).aggregate(n=Count("sha"), b=Sum("size"), since=Min("since"))
    rate = rate_to()
    left = unsent[1] + (packets["b"] or 0)
    database = _database()
    checks = {c.chain: c for c in ChainCheck.objects.all()}
    chains = list(Head.objects.filter(seq__gt=0).values_list("chain", "seq"))
    stuck = Parked.objects.aggregate(n=Count("subject", distinct=True), since=Min("since"))
    return Readings(
        now=now,
        office=office,
        program=program(),
        disk_free=room.free,
        disk_total=room.total,
        days_left=days_left(list(DiskDay.objects.values_list("day", "free")), node.clock.today(), room.free),
        database=database[0],
        database_bytes=database[1],
        oldest_seconds=database[2],
        started=database[3],
        ahead=ahead_of(PUSAT) if office else None,
        facts=sum(seq for _chain, seq in chains),
        verified=_verified([checks.get(chain) for chain, _seq in chains]),
        faults=tuple(f"{c.chain} {c.fault}" for _, c in sorted(checks.items()) if c.fault),
        unsent=unsent[0],
        unsent_bytes=unsent[1],
        unsent_since=unsent[2],
        unasked=unsent[3],
        packets=packets["n"],
        packet_bytes=packets["b"] or 0,
        packets_since=packets["since"],
        rate=rate,
        arrives=arrival(left, rate, now),
        parked=stuck["n"],
        parked_since=stuck["since"],
        parked_reasons=tuple(
            Parked.objects.exclude(reason=BEHIND).order_by("reason").values_list("reason", flat=True).distinct()[:5]
        ),
        down=frozenset(n for n, d in known.items() if d.state == DOWN),
        slow=frozenset(n for n, d in known.items() if d.state not in (DOWN, NORMAL)),
        point=node.point > 0,
        second=second.state if second is not None and BACKUP in node.devices else "",
        second_since=second.since if second else None,
        second_says=second.says if second else "",
        backup=backup_of(node.home),
    )


def program() -> str:
    try:
        return version("siaga")
    except PackageNotFoundError:
        return "0.0.0"


def days_left(points: Sequence[tuple[date, int]], today: date, free: int) -> float | None:
    """Days until no room is left, at the rate of the last week; None while it does not fill. Pure."""
    week = sorted((d, f) for d, f in points if today - WEEK <= d < today)
    if not week:
        return None
    first, then = week[0]
    used = (then - free) / (today - first).days
    return free / used if used > 0 else None


def _verified(checks: Sequence[ChainCheck | None]) -> datetime | None:
    """When all of it was last whole; None while some chain was never walked to its end."""
    at = [c.at if c is not None else None for c in checks]
    return min(a for a in at if a is not None) if at and all(at) else None


# Each of the office's chains beyond what the centre confirmed; by the chain's own primary key.
_UNSENT = """
SELECT count(*), coalesce(sum(octet_length(j.body) + %s), 0), min(j.at)
  FROM unnest(%s::text[]) AS ours(chain)
  LEFT JOIN journal_cursor c ON c.peer = %s AND c.chain = ours.chain
  JOIN journal_journalfact j ON j.chain = ours.chain AND j.seq > coalesce(c.seq, 0)
"""


_ASKED = "SELECT chain FROM journal_cursor WHERE peer = %s"


def _unsent(node: Node) -> tuple[int, int, datetime | None, int]:
    """Number, bytes and age of what the centre lacks, and `Readings.unasked`: what another box sent is not known here before the centre
    was heard, and would look like years of work lost."""
    if (
        node.point
    ):  # its office brings everything to the centre: what counts is what the office lacks of this machine's own
        ((n, size, since),) = fetch(_UNSENT, (ENVELOPE, [node.chain], office_name(node)))
        return int(n), int(size), since, 0
    ours = chains_of(node.id) or [node.chain]
    asked = {node.chain, *(chain for (chain,) in fetch(_ASKED, (PUSAT,)))}
    unknown = [c for c in ours if node.box > 1 and c not in asked]
    ((n, size, since),) = fetch(_UNSENT, (ENVELOPE, [c for c in ours if c not in unknown], PUSAT))
    ((unasked, _size, _since),) = fetch(_UNSENT, (ENVELOPE, unknown, PUSAT))
    return int(n), int(size), since, int(unasked)


def _database() -> tuple[str, int, float, datetime]:
    with connection.cursor() as cur:
        cur.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database()), pg_postmaster_start_time(),"
            " (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0) FROM pg_stat_activity"
            "   WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
        found, size, started, oldest = cur.fetchone()
    return str(found).split(" ")[0], int(size), float(oldest), started


class _BackupState(msgspec.Struct, frozen=True):
    """What of the backup's own state is shown here; microseconds, 0 = never."""

    at: int = 0
    says: str = ""
    tested: int = 0
    test_says: str = ""


def backup_of(home: Path) -> Backup:
    try:
        found = msgspec.json.decode((home / BACKUP_STATE).read_bytes(), type=_BackupState)
    except (OSError, msgspec.MsgspecError):
        return Backup()
    return Backup(_instant(found.at), _instant(found.tested), found.says or found.test_says)


def _instant(micros: int) -> datetime | None:
    return datetime.fromtimestamp(micros / 1_000_000, UTC) if micros > 0 else None
