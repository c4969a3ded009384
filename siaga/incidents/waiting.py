"""Who waits for what: each person once, counted by kecamatan, kelurahan, need and cause, in one query.

Causes: `pusat` (recorded, no answer yet), `cetak` (a card is owed), `tanda_tangan` (a paper waits for its signature), `rekam` (asked to be
recorded), `kantor` (an open application that waits for nothing outside). Whose card lies on the shelf waits for nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from siaga.continuity.dependencies import BLANGKO, CENTRE, PRINTER, SCANNER, TTE
from siaga.continuity.models import Outage
from siaga.kit.node import Node
from siaga.recording.status import UNDECIDED

CENTRE_CAUSE, CARD, SIGNATURE, CAPTURE, OFFICE = "pusat", "cetak", "tanda_tangan", "rekam", "kantor"
CAUSE_LABELS = {
    CENTRE_CAUSE: "jawaban pusat",
    CARD: "kartu dicetak",
    SIGNATURE: "tanda tangan",
    CAPTURE: "perekaman",
    OFFICE: "pekerjaan kantor",
}
CAUSES_OF = {
    **dict.fromkeys(CENTRE, (CENTRE_CAUSE,)),
    BLANGKO: (CARD,),
    PRINTER: (CARD,),
    TTE: (SIGNATURE,),
    SCANNER: (CAPTURE,),
}
PRESSING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Group:
    """People of one kelurahan with one need and one cause. kecamatan, kelurahan: codes, "" unknown. first: since when the longest waits."""

    kecamatan: str
    kelurahan: str
    need: str
    cause: str
    people: int
    pressing: int
    first: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """groups in the order of their codes."""

    groups: tuple[Group, ...]
    as_of: datetime

    @property
    def total(self) -> int:
        return sum(g.people for g in self.groups)

    @property
    def pressing(self) -> int:
        return sum(g.pressing for g in self.groups)

    @property
    def first(self) -> datetime | None:
        return min((g.first for g in self.groups), default=None)

    def by(self, *names: str) -> dict[tuple[str, ...], tuple[int, int]]:
        """People and pressing, by any of kecamatan, kelurahan, need, cause."""
        people: Counter[tuple[str, ...]] = Counter()
        pressing: Counter[tuple[str, ...]] = Counter()
        for g in self.groups:
            key = tuple(str(getattr(g, n)) for n in names)
            people[key] += g.people
            pressing[key] += g.pressing
        return {key: (people[key], pressing[key]) for key in sorted(people)}

    def within(self, area: str) -> Waiting:
        """Only the kecamatan or kelurahan of that code, or of that jurisdiction; "" is everywhere."""
        plain = area.replace(".", "")
        return Waiting(tuple(g for g in self.groups if (g.kelurahan or g.kecamatan).startswith(plain)), self.as_of)


_APPLICATIONS = """
  SELECT DISTINCT ON (who) coalesce(nullif(nik, ''), id::text) AS who, nik, service, need, need_by, kecamatan, kelurahan, opened_at
  FROM counter_application WHERE {which} AND office = %(office)s
  ORDER BY who, need_by NULLS LAST, opened_at, id
"""

_NOW = f"""
WITH app AS ({_APPLICATIONS.format(which="state = 'terbuka'")}),
recorded AS (
  SELECT nik, kecamatan, kelurahan, recorded_at, status = ANY(%(undecided)s) AS waits FROM recording_record
  WHERE current AND office = %(office)s
),
owed AS (SELECT nik, kecamatan, kelurahan, joined_at, state FROM cards_printorder WHERE state IN ('menunggu', 'dikirim', 'tercetak')),
every AS (
  SELECT 1 AS rank, 'pusat' AS cause, nik AS who, kecamatan, kelurahan, recorded_at AS since FROM recorded WHERE waits
  UNION ALL SELECT 2, 'cetak', nik, kecamatan, kelurahan, joined_at FROM owed WHERE state <> 'tercetak'
  UNION ALL SELECT 3, 'tanda_tangan', coalesce(nullif(holder, ''), id::text), '', '', made_at FROM documents_document
    WHERE state = 'menunggu_tanda_tangan' AND office = %(office)s AND superseded_by = ''
  UNION ALL SELECT 4, CASE WHEN service = 'perekaman' AND nik NOT IN (SELECT nik FROM recorded) THEN 'rekam' ELSE 'kantor' END,
    who, kecamatan, kelurahan, opened_at FROM app WHERE nik NOT IN (SELECT nik FROM owed WHERE state = 'tercetak')
),
"""

_HIT = f"""
WITH app AS ({_APPLICATIONS.format(which="opened_at >= %(began)s AND opened_at < %(ended)s")}),
every AS (
  SELECT 1 AS rank, 'pusat' AS cause, nik AS who, kecamatan, kelurahan, recorded_at AS since FROM recording_record
    WHERE office = %(office)s AND recorded_at >= %(began)s AND recorded_at < %(ended)s
  UNION ALL SELECT 2, 'kantor', who, kecamatan, kelurahan, opened_at FROM app
),
"""

_COUNTED = """
one AS (
  SELECT DISTINCT ON (e.who) e.cause, e.since, coalesce(nullif(e.kecamatan, ''), app.kecamatan, '') AS kecamatan,
    coalesce(nullif(e.kelurahan, ''), app.kelurahan, '') AS kelurahan, coalesce(app.need, '') AS need, app.need_by
  FROM every e LEFT JOIN app ON app.who = e.who
  WHERE %(causes)s::text[] IS NULL OR e.cause = ANY(%(causes)s)
  ORDER BY e.who, e.rank, e.since
)
SELECT kecamatan, kelurahan, need, cause, count(*), count(*) FILTER (WHERE need_by <= %(pressing)s), min(since)
FROM one GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def who_waits(node: Node, outage: Outage | None = None, *, down: Collection[str] = ()) -> Waiting:
    """Who waits now: everybody, or for what is down (`down`, or an outage that lasts). An outage that has ended: whom it hit, that is
    who applied or was recorded while it lasted."""
    now = node.clock.now()
    names = {outage.dependency} if outage is not None else set(down)
    causes = sorted({c for n in names for c in CAUSES_OF.get(n, ())}) or None
    asked: dict[str, Any] = {
        "office": node.id,
        "undecided": sorted(UNDECIDED),
        "causes": causes,
        "pressing": node.clock.today() + PRESSING,
    }
    if outage is not None and outage.ended is not None:
        asked |= {"began": outage.began, "ended": outage.ended, "causes": None, "pressing": date.min}
        return _asked(_HIT, asked, now)
    return _asked(_NOW, asked, now)


def _asked(begin: str, values: dict[str, Any], now: datetime) -> Waiting:
    with connection.cursor() as cursor:
        cursor.execute(begin + _COUNTED, values)
        return Waiting(tuple(Group(*row) for row in cursor.fetchall()), now)
