"""A service point in a kecamatan of a simulated country: a machine that works beside its office while the line between the two is cut.

What is done there goes through production's acts: tickets, recordings, cards and blangko that the office has lent, and their return.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from siaga.cards import lending
from siaga.cards.handover_acts import hand_over
from siaga.cards.handover_rules import DECISION
from siaga.cards.line import SHELF, held
from siaga.cards.print_acts import print_next
from siaga.drill import deeds, steps
from siaga.drill.clerks import CHECKER, NO_SCANNER, PRINTER, TREASURER
from siaga.drill.deeds import Counter
from siaga.drill.devices import HourlyPrinter
from siaga.drill.land import CARDS_AN_HOUR, Land, Office
from siaga.journal import points
from siaga.journal.act import SYSTEM, AlreadyDone, Outcome
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node

ENTRUSTED = 10  # blangko that go with each loan of cards


def settle(land: Land, office: Office) -> None:
    """A point of the kecamatan in which most of the office's people live, in good weather."""
    node = land.point_of(office, 1)
    homes = {f.no_kk: f.kode_wilayah[:6] for f in office.counter.town.families}
    areas = sorted(homes[r.no_kk] for r in office.counter.grown)
    with office.box:
        assert points.add_point(office.box, SYSTEM, node.keys.public, max(areas, key=areas.count))
    node.trust.update({PUSAT: land.centre.keys.public, office.box.chain: office.box.keys.public})
    land.furnish(node, HourlyPrinter(land.clock, lambda _at: CARDS_AN_HOUR))
    for name in (PUSAT, "signer"):  # it speaks to its office alone, and papers are signed there
        del node.devices[name]
    node.devices["kantor"] = land.line(office.box)
    office.point = node


def do(node: Node, counter: Counter, what: str, n: int, key: UUID) -> Outcome | None:
    """As `deeds.do`, at the point `node` or, for a loan, at its office."""
    return DEEDS[what](node, counter, n, key)


def _ticket(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    return deeds.do(node, counter, steps.TICKET, n, key)


def _record(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    return deeds.do(node, counter, steps.RECORD, n, key)


def _lend(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    """At the office: blangko first, so that what is lent can be printed there. Asked again after a death between the two, only the
    blangko stand already."""
    name = points.point_name(node.id, 1)
    with suppress(AlreadyDone):
        lending.entrust(node, TREASURER, name, ENTRUSTED, key=ids.named("titip", str(key)))
    return lending.lend(node, PRINTER, name, 1 + n % 4, key=key)


def _print(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    if (coming := lending.on_their_way(node)) > 0:
        lending.accept(node, TREASURER, coming, key=ids.named("hitung", str(key)))
    return print_next(node, PRINTER, 1 + n % 3, "Printer", key=key)


def _hand(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    shelf = list(held(node).filter(state=SHELF).order_by("id").values_list("id", flat=True))
    if not shelf:
        return None
    return hand_over(node, CHECKER, shelf[n % len(shelf)], DECISION, reason=NO_SCANNER, key=key)


def _give_back(node: Node, counter: Counter, n: int, key: UUID) -> Outcome | None:
    return lending.give_back(node, PRINTER, key=key)


DEEDS: dict[str, Callable[[Node, Counter, int, UUID], Outcome | None]] = {
    steps.POINT_TICKET: _ticket,
    steps.POINT_RECORD: _record,
    steps.LENT: _lend,
    steps.POINT_PRINT: _print,
    steps.POINT_HAND: _hand,
    steps.GIVEN_BACK: _give_back,
}
