"""Invented people for the tests of acts and pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from siaga.continuity.models import Dependency
from siaga.journal.act import SYSTEM, Done, Outcome
from siaga.kit.node import Node
from siaga.people import register
from siaga.people.biodata import Biodata, Family
from siaga.people.event_acts import Recorded, register_event
from siaga.people.models import Resident
from siaga.people.peristiwa.biodata_pertama import (
    ANGGOTA_BARU,
    BIODATA_PERTAMA,
    FirstOfFamily,
    Member,
    Person,
)
from siaga.people.peristiwa.kelahiran import KELAHIRAN
from siaga.people.peristiwa.kematian import KEMATIAN
from siaga.people.peristiwa.perubahan import PERUBAHAN_DATA, Change, as_it_is
from siaga.people.rules import Birth, Death

VILLAGE = "3172031001"
FAMILY = Family(alamat="Jalan Melati 5", rt="005", rw="010", kode_wilayah=VILLAGE, kode_pos="14210")
_COMMON = Biodata(tempat_lahir="Jakarta", agama=1, pendidikan=5, pekerjaan=15, golongan_darah=13)
HEAD = msgspec.structs.replace(
    _COMMON, nama="Ratna Wulandari", jenis_kelamin="P", tanggal_lahir=date(1985, 3, 10), status_kawin=1, shdk=1,
    nama_ibu="Suminah", nama_ayah="Slamet Riyadi",
)  # fmt: skip
HUSBAND = msgspec.structs.replace(
    _COMMON, nama="Agus Salim", jenis_kelamin="L", tanggal_lahir=date(1984, 7, 1), status_kawin=2, shdk=1,
    nama_ibu="Mariyem", nama_ayah="Tukiman",
)  # fmt: skip
WIFE = msgspec.structs.replace(
    _COMMON, nama="Dewi Lestari", jenis_kelamin="P", tanggal_lahir=date(1988, 12, 24), status_kawin=2, shdk=3,
    nama_ibu="Kartinah", nama_ayah="Parjo",
)  # fmt: skip
CHILD = msgspec.structs.replace(
    _COMMON, nama="Bagas Pratama", jenis_kelamin="L", tanggal_lahir=date(2014, 5, 2), status_kawin=1, shdk=4,
    pendidikan=2, pekerjaan=3, nama_ibu="Dewi Lestari", nama_ayah="Agus Salim",
)  # fmt: skip
BIRTH = Birth(
    nama="Citra Kirana", jenis_kelamin="P", tempat_lahir="Jakarta", tanggal_lahir=date(2026, 11, 20), anak_ke=2,
    bukti_lahir="surat", no_surat_lahir="RS 12/XI/2026", perkawinan_orang_tua="akta", no_akta_kawin="77/2010",
    saksi_1="Rina Marlina", saksi_2="Joko Susilo", papers=("", "", "ada"),
)  # fmt: skip
DEATH = Death(
    tanggal_meninggal=date(2026, 11, 21), tempat_meninggal="RSUD Koja", bukti="dokter", no_surat="SK 9/2026",
    pelapor="Dewi Lestari", papers=("", "ada", "ada"),
)  # fmt: skip


def born(node: Node, birth: Birth, no_kk: str) -> Outcome:
    return register_event(node, SYSTEM, KELAHIRAN, no_kk, birth)


def died(node: Node, nik: str, **change: Any) -> Outcome:
    """DEATH of this resident, with what the test says otherwise."""
    return register_event(node, SYSTEM, KEMATIAN, nik, msgspec.structs.replace(DEATH, **change))


def changed(node: Node, nik: str, proof: str, **after: Any) -> Outcome:
    """F-1.06: the register's own columns but for `after`."""
    person = register.person(nik)
    assert person is not None
    form = Change(**(as_it_is(person) | after), dasar=proof, papers=("ada", "ada"))
    return register_event(node, SYSTEM, PERUBAHAN_DATA, nik, form)


def register_resident(
    node: Node,
    who: Biodata,
    family: Family | None = None,
    *,
    link_up: bool = True,
    beda: tuple[str, ...] = (),
    key: UUID | None = None,
) -> Outcome:
    """F-1.01 of `who`, in the family `who.no_kk` or at the head of a new one. Done: the NIK."""
    given = {n: getattr(who, n) for n in Person.__struct_fields__ if n not in ("papers", "beda")}
    given |= {"beda": beda, "papers": ("ada", "ada", "ada")}
    if link_up:
        Dependency.objects.filter(name="pusat").update(state="normal")
    else:
        now = node.clock.now()
        Dependency.objects.update_or_create(
            name="pusat", defaults={"state": "terputus", "since": now, "probed_at": now}
        )
    if family is None:
        outcome = register_event(node, SYSTEM, ANGGOTA_BARU, who.no_kk, Member(**given, shdk=who.shdk), key=key)
    else:
        home = {n: getattr(family, n) for n in ("alamat", "rt", "rw", "kode_wilayah", "kode_pos", "telepon")}
        outcome = register_event(node, SYSTEM, BIODATA_PERTAMA, "", FirstOfFamily(**given, **home), key=key)
    return replace(outcome, value=outcome.value.nik["penduduk"]) if isinstance(outcome, Done) else outcome


def made(outcome: object) -> Recorded:
    assert isinstance(outcome, Done), outcome
    assert isinstance(outcome.value, Recorded)
    return outcome.value


def _nik(outcome: object) -> str:
    assert isinstance(outcome, Done), outcome
    return str(outcome.value)


def no_kk_of(nik: str) -> str:
    return Resident.objects.values_list("no_kk", flat=True).get(nik=nik)


def head_of(node: Node, head: Biodata = HEAD) -> tuple[str, str]:
    """A family of one: (No. KK, NIK)."""
    nik = _nik(register_resident(node, head, FAMILY, link_up=True))
    return no_kk_of(nik), nik


def a_family(node: Node) -> tuple[str, str, str]:
    """A husband who is head, and his wife: (No. KK, his NIK, hers)."""
    no_kk, head = head_of(node, HUSBAND)
    wife = register_resident(node, msgspec.structs.replace(WIFE, no_kk=no_kk), link_up=True)
    return no_kk, head, _nik(wife)


def child_in(node: Node, head: str, *, link_up: bool = True) -> str:
    """A boy of twelve in the family of `head`: his NIK."""
    form = msgspec.structs.replace(CHILD, no_kk=no_kk_of(head))
    return _nik(register_resident(node, form, link_up=link_up))
