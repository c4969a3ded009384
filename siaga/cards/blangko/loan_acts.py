"""A loan of blangko between two districts, through the province: asked, ruled on at the centre with the province's letter, sent, counted,
given back. Neither office hears the other; the centre tells each what the other has sent.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.models import Peer
from siaga.journal.questions import finds
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal

from ..models import BlangkoLoan
from . import book, rules, serials
from .acts import check_all, locked_balances, moved, only_treasurer, pairs
from .facts import LoanAnnounced, LoanAsked, LoanCounted, LoanReturned, LoanRuled, LoanSent
from .rules import KTP, Movement
from .serials import Ranges
from .shipments import Counted, of_shipment

CENTRE = "operator_pusat"
ASKED, GRANTED, REFUSED, SENT, RECEIVED, RETURNED = (
    "diminta", "disetujui", "ditolak", "dikirim", "diterima", "dikembalikan"
)  # fmt: skip


def ask(node: Node, bendahara: Actor, amount: int, reason: str, *, item: str = KTP, key: UUID | None = None) -> Outcome:
    """At the borrower. Done(loan id)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        if amount <= 0 or item not in rules.ITEMS:
            return act.refuse(_no("amount", "Jumlah blangko harus lebih dari nol. Perbaiki jumlahnya.", "amount"))
        if len(reason.strip()) < 10:
            return act.refuse(_no("reason", "Isi alasannya dengan satu kalimat, paling sedikit 10 huruf.", "note"))
        if BlangkoLoan.objects.filter(office=node.id, item=item, state__in=[ASKED, GRANTED, SENT]).exists():
            return act.refuse(_no("asked", "Masih ada pinjaman yang berjalan. Selesaikan itu lebih dahulu."))
        loan = ids.nth(key, 0) if key else ids.fresh()
        act.record(LoanAsked(loan=loan, amount=amount, reason=reason.strip(), item=item), subject=_subject(loan))
        return act.done(loan)


def rule_on(
    node: Node, operator: Actor, loan: UUID, lender: str, amount: int, letter: str, *, key: UUID | None = None
) -> Outcome:
    """At the centre, with the number of the province's letter. lender "": refused, `letter` says why. Done(lender)."""
    with Act(node, operator, key=key) as act:
        row = BlangkoLoan.objects.select_for_update().filter(id=loan, state=ASKED).first()
        if row is None:
            return act.refuse(_no("gone", "Pinjaman ini tidak ada atau sudah dijawab. Muat ulang daftarnya."))
        if CENTRE not in operator.roles:
            return act.refuse(_no("who", "Hanya operator pusat yang menjawab pinjaman."))
        if len(letter.strip()) < 3:
            return act.refuse(_no("letter", "Isi nomor surat provinsi, atau alasan penolakannya.", "letter"))
        if lender:
            if lender == row.office or not Peer.objects.filter(id=lender).exists():
                return act.refuse(_no("lender", "Pilih kantor lain yang ada dalam daftar.", "lender"))
            have = book.balances(lender, row.item).get(rules.STOCK, 0)
            if not 1 <= amount <= have:
                return act.refuse(
                    _no("lender_stock", "Stok kantor itu %(have)d. Perbaiki jumlahnya.", "amount", have=have)
                )
        body = LoanRuled(
            loan=loan, granted=bool(lender), borrower=row.office, lender=lender, amount=amount if lender else row.amount,
            letter=letter.strip(), asked_at=row.at, reason=row.reason, item=row.item,
        )  # fmt: skip
        for office in filter(None, (row.office, lender)):
            act.record(body, subject=_subject(loan), to=office)
        return act.done(lender)


def send(node: Node, bendahara: Actor, loan: UUID, *, numbers: Ranges = (), key: UUID | None = None) -> Outcome:
    """At the lender: what was granted leaves the store. Done(amount)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoLoan.objects.select_for_update().filter(id=loan, lender=node.id, state=GRANTED).first()
        if row is None:
            return act.refuse(_no("gone", "Pinjaman ini tidak ada atau sudah dijawab. Muat ulang daftarnya."))
        out = Movement(
            kind="pinjam", amount=row.amount, source=rules.STOCK, target=rules.LENT, note=f"{row.office} · {row.letter}",
            item=row.item, serials=pairs(numbers),
        )  # fmt: skip
        if wrong := check_all(locked_balances(node, row.item), [out]) or book.wrong_serials(node, row.item, [out]):
            return act.refuse(wrong)
        named = serials.pairs_of(numbers)
        act.record(LoanSent(loan=loan, amount=row.amount, serials=named), subject=_subject(loan))
        moved(act, node, out)
        return act.done(row.amount)


def give_back(
    node: Node, bendahara: Actor, loan: UUID, amount: int, *, numbers: Ranges = (), key: UUID | None = None
) -> Outcome:
    """At the borrower: all that is still lent goes back to the lender, or a part of it. Done(amount)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoLoan.objects.select_for_update().filter(id=loan, office=node.id, state=RECEIVED).first()
        if row is None:
            return act.refuse(_no("gone", "Pinjaman ini tidak ada atau sudah dijawab. Muat ulang daftarnya."))
        left = row.sent - row.returned - amount
        if amount <= 0 or left < 0:
            text = "Yang masih dipinjam %(n)d. Kembalikan paling banyak sebanyak itu."
            return act.refuse(_no("back", text, "amount", n=row.sent - row.returned))
        out = Movement(
            kind="pinjam_kembali", amount=amount, source=rules.STOCK, target=rules.OUTSIDE, note=row.lender,
            item=row.item, serials=pairs(numbers),
        )  # fmt: skip
        if wrong := check_all(locked_balances(node, row.item), [out]) or book.wrong_serials(node, row.item, [out]):
            return act.refuse(wrong)
        body = LoanReturned(
            loan=loan, amount=amount, serials=serials.pairs_of(numbers), before=row.returned_serials,
            total=row.returned + amount, left=left,
        )  # fmt: skip
        act.record(body, subject=_subject(loan))
        moved(act, node, out)
        return act.done(amount)


def coming(node: Node, row: BlangkoLoan) -> tuple[int, Ranges]:
    """How many of a loan are on their way here, and their serials: to the borrower, or home to the lender. 0: none that was told of."""
    if row.office == node.id and row.state == SENT and row.announced:
        return row.sent, serials.of_pairs(row.sent_serials)
    if row.lender == node.id and row.state == RETURNED:
        on_the_way = book.held(node, row.item).get(rules.TRANSIT, ())
        return row.told - row.home, serials.both(serials.of_pairs(row.told_serials), on_the_way)
    return 0, ()


def count(node: Node, bendahara: Actor, loan: UUID, counted: Counted, *, key: UUID | None = None) -> Outcome:
    """Who was told that they are on their way counts them: the borrower, or the lender when they come home. Done(the gap)."""
    with Act(node, bendahara, key=key) as act:
        if no := only_treasurer(bendahara):
            return act.refuse(no)
        row = BlangkoLoan.objects.select_for_update().filter(id=loan).first()
        sent, named = coming(node, row) if row is not None else (0, ())
        if row is None or sent <= 0:
            return act.refuse(
                _no("not_coming", "Pinjaman ini belum dikirim atau sudah dihitung. Muat ulang daftarnya.")
            )
        moves = of_shipment(sent, counted, row.item, named, book.known(node, row.item))
        if isinstance(moves, Refusal):
            return act.refuse(moves)
        wrong = check_all(locked_balances(node, row.item), moves)
        if wrong := wrong or book.wrong_serials(node, row.item, [m for m in moves if m.source != rules.STOCK]):
            return act.refuse(wrong)
        body = LoanCounted(loan=loan, amount=counted.came, back=False)
        if row.lender == node.id:
            body = LoanCounted(
                loan=loan, amount=counted.came, back=True, home=row.told, left=row.sent - row.told,
                settled=row.settled + counted.came,
            )  # fmt: skip
        act.record(body, subject=_subject(loan))
        for movement in moves:
            moved(act, node, movement)
        return act.done(counted.came - sent)


@finds(
    "EXISTS (SELECT FROM cards_blangkoloan WHERE state = %s AND NOT announced OR returned > told)",
    lambda node, now: (SENT,),
)
def announce(node: Node, now: datetime) -> int:
    """Due work of the centre: who is to count hears what the other has sent. Returns how many."""
    if node.id != PUSAT:
        return 0
    out = BlangkoLoan.objects.filter(state=SENT, announced=False)
    home = BlangkoLoan.objects.filter(returned__gt=F("told"))
    if not (out.exists() or home.exists()):
        return 0
    with Act(node, SYSTEM) as act:
        said = [
            LoanAnnounced(
                loan=row.id, office=row.office, other=row.lender, amount=row.sent, back=False, item=row.item,
                serials=row.sent_serials,
            )
            for row in out.select_for_update().order_by("id")
        ]  # fmt: skip
        for row in home.select_for_update().order_by("id"):
            new = serials.minus(serials.of_pairs(row.returned_serials), serials.of_pairs(row.told_serials))
            said.append(
                LoanAnnounced(
                    loan=row.id, office=row.lender, other=row.office, amount=row.returned - row.told, back=True, item=row.item,
                    serials=serials.pairs_of(new), before=row.told_serials, total=row.returned,
                )
            )  # fmt: skip
        for body in said:
            act.record(body, subject=_subject(body.loan), to=body.office)
        return len(said)


def _subject(loan: UUID) -> str:
    return f"pinjaman_blangko/{loan}"


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"loan.{code}", message, field=field, basis=rules.BASIS, params=params)


CENTRE_TICKS = (announce,)
