"""What the office lends to a service point: cards to print and hand over, and the blangko for them (ADR 9).

A card that is lent is printed by the point alone until the point gives it back or is ended. No lease ends by a clock: no two machines
that cannot hear each other agree on one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from siaga.journal import blobs, points
from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.models import OfficePoint
from siaga.journal.questions import finds
from siaga.kit.node import Node, point_of
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.recording import packet as packets
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import OFFICE

from .blangko import book
from .blangko import rules as ledger
from .blangko.acts import check_all, locked_balances, moved, only_treasurer, pairs
from .blangko.rules import Movement
from .blangko.serials import Ranges, custody, pairs_of, size
from .blangko.shipments import Counted, announced, entrusted_serials, of_shipment
from .face import packet_of
from .facts import PrintFailed
from .lending_facts import BlangkoEntrusted, BooksTakenOver, OrderLent, OrderReturned, OrderTakenBack
from .line import AT_THE_PRINTER, SHELF, WAITING, held, line, subject_of
from .models import PrintOrder

LENDERS = frozenset({"kepala", "pencetakan"})
MOST = 200  # cards in one act
RETURNED, ENDED = "kembali", "titik diakhiri"


# --- at the office ----------------------------------------------------------------------------------------------------


def lend(node: Node, officer: Actor, point: str, n: int, *, key: UUID | None = None) -> Outcome:
    """Lend the first n cards of the point's kecamatan, in the lawful order. Done.value: ids of the orders lent; fewer if fewer wait."""
    with Act(node, officer, key=key) as act:
        row = OfficePoint.objects.filter(name=point, office=node.id, ended=None).first()
        if row is None or node.point:
            return act.refuse(
                _no("unknown", "Titik layanan ini tidak ada atau sudah diakhiri. Muat ulang daftarnya.", "point")
            )
        if not LENDERS & officer.roles:
            return act.refuse(_no("who", "Hanya kepala kantor atau petugas pencetakan yang meminjamkan kartu."))
        if not 1 <= n <= MOST:
            return act.refuse(
                _no("how_many", "Sekali pinjam 1 sampai %(most)d kartu. Perbaiki jumlahnya.", "n", most=MOST)
            )
        waiting = line(node, node.clock.today()).filter(kecamatan=row.kecamatan)
        orders = list(waiting.select_for_update(skip_locked=True, of=("self",))[:n])
        lent = [order.id for order in orders if _lent(act, node, order, point)]
        if not lent:
            return act.refuse(_no("nobody", "Tidak ada kartu dari kecamatan ini yang menunggu dicetak."))
        return act.done(lent)


def _lent(act: Act, node: Node, order: PrintOrder, point: str) -> bool:
    """False where the recording cannot be opened here: then the point could not print it either."""
    try:
        packet = packet_of(node, order)
    except PermanentFault:
        return False
    ref = blobs.put(node, packets.seal(packet, points.readers(point)), at=act.now) if packet else None
    act.record(OrderLent(order=order.id, nik=order.nik, point=point, packet=ref), subject=f"pesanan/{order.id}")
    return True


@finds(
    "EXISTS (SELECT FROM cards_printorder WHERE lent_to <> '' AND returned AND office = %s)",
    lambda node, now: (node.id,),
)
def take_back(node: Node, now: datetime) -> int:
    """Due work of the office: what a point gave back stands in the office's line again. Returns how many."""
    back = PrintOrder.objects.filter(returned=True, office=node.id).exclude(lent_to="")
    if not back.exists():
        return 0
    with Act(node, SYSTEM) as act:
        orders = list(back.select_for_update(skip_locked=True).order_by("id")[:MOST])
        for order in orders:
            _taken(act, order, RETURNED)
        return len(orders)


def _taken(act: Act, order: PrintOrder, why: str) -> None:
    act.record(OrderTakenBack(order=order.id, nik=order.nik, why=why), subject=f"pesanan/{order.id}")


def end(node: Node, head: Actor, point: str, reason: str, *, key: UUID | None = None) -> Outcome:
    """Close a point, or hold it for dead. Everything lent to it is the office's again, as it was last known. Done.value: how many cards.

    What lay at its printer counts as spoiled and is printed again; what was printed stays on the shelf, to be fetched. What the point
    did later and the office has not heard is parked when it comes.
    """
    with Act(node, head, key=key) as act:
        row = OfficePoint.objects.select_for_update().filter(name=point, office=node.id, ended=None).first()
        if row is None or node.point:
            return act.refuse(
                _no("unknown", "Titik layanan ini tidak ada atau sudah diakhiri. Muat ulang daftarnya.", "point")
            )
        if "kepala" not in head.roles:
            return act.refuse(_no("who_ends", "Hanya kepala kantor yang mengakhiri titik layanan."))
        if len(reason.strip()) < 10:
            return act.refuse(_no("reason", "Isi alasannya dengan satu kalimat, paling sedikit 10 huruf.", "reason"))
        locked_balances(node)
        act.record(points.PointEnded(point=point_of(point), held=points.held(point), reason=reason.strip()),
                   subject=points.subject_of(point))  # fmt: skip
        books = {i: {a: n for a, n in book.balances(point, i).items() if n > 0} for i in ledger.ITEMS}
        if any(books.values()):
            mine = books.pop(ledger.KTP)
            others = {item: amounts for item, amounts in books.items() if amounts}
            numbers = {item: _whole(point, item, {ledger.KTP: mine, **others}[item]) for item in (ledger.KTP, *others)}
            body = BooksTakenOver(point=point, amounts=mine, others=others, serials=numbers)
            act.record(body, subject=f"blangko/{node.id}")
        orders = list(lent_to(point).select_for_update().order_by("id"))
        for order in orders:
            _taken(act, order, ENDED)
            if order.state == AT_THE_PRINTER:
                _given_up(act, node, order)
        return act.done(len(orders))


def _whole(desk: str, item: str, amounts: dict[str, int]) -> dict[str, list[list[int]]]:
    """Serials of those accounts of a desk that hold exactly as many: of the others nobody knows which are left."""
    held = custody(book.with_serials(desk, item))
    return {a: pairs_of(held[a]) for a, n in sorted(amounts.items()) if a in held and size(held[a]) == n}


def _given_up(act: Act, node: Node, order: PrintOrder) -> None:
    """Nobody knows whether that card came out: its blangko is lost, and the person stands again where they stood."""
    body = PrintFailed(order=order.id, nik=order.nik, attempt=order.attempt, spoiled=True, says=ENDED)
    act.record(body, subject=f"pesanan/{order.id}")
    change_status(act, Record.objects.select_for_update().get(id=order.record), "print_failed", OFFICE)
    spoiled = Movement(kind="rusak", amount=1, source=ledger.AT_PRINTER, target=ledger.SPOILED, note=ENDED)
    moved(act, node, spoiled)


def lent_to(point: str) -> QuerySet[PrintOrder]:
    """What the point still holds: to be printed, at its printer, on its shelf."""
    return PrintOrder.objects.filter(lent_to=point, state__in=[WAITING, AT_THE_PRINTER, SHELF])


# --- at the point -----------------------------------------------------------------------------------------------------


def give_back(node: Node, officer: Actor, orders: Sequence[UUID] = (), *, key: UUID | None = None) -> Outcome:
    """Give cards that were not printed back to the office; none named: all. Done.value: how many."""
    with Act(node, officer, key=key) as act:
        waiting = held(node).filter(state=WAITING)
        if orders:
            waiting = waiting.filter(id__in=list(orders))
        found = list(waiting.select_for_update().order_by("id")) if node.point else []
        if not found:
            return act.refuse(_no("nothing", "Tidak ada kartu pinjaman yang belum dicetak."))
        for order in found:
            act.record(OrderReturned(order=order.id, nik=order.nik), subject=subject_of(node, order.id))
        return act.done(len(found))


# --- blangko, both ways -----------------------------------------------------------------------------------------------


def entrust(
    node: Node,
    bendahara: Actor,
    target: str,
    amount: int,
    *,
    note: str = "",
    item: str = ledger.KTP,
    numbers: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """Give blangko out of this desk's stock to another desk of the office; on their way until they are counted there. Done(amount)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        known = target == node.id if node.point else points.alive(target) and target.startswith(f"{node.id}/")
        if not known:
            return act.refuse(
                _no("unknown", "Titik layanan ini tidak ada atau sudah diakhiri. Muat ulang daftarnya.", "point")
            )
        out = Movement(
            kind=ledger.ENTRUSTED, amount=amount, source=ledger.STOCK, target=ledger.OUTSIDE, note=note, item=item,
            serials=pairs(numbers),
        )  # fmt: skip
        now = locked_balances(node, item)
        if wrong := ledger.check_movement(now, out) or book.wrong_serials(node, item, [out]):
            return act.refuse(wrong)
        body = BlangkoEntrusted(target=target, amount=amount, note=note, item=item, serials=pairs_of(numbers))
        act.record(body, subject=f"blangko/{node.desk}")
        return act.done(amount)


def send_spoiled(node: Node, bendahara: Actor, *, item: str = ledger.KTP, key: UUID | None = None) -> Outcome:
    """At a point: everything spoiled goes to the office, which burns it before witnesses; it is counted there. Done(amount)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        n = locked_balances(node, item).get(ledger.SPOILED, 0) if node.point else 0
        if n <= 0:
            return act.refuse(_no("none_spoiled", "Tidak ada blangko rusak di titik layanan ini."))
        named = _whole(node.desk, item, {ledger.SPOILED: n}).get(ledger.SPOILED, [])
        note = f"rusak di {node.name}"
        body = BlangkoEntrusted(target=node.id, amount=n, note=note, item=item, serials=named, spoiled=True)
        act.record(body, subject=f"blangko/{node.desk}")
        return act.done(n)


def on_their_way(node: Node, item: str = ledger.KTP) -> int:
    """Blangko entrusted to this desk and not counted yet; what the centre has shipped and what was lent is apart."""
    return book.balances(node.desk, item).get(ledger.TRANSIT, 0) - announced(node, item)


def accept(
    node: Node,
    bendahara: Actor,
    counted: int,
    *,
    note: str = "",
    berita_acara: str = "",
    item: str = ledger.KTP,
    key: UUID | None = None,
) -> Outcome:
    """Count what was entrusted. What is missing, or too much, is a difference with reason and minutes. Done(the gap)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        now = locked_balances(node, item)
        coming = on_their_way(node, item)
        if coming <= 0 or counted < 0:
            return act.refuse(
                _no("nothing_comes", "Tidak ada blangko titipan yang sedang dalam perjalanan ke sini.", "amount")
            )
        came = Counted(counted, note=note, berita_acara=berita_acara)
        movements = of_shipment(coming, came, item, entrusted_serials(node, item) if counted == coming else ())
        if isinstance(movements, Refusal):
            return act.refuse(movements)
        if wrong := check_all(now, movements):
            return act.refuse(wrong)
        for movement in movements:
            moved(act, node, movement)
        return act.done(counted - coming)


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"lending.{code}", message, field=field, params=params)
