"""Facts of lending -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Op, Update
from siaga.kit import ids

from . import lending_facts as said
from .apply import hand
from .blangko.apply import movement
from .blangko.rules import ENTRUSTED, KTP, OUTSIDE, SPOILED, STOCK, TRANSIT
from .models import PrintOrder


def order_lent(f: Fact) -> Iterator[Op]:
    b: said.OrderLent = f.body
    packet = b.packet.sha if b.packet else ""
    values = {"lent_to": b.point, "writer": b.point, "returned": False, "lent_packet": packet}
    yield Update(PrintOrder, b.order, _of_office(f, values))


def order_returned(f: Fact) -> Iterator[Op]:
    yield Update(PrintOrder, f.body.order, {"returned": True, "writer": hand(f)})


def order_taken_back(f: Fact) -> Iterator[Op]:
    values = {"lent_to": "", "writer": "", "returned": False, "lent_packet": ""}
    yield Update(PrintOrder, f.body.order, _of_office(f, values))


def _of_office(f: Fact, values: dict[str, Any]) -> dict[str, Any]:
    """Raises ValueError where a point speaks: it lends nothing and takes nothing back."""
    if hand(f):
        raise ValueError("only the office lends, and takes back what it lent")
    return values


def blangko_entrusted(f: Fact) -> Iterator[Op]:
    b: said.BlangkoEntrusted = f.body
    if b.target.partition("/")[0] != f.office or b.target == f.desk:
        raise ValueError("blangko are entrusted to another desk of the same office")
    if b.spoiled and b.target != f.office:
        raise ValueError("spoiled blangko go from a service point to its office")
    book = partial(movement, f, item=b.item, serials=b.serials)
    source, target = (SPOILED, SPOILED) if b.spoiled else (STOCK, TRANSIT)
    yield from book(f.desk, ENTRUSTED, source, OUTSIDE, b.amount, b.note)
    there = ids.named(b.target, str(f.id))
    yield from book(b.target, ENTRUSTED, OUTSIDE, target, b.amount, b.note, id=there)


def books_taken_over(f: Fact) -> Iterator[Op]:
    b: said.BooksTakenOver = f.body
    if hand(f) or b.point.partition("/")[0] != f.office:
        raise ValueError("an office takes over the books of its own service points")
    for item, amounts in {KTP: b.amounts, **b.others}.items():
        for account, amount in sorted(amounts.items()):
            for desk, source, target in ((b.point, account, OUTSIDE), (f.office, OUTSIDE, account)):
                named = account if item == KTP else f"{item} {account}"
                entry = ids.named(desk, named, str(f.id))
                numbers = b.serials.get(item, {}).get(account, ())
                yield from movement(
                    f, desk, ENTRUSTED, source, target, amount, b.point, id=entry, item=item, serials=numbers
                )


KINDS = (
    (said.OrderLent, order_lent),
    (said.OrderReturned, order_returned),
    (said.OrderTakenBack, order_taken_back),
    (said.BlangkoEntrusted, blangko_entrusted),
    (said.BooksTakenOver, books_taken_over),
)
