"""Surat panggilan: somebody who was recorded under two NIKs is asked to come in person, on a day and an hour. A4 portrait."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import moment, nik_groups, order_words
from siaga.kit.clock import ZONES


class Panggilan(Document, frozen=True, kw_only=True):
    """attempt: 1 for the first summons. when: aware. bring: what to bring, one clause each. Nobody else's data stand on it: the other
    NIK is told at the office, to whom it belongs.
    """

    office: Office
    number: str
    attempt: int
    nik: str
    name: str
    address: str
    when: datetime
    zone: Literal["WIB", "WITA", "WIT"]
    place: str
    bring: tuple[str, ...]
    signature: Signature


def view(said: Panggilan) -> dict[str, Any]:
    return {
        "office": office_view(said.office),
        "number": said.number,
        "ordinal": "" if said.attempt == 1 else f"Panggilan {order_words(said.attempt)}",
        "to": [["Nama", said.name], ["NIK", nik_groups(said.nik)], ["Alamat", said.address]],
        "where": [["Hari, tanggal", moment(said.when, ZONES[said.zone], said.zone)], ["Tempat", said.place]],
        "bring": list(said.bring),
        "signature": signature_view(said.signature),
    }


PANGGILAN = DocumentKind(
    code="panggilan",
    title="Surat Panggilan",
    struct=Panggilan,
    view=view,
    template="panggilan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 24/2013 pasal 63; Perpres 96/2018",
    claim_number=17,
)
