"""Due work of the centre: say what has come, answer what waits."""

from __future__ import annotations

from datetime import datetime

from siaga.continuity.models import OfficeCut
from siaga.continuity.parts import CentreParts
from siaga.kit.node import Node

from .acts import answer, due
from .arrivals import tell_arrived
from .gallery import CentreGallery


def arrived(node: Node, now: datetime) -> int:
    """Also while the search is down: the citizen's page then says that the recording lies at the centre."""
    return tell_arrived(node)


def search_due(node: Node, now: datetime) -> int:
    """Answer the next records, unless the search itself is down; offices that train without it wait."""
    if CentreParts(node).down("search", ""):
        return 0
    searcher = node.devices.get("searcher")
    if searcher is None:  # starting the matcher takes seconds: once a process
        searcher = node.devices["searcher"] = CentreGallery(node)
    training = OfficeCut.objects.filter(part="search").values_list("office", flat=True)
    records = due(node, searcher.together, list(training))
    return answer(node, searcher, records) if records else 0


CENTRE_TICKS = (arrived, search_due)
