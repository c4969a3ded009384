"""Berita acara, signed minutes of an act at this office: a count of blangko, cards destroyed. A4 portrait (SE 470.13/11176/SJ, 2018
asks for one each time cards are burnt).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import DAYS, date_long, date_words


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Who was there and signs by hand. role: as what."""

    name: str
    role: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table, a text for each column."""

    cells: tuple[str, ...]


class BeritaAcara(Document, frozen=True, kw_only=True):
    """about: what the minutes are of, after "Berita Acara". opening: what was done, whole sentences. columns: heads of the table, the
    first of `right` of them aligned left. closing: what follows from it, sentences. sums: (what, amount in words and figures).
    """

    office: Office
    number: str
    on: date
    place: str
    about: str
    opening: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sums: tuple[tuple[str, str], ...]
    closing: str
    witnesses: tuple[Witness, ...]
    signature: Signature

    @property
    def name(self) -> str:
        return self.about


def view(said: BeritaAcara) -> dict[str, Any]:
    when = f"{DAYS[said.on.weekday()]} tanggal {date_words(said.on)} ({date_long(said.on)})"
    return {
        "office": office_view(said.office),
        "number": said.number,
        "about": said.about,
        "begun": f"Pada hari ini, {when}, bertempat di {said.place},",
        "opening": said.opening,
        "columns": list(said.columns),
        "lines": [list(line.cells) for line in said.lines],
        "sums": [list(pair) for pair in said.sums],
        "closing": said.closing,
        "witnesses": [[w.name, w.role] for w in said.witnesses],
        "signature": signature_view(said.signature),
    }


BERITA_ACARA = DocumentKind(
    code="berita_acara",
    title="Berita Acara",
    struct=BeritaAcara,
    view=view,
    template="berita_acara.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="SE Mendagri 470.13/11176/SJ tanggal 13 Desember 2018",
    claim_number=15,
)
