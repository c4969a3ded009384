"""The SKPWNI as a value: what the origin says once, and the destination and the centre read. Pure.

Its number names both offices, so the signed claim in its QR says who alone may receive the movers.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from siaga.people.biodata import Biodata, Family
from siaga.people.codes import Shdk

BASIS = "UU 23/2006 pasal 15; Perpres 96/2018 pasal 25 dan 26; Permendagri 108/2019"
VALID = timedelta(days=30)
NUMBER = re.compile(r"SKPWNI/(?P<origin>[0-9]{4})-(?P<destination>[0-9]{4})/[0-9]{8}/[0-9]{4}")
"""`SKPWNI/<origin>-<destination>/DDMMYYYY/NNNN`; the only place, with `number_begins`, that knows the form."""
REASON_WORDS = {
    "pekerjaan": "pekerjaan",
    "pendidikan": "pendidikan",
    "keluarga": "keluarga",
    "perumahan": "perumahan",
    "kesehatan": "kesehatan",
    "keamanan": "keamanan",
    "lainnya": "lainnya",
}
KIND_TEXTS = {
    "keluarga": "Kepala keluarga dan seluruh anggota keluarga",
    "sebagian": "Kepala keluarga dan sebagian anggota keluarga",
    "anggota": "Anggota keluarga",
}


class Mover(Biodata, frozen=True, kw_only=True):
    """One who moves. shdk: among those who move, 0 where they will join a family that the destination knows; no_kk: the old one.

    direkam: biometrics were taken, so nobody takes them again. belum_dipastikan: the NIK was minted while the centre could not be asked.
    """

    direkam: bool = False
    belum_dipastikan: bool = False


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A SKPWNI. origin, destination: offices. home: the KK that they leave. address: where to, without a KK number.

    keeps_kk: the whole family moves with its head, so the KK number goes with it (UU 23/2006 art. 61). applicant: NIK. host: name of
    the head whose KK they join, "" for a KK of their own. move: a key of KIND_TEXTS.
    """

    number: str
    origin: str
    destination: str
    home: Family
    address: Family
    movers: tuple[Mover, ...]
    reason: str
    applicant: str
    issued_on: date
    valid_until: date
    keeps_kk: bool = False
    move: str = "anggota"
    host: str = ""
    stays: str = ""

    @property
    def niks(self) -> list[str]:
        return [m.nik for m in self.movers]

    @property
    def head(self) -> Mover | None:
        return next((m for m in self.movers if m.shdk == Shdk.KEPALA), None)

    def expired(self, today: date) -> bool:
        return today > self.valid_until


IDENTITY_WORDS = {
    "nama": "nama",
    "jenis_kelamin": "jenis kelamin",
    "tempat_lahir": "tempat lahir",
    "tanggal_lahir": "tanggal lahir",
    "agama": "agama",
    "status_kawin": "status kawin",
    "nama_ibu": "nama ibu",
    "nama_ayah": "nama ayah",
}


def differences(shown: Letter, told: Letter) -> list[str]:
    """What the letter that was shown says otherwise than the one that the centre told: in words, for the officer.

    Of each person who they are; what the shown one leaves open differs from nothing.
    """
    found = []
    if set(shown.niks) != set(told.niks):
        found.append("NIK")
    known = {m.nik: m for m in told.movers}
    for m in shown.movers:
        wrong = [w for name, w in IDENTITY_WORDS.items() if m.nik in known and _other(m, known[m.nik], name)]
        found += [f"{w} {m.nama}" for w in wrong]
    if shown.home.no_kk != told.home.no_kk:
        found.append("nomor KK asal")
    if shown.keeps_kk != told.keeps_kk:
        found.append("seluruh keluarga pindah atau tidak")
    return found


def _other(one: Mover, other: Mover, name: str) -> bool:
    here, there = (getattr(m, name) for m in (one, other))
    if isinstance(here, str) and isinstance(there, str):
        return bool(here.strip()) and " ".join(here.split()).casefold() != " ".join(there.split()).casefold()
    return bool(here) and here != there


def number_begins(origin: str, destination: str, today: date) -> str:
    return f"SKPWNI/{origin}-{destination}/{today:%d%m%Y}"


def offices_of(number: str) -> tuple[str, str] | None:
    """(origin, destination) of a SKPWNI's number, None for what is none."""
    found = NUMBER.fullmatch(number)
    return (found["origin"], found["destination"]) if found else None
