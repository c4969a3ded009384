"""Facts of allotments -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator

from siaga.cards.models import Allotment
from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op

from . import facts as said


def blangko_allotted(f: Fact) -> Iterator[Op]:
    """Raises ValueError for lists that do not fit each other, or more given than there was."""
    b: said.BlangkoAllotted = f.body
    if len({len(column) for column in (b.offices, b.prr, b.stock, b.pace, b.given)}) != 1:
        raise ValueError("one number for each office")
    if min(b.given, default=0) < 0 or sum(b.given) > b.amount:
        raise ValueError("no more is given than there was")
    if any(len(x) != 3 or x[2] < 1 or not all(0 <= i < len(b.offices) for i in x[:2]) for x in b.loans):
        raise ValueError("a loan is a lender, a borrower and how many")
    values = {name: getattr(b, name) for name in b.__struct_fields__ if name != "allotment"}
    yield Insert(Allotment, {"id": b.allotment, "at": f.at, "by": f.actor, **values})


KINDS = ((said.BlangkoAllotted, blangko_allotted),)
