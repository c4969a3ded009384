"""What is on its way here, and what is booked when it is counted: whole, short, damaged, or more than was sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.db.models import F, Q, QuerySet, Sum

from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from ..models import BlangkoLoan, BlangkoRequest
from . import book, rules, serials
from .rules import KTP, Movement
from .serials import Ranges


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted on arrival. numbers, broken: serials of the good and of the damaged ones, () where nobody wrote them down."""

    good: int
    damaged: int = 0
    note: str = ""
    berita_acara: str = ""
    numbers: Ranges = ()
    broken: Ranges = ()

    @property
    def came(self) -> int:
        return self.good + self.damaged


def of_shipment(
    shipped: int, counted: Counted, item: str = KTP, coming: Ranges = (), before: Ranges = ()
) -> list[Movement] | Refusal:
    """The movements, in order, when this many were sent, with these serials, and that was counted. before: serials that came another time:
    they are not in this crate, whatever was written, and what is short is booked without them."""
    if min(counted.good, counted.damaged) < 0:
        return _no("negative_count", "Hasil hitung tidak mungkin kurang dari nol. Hitung ulang.", "amount")
    if wrong := _wrong_numbers(shipped, counted, coming):
        return wrong
    whole = counted.came == shipped and not counted.damaged and not counted.numbers
    here = coming if whole else serials.join((*counted.numbers, *counted.broken))
    sent = min(shipped, counted.came)
    awaited = serials.take(serials.both(here, coming) if coming else here, sent)
    missing = serials.minus(coming, here) if here or not counted.came else ()
    missing = serials.minus(missing, before)
    short = shipped - sent
    named = serials.size(missing) if serials.size(missing) <= short else 0
    told = partial(Movement, note=counted.note, berita_acara=counted.berita_acara, item=item)
    moves = [
        ("terima", rules.TRANSIT, rules.STOCK, sent, awaited),
        ("opname", rules.TRANSIT, rules.DIFFERENCE, named, missing),
        ("opname", rules.TRANSIT, rules.DIFFERENCE, short - named, ()),
        ("opname", rules.OUTSIDE, rules.STOCK, counted.came - sent, serials.minus(here, awaited)),
        ("rusak", rules.STOCK, rules.SPOILED, counted.damaged, counted.broken),
    ]
    return [
        told(kind=k, amount=n, source=a, target=b, serials=tuple((r.first, r.last) for r in ranges))
        for k, a, b, n, ranges in moves
        if n > 0
    ]


def _wrong_numbers(shipped: int, counted: Counted, coming: Ranges) -> Refusal | None:
    for n, ranges, field in ((counted.good, counted.numbers, "serials"), (counted.damaged, counted.broken, "broken")):
        if found := serials.check_amount(n, ranges, field):
            return found[0]
    named = serials.join((*counted.numbers, *counted.broken))
    if serials.both(counted.numbers, counted.broken):
        return _no("serial_own", "Nomor seri %(n)s ditulis pada yang baik dan yang rusak.", "broken",
                   n=serials.text_of(serials.both(counted.numbers, counted.broken)))  # fmt: skip
    if named and serials.size(named) != counted.came:
        return _no("serial_some", "Isi nomor seri semuanya, yang baik dan yang rusak.", "serials")
    if coming and not named and counted.came and (counted.came != shipped or counted.damaged):
        return _no("serial_needed", "Kiriman ini bernomor seri %(coming)s. Isi nomor seri yang datang.", "serials",
                   coming=serials.text_of(coming))  # fmt: skip
    alien = serials.minus(named, coming) if coming else ()
    if serials.size(alien) > max(0, counted.came - shipped):
        return _no("serial_alien", "Nomor seri %(n)s tidak ada dalam kiriman ini. Periksa nomornya.", "serials",
                   n=serials.text_of(alien))  # fmt: skip
    return None


def announced(node: Node, item: str = KTP) -> int:
    """On the way here from the centre, or lent by or coming home from another district, and not counted yet."""
    shipped = BlangkoRequest.objects.filter(office=node.desk, item=item, state="dikirim").aggregate(n=Sum("shipped"))
    lent = BlangkoLoan.objects.filter(office=node.desk, item=item, state="dikirim", announced=True)
    home = BlangkoLoan.objects.filter(lender=node.desk, item=item, state="dikembalikan")
    parts = (shipped["n"], lent.aggregate(n=Sum("sent"))["n"], home.aggregate(n=Sum(F("told") - F("home")))["n"])
    return sum(n or 0 for n in parts)


def to_count(node: Node) -> QuerySet[BlangkoRequest]:
    """What the centre sent this office and nobody has counted."""
    return BlangkoRequest.objects.filter(office=node.id, state="dikirim")


def loans_to_move(node: Node) -> QuerySet[BlangkoLoan]:
    """Of loans what the treasurer has to do: to send, or to count, here or back home."""
    sends = Q(lender=node.id, state="disetujui")
    counts = Q(office=node.id, state="dikirim", announced=True)
    return BlangkoLoan.objects.filter(sends | counts | Q(lender=node.id, state="dikembalikan"))


def count_shipments(node: Node, actor: Actor) -> int:
    return to_count(node).count()


def count_loans(node: Node, actor: Actor) -> int:
    return loans_to_move(node).count()


def entrusted_serials(node: Node, item: str = KTP) -> Ranges:
    """Serials on the way here from another desk of the same office."""
    coming = book.held(node, item).get(rules.TRANSIT, ())
    apart = list(
        BlangkoRequest.objects.filter(office=node.desk, item=item, state="dikirim").values_list("serials", flat=True)
    )
    apart += BlangkoLoan.objects.filter(office=node.desk, item=item).values_list("sent_serials", flat=True)
    apart += BlangkoLoan.objects.filter(lender=node.desk, item=item).values_list("returned_serials", flat=True)
    return serials.minus(coming, (r for pairs in apart for r in serials.of_pairs(pairs)))


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"supply.{code}", message, field=field, basis=rules.BASIS, params=params)
