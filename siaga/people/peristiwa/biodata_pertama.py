"""First biodata: a person without a NIK gets one, in a family that exists or in a new one (form F-1.01)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
from siaga.people.due import record_due
from siaga.people.duplicates import Match
from siaga.people.names import tidy
from siaga.people.numbers import NIK_BASIS, digits, group
from siaga.people.rules import check_biodata

from .event import Peristiwa

DUPLICATE = "people.likely_duplicate"
DUPLICATE_BASIS = "UU 23/2006 pasal 13; Permendagri 108/2019 pasal 15"


def register_resident(
    node: Node,
    actor: Actor,
    biodata: Biodata,
    family: Family | None = None,
    *,
    link_up: bool,
    accept_duplicates: Collection[str] = (),
    also: Sequence[Refusal] = (),
    key: UUID | None = None,
) -> Outcome:
    """A NIK for `biodata`, who joins the family `biodata.no_kk`, or heads the new `family` (its numbers are minted here).

    accept_duplicates: NIKs that the officer compared and found to be other people. Without a link to the centre an
    adult's NIK is marked "belum dipastikan". also: what the form itself could not read, told together with the rest.
    Done: the NIK.
    """
    form = tidied(biodata)
    new = family is not None
    if new:
        form = msgspec.structs.replace(form, no_kk="")
    with Act(node, actor, key=key) as act:
        if no := may_begin(node, REGISTER):
            return act.refuse(no)
        form = _with_parents(form)
        home = family or register.family(form.no_kk, lock=True)
        here = [] if new or home is None else register.members(form.no_kk)
        today = node.clock.today()
        area_known = register.areas_known(register.area_codes_of(form, home), today)
        refusals, warnings = check_biodata(form, family, here, today, area_known=area_known)
        refusals += refused(
            [
                _no_family(form, home),
                _has_nik(form),
                minting.not_ours(node, home.kode_wilayah) if home and home.kode_wilayah else None,
            ]
        )
        refusals += [*_not_yet_compared(register.likely_same(form), accept_duplicates), *also]
        if refusals or home is None:
            return act.refuse(refusals)
        wanted = minting.Wanted(minting.for_person(home, form), minting.for_family(home, today) if new else "")
        minted = minting.mint(node, wanted)
        if isinstance(minted, Refusal):
            return act.refuse(minted)
        form = msgspec.structs.replace(form, nik=minted.nik, no_kk=minted.kk or form.no_kk)
        offline = not link_up and of_card_age(form.tanggal_lahir, form.status_kawin, today)
        record_person(act, form, "biodata_pertama", offline)
        if new:
            home = msgspec.structs.replace(home, no_kk=form.no_kk, nik_kepala=form.nik)
            act.record(facts.FamilyRegistered(family=home, issued_on=today), subject=f"keluarga/{home.no_kk}")
        record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
        return act.done(form.nik, warnings)


def tidied(form: Biodata) -> Biodata:
    """What was typed, with single spaces and numbers without their groups."""
    names = ("nama", "nama_ayah", "nama_ibu", "tempat_lahir", "gelar_depan", "gelar_belakang", "no_akta_lahir")
    numbers = ("nik", "no_kk", "nik_ayah", "nik_ibu")
    return msgspec.structs.replace(
        form,
        **{n: tidy(getattr(form, n)) for n in names},
        **{n: digits(getattr(form, n)) for n in numbers},
    )


def _with_parents(form: Biodata) -> Biodata:
    """The parents' names from the register, where the form names them by NIK alone."""
    known = register.persons((form.nik_ibu, form.nik_ayah))
    mother, father = known.get(form.nik_ibu), known.get(form.nik_ayah)
    return msgspec.structs.replace(
        form,
        nama_ibu=form.nama_ibu or (mother.nama if mother else ""),
        nama_ayah=form.nama_ayah or (father.nama if father else ""),
    )


def record_person(act: Act, person: Biodata, reason: str, offline: bool) -> None:
    act.record(
        facts.ResidentRegistered(biodata=person, reason=reason, minted_offline=offline),
        subject=f"penduduk/{person.nik}",
    )


def _no_family(form: Biodata, home: Family | None) -> Refusal | None:
    if home is not None:
        return None
    unknown = (
        "Nomor KK ini tidak ada pada register kantor ini, atau sudah digantikan. Periksa kembali, atau buat KK baru "
        "dengan orang ini sebagai kepala keluarga."
    )
    return Refusal("people.no_family", unknown, field="no_kk", basis="UU 23/2006 pasal 61")


def _has_nik(form: Biodata) -> Refusal | None:
    """A NIK is lifelong: who has one gets no other."""
    if not form.nik:
        return None
    known = register.person(form.nik)
    if known:
        there = "NIK %(nik)s sudah terdaftar di sini atas nama %(nama)s. Buka biodatanya; jangan mendaftarkannya lagi."
        return Refusal("people.registered", there, "nik", NIK_BASIS, {"nik": group(form.nik), "nama": known.nama})
    elsewhere = (
        "NIK %(nik)s diterbitkan untuk orang yang sudah terdaftar, tetapi bukan di kantor ini. NIK berlaku seumur hidup: "
        "layani sebagai pindah datang dengan SKPWNI, bukan biodata pertama."
    )
    return Refusal("people.foreign_nik", elsewhere, "nik", NIK_BASIS, {"nik": group(form.nik)})


def _not_yet_compared(found: Iterable[Match], accepted: Collection[str]) -> list[Refusal]:
    new = [m for m in found if m.other.nik not in accepted]
    if not new:
        return []
    who = ", ".join(f"{m.other.nama} ({group(m.other.nik)})" for m in new)
    text = (
        "Mungkin sudah terdaftar: %(who)s. Bandingkan keduanya. Bila orang yang sama, buka biodatanya; bila benar "
        "orang yang berbeda, beri tanda lalu simpan lagi."
    )
    params = {"who": who, "niks": [m.other.nik for m in new]}
    return [Refusal(DUPLICATE, text, basis=DUPLICATE_BASIS, params=params)]


BIODATA_PERTAMA = Peristiwa(
    "biodata_pertama",
    "Pencatatan biodata pertama",
    sheet="F-1.01",
    legal_basis="Perpres 96/2018 pasal 5; Permendagri 108/2019 pasal 15",
    deadline_days=0,
    needs=(
        Need("Surat pengantar RT/RW atau SPTJM"),
        Need("Dokumen kelahiran, ijazah", "keterangan dua saksi"),
        Need("KK bila menumpang pada keluarga yang ada"),
    ),
    effects=("people.resident_registered", "people.family_registered", "people.document_due"),
    documents=("kk",),
    url="people:register",
)
