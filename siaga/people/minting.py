"""New numbers from this office's own spaces. Nobody is asked, and nobody else may mint them (domain.md §2).

A prefix is held by an advisory lock until the act ends, so two clerks never read the same high-water mark; the mark
itself is raised by the fact that uses the number. Gaps are never filled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from siaga.journal.boxes import first_serial
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.biodata import Biodata, Family
from siaga.people.models import NumberMark
from siaga.people.numbers import LAST_SERIAL, NIK_BASIS, Space, kk_prefix, nik_prefix

OWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which numbers an act needs: twelve-digit prefixes of NIK and KK, and the beginning of a deed's number."""

    nik: str = ""
    kk: str = ""
    akta: str = ""

    def marks(self) -> list[str]:
        return sorted(f"{kind}:{p}" for kind, p in (("nik", self.nik), ("kk", self.kk), ("akta", self.akta)) if p)


@dataclass(frozen=True, slots=True)
class Minted:
    """The numbers asked for, "" where none was."""

    nik: str = ""
    kk: str = ""
    akta: str = ""


def not_ours(node: Node, kode_wilayah: str) -> Refusal | None:
    """An office mints only under its own kecamatan."""
    if len(node.wilayah) == OWN_DIGITS and kode_wilayah.startswith(node.wilayah):
        return None
    return Refusal(
        "people.foreign_area",
        "Alamat ini di luar wilayah %(office)s, jadi NIK dan nomor KK-nya tidak dapat diterbitkan di sini. Arahkan "
        "pemohon ke kantor domisilinya, atau perbaiki desa/kelurahannya.",
        field="kode_wilayah",
        basis=NIK_BASIS,
        params={"office": node.name},
    )


def leaves_us(node: Node, kode_wilayah: str) -> Refusal | None:
    """Who lives here already and wants to live there is no new resident of there, but moves out."""
    if not_ours(node, kode_wilayah) is None:
        return None
    away = (
        "Alamat ini di luar wilayah %(office)s. Bila mereka pindah ke sana, catat Pindah ke luar kabupaten/kota; bila salah "
        "tulis, perbaiki desa/kelurahannya."
    )
    return Refusal(
        "people.foreign_area",
        away,
        "kode_wilayah",
        "UU 23/2006 pasal 15; Perpres 96/2018 pasal 25",
        {"office": node.name},
    )


def for_person(family: Family, person: Biodata) -> str:
    """The NIK's prefix: the kecamatan where the family lives is that of first registration."""
    assert person.tanggal_lahir is not None
    return nik_prefix(family.kode_wilayah[:6], person.tanggal_lahir, person.jenis_kelamin)


def for_family(family: Family, today: date) -> str:
    return kk_prefix(family.kode_wilayah[:6], today)


def for_deed(node: Node, letters: str, today: date) -> str:
    """`KKKK-LU-DDMMYYYY`: the office, what is registered (LU, LT, KM), the day of registration."""
    return f"{node.wilayah}-{letters}-{today:%d%m%Y}"


def hold(marks: Iterable[str]) -> None:
    """Hold these prefixes until the act ends; in one order for everybody, so that no two wait for each other."""
    with connection.cursor() as cur:
        cur.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(m, 0)) FROM unnest(%s::text[]) m", [sorted(set(marks))]
        )


def mint(node: Node, wanted: Wanted) -> Minted | Refusal:
    """The next number of each, from this box's own serials; inside an act, which must record a fact with each of them."""
    band = first_serial(node.box, LAST_SERIAL)
    marks = wanted.marks()
    hold(marks)  # the marks are read after the wait
    last = dict(NumberMark.objects.filter(prefix__in=marks).values_list("prefix", "last"))
    nik = _number(wanted.nik, last.get(f"nik:{wanted.nik}", 0), band)
    kk = _number(wanted.kk, last.get(f"kk:{wanted.kk}", 0), band)
    akta = _deed(wanted.akta, last.get(f"akta:{wanted.akta}", 0), band)
    for number in (nik, kk, akta):
        if isinstance(number, Refusal):
            return number
    return Minted(str(nik), str(kk), str(akta))


def _number(prefix: str, high_water: int, band: tuple[int, int]) -> str | Refusal:
    if not prefix:
        return ""
    space = Space(prefix, *band)
    serial = space.next_serial(high_water)
    return serial if isinstance(serial, Refusal) else space.number(serial)


def _deed(start: str, high_water: int, band: tuple[int, int]) -> str | Refusal:
    if not start:
        return ""
    high_water = max(high_water, band[0] - 1)
    if high_water >= band[1]:
        full = "Nomor akta hari ini sudah habis. Pencatatan dilanjutkan besok."
        return Refusal("akta.exhausted", full, params={})
    return f"{start}-{high_water + 1:04d}"
