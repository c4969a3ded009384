"""Blangko from the centre: an office asks with the number behind it, the centre ships, the treasurer counts."""

from __future__ import annotations

from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.recording.models import Record
from siaga.recording.status import Status

from ..facts import BlangkoRequested, BlangkoShipped, ShipmentReceived
from ..line import stock
from ..models import BlangkoRequest
from . import rules
from .acts import check_all, locked_balances, moved, only_treasurer
from .rules import Movement

OPERATOR = "operator_pusat"


def prr_waiting(node: Node) -> int:
    """People of this office who are print-ready: what an allotment is counted by, not the replacements asked for."""
    return Record.objects.filter(office=node.id, current=True, status=Status.PRINT_READY_RECORD).count()


def request_blangko(node: Node, officer: Actor, amount: int, *, key: UUID | None = None) -> Outcome:
    """Ask the centre for blangko. Done(request id)."""
    with Act(node, officer, key=key) as act:
        if amount <= 0:
            return act.refuse(_no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya.", "amount"))
        if BlangkoRequest.objects.filter(office=node.id, state="diminta").exists():
            return act.refuse(
                _no("asked_already", "Permintaan sebelumnya belum dijawab pusat. Tunggu kirimannya lebih dahulu.")
            )
        request = ids.nth(key, 0) if key else ids.fresh()
        act.record(
            BlangkoRequested(request=request, amount=amount, prr=prr_waiting(node), stock=stock(node)),
            subject=f"blangko/{node.id}",
        )
        return act.done(request)


def ship(
    node: Node, operator: Actor, request: UUID, amount: int, *, note: str = "", key: UUID | None = None
) -> Outcome:
    """At the centre: send blangko to the office that asked; in transit there from now on. Done(office)."""
    with Act(node, operator, key=key) as act:
        row = BlangkoRequest.objects.select_for_update().filter(id=request).first()
        if row is None or row.state != "diminta":
            return act.refuse(_no("not_open", "Permintaan ini tidak ada atau sudah dijawab. Muat ulang daftarnya."))
        if OPERATOR not in operator.roles:
            return act.refuse(_no("only_centre", "Hanya operator pusat yang mengirim blangko."))
        if amount <= 0:
            return act.refuse(_no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya.", "amount"))
        act.record(
            BlangkoShipped(request=request, office=row.office, amount=amount, note=note),
            subject=f"blangko/{row.office}",
            to=row.office,
        )
        return act.done(row.office)


def receive_shipment(
    node: Node,
    bendahara: Actor,
    request: UUID,
    amount_counted: int,
    *,
    note: str = "",
    berita_acara: str = "",
    key: UUID | None = None,
) -> Outcome:
    """Count what came. What is missing of the shipment, or too much, is a difference with reason and minutes. Done(the gap)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoRequest.objects.select_for_update().filter(id=request).first()
        if row is None or row.state != "dikirim":
            return act.refuse(_no("not_shipped", "Kiriman ini belum dikirim pusat atau sudah diterima. Muat ulang."))
        movements = of_shipment(row.shipped, amount_counted, note, berita_acara)
        if amount_counted < 0:
            return act.refuse(
                _no("negative_count", "Hasil hitung tidak mungkin kurang dari nol. Hitung ulang.", "amount")
            )
        if wrong := check_all(locked_balances(node), movements):
            return act.refuse(wrong)
        act.record(ShipmentReceived(request=request, amount=amount_counted, note=note), subject=f"blangko/{node.id}")
        for movement in movements:
            moved(act, node, movement)
        return act.done(amount_counted - row.shipped)


def of_shipment(shipped: int, counted: int, note: str, berita_acara: str) -> list[Movement]:
    """What is booked when this many were sent and that many counted."""
    told = {"note": note, "berita_acara": berita_acara}
    came = min(shipped, counted)
    moves = [
        ("terima", came, rules.TRANSIT, rules.STOCK),
        ("opname", shipped - came, rules.TRANSIT, rules.DIFFERENCE),
        ("opname", counted - came, rules.OUTSIDE, rules.STOCK),
    ]
    return [Movement(kind=k, amount=n, source=a, target=b, **told) for k, n, a, b in moves if n > 0]


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"supply.{code}", message, field=field, basis=rules.BASIS)
