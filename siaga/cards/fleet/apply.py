"""Facts of printers -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siaga.cards.apply import hand
from siaga.cards.models import FleetPrinter, PrintOrder
from siaga.journal.facts import Fact
from siaga.journal.rows import Add, Op, Update

from . import facts as said


def _of_printer(f: Fact, values: dict[str, Any]) -> Iterator[Op]:
    """The row begins with whatever is said first of a printer."""
    yield Add(FleetPrinter, (f.desk, f.body.printer), {"used": 0})
    yield Update(FleetPrinter, (f.desk, f.body.printer), values)


def printer_set(f: Fact) -> Iterator[Op]:
    b: said.PrinterSet = f.body
    yield from _of_printer(f, {"site": b.site, "per_day": b.per_day, "ribbon": b.ribbon})


def ribbon_changed(f: Fact) -> Iterator[Op]:
    yield from _of_printer(f, {"used": 0})


def printer_rested(f: Fact) -> Iterator[Op]:
    yield from _of_printer(f, {"rested": f.body.why})


def printer_back(f: Fact) -> Iterator[Op]:
    yield from _of_printer(f, {"rested": "", "empty": 0})


def card_out(f: Fact) -> Iterator[Op]:
    yield Update(PrintOrder, f.body.order, {"out_at": f.at, "writer": hand(f)})


KINDS = (
    (said.PrinterSet, printer_set),
    (said.RibbonChanged, ribbon_changed),
    (said.PrinterRested, printer_rested),
    (said.PrinterBack, printer_back),
    (said.CardOut, card_out),
)
