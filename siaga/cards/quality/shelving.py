"""Cards on the pick-up shelf: the one place where a printed card becomes one that can be handed over."""

from __future__ import annotations

from collections.abc import Sequence

from siaga.cards.blangko import rules as ledger
from siaga.cards.blangko.acts import locked_balances, moved
from siaga.cards.blangko.rules import Movement
from siaga.cards.facts import CardPrinted
from siaga.cards.line import status_subject, subject_of
from siaga.cards.models import PrintOrder
from siaga.journal.act import Act
from siaga.kit.node import Node
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import OFFICE

Shelved = tuple[PrintOrder, str, str, int]  # the order, its place in words, box, slot


def on_the_shelf(act: Act, node: Node, placed: Sequence[Shelved], serial: int = 0) -> None:
    """Inside an act that holds these orders' rows: their blangko are printed ones, and their recordings' cards are made. serial: of the
    blangko, where it is one card and its number was read.
    """
    if not placed:
        return
    orders = [order for order, _shelf, _box, _slot in placed]
    records = {r.id: r for r in Record.objects.select_for_update().filter(id__in=[o.record for o in orders])}
    locked_balances(node)
    for order, shelf, box, slot in placed:
        body = CardPrinted(
            order=order.id, nik=order.nik, attempt=order.attempt, printer=order.printer, shelf=shelf, box=box, slot=slot,
            serial=serial,
        )  # fmt: skip
        act.record(body, subject=subject_of(node, order.id))
        change_status(act, records[order.record], "print_good", OFFICE, subject=status_subject(node, order.id))
    moved(act, node, Movement(kind="cetak", amount=len(orders), source=ledger.AT_PRINTER, target=ledger.PRINTED))
