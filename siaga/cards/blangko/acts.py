"""The blangko ledger's deeds. Only the treasurer books receipts, hands out each morning, takes back at closing and counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from siaga.continuity.acts import may_be_back
from siaga.continuity.dependencies import BLANGKO
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from ..facts import BlangkoMoved, MonthReported
from . import book, rules, serials, statement
from .book import locked_balances as locked_balances
from .rules import KTP, Movement
from .rules import check_all as check_all
from .serials import Ranges

TREASURER, CENTRE = "bendahara", "operator_pusat"  # the centre keeps books of its own
PRINTABLE = (rules.STOCK, rules.OPERATOR)


def only_treasurer(officer: Actor) -> Refusal | None:
    if {TREASURER, CENTRE} & officer.roles:
        return None
    return Refusal(
        "ledger.only_treasurer",
        "Hanya bendahara blangko yang membukukan penerimaan, pengeluaran dan hitungan. Panggil bendahara.",
        basis=rules.BASIS,
    )


def moved(act: Act, node: Node, movement: Movement) -> UUID:
    """Book a movement that was checked, inside another act."""
    source, target = movement.ends()
    if movement.item == KTP and rules.general(target) in PRINTABLE:
        act.after(lambda: may_be_back(BLANGKO))
    return act.record(
        BlangkoMoved(
            move=movement.kind,
            source=source,
            target=target,
            amount=movement.amount,
            note=movement.note,
            berita_acara=movement.berita_acara,
            item=movement.item,
            serials=[list(r) for r in movement.serials],
            used=[list(r) for r in movement.used],
        ),
        subject=f"blangko/{node.desk}",
    )


def book_all(
    node: Node, officer: Actor, item: str, movements: Sequence[Movement], key: UUID | None, value: object = None
) -> Outcome:
    """An act of nothing but movements of one item. Done(value, or the first entry's id)."""
    with Act(node, officer, key=key) as act:
        if no := only_treasurer(officer):
            return act.refuse(no)
        if wrong := check_all(locked_balances(node, item), movements) or book.wrong_serials(node, item, movements):
            return act.refuse(wrong)
        entries = [moved(act, node, movement) for movement in movements]
        return act.done(value if value is not None else entries[0] if entries else None)


def pairs(ranges: Iterable[serials.SerialRange]) -> tuple[tuple[int, int], ...]:
    return tuple((r.first, r.last) for r in ranges)


def receive(
    node: Node,
    bendahara: Actor,
    amount: int,
    note: str,
    *,
    berita_acara: str = "",
    item: str = KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """Blangko from outside that were not shipped through a request (the first stock). note: what the BAST says. numbers: their serials."""
    movement = Movement(
        kind="terima", amount=amount, note=note, berita_acara=berita_acara, item=item, serials=pairs(numbers)
    )
    return book_all(node, bendahara, item, [movement], key)


def draw(
    node: Node,
    bendahara: Actor,
    amount: int,
    *,
    to: str = "",
    note: str = "",
    item: str = KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """The morning's hand-out to an operator's drawer; to "": to all of them together. Where the store knows serials and none are named, the
    lowest go. Done(entry id)."""
    target = rules.drawer(to) if to else rules.OPERATOR
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        now = locked_balances(node, item)
        held = book.held(node, item).get(rules.STOCK, ())
        chosen = numbers or (serials.take(held, amount) if serials.size(held) >= amount > 0 else ())
        movement = Movement(
            kind="ambil", amount=amount, source=rules.STOCK, target=target, note=note, item=item, serials=pairs(chosen)
        )
        wrong = rules.check_movement(now, movement)
        if wrong := wrong or serials.check_held(held, chosen) + serials.check_amount(amount, chosen):
            return act.refuse(wrong)
        return act.done(moved(act, node, movement))


def give_back(
    node: Node,
    bendahara: Actor,
    amount: int,
    *,
    by: str = "",
    note: str = "",
    item: str = KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """Part of what an operator holds, back into the store during the day. At closing: `closing_acts.close_drawer`."""
    source = rules.drawer(by) if by else rules.OPERATOR
    movement = Movement(
        kind="kembali", amount=amount, source=source, target=rules.STOCK, note=note, item=item, serials=pairs(numbers)
    )
    return book_all(node, bendahara, item, [movement], key)


def spoil_blank(
    node: Node,
    bendahara: Actor,
    amount: int,
    note: str,
    *,
    source: str = rules.STOCK,
    item: str = KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """Blangko spoiled without a card on them (wet, bent), from the stock or from the operators."""
    movement = Movement(
        kind="rusak", amount=amount, source=source, target=rules.SPOILED, note=note, item=item, serials=pairs(numbers)
    )
    return book_all(node, bendahara, item, [movement], key)


def count_stock(
    node: Node,
    bendahara: Actor,
    counted: int,
    *,
    note: str = "",
    berita_acara: str = "",
    item: str = KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """A stock count of what lies in store. A difference is booked with reason and minutes. numbers: the serials found there;
    others that the store was thought to hold went into cards. Done(the difference).
    """
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        now = locked_balances(node, item)
        answer = rules.count_stock(now, counted, note=note, berita_acara=berita_acara, item=item)
        held = book.held(node, item).get(rules.STOCK, ())
        wrong = [r for r in answer if isinstance(r, Refusal)] + serials.check_amount(counted, numbers)
        if wrong := wrong + serials.check_held(held, numbers):
            return act.refuse(wrong)
        for movement in answer:
            assert isinstance(movement, Movement)
            moved(act, node, movement)
        if numbers and (gone := serials.minus(held, numbers)):
            stays = Movement(
                kind="opname", amount=0, source=rules.STOCK, target=rules.STOCK, item=item, used=pairs(gone),
                note=note or "nomor seri dicocokkan",
            )  # fmt: skip
            moved(act, node, stays)
        return act.done(counted - now.get(rules.STOCK, 0))


def report_month(
    node: Node,
    officer: Actor,
    month: date,
    *,
    received: int,
    printed: int,
    spoiled: int,
    stock: int,
    in_transit: int = 0,
    difference: int = 0,
    key: UUID | None = None,
) -> Outcome:
    """The report at the end of a month; figures that cannot be are refused, each at its field. month: any day of it."""
    figures = {
        "received": received,
        "printed": printed,
        "spoiled": spoiled,
        "stock": stock,
        "in_transit": in_transit,
        "difference": difference,
    }
    with Act(node, officer, key=key) as act:
        if wrong := statement.check_report(**figures):
            return act.refuse(wrong)
        act.record(MonthReported(month=month.replace(day=1), **figures), subject=f"blangko/{node.id}")
        return act.done(month.replace(day=1))
