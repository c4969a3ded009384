"""A paper leaves the counter: into whose hands."""

from __future__ import annotations

from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .apply import WAITING
from .facts import DocumentHandedOver
from .kinds import ON_BLANKS
from .models import Document
from .over import over


def hand_over(node: Node, officer: Actor, document: UUID, to: str, *, key: UUID | None = None) -> Outcome:
    """Note who took it, and when. Done: the document's id. Refused before it is signed, when replaced, or handed out already."""
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, DOCUMENTS):
            return act.refuse(no)
        row = Document.objects.select_for_update().filter(id=document, office=node.id).first()
        if row is None:
            return act.refuse(_no("unknown", "Dokumen ini tidak ada di kantor ini. Muat ulang daftarnya."))
        refusals = [r for r in (_ready(row, over(node, row)), _taker(to)) if r]
        if refusals:
            return act.refuse(refusals)
        act.record(DocumentHandedOver(document=document, to=" ".join(to.split())), subject=row.subject)
        return act.done(document)


def _ready(row: Document, gone: str) -> Refusal | None:
    if row.superseded_by or gone:
        return _no("closed", "Dokumen ini sudah tidak aktif. Serahkan penggantinya.")
    if row.state == WAITING:
        return _no("not_signed", "Dokumen ini belum ditandatangani. Serahkan setelah siap.")
    if row.kind in ON_BLANKS and row.printed_at is None:
        return _no("not_printed", "Kartu ini belum dicetak. Cetak dahulu, lalu serahkan.")
    if row.handed_at is not None:
        return _no("handed", "Dokumen ini sudah diserahkan kepada %(to)s.", to=row.handed_to)
    return None


def _taker(to: str) -> Refusal | None:
    if 2 <= len(to.strip()) <= 100:
        return None
    return _no("to", "Isi nama yang menerima, sesuai kartu identitasnya.", "to")


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"documents.{code}", message, field, "", params)
