"""Where somebody's case of two NIKs stands, for the pages that tell the citizen."""

from __future__ import annotations

from collections.abc import Collection

from siaga.documents.wording import moment
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

from . import acts, rules

MISSED = "tidak_datang"


def cases_of(node: Node, niks: Collection[str]) -> dict[str, tuple[str, str]]:
    """NIK -> (standing, the appointment in words): of those who have a case at this office."""
    if not niks:
        return {}
    rows = list(acts.open_cases(node).filter(nik__in=sorted(niks)).order_by("found_at"))
    answers, now, zone = acts.answers_of(rows), node.clock.now(), node.clock.zone
    told = {}
    for c in rows:
        state = acts.standing_of(c, answers.get(c.record))
        late = rules.missed(state, c.when, now)
        told[c.nik] = (MISSED if late else state, moment(c.when, ZONES[zone], zone) if c.when else "")
    return told
