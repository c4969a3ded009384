"""What form F-1.01 says about one person and one family: plain values that the rules decide on.

Every field has a default, so that a half-filled form can be checked and all its gaps told at once. Titles are kept
apart from the name. Dates are dates: a NIK's two-digit year is never turned into one.
"""

from __future__ import annotations

from datetime import date

import msgspec

from siaga.people.codes import EVER_MARRIED, ResidentStatus

CARD_AGE = 17
RECORDING_AGE = 16


NEIGHBOURHOODS = ("rt", "rw")


def three_digits(typed: str) -> str:
    """RT 3, 03 and 003 are one RT. What is no number stays as it was typed, for the rules to refuse."""
    typed = typed.strip()
    return typed.zfill(3) if typed.isascii() and typed.isdigit() else typed


class Biodata(msgspec.Struct, frozen=True, kw_only=True):
    """One person. Numbers are codes of `siaga.people.codes`, 0 where nothing was chosen.

    no_akta_kawin, no_akta_cerai: of the last marriage and the last divorce; the buku nikah and the religious court's paper as well.
    """

    nik: str = ""
    no_kk: str = ""
    nama: str = ""
    gelar_depan: str = ""
    gelar_belakang: str = ""
    jenis_kelamin: str = ""
    tempat_lahir: str = ""
    tanggal_lahir: date | None = None
    golongan_darah: int = 13
    agama: int = 0
    status_kawin: int = 0
    shdk: int = 0
    pendidikan: int = 0
    pekerjaan: int = 0
    kewarganegaraan: str = "WNI"
    nik_ayah: str = ""
    nama_ayah: str = ""
    nik_ibu: str = ""
    nama_ibu: str = ""
    disabilitas: str = ""
    no_akta_lahir: str = ""
    no_akta_kawin: str = ""
    tanggal_kawin: date | None = None
    no_akta_cerai: str = ""
    tanggal_cerai: date | None = None
    no_paspor: str = ""
    no_dispensasi_kawin: str = ""
    status: str = ResidentStatus.AKTIF
    died_on: date | None = None


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """One family. kode_wilayah: ten digits, kelurahan or desa. rt, rw: three digits however they were typed: RT 3 is RT 003."""

    no_kk: str = ""
    nik_kepala: str = ""
    alamat: str = ""
    rt: str = ""
    rw: str = ""
    kode_wilayah: str = ""
    kode_pos: str = ""
    telepon: str = ""

    def __post_init__(self) -> None:
        for name in NEIGHBOURHOODS:
            msgspec.structs.force_setattr(self, name, three_digits(getattr(self, name)))


def age_on(born: date, on: date) -> int:
    """Completed years; someone born on 29 February completes a year on 1 March of a common year. May be negative."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def ever_married(status_kawin: int) -> bool:
    return status_kawin in EVER_MARRIED


def of_card_age(tanggal_lahir: date | None, status_kawin: int, on: date) -> bool:
    """17, or married or ever married (UU 24/2013 art. 63(1)): must hold a card, may head a family."""
    return ever_married(status_kawin) or (tanggal_lahir is not None and age_on(tanggal_lahir, on) >= CARD_AGE)
