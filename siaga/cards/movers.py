"""The card of who moved: void at its origin once the new office has handed another one over. Only the centre hears of both."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import every
from siaga.journal.writer import fetch
from siaga.kit.node import Node

from .facts import CardVoided

BATCH = 100
EVERY = timedelta(minutes=1)
LONG_AGO = timedelta(days=400)

# Cards handed over before the move, of whom the office of arrival has given a newer one.
_REPLACED = """
SELECT DISTINCT o.id, o.nik, o.office
  FROM people_moveend e CROSS JOIN LATERAL unnest(e.niks) AS m(nik)
  JOIN cards_printorder n ON n.nik = m.nik AND n.office = e.office AND n.state = 'diserahkan' AND n.void = ''
  JOIN cards_printorder o ON o.nik = m.nik AND o.office <> n.office AND o.state = 'diserahkan' AND o.void = ''
       AND o.handed_at < n.handed_at
 WHERE e.how = 'datang' AND e."on" > %s ORDER BY o.id LIMIT %s
"""


@every(EVERY, BATCH)
def void_replaced(node: Node, now: datetime) -> int:
    """At the centre, once a minute: the origin is told which of its cards hold no longer. Returns how many."""
    rows = fetch(_REPLACED, ((now - LONG_AGO).date(), BATCH))
    if not rows:
        return 0
    with Act(node, SYSTEM) as act:
        for order, nik, office in rows:
            act.record(CardVoided(order=order, nik=nik, why="diganti"), subject=f"pesanan/{order}", to=office)
    return len(rows)


CENTRE_TICKS = (void_replaced,)
