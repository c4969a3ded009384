"""Biodata penduduk: all that form F-1.01 says of one person, A4 portrait (UU 23/2006 art. 59; Permendagri 109/2019)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.dwelling import Dwelling, dwelling_rows
from siaga.documents.kinds.identity import SEX
from siaga.documents.wording import date_long, nik_groups


class BiodataPenduduk(Document, frozen=True, kw_only=True):
    """Display texts of the code lists. birth_deed: number of the akta, "" unknown. Disability is protected (UU 24/2013 art. 84):
    it is not on the paper.
    """

    LATER: ClassVar[frozenset[str]] = frozenset(
        {"passport", "marriage_deed", "married_on", "divorce_deed", "divorced_on"}
    )

    office: Office
    nik: str
    name: str
    sex: str  # L | P
    birth_place: str
    birth_date: date
    blood: str
    religion: str
    marital: str
    education: str
    occupation: str
    citizenship: str
    shdk: str
    home: Dwelling
    issued_on: date
    signature: Signature
    mother: str = ""
    mother_nik: str = ""
    father: str = ""
    father_nik: str = ""
    birth_deed: str = ""
    passport: str = ""
    marriage_deed: str = ""
    married_on: date | None = None
    divorce_deed: str = ""
    divorced_on: date | None = None
    unconfirmed: bool = False  # the NIK is *belum dipastikan*: minted while the centre could not be asked

    @property
    def number(self) -> str:
        return self.nik


def view(said: BiodataPenduduk) -> dict[str, Any]:
    person = [
        ["Nama lengkap", said.name],
        ["Tempat, tanggal lahir", f"{said.birth_place}, {date_long(said.birth_date)}"],
        ["Jenis kelamin", SEX.get(said.sex, "")],
        ["Golongan darah", said.blood],
        ["Agama/kepercayaan", said.religion],
        ["Status perkawinan", said.marital],
        ["Akta perkawinan/buku nikah", said.marriage_deed],
        ["Tanggal perkawinan", date_long(said.married_on) if said.married_on else ""],
        ["Akta cerai nomor", said.divorce_deed],
        ["Tanggal perceraian", date_long(said.divorced_on) if said.divorced_on else ""],
        ["Hubungan dalam keluarga", said.shdk],
        ["Pendidikan terakhir", said.education],
        ["Jenis pekerjaan", said.occupation],
        ["Kewarganegaraan", said.citizenship],
        ["Nomor paspor", said.passport],
        ["Akta kelahiran nomor", said.birth_deed],
    ]
    parents = [
        ["Nama ibu", said.mother],
        ["NIK ibu", nik_groups(said.mother_nik)],
        ["Nama ayah", said.father],
        ["NIK ayah", nik_groups(said.father_nik)],
    ]
    return {
        "office": office_view(said.office),
        "nik": nik_groups(said.nik),
        "person": [[label, value.upper()] for label, value in person if value],
        "home": dwelling_rows(said.home),
        "parents": [[label, value.upper()] for label, value in parents if value],
        "issued_on": date_long(said.issued_on),
        "unconfirmed": said.unconfirmed,
        "signature": signature_view(said.signature),
    }


BIODATA = DocumentKind(
    code="biodata",
    title="Biodata Penduduk",
    struct=BiodataPenduduk,
    view=view,
    template="biodata.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 59; Permendagri 109/2019",
    claim_number=12,
)
