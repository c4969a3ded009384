"""Kartu Keluarga: A4 landscape with the two tables of members (Permendagri 109/2019, form of Permendagri 118/2017)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.identity import SEX
from siaga.documents.wording import date_long, date_short, rt_rw

ROWS = 12  # rows a sheet; a larger family continues on another


class KkMember(msgspec.Struct, frozen=True, kw_only=True):
    """One line of both tables. Texts of the code lists, not codes; "" prints as a dash. union_date: of marriage or
    divorce.
    """

    name: str
    nik: str
    sex: Literal["L", "P"]
    birth_place: str
    birth_date: date
    religion: str
    education: str
    occupation: str
    blood: str
    marital: str
    shdk: str
    father: str
    mother: str
    union_date: date | None = None
    citizenship: str = "WNI"
    passport: str = ""
    kitap: str = ""


class Kk(Document, frozen=True, kw_only=True):
    """members: the head first, then as the family is listed. dasar: why this issue was made ("Perubahan kepala
    keluarga").
    """

    office: Office
    number: str
    head: str
    address: str
    rt: str
    rw: str
    postcode: str
    kelurahan: str
    kecamatan: str
    region: str
    province: str
    members: tuple[KkMember, ...]
    issued_on: date
    signature: Signature
    unconfirmed: bool = False  # a NIK in it is *belum dipastikan*: minted while the centre could not be asked


def _first(number: int, m: KkMember) -> list[str]:
    day = date_short(m.birth_date)
    row = [m.name, m.nik, SEX[m.sex], m.birth_place, day, m.religion, m.education, m.occupation, m.blood]
    return [str(number), *((cell or "-").upper() for cell in row)]


def _second(number: int, m: KkMember) -> list[str]:
    day = date_short(m.union_date) if m.union_date else ""
    row = [m.marital, day, m.shdk, m.citizenship, m.passport, m.kitap, m.father, m.mother]
    return [str(number), *((cell or "-").upper() for cell in row)]


def _sheets(members: tuple[KkMember, ...]) -> list[dict[str, Any]]:
    """Members in sheets of twelve; a table is at least ten lines long, as on the form, the empty ones struck by
    dashes.
    """
    sheets = []
    for start in range(0, max(len(members), 1), ROWS):
        part = members[start : start + ROWS]
        spare = range(start + len(part) + 1, start + 11)
        first = [_first(start + at, m) for at, m in enumerate(part, 1)]
        second = [_second(start + at, m) for at, m in enumerate(part, 1)]
        first += [[str(n), *["-"] * 9] for n in spare]
        second += [[str(n), *["-"] * 8] for n in spare]
        sheets.append({"first": first, "second": second})
    return sheets


def view(kk: Kk) -> dict[str, Any]:
    return {
        "office": office_view(kk.office),
        "number": kk.number,
        "left": [
            ["Nama Kepala Keluarga", kk.head.upper()],
            ["Alamat", kk.address.upper()],
            ["RT/RW", rt_rw(kk.rt, kk.rw)],
            ["Kode Pos", kk.postcode or "-"],
        ],
        "right": [
            ["Desa/Kelurahan", kk.kelurahan.upper()],
            ["Kecamatan", kk.kecamatan.upper()],
            ["Kabupaten/Kota", kk.region.upper()],
            ["Provinsi", kk.province.upper()],
        ],
        "head": kk.head.upper(),
        "sheets": _sheets(kk.members),
        "count": len(kk.members),
        "issued_on": date_long(kk.issued_on),
        "unconfirmed": kk.unconfirmed,
        "signature": signature_view(kk.signature),
    }


KK = DocumentKind(
    code="kk",
    title="Kartu Keluarga",
    struct=Kk,
    view=view,
    template="kk.typ",
    signed=True,
    paper="A4 mendatar",
    legal_basis="UU 23/2006 pasal 61; Permendagri 109/2019",
    claim_number=1,
)
