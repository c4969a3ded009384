"""Daftar pengantaran: the cards of one RT that somebody carries to their owners, with a place to sign for each. A4 landscape."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office
from siaga.documents.kinds.blocks import office_view
from siaga.documents.wording import moment
from siaga.kit.clock import ZONES


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    address: str
    nik_end: str
    shelf: str


class DaftarAntar(Document, frozen=True, kw_only=True):
    office: Office
    number: str
    carrier: str
    area: str
    left_at: datetime
    zone: Literal["WIB", "WITA", "WIT"]
    cards: tuple[Carried, ...]


def view(said: DaftarAntar) -> dict[str, Any]:
    return {
        "office": office_view(said.office),
        "number": said.number,
        "about": [["Pengantar", said.carrier], ["Wilayah", said.area], ["Berangkat", moment(said.left_at, ZONES[said.zone], said.zone)]],
        "rows": [[str(n), c.name, f"… {c.nik_end}", c.address, c.shelf, "", ""] for n, c in enumerate(said.cards, 1)],
        "count": str(len(said.cards)),
    }  # fmt: skip


DAFTAR_ANTAR = DocumentKind(
    code="daftar_antar",
    title="Daftar Pengantaran KTP-el",
    struct=DaftarAntar,
    view=view,
    template="daftar_antar.typ",
    signed=False,
    paper="A4 mendatar",
    legal_basis="Perpres 96/2018",
    claim_number=0,
)
