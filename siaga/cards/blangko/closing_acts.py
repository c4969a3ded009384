"""The treasurer's evening: each drawer is counted, what is left returns to the store, and what did not return is accounted for."""

from __future__ import annotations

from collections.abc import Mapping
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
class Back:
    """What came back out of a drawer. spoiled: blanks without a card on them. numbers: serials of `returned`, () where nobody wrote them
    down. note, berita_acara: for what is missing or spoiled.
    """

    returned: int
    spoiled: int = 0
    numbers: Ranges = ()
    note: str = ""
    berita_acara: str = ""


def at_closing(item: str, account: str, have: int, back: Back, held: Ranges) -> list[Movement] | Refusal:
    """The movements that empty a drawer. Every print and every changed ribbon is booked already, so what is missing is a difference, with
    reason and minutes.
    """
    if min(back.returned, back.spoiled) < 0:
        return Refusal("ledger.negative_count", "Hasil hitung tidak mungkin kurang dari nol. Hitung ulang.", "returned")
    rest = have - back.returned - back.spoiled
    if rest < 0:
        return Refusal(
            "ledger.more_back", "Di laci ini menurut buku ada %(have)d, dikembalikan %(n)d. Hitung ulang.", "returned",
            basis=rules.BASIS, params={"have": have, "n": back.returned + back.spoiled},
        )  # fmt: skip
    wrong = serials.check_amount(back.returned, back.numbers) + serials.check_held(held, back.numbers)
    if wrong:
        return wrong[0]
    named = back.numbers if back.numbers or back.returned else ()
    used = pairs(serials.minus(held, named)) if held and (named or not back.returned) else ()
    wanted = [
        ("kembali", rules.STOCK, back.returned, pairs(named)),
        ("rusak", rules.SPOILED, back.spoiled, ()),
        ("opname", rules.DIFFERENCE, rest, ()),
    ]
    moves: list[Movement] = []
    for kind, target, n, numbers in wanted:
        if n:
            moves.append(
                Movement(kind=kind, amount=n, source=account, target=target, note=back.note,
                         berita_acara=back.berita_acara, item=item, serials=numbers, used=() if moves else used)
            )  # fmt: skip
    return moves


def close_drawer(
    node: Node, bendahara: Actor, account: str, back: Back, *, item: str = KTP, key: UUID | None = None
) -> Outcome:
    """Empty one drawer (`rules.drawer`, or what was handed out to all). Done: how many are missing."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        now = book.locked_balances(node, item)
        have = now.get(account, 0)
        if rules.general(account) != rules.OPERATOR or have <= 0:
            return act.refuse(
                Refusal("ledger.empty_drawer", "Laci ini sudah kosong menurut buku. Muat ulang halamannya.")
            )
        moves = at_closing(item, account, have, back, book.held(node, item).get(account, ()))
        if isinstance(moves, Refusal):
            return act.refuse(moves)
        if wrong := rules.check_all(now, moves):
            return act.refuse(wrong)
        for movement in moves:
            moved(act, node, movement)
        return act.done(have - back.returned - back.spoiled)


def _full(balances: Mapping[str, int]) -> dict[str, int]:
    return {a: n for a, n in balances.items() if rules.general(a) == rules.OPERATOR and n > 0}


def close_all(node: Node, bendahara: Actor, *, item: str = KTP, key: UUID | None = None) -> Outcome:
    """Every drawer holds what the book says: all of it back into the store in one act. No drawer whose serials have to be looked at.
    Done: how many.
    """
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        drawers, held = _full(book.locked_balances(node, item)), book.held(node, item)
        drawers = {a: n for a, n in drawers.items() if serials.size(held.get(a, ())) in (0, n)}
        if not drawers:
            return act.refuse(
                Refusal("ledger.empty_drawer", "Laci ini sudah kosong menurut buku. Muat ulang halamannya.")
            )
        for account, n in sorted(drawers.items()):
            have = held.get(account, ())
            moves = at_closing(item, account, n, Back(n, numbers=have), have)
            assert not isinstance(moves, Refusal)
            for movement in moves:
                moved(act, node, movement)
        return act.done(sum(drawers.values()))
