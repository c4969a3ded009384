"""A suket ends: the card is handed over, or the recording was a duplicate. Its paper then verifies as one that holds no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from siaga.documents.issuing import end_in
from siaga.journal.act import SYSTEM, Act
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.recording.status import Status

from ..facts import SuketEnded
from . import rules

BATCH = 150
WORDS = {rules.WITHDRAWN: "Suket sudah dicabut", rules.REVOKED: "Suket dibatalkan"}


def end(act: Act, number: str, nik: str, state: str, reason: str) -> None:
    """Inside an act of the office: the suket and its paper."""
    act.record(SuketEnded(number=number, nik=nik, state=state, reason=reason), subject=f"suket/{number}")
    end_in(act, "suket", f"suket/{number}", f"{WORDS[state]}: {reason}")


_DUPLICATES = """
SELECT s.number, s.nik FROM recording_record r
  JOIN cards_validsuket v ON v.nik = r.nik AND v.office = r.office JOIN cards_suket s ON s.number = v.number
 WHERE r.status = %s AND r.current AND r.office = %s ORDER BY s.number LIMIT %s
"""


# A service point handed the card over and took the suket back; the office is the only one that writes of sukets.
_CARD_AT_POINT = """
SELECT s.number, s.nik FROM cards_printorder o
  JOIN cards_validsuket v ON v.nik = o.nik AND v.office = o.office JOIN cards_suket s ON s.number = v.number
 WHERE o.lent_to <> '' AND o.state = 'diserahkan' AND o.office = %s AND o.void = ''
   AND (o.handed_at AT TIME ZONE %s)::date >= s.issued_on
   AND NOT EXISTS (SELECT 1 FROM cards_openorder p WHERE p.office = o.office AND p.nik = o.nik)
 ORDER BY s.number LIMIT %s
"""


def revoke_sukets(node: Node, now: datetime) -> int:
    """Sukets given on a recording that turned out to be a duplicate are revoked, those of people who got their card at a service point
    are withdrawn. Returns how many."""
    with Act(node, SYSTEM) as act, connection.cursor() as cur:
        cur.execute(_DUPLICATES, [Status.DUPLICATE_RECORD, node.id, BATCH])
        found = cur.fetchall()
        for number, nik in found:
            end(act, number, nik, rules.REVOKED, "rekaman ganda")
        cur.execute(_CARD_AT_POINT, [node.id, ZONES[node.clock.zone].key, BATCH])
        handed = [row for row in cur.fetchall() if row not in found]
        for number, nik in handed:
            end(act, number, nik, rules.WITHDRAWN, "KTP-el diserahkan")
        return len(found) + len(handed)
