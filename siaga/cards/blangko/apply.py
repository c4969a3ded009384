"""Facts of the blangko ledger -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from siaga.journal.facts import Fact
from siaga.journal.rows import Add, Insert, Op, Put, Update

from .. import facts as said
from ..models import Balance, BlangkoLoan, BlangkoRequest, LedgerEntry, MonthReport
from . import facts as own
from .rules import KTP, LENT, OUTSIDE, SHIPPED, TRANSIT

Pairs = Sequence[Sequence[int]]


def blangko_moved(f: Fact) -> Iterator[Op]:
    b: said.BlangkoMoved = f.body
    note = " · ".join(filter(None, (b.note, b.berita_acara)))
    yield from movement(
        f, f.desk, b.move, b.source, b.target, b.amount, note, item=b.item, serials=b.serials, used=b.used
    )


def movement(
    f: Fact,
    office: str,
    kind: str,
    source: str,
    target: str,
    amount: int,
    note: str,
    *,
    id: UUID | None = None,
    item: str = KTP,
    serials: Pairs = (),
    used: Pairs = (),
) -> Iterator[Op]:
    """Both halves of one entry of a desk's books. Raises ValueError for what no entry can be."""
    if amount < 0 or (amount == 0 and not used):
        raise ValueError("a movement moves something")
    if any(len(r) != 2 or r[1] < r[0] for r in (*serials, *used)):
        raise ValueError("a range of serials has a first and a last number")
    if serials and sum(last - first + 1 for first, last in serials) != amount:
        raise ValueError("serials that move along are as many as the blangko")
    for account, delta in ((source, -amount), (target, amount)):
        if account != OUTSIDE:
            yield Add(Balance, (office, item, account), {"amount": delta})
    yield Insert(LedgerEntry, {
        "id": id or f.id,
        "office": office,
        "at": f.at,
        "kind": kind,
        "source": source,
        "target": target,
        "amount": amount,
        "note": note,
        "actor": f.actor,
        "item": item,
        "serials": [list(r) for r in serials],
        "used": [list(r) for r in used],
    })  # fmt: skip


def blangko_requested(f: Fact) -> Iterator[Op]:
    b: said.BlangkoRequested = f.body
    values = {"id": b.request, "office": f.office, "at": f.at, "amount": b.amount, "prr": b.prr, "stock": b.stock}
    yield Insert(BlangkoRequest, values | {"item": b.item})


def blangko_shipped(f: Fact) -> Iterator[Op]:
    b: said.BlangkoShipped = f.body
    values = {"state": "dikirim", "shipped": b.amount, "shipped_at": f.at, "note": b.note}
    yield Update(BlangkoRequest, b.request, values | {"serials": [list(r) for r in b.serials]})
    yield from movement(
        f, b.office, SHIPPED, OUTSIDE, TRANSIT, b.amount, b.note, item=b.item, serials=b.serials
    )  # fmt: skip


def request_declined(f: Fact) -> Iterator[Op]:
    b: own.RequestDeclined = f.body
    yield Update(BlangkoRequest, b.request, {"state": "ditolak", "note": b.why})


def shipment_received(f: Fact) -> Iterator[Op]:
    b: said.ShipmentReceived = f.body
    values = {"state": "diterima", "received": b.amount, "received_at": f.at, "note": b.note}
    yield Update(BlangkoRequest, b.request, values | {"damaged": b.damaged, "bast": b.bast})


def fetch_assigned(f: Fact) -> Iterator[Op]:
    b: own.FetchAssigned = f.body
    told = {"letter": b.letter, "carriers": b.carriers, "vehicle": b.vehicle, "leaves_on": b.leaves_on.isoformat()}
    yield Update(BlangkoRequest, b.request, {"fetch": told})


def month_reported(f: Fact) -> Iterator[Op]:
    b: said.MonthReported = f.body
    values = {name: getattr(b, name) for name in b.__struct_fields__}
    yield Put(MonthReport, {"office": f.office, **values, "at": f.at, "actor": f.actor})


def loan_asked(f: Fact) -> Iterator[Op]:
    b: own.LoanAsked = f.body
    values = {"id": b.loan, "office": f.office, "at": f.at, "amount": b.amount, "reason": b.reason, "item": b.item}
    yield Insert(BlangkoLoan, values)


def loan_ruled(f: Fact) -> Iterator[Op]:
    """The lender has never heard of the loan before; the centre understands both of the facts."""
    b: own.LoanRuled = f.body
    yield Put(BlangkoLoan, {
        "id": b.loan,
        "office": b.borrower,
        "lender": b.lender,
        "item": b.item,
        "amount": b.amount,
        "reason": b.reason,
        "at": b.asked_at,
        "state": "disetujui" if b.granted else "ditolak",
        "letter": b.letter,
    })  # fmt: skip


def loan_sent(f: Fact) -> Iterator[Op]:
    b: own.LoanSent = f.body
    serials = [list(r) for r in b.serials]
    yield Update(BlangkoLoan, b.loan, {"state": "dikirim", "sent": b.amount, "sent_serials": serials})


def loan_announced(f: Fact) -> Iterator[Op]:
    b: own.LoanAnnounced = f.body
    kind, source = ("pinjam_kembali", LENT) if b.back else (SHIPPED, OUTSIDE)
    if b.back:
        n, serials = b.total or b.amount, [list(r) for r in (*b.before, *b.serials)]
        values = {
            "state": "dikembalikan",
            "returned": n,
            "returned_serials": serials,
            "told": n,
            "told_serials": serials,
        }
    else:
        values = {"state": "dikirim", "sent": b.amount, "sent_serials": [list(r) for r in b.serials], "announced": True}
    yield Update(BlangkoLoan, b.loan, values)
    yield from movement(f, b.office, kind, source, TRANSIT, b.amount, b.other, item=b.item, serials=b.serials)


def loan_counted(f: Fact) -> Iterator[Op]:
    b: own.LoanCounted = f.body
    if b.back:
        values = {"state": "diterima" if b.left else "lunas", "settled": b.settled or b.amount, "home": b.home}
    else:
        values = {"state": "diterima", "received": b.amount}
    yield Update(BlangkoLoan, b.loan, values)


def loan_returned(f: Fact) -> Iterator[Op]:
    b: own.LoanReturned = f.body
    serials = [list(r) for r in (*b.before, *b.serials)]
    values = {"state": "diterima" if b.left else "dikembalikan", "returned": b.total or b.amount}
    yield Update(BlangkoLoan, b.loan, values | {"returned_serials": serials})


KINDS = (
    (said.BlangkoMoved, blangko_moved),
    (said.BlangkoRequested, blangko_requested),
    (said.BlangkoShipped, blangko_shipped),
    (own.RequestDeclined, request_declined),
    (said.ShipmentReceived, shipment_received),
    (said.MonthReported, month_reported),
    (own.FetchAssigned, fetch_assigned),
    (own.LoanAsked, loan_asked),
    (own.LoanRuled, loan_ruled),
    (own.LoanSent, loan_sent),
    (own.LoanAnnounced, loan_announced),
    (own.LoanCounted, loan_counted),
    (own.LoanReturned, loan_returned),
)
