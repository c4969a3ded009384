"""A birth: the child gets its NIK, its place in the family, its deed; KK and akta fall due (form F-2.01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Group, Need
from siaga.people.biodata import Biodata
from siaga.people.birth_rules import BIRTH_BASIS, ON_TIME_DAYS, Birth, check_birth, is_late
from siaga.people.codes import MARRIED, Shdk, StatusKawin
from siaga.people.effects import AKTA, CHILD, Deed, Effects, Newcomer, Situation
from siaga.people.family_rules import check_place
from siaga.people.names import similarity, tidy
from siaga.people.numbers import digits
from siaga.people.relations import parents_of

from .event import Asked, Peristiwa

SAME_NAME = 0.6
_PARENTS = frozenset({Shdk.KEPALA, Shdk.SUAMI, Shdk.ISTRI})
_YOUNGER = frozenset({Shdk.ANAK, Shdk.MENANTU})
_TEXTS = ("nama", "tempat_lahir", "nama_ibu", "nama_ayah", "no_surat_lahir", "no_akta_kawin", "keputusan_kepala")


def begin(now: Situation) -> Mapping[str, Any]:
    """The couple that heads the family, and which child of the mother this is."""
    father, mother = parents_of(now.members.get(now.about, ()))
    found: dict[str, Any] = {"anak_ke": 1, "jumlah_lahir": 1}
    if father:
        found |= {"nik_ayah": father.nik, "nama_ayah": father.nama}
    if mother:
        found |= {"nik_ibu": mother.nik, "nama_ibu": mother.nama, "anak_ke": len(now.children.get(mother.nik, ())) + 1}
        found |= {"perkawinan_orang_tua": "akta"} if mother.status_kawin in MARRIED else {}
    return found


def fill(form: Birth, now: Situation) -> Birth:
    """Single spaces, bare numbers; the parents' names from the register where the form leaves them empty."""
    form = msgspec.structs.replace(
        form,
        **{name: tidy(getattr(form, name)) for name in _TEXTS},
        nik_ibu=digits(form.nik_ibu),
        nik_ayah=digits(form.nik_ayah),
    )
    mother, father = now.persons.get(form.nik_ibu), now.persons.get(form.nik_ayah)
    return msgspec.structs.replace(
        form,
        nama_ibu=form.nama_ibu or (mother.nama if mother else ""),
        nama_ayah=form.nama_ayah or (father.nama if father else ""),
    )


def decide(form: Birth, now: Situation) -> Effects:
    """The child joins the family that the event is about; its deed is numbered LU, or LT when late."""
    out = Effects()
    home, here = now.homes.get(now.about), now.members.get(now.about, ())
    mother, father = now.persons.get(form.nik_ibu), now.persons.get(form.nik_ayah)
    refusals, out.warnings = check_birth(form, mother, father, now.today, siblings=now.children.get(form.nik_ibu, ()))
    parents = [_other_name("nik_ibu", form.nama_ibu, mother), _other_name("nik_ayah", form.nama_ayah, father)]
    out.refusals += [*refusals, *refused([None if home else _no_family(), *parents])]
    if home is None or form.tanggal_lahir is None:
        return out
    child = child_of(form, home.no_kk, here)
    if here and not out.refusals:
        refusals, warnings = check_place(child, here, now.today)
        out.refusals += refusals
        out.warnings += warnings
    late = is_late(form.tanggal_lahir, now.today)
    out.residents[CHILD] = Newcomer(child, home, "kelahiran")
    out.deed = Deed("kelahiran", "LT" if late else "LU", (CHILD,), late)
    return out


def child_of(birth: Birth, no_kk: str, here: Sequence[Biodata]) -> Biodata:
    """The child's biodata; religion from the mother, else the father, else the head, until the child can say."""
    in_family = [m for nik in (birth.nik_ibu, birth.nik_ayah) for m in here if nik and m.nik == nik]
    like = (in_family or [m for m in here if m.shdk == Shdk.KEPALA] or [Biodata(agama=0)])[0]
    return Biodata(
        no_kk=no_kk,
        nama=birth.nama,
        jenis_kelamin=birth.jenis_kelamin,
        tempat_lahir=birth.tempat_lahir,
        tanggal_lahir=birth.tanggal_lahir,
        agama=like.agama,
        status_kawin=int(StatusKawin.BELUM),
        shdk=int(place_of_child([m.shdk for m in in_family])),
        pendidikan=1,
        pekerjaan=1,
        nik_ayah=birth.nik_ayah,
        nama_ayah=birth.nama_ayah,
        nik_ibu=birth.nik_ibu,
        nama_ibu=birth.nama_ibu,
        no_akta_lahir=AKTA,
    )


def place_of_child(parents: Sequence[int]) -> Shdk:
    """The child's relation to the head, from that of its parents in the same KK; other relative where neither is."""
    if any(p in _PARENTS for p in parents):
        return Shdk.ANAK
    if any(p in _YOUNGER for p in parents):
        return Shdk.CUCU
    return Shdk.FAMILI_LAIN


def _no_family() -> Refusal:
    gone = "Nomor KK ini tidak ada pada register kantor ini, atau sudah digantikan. Buka KK orang tuanya yang berlaku."
    return Refusal("people.no_family", gone, basis=BIRTH_BASIS)


def _other_name(field: str, typed: str, parent: Biodata | None) -> Refusal | None:
    """A NIK that belongs to somebody of quite another name is a slip of the hand."""
    if parent is None or not typed or similarity(typed, parent.nama) >= SAME_NAME:
        return None
    other = "NIK ini milik %(nama)s, lain dari nama yang diisi. Perbaiki NIK atau namanya."
    return Refusal(f"birth.{field}_name", other, field=field, basis=BIRTH_BASIS, params={"nama": parent.nama})


KELAHIRAN = Peristiwa(
    "kelahiran",
    "Pencatatan kelahiran",
    sheet="F-2.01",
    legal_basis="UU 24/2013 pasal 27 dan 32; Perpres 96/2018 pasal 33",
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Surat keterangan lahir", "SPTJM F-2.03", told_by="bukti_lahir"),
        Need("Buku nikah atau akta perkawinan orang tua", "SPTJM F-2.04", told_by="perkawinan_orang_tua"),
        Need("KK dan KTP-el orang tua"),
    ),
    effects=("people.resident_registered", "people.deed_registered", "people.document_due"),
    documents=("akta_kelahiran", "kk"),
    asked=Asked(
        Birth,
        (
            Group("Anak", ("nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "anak_ke", "jumlah_lahir")),
            Group(
                "Orang tua",
                ("nik_ibu", "nama_ibu", "perkawinan_orang_tua", "no_akta_kawin", "nik_ayah", "nama_ayah"),
            ),
            Group("Bukti dan saksi", ("bukti_lahir", "no_surat_lahir", "saksi_1", "saksi_2", "keputusan_kepala")),
        ),
        "keluarga",
        decide,
        "Kelahiran dicatat.",
        begin=begin,
        fill=fill,
    ),
    late_steps=("verifikasi", "kepala_bidang", "kepala"),  # UU 24/2013 pasal 32: by decision of the head of office
)
