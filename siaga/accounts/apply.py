"""An officer's fact becomes a sealed row and no account: a node that hears of an officer must not let that officer in by it."""

from __future__ import annotations

from collections.abc import Iterable

from siaga.journal.facts import Fact
from siaga.journal.rows import Op, Put

from .facts import OfficerChanged
from .models import OfficerSeal


def officer_changed(f: Fact) -> Iterable[Op]:
    b: OfficerChanged = f.body
    if not b.sealed:
        return
    told = {"name": b.name, "roles": ",".join(b.roles), "wilayah": b.wilayah, "active": b.active, "sealed": b.sealed}
    yield Put(OfficerSeal, {"office": f.office, "username": b.username, **told, "at": f.at})


KINDS = ((OfficerChanged, officer_changed),)
