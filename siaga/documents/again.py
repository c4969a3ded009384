"""One more extract of a deed for who lost or damaged the one he had: the second, the third … (kutipan kedua dan seterusnya)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import DueDocument

from .apply import WAITING
from .issuing import Builder, Paper, issue_in
from .models import Document
from .over import over

LOST, DAMAGED = "hilang", "rusak"
REASON_WORDS = {LOST: "hilang", DAMAGED: "rusak"}
BASIS = "UU 23/2006 pasal 68"


def may_be_again(node: Node, document: Document) -> bool:
    """An extract of a deed that holds and was signed."""
    extract = document.kind.startswith("akta_") or document.kind == "lahir_mati"
    return extract and document.state != WAITING and not document.superseded_by and not over(node, document)


def issue_again(
    node: Node,
    officer: Actor,
    document: UUID,
    reason: str,
    proof: str,
    builders: Mapping[str, Builder],
    *,
    key: UUID | None = None,
) -> Outcome:
    """The next extract for the holder of `document`, which it takes the place of. proof: number of the police letter where it was lost;
    a damaged one is handed in. Done: the new document's id.
    """
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, DOCUMENTS):
            return act.refuse(no)
        row = Document.objects.select_for_update().filter(id=document, office=node.id).first()
        refusals = [r for r in (_may(node, row), _why(reason, proof)) if r]
        if refusals or row is None:
            return act.refuse(refusals)
        built = builders[row.kind](node, DueDocument(kind=row.kind, subject=row.subject, holder=row.holder))
        if isinstance(built, Refusal):
            return act.refuse(built)
        papers = (built,) if isinstance(built, Paper) else built
        own = next((p for p in papers if p.holder == row.holder), papers[0])
        said = f"{reason}, surat {' '.join(proof.split())}" if proof.strip() else reason
        return act.done(issue_in(act, _for(own, said)))


def _for(paper: Paper, said: str) -> Paper:
    return Paper(paper.kind, paper.about, paper.holder, paper.data, paper.replaces, paper.each, said)


def _may(node: Node, row: Document | None) -> Refusal | None:
    if row is None:
        return _no("unknown", "Dokumen ini tidak ada di kantor ini. Muat ulang daftarnya.")
    if not may_be_again(node, row):
        return _no("not_again", "Hanya kutipan akta yang masih berlaku dan sudah ditandatangani yang dibuatkan lagi.")
    return None


def _why(reason: str, proof: str) -> Refusal | None:
    if reason not in REASON_WORDS:
        return _no("why", "Pilih alasannya: hilang atau rusak.", "reason")
    if reason == LOST and len(proof.strip()) < 3:
        return _no("police", "Isi nomor surat kehilangan dari kepolisian.", "proof")
    return None


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"documents.{code}", message, field, BASIS)
