"""Surat permintaan blangko: an office asks the centre for card blanks, with the numbers behind the request. A4 portrait."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_long, figure, number_words


class SuratPermintaan(Document, frozen=True, kw_only=True):
    """item: what is asked for, in words. waiting: print-ready people (PRR); stock: what is left, both on the day of the request."""

    office: Office
    number: str
    on: date
    addressed: str
    item: str
    unit: str
    amount: int
    waiting: int
    stock: int
    signature: Signature


def view(said: SuratPermintaan) -> dict[str, Any]:
    return {
        "office": office_view(said.office),
        "number": said.number,
        "on": date_long(said.on),
        "addressed": said.addressed,
        "item": said.item,
        "asked": f"{figure(said.amount)} ({number_words(said.amount)}) {said.unit}",
        "behind": [
            ["Siap cetak (PRR)", f"{figure(said.waiting)} orang"],
            ["Sisa persediaan", f"{figure(said.stock)} {said.unit}"],
            ["Diminta", f"{figure(said.amount)} {said.unit}"],
        ],
        "signature": signature_view(said.signature),
    }


SURAT_PERMINTAAN = DocumentKind(
    code="surat_permintaan",
    title="Surat Permintaan Blangko",
    struct=SuratPermintaan,
    view=view,
    template="surat_permintaan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="Permendagri 109/2019",
    claim_number=18,
)
