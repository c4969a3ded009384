"""What the card says of a person; the suket says the same (letter 471.13/10231/DUKCAPIL, 29 Sept 2016)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kind import Document
from siaga.documents.wording import date_short, rt_rw

SEX = {"L": "LAKI-LAKI", "P": "PEREMPUAN"}
LIFELONG = "SEUMUR HIDUP"


class Identity(Document, frozen=True, kw_only=True):
    """Display texts of the code lists ("Islam", "Belum Kawin"), not their codes. photo: JPEG or PNG, empty for none.

    kelurahan: the area's name whether kelurahan or desa. blood: "" when unknown.
    """

    province: str
    region: str  # with its kind: "Kota Jakarta Utara", "Kabupaten Malang"
    nik: str
    name: str
    birth_place: str
    birth_date: date
    sex: Literal["L", "P"]
    blood: str
    address: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    religion: str
    marital: str
    occupation: str
    citizenship: str = "WNI"
    photo: bytes = b""


def identity_rows(person: Identity, valid_until: str) -> list[list[str]]:
    """(label, value) in the order of the card, values in capitals as the card has them; sex and blood are split by the
    template.
    """
    rows = [
        ("Nama", person.name),
        ("Tempat/Tgl Lahir", f"{person.birth_place}, {date_short(person.birth_date)}"),
        ("Jenis Kelamin", SEX[person.sex]),
        ("Alamat", person.address),
        ("RT/RW", rt_rw(person.rt, person.rw)),
        ("Kel/Desa", person.kelurahan),
        ("Kecamatan", person.kecamatan),
        ("Agama", person.religion),
        ("Status Perkawinan", person.marital),
        ("Pekerjaan", person.occupation),
        ("Kewarganegaraan", person.citizenship),
        ("Berlaku Hingga", valid_until),
    ]
    return [[label, value.upper()] for label, value in rows]


def identity_view(person: Identity, valid_until: str) -> dict[str, Any]:
    return {
        "province": f"PROVINSI {person.province.upper()}",
        "region": person.region.upper(),
        "nik": person.nik,
        "name": person.name.upper(),
        "rows": identity_rows(person, valid_until),
        "blood": person.blood.upper() or "-",
        "photo": person.photo,
    }
