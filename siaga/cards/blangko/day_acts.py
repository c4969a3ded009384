"""The treasurer's morning: one hand-out to all drawers at once, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from . import book, rules, serials
from .acts import moved, only_treasurer, pairs
from .rules import KTP, Movement
from .serials import Ranges


@dataclass(frozen=True, slots=True)
class Share:
    """What one operator gets. numbers: the serials, () for the lowest that are there."""

    officer: str
    amount: int
    numbers: Ranges = ()


def hand_out(
    node: Node, bendahara: Actor, shares: Sequence[Share], *, item: str = KTP, key: UUID | None = None
) -> Outcome:
    """Done: how many were handed out. A refusal's field is `jumlah_<officer>` or `seri_<officer>`."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        wanted = [share for share in shares if share.amount]
        if not wanted:
            return act.refuse(Refusal("ledger.nothing", "Isi jumlah untuk sedikitnya satu petugas."))
        now = book.locked_balances(node, item)
        left = book.held(node, item).get(rules.STOCK, ())
        for share in wanted:
            left = serials.minus(left, share.numbers)
        moves, free = [], left
        for share in wanted:
            numbers = share.numbers or (serials.take(free, share.amount) if serials.size(free) >= share.amount else ())
            free = serials.minus(free, numbers)
            moves.append(
                Movement(kind="ambil", amount=share.amount, source=rules.STOCK, target=rules.drawer(share.officer),
                         item=item, serials=pairs(numbers))
            )  # fmt: skip
        if wrong := _wrong(node, item, now, wanted, moves):
            return act.refuse(wrong)
        for movement in moves:
            moved(act, node, movement)
        return act.done(sum(m.amount for m in moves))


def _wrong(
    node: Node, item: str, now: dict[str, int], shares: Sequence[Share], moves: Sequence[Movement]
) -> list[Refusal]:
    """Each at the field of its officer."""
    found: list[Refusal] = []
    balances = now
    have = book.held(node, item).get(rules.STOCK, ())
    for share, movement in zip(shares, moves, strict=True):
        after = rules.book(balances, movement)
        at = f"seri_{share.officer}"
        numbers = serials.of_pairs(movement.serials)
        found += serials.check_amount(share.amount, numbers, at) + serials.check_held(have, numbers, at)
        have = serials.minus(have, numbers)
        if isinstance(after, list):
            found += [Refusal(r.code, r.message, f"jumlah_{share.officer}", r.basis, params=r.params) for r in after]
        else:
            balances = after
    return found
