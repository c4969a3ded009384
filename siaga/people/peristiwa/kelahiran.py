"""A birth: the child gets its NIK, its place in the family, its deed; KK and akta fall due (form F-2.01).

Who has a NIK and never had a deed gets the deed alone: a second NIK for one person is what must not happen.
"""

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


def spares(now: Situation) -> tuple[str, ...]:
    """Who is there already is asked for only where somebody of the family has no birth deed."""
    here = now.members.get(now.about, ())
    return () if any(not _deed_of(m, now) for m in here) else ("nik_anak",)


def _deed_of(person: Biodata, now: Situation) -> str:
    return person.no_akta_lahir.strip() or now.birth_deed(person.nik)


def _known(form: Birth, now: Situation) -> Biodata | None:
    """The member of this family who has a NIK and wants the deed, None for a child that is new."""
    return next((m for m in now.members.get(now.about, ()) if form.nik_anak and m.nik == form.nik_anak), None)


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
    """Single spaces, bare numbers; the parents' names from the register where the form leaves them empty, and of who is registered
    already all that the register says of the birth."""
    form = msgspec.structs.replace(
        form,
        **{name: tidy(getattr(form, name)) for name in _TEXTS},
        nik_ibu=digits(form.nik_ibu),
        nik_ayah=digits(form.nik_ayah),
    )
    if child := _known(form, now):
        form = msgspec.structs.replace(form, **as_registered(child, named=form.perkawinan_orang_tua != "tidak"))
    mother, father = now.persons.get(form.nik_ibu), now.persons.get(form.nik_ayah)
    return msgspec.structs.replace(
        form,
        nama_ibu=form.nama_ibu or (mother.nama if mother else ""),
        nama_ayah=form.nama_ayah or (father.nama if father else ""),
    )


def as_registered(child: Biodata, *, named: bool) -> dict[str, Any]:
    """The answers of the form that the register gives. named: the father, too; without proof of a marriage the deed names none."""
    told = ("nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "nik_ibu", "nama_ibu")
    father = ("nik_ayah", "nama_ayah")
    return {name: getattr(child, name) for name in told} | {n: getattr(child, n) if named else "" for n in father}


def decide(form: Birth, now: Situation) -> Effects:
    """The child joins the family that the event is about, unless it is there already; its deed is numbered LU, or LT when late."""
    out = Effects()
    if form.nik_anak and _known(form, now) is None:
        gone = "Orang ini bukan anggota KK ini lagi. Buka KK-nya yang sekarang."
        out.refusals.append(Refusal("birth.not_here", gone, "nik_anak", BIRTH_BASIS))
        return out
    home, here = now.homes.get(now.about), now.members.get(now.about, ())
    in_home = {m.nik: m for m in here} | dict(now.persons)
    mother, father = in_home.get(form.nik_ibu), in_home.get(form.nik_ayah)
    siblings = [s for s in now.children.get(form.nik_ibu, ()) if s.nik != form.nik_anak]
    refusals, out.warnings = check_birth(form, mother, father, now.today, siblings=siblings)
    parents = [_other_name("nik_ibu", form.nama_ibu, mother), _other_name("nik_ayah", form.nama_ayah, father)]
    out.refusals += [*refusals, *refused([None if home else _no_family(), *parents])]
    if home is None or form.tanggal_lahir is None:
        return out
    if known := _known(form, now):
        _deed_alone(out, form, known, now)
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


def _deed_alone(out: Effects, form: Birth, child: Biodata, now: Situation) -> None:
    """Of who is in the register: no NIK, no place in the family, only the deed and its number."""
    if number := _deed_of(child, now):
        has = "%(nama)s sudah mempunyai akta kelahiran nomor %(number)s. Layani kutipannya."
        params = {"nama": child.nama, "number": number}
        out.refusals.append(Refusal("birth.has_deed", has, "nik_anak", BIRTH_BASIS, params))
    elif form.tanggal_lahir:
        known = sorted(now.children.get(child.nik_ibu, ()), key=lambda c: (c.tanggal_lahir or now.today, c.nik))
        rank = next((n for n, c in enumerate(known, 1) if c.nik == child.nik), form.anak_ke)
        if rank != form.anak_ke:
            other = "Menurut register %(nama)s anak ke-%(n)d dari ibunya. Periksa sekali lagi anak ke berapa."
            out.warnings.append(Refusal("birth.rank", other, "anak_ke", BIRTH_BASIS, {"nama": child.nama, "n": rank}))
        late = is_late(form.tanggal_lahir, now.today)
        out.change(child.nik, no_akta_lahir=AKTA)
        out.deed = Deed("kelahiran", "LT" if late else "LU", (child.nik,), late)


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
    effects=(
        "people.resident_registered",
        "people.biodata_changed",
        "people.deed_registered",
        "people.document_due",
    ),
    documents=("akta_kelahiran", "kk"),
    asked=Asked(
        Birth,
        (
            Group(
                "Anak",
                ("nik_anak", "nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "anak_ke", "jumlah_lahir"),
            ),
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
        spares=spares,
    ),
    late_steps=("verifikasi", "kepala_bidang", "kepala"),  # UU 24/2013 pasal 32: by decision of the head of office
)
