"""Due work of the centre: say what has come, answer what waits. Whether the search goes on says the table of outages."""

from __future__ import annotations

from datetime import datetime

from siaga.continuity.models import OfficeCut
from siaga.continuity.parts import CentreParts
from siaga.continuity.standing import table_of
from siaga.continuity.table import may_serve
from siaga.continuity.table_words import UNIQUENESS
from siaga.kit.node import Node

from .acts import answer, due
from .arrivals import tell_arrived
from .gallery import CentreGallery

ENGINE = "search"  # all that the search itself stands on: a line or the release that is down stops no search


def arrived(node: Node, now: datetime) -> int:
    """Also while the search is down: the citizen's page then says that the recording lies at the centre."""
    return tell_arrived(node)


def search_due(node: Node, now: datetime) -> int:
    """Answer the next records, unless the table lets uniqueness wait (or stop) while the search is down: for all, or for the offices that
    train without it."""
    goes_on = may_serve(UNIQUENESS, (ENGINE,), table_of(node)).goes_on
    if not goes_on and CentreParts(node).down(ENGINE, ""):
        return 0
    searcher = node.devices.get("searcher")
    if searcher is None:  # starting the matcher takes seconds: once a process
        searcher = node.devices["searcher"] = CentreGallery(node)
    training = [] if goes_on else list(OfficeCut.objects.filter(part=ENGINE).values_list("office", flat=True))
    records = due(node, searcher.together, training)
    return answer(node, searcher, records) if records else 0


CENTRE_TICKS = (arrived, search_due)
