"""Which hand the case file of an application is in; one query for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from siaga.berkas.models import Berkas
from siaga.berkas.steps import DONE, WITHDRAWN
from siaga.kit.node import Node
from siaga.people.peristiwa import PERISTIWA

from .catalogue import BY_CODE
from .paper_standing import Asked


def events_of(service: str) -> frozenset[str]:
    """Codes of the life events that an application of this service may become."""
    paper = BY_CODE[service].paper if service in BY_CODE else ""
    return frozenset(e.code for e in PERISTIWA if e.code == service or (paper and paper in e.documents))


def states_of_cases(
    rows: Sequence[Asked], niks: Mapping[UUID, str], families: Mapping[str, str], node: Node
) -> dict[UUID, str]:
    """The state of each application's newest case file, where that is not recorded yet. niks: whose application; families: NIK -> KK."""
    asked = {niks[r.id] for r in rows if niks.get(r.id)}
    homes = {families[nik] for nik in asked if nik in families}
    if not asked:
        return {}
    since = min(r.opened_at for r in rows)
    theirs = Q(niks__overlap=sorted(asked)) | Q(about__in=sorted(homes))
    running = Berkas.objects.filter(theirs, office=node.id, first_at__gte=since).exclude(state=WITHDRAWN)
    cases = running.order_by("first_at", "since", "id")
    found: dict[UUID, str] = {}
    for event, about, who, first_at, state in cases.values_list("event", "about", "niks", "first_at", "state"):
        for r in rows:
            nik = niks.get(r.id, "")
            mine = nik and (nik in who or families.get(nik) == about)
            if mine and first_at >= r.opened_at and event in events_of(r.service):
                found[r.id] = state
    return {id: state for id, state in found.items() if state != DONE}
