"""Blangko from the centre: an office asks with the number behind it, the centre ships, named people fetch it, the treasurer counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.recording.models import Record
from siaga.recording.status import Status

from ..facts import BlangkoRequested, BlangkoShipped, ShipmentReceived
from ..line import stock
from ..models import BlangkoRequest, LedgerEntry
from . import book, fetch_papers, rules, serials
from .acts import check_all, locked_balances, moved, only_treasurer
from .facts import FetchAssigned, RequestDeclined
from .rules import KTP, Movement
from .serials import Ranges
from .shipments import Counted, of_shipment

OPERATOR = "operator_pusat"
FETCHERS = frozenset({"kepala", "bendahara"})


def prr_waiting(node: Node) -> int:
    """People of this office who are print-ready: what an allotment is counted by, not the replacements asked for."""
    return Record.objects.filter(office=node.id, current=True, status=Status.PRINT_READY_RECORD).count()


def request_blangko(node: Node, officer: Actor, amount: int, *, item: str = KTP, key: UUID | None = None) -> Outcome:
    """Ask the centre for blangko; the letter waits for the head's signature. Done(request id)."""
    with Act(node, officer, key=key) as act:
        if amount <= 0 or item not in rules.ITEMS:
            return act.refuse(_no("not_positive", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya.", "amount"))
        if BlangkoRequest.objects.filter(office=node.id, item=item, state="diminta").exists():
            return act.refuse(
                _no("asked_already", "Permintaan sebelumnya belum dijawab pusat. Tunggu kirimannya lebih dahulu.")
            )
        request = ids.nth(key, 0) if key else ids.fresh()
        have = stock(node) if item == KTP else book.balances(node.desk, item).get(rules.STOCK, 0)
        prr = prr_waiting(node)
        act.record(
            BlangkoRequested(request=request, amount=amount, prr=prr, stock=have, item=item),
            subject=f"blangko/{node.id}",
        )
        fetch_papers.ask(act, request, item, amount, prr, have)
        return act.done(request)


def ship(
    node: Node,
    operator: Actor,
    request: UUID,
    amount: int,
    *,
    note: str = "",
    numbers: Ranges = (),
    allotted: bool = False,
    key: UUID | None = None,
) -> Outcome:
    """At the centre: send blangko to the office that asked; in transit there from now on. Out of the centre's own books, once it keeps any.
    allotted: its share of an allotment. Done(office).
    """
    with Act(node, operator, key=key) as act:
        row = _to_answer(operator, request)
        if isinstance(row, Refusal):
            return act.refuse(row)
        if no := rules.may_ship(amount, row.amount, allotted=allotted):
            return act.refuse(no)
        own = locked_balances(node, row.item)
        out = Movement(
            kind=rules.SHIPPED, amount=amount, source=rules.STOCK, target=rules.OUTSIDE, note=row.office, item=row.item
        )
        wrong = serials.check_amount(amount, numbers) + shipped_before(numbers, row.item)
        if wrong := wrong + (rules.check_movement(own, out) if own else []):
            return act.refuse(wrong)
        named = serials.pairs_of(numbers)
        body = BlangkoShipped(
            request=request, office=row.office, amount=amount, note=note, item=row.item, serials=named
        )
        act.record(body, subject=f"blangko/{row.office}", to=row.office)
        if own:
            moved(act, node, out)
        return act.done(row.office)


def _to_answer(operator: Actor, request: UUID) -> BlangkoRequest | Refusal:
    """At the centre, inside an act: the request, under lock, if this officer may answer it."""
    row = BlangkoRequest.objects.select_for_update().filter(id=request).first()
    if row is None or row.state != "diminta":
        return _no("not_open", "Permintaan ini tidak ada atau sudah dijawab. Muat ulang daftarnya.")
    if OPERATOR not in operator.roles:
        return _no("only_centre", "Hanya operator pusat yang menjawab permintaan blangko.")
    return row


def decline(node: Node, operator: Actor, request: UUID, why: str, *, key: UUID | None = None) -> Outcome:
    """At the centre: nothing is sent, and the office reads why; it may ask again. Done(office)."""
    with Act(node, operator, key=key) as act:
        row = _to_answer(operator, request)
        if isinstance(row, Refusal):
            return act.refuse(row)
        if len(why.strip()) < 10:
            return act.refuse(_no("why", "Isi alasannya dengan satu kalimat, paling sedikit 10 huruf.", "why"))
        body = RequestDeclined(request=request, office=row.office, why=why.strip())
        act.record(body, subject=f"blangko/{row.office}", to=row.office)
        return act.done(row.office)


def shipped_before(numbers: Ranges, item: str) -> list[Refusal]:
    """At the centre: numbers of these that were shipped to any office before."""
    query = """
    SELECT DISTINCT office, greatest((r->>0)::bigint, %(first)s), least((r->>1)::bigint, %(last)s)
      FROM cards_blangkorequest, jsonb_array_elements(serials) r
     WHERE item = %(item)s AND (r->>0)::bigint <= %(last)s AND (r->>1)::bigint >= %(first)s ORDER BY 1, 2 LIMIT 5"""
    found: list[tuple[str, int, int]] = []
    with connection.cursor() as cur:
        for r in numbers:
            cur.execute(query, {"item": item, "first": r.first, "last": r.last})
            found += cur.fetchall()
    return [
        _no("serial_sent", "Nomor seri %(first)d sampai %(last)d sudah dikirim ke kantor %(office)s. Periksa petinya.",
            "serials", office=office, first=first, last=last)
        for office, first, last in found
    ]  # fmt: skip


def assign_fetch(
    node: Node,
    officer: Actor,
    request: UUID,
    carriers: Sequence[tuple[str, str]],
    vehicle: str,
    leaves_on: date,
    *,
    key: UUID | None = None,
) -> Outcome:
    """Who fetches what was asked for: the surat tugas, to be signed by the head. carriers: name and position. Done: the paper's id."""
    with Act(node, officer, key=key) as act:
        row = BlangkoRequest.objects.select_for_update().filter(id=request, office=node.id).first()
        if row is None or row.state not in ("diminta", "dikirim"):
            return act.refuse(_no("not_open", "Permintaan ini tidak ada atau sudah diterima. Muat ulang daftarnya."))
        if not FETCHERS & officer.roles:
            return act.refuse(_no("who_fetches", "Hanya kepala kantor atau bendahara yang menugaskan pengambil."))
        named = [(name.strip(), role.strip()) for name, role in carriers if name.strip()]
        if len({name.casefold() for name, _role in named}) < 2:
            return act.refuse(_no("carriers", "Tugaskan sedikitnya dua orang yang berbeda.", "pengambil_1"))
        if leaves_on < node.clock.today():
            return act.refuse(_no("past", "Tanggal berangkat sudah lewat. Perbaiki tanggalnya.", "leaves_on"))
        letter, paper = fetch_papers.assign(act, row, named, vehicle.strip(), leaves_on)
        sent = [list(c) for c in named]
        body = FetchAssigned(
            request=request, letter=letter, carriers=sent, vehicle=vehicle.strip(), leaves_on=leaves_on
        )
        act.record(body, subject=f"blangko/{node.id}")
        return act.done(paper)


def receive_shipment(
    node: Node,
    bendahara: Actor,
    request: UUID,
    amount_counted: int,
    *,
    damaged: int = 0,
    note: str = "",
    berita_acara: str = "",
    numbers: Ranges = (),
    broken: Ranges = (),
    key: UUID | None = None,
) -> Outcome:
    """Count what came: amount_counted good, and damaged ones. What is missing, or too much, is a difference with reason and minutes. The
    BAST is made with it. Done(the gap).
    """
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoRequest.objects.select_for_update().filter(id=request).first()
        if row is None or row.state != "dikirim":
            return act.refuse(_no("not_shipped", "Kiriman ini belum dikirim pusat atau sudah diterima. Muat ulang."))
        counted = Counted(amount_counted, damaged, note, berita_acara, numbers, broken)
        movements = of_shipment(
            row.shipped, counted, row.item, serials.of_pairs(row.serials), book.known(node, row.item)
        )
        if isinstance(movements, Refusal):
            return act.refuse(movements)
        wrong = check_all(locked_balances(node, row.item), movements)
        if wrong := wrong or book.wrong_serials(node, row.item, movements[:-1] if damaged else movements):
            return act.refuse(wrong)
        number = fetch_papers.handed_over(act, row, counted)
        body = ShipmentReceived(request=request, amount=amount_counted, note=note, damaged=damaged, bast=number)
        act.record(body, subject=f"blangko/{node.id}")
        for movement in movements:
            moved(act, node, movement)
        return act.done(counted.came - row.shipped)


def booked_before(node: Node, bendahara: Actor, request: UUID, *, key: UUID | None = None) -> Outcome:
    """What the centre shipped was fetched and booked as coming from outside while the line was down: it is not counted again.

    Done(amount).
    """
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoRequest.objects.select_for_update().filter(id=request, office=node.id, state="dikirim").first()
        if row is None:
            return act.refuse(_no("not_shipped", "Kiriman ini belum dikirim pusat atau sudah diterima. Muat ulang."))
        locked_balances(node, row.item)
        book_ = LedgerEntry.objects.filter(office=node.desk, item=row.item, kind="terima", at__gte=row.at)
        came = _sum(book_.filter(source=rules.OUTSIDE)) - _sum(book_.filter(target=rules.OUTSIDE))
        if came < row.shipped:
            return act.refuse(
                _no("not_booked", "Sejak permintaan ini, di luar permintaan baru dibukukan %(came)d dari %(n)d. Bukukan "
                    "penerimaannya, atau hitung kiriman ini.", "booked", came=came, n=row.shipped)
            )  # fmt: skip
        away = Movement(
            kind="terima", amount=row.shipped, source=rules.TRANSIT, target=rules.OUTSIDE, item=row.item,
            note="sudah dibukukan sewaktu jalur terputus", serials=tuple((a, b) for a, b in row.serials),
        )  # fmt: skip
        act.record(ShipmentReceived(request=request, amount=row.shipped, note=away.note), subject=f"blangko/{node.id}")
        moved(act, node, away)
        return act.done(row.shipped)


def _sum(entries: QuerySet[LedgerEntry]) -> int:
    return int(entries.aggregate(n=Sum("amount"))["n"] or 0)


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"supply.{code}", message, field=field, basis=rules.BASIS, params=params)
