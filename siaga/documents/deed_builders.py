"""Extracts of deeds: each says what its deed says, with the marginal notes made since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from siaga.documents.kinds.akta_kelahiran import AktaKelahiran
from siaga.documents.kinds.akta_kematian import AktaKematian
from siaga.documents.kinds.akta_perceraian import AktaPerceraian
from siaga.documents.kinds.akta_perkawinan import AktaPerkawinan
from siaga.documents.kinds.couple import CoupleAkta, Spouse
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people import register
from siaga.people.birth_rules import Birth
from siaga.people.codes import AGAMA
from siaga.people.death_rules import Death
from siaga.people.foreign.found import persons
from siaga.people.models import Akta, DeedNote, DueDocument, Resident
from siaga.people.peristiwa.perceraian import Divorce
from siaga.people.peristiwa.perkawinan import Marriage

from .builders import key_of, office_of, specimen, unsigned
from .issuing import Builder, Paper
from .models import Document

Form = TypeVar("Form", bound=msgspec.Struct)


def birth_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    """The extract says what the deed says, not what the register says of the person since."""
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    birth = said_in(found, Birth)
    if birth.tanggal_lahir is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal lahir", about="dokumen")
    data = AktaKelahiran(
        **begun(node, found),
        nik=found.nik,
        name=birth.nama,
        sex="P" if birth.jenis_kelamin == "P" else "L",
        birth_place=birth.tempat_lahir,
        birth_date=birth.tanggal_lahir,
        birth_order=birth.anak_ke,
        mother=birth.nama_ibu,
        # Without proof of the parents' marriage the deed names the mother alone (Permendagri 108/2019 art. 48).
        father=birth.nama_ayah if birth.perkawinan_orang_tua != "tidak" else "",
        married=birth.perkawinan_orang_tua == "akta",
    )
    return Paper("akta_kelahiran", due.subject, found.nik, data)


def death_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    death, person = said_in(found, Death), register.person(found.nik) or persons({found.nik}).get(found.nik)
    if person is None or person.tanggal_lahir is None or death.tanggal_meninggal is None:
        raise PermanentFault(f"akta {found.number}: data yang meninggal tidak lengkap di sini", about="dokumen")
    data = AktaKematian(
        **begun(node, found),
        nik=person.nik,
        name=person.nama,
        sex="P" if person.jenis_kelamin == "P" else "L",
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        death_place=death.tempat_meninggal,
        death_date=death.tanggal_meninggal,
        citizenship=person.kewarganegaraan,
        father=person.nama_ayah,
        mother=person.nama_ibu,
    )
    return Paper("akta_kematian", due.subject, found.nik, data)


def marriage_deed(node: Node, due: DueDocument) -> tuple[Paper, ...] | Refusal:
    """Two extracts, one for each spouse (UU 23/2006 art. 34(3)); both say the same."""
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said = said_in(found, Marriage)
    if said.tanggal is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal perkawinan", about="dokumen")
    data = AktaPerkawinan(
        **begun(node, found),
        husband=_spouse(said.nik_suami, said.nama_suami),
        wife=_spouse(said.nik_istri, said.nama_istri),
        married_on=said.tanggal,
        place=said.tempat,
        minister=said.pemuka,
    )
    return _to_both(due, data, said.nik_suami, said.nik_istri)


def divorce_deed(node: Node, due: DueDocument) -> tuple[Paper, ...] | Refusal:
    """Two extracts, one for each."""
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said = said_in(found, Divorce)
    if said.tanggal is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal putusan", about="dokumen")
    data = AktaPerceraian(
        **begun(node, found),
        husband=_spouse(said.nik_suami, said.nama_suami),
        wife=_spouse(said.nik_istri, said.nama_istri),
        court=said.nama_pengadilan,
        decision=said.no_putusan,
        final_on=said.tanggal,
        marriage=said.no_akta_kawin,
    )
    return _to_both(due, data, said.nik_suami, said.nik_istri)


def _to_both(due: DueDocument, data: CoupleAkta, husband: str, wife: str) -> tuple[Paper, ...]:
    """husband, wife: NIKs, "" of who is in another office's register. Each has its own count of extracts."""
    papers = []
    for spouse, holder in (("suami", husband), ("istri", wife)):
        count = issue_of(data.register_number, due.kind, holder)
        own = msgspec.structs.replace(data, spouse=spouse, issue=count)
        papers.append(Paper(due.kind, due.subject, holder, own, each=True))
    return tuple(papers)


def _spouse(nik: str, name: str) -> Spouse:
    """As the register knows them; of who is in another office's, the name that was given."""
    person = Resident.objects.filter(nik=nik).first() if nik else None
    if person is None:
        return Spouse(name=name, nik=nik)
    return Spouse(
        name=person.nama,
        nik=person.nik,
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        religion=AGAMA.label(person.agama),
        father=person.nama_ayah,
        mother=person.nama_ibu,
    )


def begun(node: Node, found: Akta) -> dict[str, Any]:
    """What every extract begins with, marginal notes of its deed included."""
    office = office_of(node)
    notes = DeedNote.objects.filter(akta=found.number).order_by("on", "id")
    return {
        "office": office,
        "register_number": found.number,
        "registered_on": found.registered_on,
        "late": found.late,
        "issue": issue_of(found.number, f"akta_{found.kind}"),
        "signature": unsigned(node, office),
        "notes": tuple(notes.values_list("text", flat=True)),
        "specimen": specimen(node),
    }


def deed_of(due: DueDocument) -> Akta | Refusal:
    """The deed that a due paper is an extract of; refused where it has ended."""
    found = Akta.objects.filter(number=key_of(due)).first()
    if found is None:
        raise PermanentFault(f"{due.subject} tidak ada di register ini", about="dokumen")
    if found.status != "aktif":
        return Refusal("documents.deed_closed", "Akta ini sudah tidak aktif, jadi kutipannya tidak dibuat.")
    return found


def issue_of(number: str, kind: str, holder: str | None = None) -> int:
    """1 for the first extract of a deed, 2 for the second … holder: of this one's own, None: of anybody's."""
    made = Document.objects.filter(subject=f"akta/{number}", kind=kind)
    return 1 + (made if holder is None else made.filter(holder=holder)).count()


def said_in(found: Akta, form: type[Form]) -> Form:
    """What the deed says, as its form."""
    try:
        return msgspec.convert(found.data, form)
    except msgspec.ValidationError as e:
        raise PermanentFault(f"isi akta {found.number} tidak sesuai bentuknya: {e}", about="dokumen") from e


BUILDERS: Mapping[str, Builder] = {
    "akta_kelahiran": birth_deed,
    "akta_kematian": death_deed,
    "akta_perkawinan": marriage_deed,
    "akta_perceraian": divorce_deed,
}
