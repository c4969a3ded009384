"""Surat tugas: named people fetch what was asked for. A4 portrait; carried along and shown where the blanks are handed over."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_weekday


class Carrier(msgspec.Struct, frozen=True, kw_only=True):
    """Who is sent. role: the position in the office."""

    name: str
    role: str


class SuratTugas(Document, frozen=True, kw_only=True):
    """because: what it rests on, one clause each. task: what is to be done, a clause. vehicle: "" to leave out."""

    office: Office
    number: str
    because: tuple[str, ...]
    carriers: tuple[Carrier, ...]
    task: str
    leaves_on: date
    vehicle: str
    signature: Signature


def view(said: SuratTugas) -> dict[str, Any]:
    when = [["Berangkat", date_weekday(said.leaves_on)]]
    if said.vehicle:
        when.append(["Kendaraan", said.vehicle])
    return {
        "office": office_view(said.office),
        "number": said.number,
        "because": list(said.because),
        "carriers": [[str(n), c.name, c.role] for n, c in enumerate(said.carriers, 1)],
        "task": said.task,
        "when": when,
        "signature": signature_view(said.signature),
    }


SURAT_TUGAS = DocumentKind(
    code="surat_tugas",
    title="Surat Tugas",
    struct=SuratTugas,
    view=view,
    template="surat_tugas.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="Permendagri 109/2019",
    claim_number=19,
)
