"""Where a family lives or will live, as letters about moves and persons write it."""

from __future__ import annotations

import msgspec

from siaga.documents.wording import rt_rw


class Dwelling(msgspec.Struct, frozen=True, kw_only=True):
    """no_kk, head: "" where there is none yet. kelurahan: the area's name whether kelurahan or desa."""

    address: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    region: str
    province: str
    postcode: str = ""
    no_kk: str = ""
    head: str = ""


def dwelling_rows(home: Dwelling, *, family: bool = True) -> list[list[str]]:
    """(label, value), values in capitals; lines without a value are left out."""
    rows = [
        ("Nomor KK", home.no_kk if family else ""),
        ("Kepala keluarga", home.head if family else ""),
        ("Alamat", home.address),
        ("RT/RW", rt_rw(home.rt, home.rw) if home.rt or home.rw else ""),
        ("Desa/Kelurahan", home.kelurahan),
        ("Kecamatan", home.kecamatan),
        ("Kabupaten/Kota", home.region),
        ("Provinsi", home.province),
        ("Kode Pos", home.postcode),
    ]
    return [[label, value.upper()] for label, value in rows if value]
