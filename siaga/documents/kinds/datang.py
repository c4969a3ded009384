"""Surat keterangan datang, the arrival of who moved in from another regency: A4 portrait (Perpres 96/2018; Permendagri 109/2019).
Wording: our own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.dwelling import Dwelling, dwelling_rows
from siaga.documents.kinds.skpwni import Mover, mover_rows
from siaga.documents.wording import date_long, number_words


class Datang(Document, frozen=True, kw_only=True):
    """skpwni, skpwni_on: number and day of the letter they came with. origin: region and province are enough. home: the new KK."""

    office: Office
    number: str
    arrived_on: date
    applicant: str
    skpwni: str
    origin: Dwelling
    home: Dwelling
    movers: tuple[Mover, ...]
    signature: Signature
    skpwni_on: date | None = None

    @property
    def name(self) -> str:
        return self.applicant


def view(letter: Datang) -> dict[str, Any]:
    count = len(letter.movers)
    moved = f"{letter.skpwni} tanggal {date_long(letter.skpwni_on)}" if letter.skpwni_on else letter.skpwni
    return {
        "office": office_view(letter.office),
        "number": letter.number,
        "applicant": letter.applicant.upper(),
        "arrived_on": date_long(letter.arrived_on),
        "skpwni": moved,
        "origin": dwelling_rows(letter.origin),
        "home": dwelling_rows(letter.home),
        "movers": mover_rows(letter.movers),
        "count": f"{count} ({number_words(count)}) orang",
        "signature": signature_view(letter.signature),
    }


DATANG = DocumentKind(
    code="datang",
    title="Surat Keterangan Datang",
    struct=Datang,
    view=view,
    template="datang.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 15; Perpres 96/2018; Permendagri 109/2019",
    claim_number=14,
)
