"""SKPWNI, the letter of who moves to another regency: A4 portrait, valid 30 days (Perpres 96/2018; Permendagri 108/2019; form
F-1.03 of 109/2019). Wording: our own.

Its attached content holds the movers' whole biodata, so that the destination can receive them with no line to anybody: the QR's
claim vouches for the digest.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.dwelling import Dwelling, dwelling_rows
from siaga.documents.wording import date_long, date_short, number_words


class Mover(msgspec.Struct, frozen=True, kw_only=True):
    """One who moves. shdk: the relation to the head among those who move, in words."""

    nik: str
    name: str
    sex: str  # L | P
    birth_place: str
    birth_date: date
    shdk: str


class Skpwni(Document, frozen=True, kw_only=True):
    """applicant: who applied. stays: what becomes of the KK of those who stay, one clause, "" if nobody stays.

    persons: the movers' biodata as `siaga.people.moving.letter.Mover` in JSON, in the order of `movers`: for the destination, not
    printed. destination.no_kk: the KK number that goes along with a whole family, "" none.
    """

    office: Office
    number: str
    issued_on: date
    valid_until: date
    applicant: str
    reason: str
    origin: Dwelling
    destination: Dwelling
    movers: tuple[Mover, ...]
    signature: Signature
    kind_of_move: str = ""
    stays: str = ""
    persons: tuple[dict[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return self.applicant


def mover_rows(movers: tuple[Mover, ...]) -> list[list[str]]:
    return [
        [str(n), m.nik, m.name.upper(), m.sex, f"{m.birth_place.upper()}, {date_short(m.birth_date)}", m.shdk.upper()]
        for n, m in enumerate(movers, 1)
    ]


def view(letter: Skpwni) -> dict[str, Any]:
    count = len(letter.movers)
    return {
        "office": office_view(letter.office),
        "number": letter.number,
        "applicant": letter.applicant.upper(),
        "origin": dwelling_rows(letter.origin),
        "destination": dwelling_rows(letter.destination),
        "about": [
            [label, value]
            for label, value in (
                ("Alasan pindah", letter.reason),
                ("Jenis kepindahan", letter.kind_of_move),
                ("KK yang ditinggalkan", letter.stays),
            )
            if value
        ],
        "movers": mover_rows(letter.movers),
        "count": f"{count} ({number_words(count)}) orang",
        "issued_on": date_long(letter.issued_on),
        "valid_until": date_long(letter.valid_until),
        "signature": signature_view(letter.signature),
    }


SKPWNI = DocumentKind(
    code="skpwni",
    title="Surat Keterangan Pindah WNI",
    struct=Skpwni,
    view=view,
    template="skpwni.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 15; Perpres 96/2018; Permendagri 109/2019",
    claim_number=13,
)
