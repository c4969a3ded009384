"""The centre's own parts (intake, search, release) as each office meets them: reachable is not working.

A part is down for everybody when the centre's operator cuts it or its probe fails, and down for one office when that office trains.
"""

from __future__ import annotations

from siaga.kit.node import Node

from .models import Dependency, OfficeCut, Switch

PARTS = ("intake", "search", "release")


class CentreParts:
    """Answers the exchange: why does a part not serve this office now? "" means that it does."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def down(self, part: str, office: str) -> str:
        if Switch.objects.filter(name=part, cut=True).exists():
            return "bagian ini sedang dimatikan di pusat"
        if OfficeCut.objects.filter(part=part, office=office).exists():
            return "latihan kantor: bagian ini dianggap mati"
        broken = Dependency.objects.filter(name=part, state="terputus").values_list("says", flat=True).first()
        return broken or ""

    def heard_cuts(self, office: str, cuts: list[str]) -> None:
        """Keep what an office plays as down; nothing is written while nothing changes."""
        wanted = {c for c in cuts if c in PARTS}
        held = set(OfficeCut.objects.filter(office=office).values_list("part", flat=True))
        for part in wanted - held:
            OfficeCut.objects.create(office=office, part=part, since=self.node.clock.now())
        if held - wanted:
            OfficeCut.objects.filter(office=office, part__in=held - wanted).delete()
