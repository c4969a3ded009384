"""Pemberitahuan pengambilan: "your card is there", one sheet for each owner, with a power of attorney for the family to tear off. A4."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office
from siaga.documents.kinds.blocks import office_view
from siaga.documents.wording import moment
from siaga.kit.clock import ZONES


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """slot: aware. shelf: where the officer finds the card. nik_end: the last four digits, for a letter passes through many hands."""

    name: str
    address: str
    nik_end: str
    slot: datetime
    shelf: str


class AmbilKartu(Document, frozen=True, kw_only=True):
    office: Office
    zone: Literal["WIB", "WITA", "WIT"]
    kept_days: int
    letters: tuple[Letter, ...]


def view(said: AmbilKartu) -> dict[str, Any]:
    zone = ZONES[said.zone]
    return {
        "office": office_view(said.office),
        "place": f"{said.office.name} {said.office.region}",
        "kept": str(said.kept_days),
        "letters": [
            {
                "name": w.name,
                "address": w.address,
                "nik": f"… {w.nik_end}",
                "when": moment(w.slot, zone, said.zone),
                "shelf": w.shelf,
            }
            for w in said.letters
        ],
    }


AMBIL_KARTU = DocumentKind(
    code="ambil_kartu",
    title="Pemberitahuan Pengambilan KTP-el",
    struct=AmbilKartu,
    view=view,
    template="ambil_kartu.typ",
    signed=False,
    paper="A4 tegak",
    legal_basis="Perpres 96/2018",
    claim_number=0,
)
