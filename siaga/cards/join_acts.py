"""Who enters and who leaves the print list without anybody asking: the verdict, a birthday, a death, a move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import finds, thorough
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.biodata import CARD_AGE
from siaga.people.codes import EVER_MARRIED
from siaga.recording.status import Status

from . import order as rules
from .facts import CardVoided, OrderCancelled, OrderJoined
from .line import hands, subject_of

BATCH = 200
# What another act held while it was looked for is found then, and who was born on this day.
AT_LEAST = timedelta(minutes=1)
# Who is in line follows from facts and from the day. Nothing was understood here since the last look: nothing has changed.
_NEWS = """
NOT EXISTS (SELECT FROM cards_looked WHERE name = %s AND at > %s AND at <= %s
               AND lsn = (SELECT coalesce(max(lsn), 0) FROM journal_journalfact))
"""
_LOOKED_UNTIL = "SELECT coalesce(max(lsn), 0) FROM journal_journalfact"
_LOOKED = """
INSERT INTO cards_looked (name, lsn, at) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE SET lsn = excluded.lsn, at = excluded.at
"""

# Asked at every look over a line of tens of thousands, and nearly always finds nobody. OFFSET 0: the inner join is made whole, where the
# LIMIT outside would have each person in line looked up by themselves.
_DUE = """
SELECT r.id, r.nik, r.recorded_at, r.first_time, r.kecamatan, r.kelurahan
  FROM (SELECT d.id FROM recording_record d WHERE d.status = %s AND d.current AND d.office = %s
           AND NOT EXISTS (SELECT FROM cards_openorder o WHERE o.office = d.office AND o.nik = d.nik) OFFSET 0) due
  JOIN recording_record r ON r.id = due.id JOIN people_resident p ON p.nik = r.nik
 WHERE p.status = 'aktif' AND (p.status_kawin = ANY(%s) OR p.tanggal_lahir <= %s)
 ORDER BY r.recorded_at, r.id LIMIT %s FOR UPDATE OF r SKIP LOCKED
"""

_GONE = """
SELECT o.id, o.nik, p.status, r.status, r.current
  FROM cards_printorder o JOIN people_resident p ON p.nik = o.nik LEFT JOIN recording_record r ON r.id = o.record
 WHERE o.state = 'menunggu' AND o.lent_to = %s AND NOT o.returned
   AND (p.status <> 'aktif' OR r.id IS NULL OR NOT r.current OR r.status <> %s)
 ORDER BY o.id LIMIT %s FOR UPDATE OF o SKIP LOCKED
"""

_DEAD_HOLDERS = """
SELECT o.id, o.nik FROM people_akta a JOIN cards_printorder o ON o.nik = a.nik JOIN people_resident p ON p.nik = a.nik
 WHERE a.kind = 'kematian' AND o.state = 'diserahkan' AND o.void = '' AND p.status = 'meninggal'
 ORDER BY o.id LIMIT %s
"""


def card_age_born_by(today: date) -> date:
    """The latest day of birth of somebody who is 17 today (29 February: a year is completed on 1 March)."""
    try:
        return today.replace(year=today.year - CARD_AGE)
    except ValueError:
        return date(today.year - CARD_AGE, 2, 28)


def _news(name: str) -> Callable[[Node, datetime], Sequence[Any]]:
    return lambda node, now: (name, now - AT_LEAST, now)


def _looked(name: str, lsn: int, now: datetime, found: int) -> None:
    """lsn: of the last fact that was there when the look began."""
    if found < BATCH:
        fetch(_LOOKED, (name, lsn, now))


@finds(_NEWS, _news("masuk"))
@thorough(BATCH)
def join_print_list(node: Node, now: datetime) -> int:
    """Everybody print-ready and of age whom no card is owed yet joins the line. Returns how many, at most a batch."""
    on = now.astimezone(ZONES[node.clock.zone]).date()
    ((until,),) = fetch(_LOOKED_UNTIL, ())
    with Act(node, SYSTEM) as act, connection.cursor() as cur:
        married = [int(s) for s in sorted(EVER_MARRIED)]
        cur.execute(_DUE, [Status.PRINT_READY_RECORD, node.id, married, card_age_born_by(on), BATCH])
        due = cur.fetchall()
        for record, nik, recorded_at, first_time, kecamatan, kelurahan in due:
            reason = "baru" if first_time else "ubah_data"
            klass = rules.class_for(reason)
            assert isinstance(klass, str)
            order = ids.named("pesanan", str(record), now.isoformat())
            act.record(
                OrderJoined(
                    order=order,
                    nik=nik,
                    record=record,
                    klass=klass,
                    reason=reason,
                    recorded_at=recorded_at,
                    kecamatan=kecamatan,
                    kelurahan=kelurahan,
                ),
                subject=f"pesanan/{order}",
            )
    _looked("masuk", until, now, len(due))
    return len(due)


@finds(_NEWS, _news("keluar"))
def cancel_dead(node: Node, now: datetime) -> int:
    """Who died, moved away or was found recorded before leaves the line; the cards of the dead are void."""
    ((until,),) = fetch(_LOOKED_UNTIL, ())
    with Act(node, SYSTEM) as act, connection.cursor() as cur:
        cur.execute(_GONE, [hands(node), Status.PRINT_READY_RECORD, BATCH])
        gone = cur.fetchall()
        for order, nik, resident, record, current in gone:
            why = resident if resident != "aktif" else _why(record, current)
            cancelled(act, order, nik, why)
        if not node.point:  # cards that were handed over are the office's
            cur.execute(_DEAD_HOLDERS, [BATCH])
        holders = [] if node.point else cur.fetchall()
        for order, nik in holders:
            act.record(CardVoided(order=order, nik=nik, why="meninggal"), subject=f"pesanan/{order}")
    _looked("keluar", until, now, max(len(gone), len(holders)))
    return len(gone) + len(holders)


def _why(record: str | None, current: bool | None) -> str:
    if record == Status.DUPLICATE_RECORD:
        return "rekaman ganda"
    return "rekaman diganti" if not current else "status rekaman berubah"


def cancelled(act: Act, order: UUID, nik: str, why: str) -> None:
    act.record(OrderCancelled(order=order, nik=nik, why=why), subject=subject_of(act.node, order))
