"""The centre's own parts (intake, search, release) as each office meets them: reachable is not working.

A part is down for everybody when the centre's operator cuts it or its probe fails, and down for one office when that office trains.
"""

from __future__ import annotations

from siaga.journal.writer import fetch
from siaga.kit.node import Node

from .models import OfficeCut

PARTS = ("intake", "search", "release")
# Asked at every round with every office.
_DOWN = """
SELECT EXISTS (SELECT FROM continuity_switch WHERE name = %s AND cut),
       EXISTS (SELECT FROM continuity_officecut WHERE part = %s AND office = %s),
       (SELECT says FROM continuity_dependency WHERE name = %s AND state = 'terputus')
"""


class CentreParts:
    """Answers the exchange: why does a part not serve this office now? "" means that it does."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def down(self, part: str, office: str) -> str:
        ((switched_off, trained, broken),) = fetch(_DOWN, (part, part, office, part))
        if switched_off:
            return "bagian ini sedang dimatikan di pusat"
        if trained:
            return "latihan kantor: bagian ini dianggap mati"
        return broken or ""

    def heard_cuts(self, office: str, cuts: list[str]) -> None:
        """Keep what an office plays as down; nothing is written while nothing changes."""
        wanted = {c for c in cuts if c in PARTS}
        held = {part for (part,) in fetch("SELECT part FROM continuity_officecut WHERE office = %s", (office,))}
        for part in wanted - held:
            OfficeCut.objects.create(office=office, part=part, since=self.node.clock.now())
        if held - wanted:
            OfficeCut.objects.filter(office=office, part__in=held - wanted).delete()
