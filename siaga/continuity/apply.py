"""Facts of outages → rows. A turned switch makes no row: the switch itself is local, the fact is the trace."""

from __future__ import annotations

from collections.abc import Iterable

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from .facts import OutageBegan, OutageEnded, SwitchTurned
from .models import Outage


def outage_began(f: Fact) -> Iterable[Op]:
    b: OutageBegan = f.body
    yield Insert(
        Outage,
        {
            "id": f.id,
            "dependency": b.dependency,
            "began": b.began,
            "ended": None,
            "training": b.training,
            "says": b.says,
            "office": f.office,
        },
    )


def outage_ended(f: Fact) -> Iterable[Op]:
    b: OutageEnded = f.body
    yield Update(Outage, b.outage, {"ended": b.ended})


def switch_turned(f: Fact) -> Iterable[Op]:
    return ()


KINDS = ((OutageBegan, outage_began), (OutageEnded, outage_ended), (SwitchTurned, switch_turned))
