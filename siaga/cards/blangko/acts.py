"""The blangko ledger's deeds. Only the treasurer books receipts, hands out each morning and counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from siaga.continuity.acts import may_be_back
from siaga.continuity.dependencies import BLANGKO
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from ..facts import BlangkoMoved, MonthReported
from ..models import Balance
from . import rules
from .rules import Movement

TREASURER = "bendahara"
PRINTABLE = (rules.STOCK, rules.OPERATOR)


def locked_balances(node: Node) -> dict[str, int]:
    """Blangko by account, kept as they are until the act ends: whoever moves blangko asks this first.

    One lock for the whole ledger. Row locks would not do: an account begins with its first blangko, and those who wait
    for rows that others are still adding to end in a deadlock.
    """
    with connection.cursor() as cur:
        cur.execute("SELECT pg_advisory_xact_lock(hashtext('siaga.blangko'))")
    return dict(Balance.objects.filter(office=node.desk).values_list("account", "amount"))


def only_treasurer(officer: Actor) -> Refusal | None:
    if TREASURER in officer.roles:
        return None
    return Refusal(
        "ledger.only_treasurer",
        "Hanya bendahara blangko yang membukukan penerimaan, pengeluaran dan hitungan. Panggil bendahara.",
        basis=rules.BASIS,
    )


def moved(act: Act, node: Node, movement: Movement) -> UUID:
    """Book a movement that was checked, inside another act."""
    source, target = movement.ends()
    if target in PRINTABLE:
        act.after(lambda: may_be_back(BLANGKO))
    return act.record(
        BlangkoMoved(
            move=movement.kind,
            source=source,
            target=target,
            amount=movement.amount,
            note=movement.note,
            berita_acara=movement.berita_acara,
        ),
        subject=f"blangko/{node.desk}",
    )


def check_all(balances: dict[str, int], movements: Iterable[Movement]) -> list[Refusal]:
    """Whether these may be booked one after the other."""
    now = balances
    for movement in movements:
        after = rules.book(now, movement)
        if isinstance(after, list):
            return after
        now = after
    return []


def _book(node: Node, officer: Actor, movements: Sequence[Movement], key: UUID | None) -> Outcome:
    with Act(node, officer, key=key) as act:
        if no := only_treasurer(officer):
            return act.refuse(no)
        if wrong := check_all(locked_balances(node), movements):
            return act.refuse(wrong)
        entries = [moved(act, node, movement) for movement in movements]
        return act.done(entries[0] if entries else None)


def receive(
    node: Node, bendahara: Actor, amount: int, note: str, *, berita_acara: str = "", key: UUID | None = None
) -> Outcome:
    """Blangko from outside that were not shipped through a request (the first stock, a loan). note: what the BAST says."""
    return _book(node, bendahara, [Movement(kind="terima", amount=amount, note=note, berita_acara=berita_acara)], key)


def draw(node: Node, bendahara: Actor, amount: int, *, note: str = "", key: UUID | None = None) -> Outcome:
    """The morning's hand-out to the operators. Done(entry id)."""
    return _book(node, bendahara, [Movement(kind="ambil", amount=amount, note=note)], key)


def give_back(node: Node, bendahara: Actor, amount: int, *, note: str = "", key: UUID | None = None) -> Outcome:
    """What the operators did not use, at closing."""
    return _book(node, bendahara, [Movement(kind="kembali", amount=amount, note=note)], key)


def spoil_blank(
    node: Node, bendahara: Actor, amount: int, note: str, *, source: str = rules.STOCK, key: UUID | None = None
) -> Outcome:
    """Blangko spoiled without a card on them (wet, bent), from the stock or from the operators."""
    return _book(
        node, bendahara, [Movement(kind="rusak", amount=amount, source=source, target=rules.SPOILED, note=note)], key
    )


def count_stock(
    node: Node, bendahara: Actor, counted: int, *, note: str = "", berita_acara: str = "", key: UUID | None = None
) -> Outcome:
    """A stock count of what lies in store. A difference is booked with reason and minutes. Done(the difference)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        now = locked_balances(node)
        answer = rules.count_stock(now, counted, note=note, berita_acara=berita_acara)
        if wrong := [r for r in answer if isinstance(r, Refusal)]:
            return act.refuse(wrong)
        for movement in answer:
            assert isinstance(movement, Movement)
            moved(act, node, movement)
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
        if wrong := rules.check_report(**figures):
            return act.refuse(wrong)
        act.record(MonthReported(month=month.replace(day=1), **figures), subject=f"blangko/{node.id}")
        return act.done(month.replace(day=1))
