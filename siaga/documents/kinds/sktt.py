"""Surat keterangan tempat tinggal (SKTT) of a foreigner with a limited stay: A4 portrait; it ends with the permit, there is no KTP-el
beside it (UU 23/2006 pasal 20)."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.dwelling import Dwelling, dwelling_rows
from siaga.documents.kinds.identity import SEX
from siaga.documents.wording import date_long, nik_groups


class Sktt(Document, frozen=True, kw_only=True):
    """nationality: name of the country. permit, permit_on: number and day of the ITAS. valid_until: as the permit. sponsor: "" for none."""

    office: Office
    number: str
    nik: str
    name: str
    sex: str  # L | P
    birth_place: str
    birth_date: date
    marital: str
    occupation: str
    nationality: str
    passport: str
    permit: str
    permit_on: date
    valid_until: date
    home: Dwelling
    issued_on: date
    signature: Signature
    sponsor: str = ""
    unconfirmed: bool = False  # the NIK is *belum dipastikan*: minted while the centre could not be asked


def view(said: Sktt) -> dict[str, Any]:
    person = [
        ["NIK", nik_groups(said.nik)],
        ["Nama lengkap", said.name],
        ["Tempat, tanggal lahir", f"{said.birth_place}, {date_long(said.birth_date)}"],
        ["Jenis kelamin", SEX.get(said.sex, "")],
        ["Status perkawinan", said.marital],
        ["Jenis pekerjaan", said.occupation],
        ["Kewarganegaraan", said.nationality],
    ]
    permit = [
        ["Nomor paspor", said.passport],
        ["Izin tinggal terbatas (ITAS)", f"{said.permit}, tanggal {date_long(said.permit_on)}"],
        ["Penjamin", said.sponsor],
    ]
    return {
        "office": office_view(said.office),
        "number": said.number,
        "person": [[label, value.upper()] for label, value in person if value],
        "permit": [[label, value.upper()] for label, value in permit if value],
        "home": dwelling_rows(said.home),
        "issued_on": date_long(said.issued_on),
        "valid_until": date_long(said.valid_until),
        "unconfirmed": said.unconfirmed,
        "signature": signature_view(said.signature),
    }


SKTT = DocumentKind(
    code="sktt",
    title="Surat Keterangan Tempat Tinggal",
    struct=Sktt,
    view=view,
    template="sktt.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 20; Perpres 96/2018",
    claim_number=20,
)
