"""What somebody sees who holds the card: good, and where it is put. Bad and never there are `print_acts.mark_spoiled` and `not_printed`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from siaga.cards.blangko import rules as ledger
from siaga.cards.blangko.acts import locked_balances, moved, pairs
from siaga.cards.blangko.book import held as held_serials
from siaga.cards.blangko.rules import Movement
from siaga.cards.blangko.serials import USED, SerialRange, check_held, minus
from siaga.cards.line import AT_THE_PRINTER, SHELF, held
from siaga.cards.models import PrintJob, PrintOrder
from siaga.cards.print_acts import withdrawn
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .rules import Place, free_places, shelf_of
from .shelving import on_the_shelf

MOST = 200  # cards in one act


def to_check(node: Node) -> QuerySet[PrintOrder]:
    """Out by their printers' word, the longest waiting first."""
    return (
        held(node).filter(state=AT_THE_PRINTER, out_at__isnull=False).order_by("out_at", "printer", "recorded_at", "id")
    )


def pass_good(
    node: Node, officer: Actor, orders: Sequence[UUID], *, serial: int = 0, key: UUID | None = None
) -> Outcome:
    """These cards were held and compared, and are good. Done({order id: "box/slot"}), in the order given.

    serial: the number on the one card's blangko, 0 where nobody reads it: then it is used when its drawer is closed.
    """
    with Act(node, officer, key=key) as act:
        wanted = list(dict.fromkeys(orders))
        if not 1 <= len(wanted) <= (1 if serial else MOST):
            return act.refuse(_no("how_many", "Pilih 1 sampai %(most)d kartu yang sudah diperiksa.", most=MOST))
        found = held(node).select_for_update().filter(id__in=wanted, state=AT_THE_PRINTER)
        rows = {row.id: row for row in found.order_by("id")}
        if len(rows) < len(wanted):
            return act.refuse(_no("not_there", "Ada kartu yang sudah tidak menunggu diperiksa. Muat ulang daftarnya."))
        for row in rows.values():
            # A card in the hand whose printer has not said so: it must not print it once more.
            if row.out_at is None and (no := withdrawn(node, row)):
                return act.refuse(no)
        placed = places_for(node, [rows[id] for id in wanted])
        if serial and (wrong := _numbered(act, node, rows[wanted[0]], serial)):
            return act.refuse(wrong)
        on_the_shelf(act, node, placed, serial)
        PrintJob.objects.filter(name__in=[row.job for row in rows.values()]).delete()
        return act.done({order.id: shelf for order, shelf, _box, _slot in placed})


def _numbered(act: Act, node: Node, row: PrintOrder, serial: int) -> list[Refusal]:
    """The number leaves the place that its blangko came from. Nothing is booked where that drawer was closed in between, nor where this
    desk's blangko have no numbers in the book.
    """
    twin = PrintOrder.objects.filter(serial=serial).exclude(id=row.id).first()
    if twin is not None:
        return [_no("serial_twice", "Nomor seri ini sudah tercatat pada kartu lain. Periksa angkanya.")]
    books, one = held_serials(node), (SerialRange(serial, serial),)
    source = row.blangko_from or ledger.STOCK
    if not books or not minus(one, books.get(USED, ())):
        return []
    if wrong := check_held(books.get(source, ()), one):
        return wrong
    note = "nomor seri dibaca pada kartu"
    moved(act, node, Movement(kind="opname", amount=0, source=source, target=source, used=pairs(one), note=note))
    return []


def places_for(node: Node, rows: Sequence[PrintOrder]) -> list[tuple[PrintOrder, str, str, int]]:
    """Inside an act: a free slot for each. The lock of the books keeps two officers from finding the same one."""
    locked_balances(node)
    kecamatan = {row.kecamatan for row in rows}
    taken: dict[str, list[Place]] = {k: [] for k in sorted(kecamatan)}
    lying = held(node).filter(state=SHELF, kecamatan__in=kecamatan).exclude(box="")
    for place, box, slot in lying.values_list("kecamatan", "box", "slot"):
        taken[place].append((box, slot))
    free = {k: free_places(k, places) for k, places in taken.items()}
    placed = []
    for row in rows:
        box, slot = next(free[row.kecamatan])
        placed.append((row, shelf_of(box, slot), box, slot))
    return placed


def _no(code: str, message: str, **params: object) -> Refusal:
    return Refusal(f"quality.{code}", message, params=params)
