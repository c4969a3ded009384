"""Facts about renewals in bulk -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from . import facts as said
from .models import RenewalRound

RUNNING, DONE, STOPPED = "berjalan", "selesai", "dihentikan"


def renewal_begun(f: Fact) -> Iterator[Op]:
    b: said.RenewalBegun = f.body
    yield Insert(RenewalRound, {
        "id": b.round, "office": f.office, "until": b.until, "total": b.total, "made": 0, "refused": {}, "after": "",
        "state": RUNNING, "by": f.actor, "at": f.at, "changed_at": f.at,
    })  # fmt: skip


def renewal_step(f: Fact) -> Iterator[Op]:
    b: said.RenewalStep = f.body
    values = {"made": b.made, "refused": b.refused, "after": b.after, "changed_at": f.at}
    yield Update(RenewalRound, b.round, values | ({"state": DONE} if b.done else {}))


def renewal_stopped(f: Fact) -> Iterator[Op]:
    yield Update(RenewalRound, f.body.round, {"state": STOPPED, "changed_at": f.at})


def suket_holders_told(f: Fact) -> Iterator[Op]:
    """It happened, and changes no row."""
    return iter(())


KINDS: Iterable[tuple[Any, Any]] = (
    (said.RenewalBegun, renewal_begun),
    (said.RenewalStep, renewal_step),
    (said.RenewalStopped, renewal_stopped),
    (said.SuketHoldersTold, suket_holders_told),
)
