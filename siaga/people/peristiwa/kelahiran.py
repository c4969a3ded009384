"""A birth: the child gets its NIK, its place in the family, its deed; KK and akta fall due (form F-2.01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from siaga.continuity.standing import may_begin
from siaga.continuity.table import REGISTER
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused
from siaga.people import facts, minting, register
from siaga.people.asking import Need
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.birth_rules import BIRTH_BASIS, ON_TIME_DAYS, Birth, check_birth, is_late
from siaga.people.codes import Shdk
from siaga.people.family_rules import check_place
from siaga.people.names import similarity, tidy
from siaga.people.numbers import digits

from .biodata_pertama import record_due, record_person
from .event import Peristiwa

SAME_NAME = 0.6
_PARENTS = frozenset({Shdk.KEPALA, Shdk.SUAMI, Shdk.ISTRI})
_YOUNGER = frozenset({Shdk.ANAK, Shdk.MENANTU})


def register_birth(
    node: Node,
    actor: Actor,
    birth: Birth,
    *,
    no_kk: str,
    link_up: bool = True,
    also: Sequence[Refusal] = (),
    key: UUID | None = None,
) -> Outcome:
    """The child of form F-2.01 joins the family `no_kk`. Done: the child's NIK.

    Names of parents left empty are taken from the register. The deed's number is `KKKK-LU-DDMMYYYY-NNNN`, LT when late.
    also: what the form itself could not read.
    """
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        today = node.clock.today()
        home = register.family(no_kk, lock=True)
        here = [m for m in register.members(no_kk) if m.status == "aktif"]
        form = tidied(birth)
        parents = register.persons((form.nik_ibu, form.nik_ayah))
        mother, father = parents.get(form.nik_ibu), parents.get(form.nik_ayah)
        form = named(form, mother, father)
        refusals, warnings = check_birth(form, mother, father, today, siblings=register.children_of(form.nik_ibu))
        refusals += refused(
            [
                _no_family(home),
                _other_name("nik_ibu", form.nama_ibu, mother),
                _other_name("nik_ayah", form.nama_ayah, father),
                minting.not_ours(node, home.kode_wilayah) if home else None,
            ]
        )
        refusals += also
        child = child_of(form, no_kk, here)
        if home and here and not refusals:
            placed = check_place(child, here, today)
            refusals, warnings = refusals + placed[0], warnings + placed[1]
        if refusals or home is None:
            return act.refuse(refusals)
        return _record(act, node, form, child, home, today, link_up, warnings)


def _record(
    act: Act,
    node: Node,
    form: Birth,
    child: Biodata,
    home: Family,
    today: date,
    link_up: bool,
    warnings: list[Refusal],
) -> Outcome:
    assert form.tanggal_lahir is not None
    late = is_late(form.tanggal_lahir, today)
    deed = minting.for_deed(node, "LT" if late else "LU", today)
    minted = minting.mint(node, minting.Wanted(nik=minting.for_person(home, child), akta=deed))
    if isinstance(minted, Refusal):
        return act.refuse(minted)
    child = msgspec.structs.replace(child, nik=minted.nik)
    grown = of_card_age(child.tanggal_lahir, child.status_kawin, today)
    record_person(act, child, "kelahiran", not link_up and grown)
    born = facts.BirthRegistered(
        number=minted.akta,
        nik=child.nik,
        no_kk=home.no_kk,
        registered_on=today,
        late=late,
        deed=msgspec.to_builtins(form),
    )
    # On the child's own subject: it writes the child's row, so it must wait with it where that cannot be understood.
    act.record(born, subject=f"penduduk/{child.nik}")
    record_due(act, "akta_kelahiran", f"akta/{minted.akta}", child.nik)
    record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
    return act.done(child.nik, warnings)


def tidied(birth: Birth) -> Birth:
    names = ("nama", "tempat_lahir", "nama_ibu", "nama_ayah", "no_surat_lahir", "no_akta_kawin", "keputusan_kepala")
    return msgspec.structs.replace(
        birth,
        **{n: tidy(getattr(birth, n)) for n in names},
        nik_ibu=digits(birth.nik_ibu),
        nik_ayah=digits(birth.nik_ayah),
    )


def named(birth: Birth, mother: Biodata | None, father: Biodata | None) -> Birth:
    """The parents' names from the register where the form leaves them empty."""
    return msgspec.structs.replace(
        birth,
        nama_ibu=birth.nama_ibu or (mother.nama if mother else ""),
        nama_ayah=birth.nama_ayah or (father.nama if father else ""),
    )


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
        status_kawin=1,
        shdk=int(place_of_child([m.shdk for m in in_family])),
        pendidikan=1,
        pekerjaan=1,
        nik_ayah=birth.nik_ayah,
        nama_ayah=birth.nama_ayah,
        nik_ibu=birth.nik_ibu,
        nama_ibu=birth.nama_ibu,
    )


def place_of_child(parents: Sequence[int]) -> Shdk:
    """The child's relation to the head, from that of its parents in the same KK; other relative where neither is."""
    if any(p in _PARENTS for p in parents):
        return Shdk.ANAK
    if any(p in _YOUNGER for p in parents):
        return Shdk.CUCU
    return Shdk.FAMILI_LAIN


def _no_family(home: Family | None) -> Refusal | None:
    if home:
        return None
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
        Need("Surat keterangan lahir", "SPTJM F-2.03"),
        Need("Buku nikah atau akta perkawinan orang tua", "SPTJM F-2.04"),
        Need("KK dan KTP-el orang tua"),
        Need("Dua saksi"),
    ),
    effects=("people.resident_registered", "people.birth_registered", "people.document_due"),
    documents=("akta_kelahiran", "kk"),
    url="people:birth",
)
