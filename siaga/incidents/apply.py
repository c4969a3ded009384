"""Facts of notices → rows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op

from .facts import NoticeMade
from .models import Notice


def notice_made(f: Fact) -> Iterable[Op]:
    b: NoticeMade = f.body
    yield Insert(
        Notice,
        {
            "id": f.id,
            "outage": b.outage,
            "at": f.at,
            "actor": f.actor,
            "audience": b.audience,
            "area": b.area,
            "text": b.text,
            "figures": msgspec.to_builtins(b.figures),
        },
    )


KINDS = ((NoticeMade, notice_made),)
