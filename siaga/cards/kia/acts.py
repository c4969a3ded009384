"""Printing a child's card takes a blank; what went wrong gives it back or spoils it. The card is a document (`documents.kinds.kia`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from siaga.cards.blangko import rules as ledger
from siaga.cards.blangko.acts import locked_balances, moved
from siaga.cards.blangko.rules import Movement
from siaga.cards.models import KiaCard
from siaga.cards.print_acts import BLANGKO
from siaga.continuity.guards import is_cut
from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.documents.facts import DocumentPrinted, DocumentUnprinted
from siaga.documents.models import Document
from siaga.documents.over import OPEN
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.recording.rules import not_here

from .apply import PRINTED
from .facts import KiaFailed, KiaPrinted

KIA = "kia"  # the kind of document
MOST = 50  # cards in one act, and in one file


def owed(node: Node) -> QuerySet[Document]:
    """Cards that hold and are not in anybody's hands yet."""
    rows = Document.objects.filter(OPEN, kind=KIA, office=node.id, handed_at=None)
    return rows.order_by("made_at", "id")


def to_print(node: Node) -> QuerySet[Document]:
    """Those without a card, the longest waiting first."""
    return owed(node).filter(printed_at=None)


def print_cards(node: Node, officer: Actor, documents: Sequence[UUID], *, key: UUID | None = None) -> Outcome:
    """Take a blank for each, all or none. Done(ids of the documents): their file may be opened now."""
    with Act(node, officer, key=key) as act:
        wanted = list(dict.fromkeys(documents))
        if no := _may_print(node, len(wanted)):
            return act.refuse(no)
        have = locked_balances(node, ledger.KIA)  # first: it also keeps two operators apart
        rows = {d.id: d for d in owed(node).select_for_update().filter(id__in=wanted)}
        cards = [rows[id] for id in wanted if id in rows and rows[id].printed_at is None]
        if len(cards) < len(wanted):
            return act.refuse(_no("not_waiting", "Ada KIA yang tidak menunggu dicetak lagi. Muat ulang daftarnya."))
        if no := _held_up(cards, node.clock.today()):
            return act.refuse(no)
        source = ledger.printing_from(have, officer.id)
        movement = Movement(
            kind="cetak", amount=len(cards), source=source, target=ledger.PRINTED, note="KIA", item=ledger.KIA
        )
        if wrong := ledger.check_movement(have, movement):
            return act.refuse(wrong)
        for card in cards:
            act.record(KiaPrinted(document=card.id, nik=card.holder, source=source), subject=card.subject)
            act.record(DocumentPrinted(document=card.id), subject=card.subject)
        moved(act, node, movement)
        return act.done([card.id for card in cards])


def _may_print(node: Node, n: int) -> Refusal | None:
    if not 1 <= n <= MOST:
        return _no("how_many", "Pilih 1 sampai %(most)d KIA sekali cetak.", most=MOST)
    if is_cut(BLANGKO):
        return _no("training", "Latihan: blangko dianggap habis. Kartu tetap menunggu menurut urutannya.")
    return may_begin(node, DOCUMENTS)


def _held_up(cards: Sequence[Document], today: date) -> Refusal | None:
    """Who died, moved away or grew out of the card since it was made is given no blank."""
    people = {r.nik: r for r in Resident.objects.filter(nik__in=[card.holder for card in cards])}
    for card in cards:
        person = people.get(card.holder)
        if person is not None and (no := not_here(person)):
            return no
        if date.fromisoformat(card.data["valid_until"]) < today:
            text = "Masa berlaku KIA %(name)s sudah lewat sebelum dicetak. Buat KIA baru dari halaman anaknya."
            return _no("over", text, name=person.nama if person else card.holder)
    return None


def spoiled(node: Node, officer: Actor, document: UUID, reason: str, *, key: UUID | None = None) -> Outcome:
    """The blank of this card is lost; the card is to be printed again. Done(document)."""
    with Act(node, officer, key=key) as act:
        if not reason.strip():
            return act.refuse(_no("no_reason", "Isi mengapa kartu ini rusak.", "reason"))
        return _failed(act, node, document, reason.strip(), spoiled=True)


def not_printed(node: Node, officer: Actor, document: UUID, *, key: UUID | None = None) -> Outcome:
    """No card came out: the blank is still blank and back where it came from. Done(document)."""
    with Act(node, officer, key=key) as act:
        return _failed(act, node, document, "tidak tercetak", spoiled=False)


def _failed(act: Act, node: Node, document: UUID, says: str, *, spoiled: bool) -> Outcome:
    locked_balances(node, ledger.KIA)
    row = owed(node).select_for_update().filter(id=document).first()
    card = KiaCard.objects.filter(document=document, state=PRINTED).first()
    if row is None or card is None:
        return act.refuse(_no("not_printed", "KIA ini belum dicetak, atau sudah diserahkan. Muat ulang daftarnya."))
    act.record(KiaFailed(document=row.id, nik=row.holder, spoiled=spoiled, says=says), subject=row.subject)
    act.record(DocumentUnprinted(document=row.id), subject=row.subject)
    target = ledger.SPOILED if spoiled else card.source
    kind = "rusak" if spoiled else "kembali"
    moved(act, node, Movement(kind=kind, amount=1, source=ledger.PRINTED, target=target, note=says, item=ledger.KIA))
    return act.done(row.id)


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"kia_card.{code}", message, field=field, params=params)
