"""Extracts of deeds: each says what its deed says, with the marginal notes made since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from siaga.documents.kinds.akta_kelahiran import AktaKelahiran
from siaga.documents.kinds.akta_kematian import AktaKematian
from siaga.documents.kinds.akta_perceraian import AktaPerceraian
from siaga.documents.kinds.akta_perkawinan import AktaPerkawinan
from siaga.documents.kinds.couple import Spouse
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.birth_rules import Birth
from siaga.people.codes import AGAMA
from siaga.people.death_rules import Death
from siaga.people.models import Akta, DeedNote, DueDocument, Resident
from siaga.people.peristiwa.perceraian import Divorce
from siaga.people.peristiwa.perkawinan import Marriage

from .builders import key_of, office_of, specimen, unsigned
from .issuing import Builder, Paper
from .models import Document

Form = TypeVar("Form", bound=msgspec.Struct)


def birth_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    """The extract says what the deed says, not what the register says of the person since."""
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    birth = _said(found, Birth)
    if birth.tanggal_lahir is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal lahir", about="dokumen")
    data = AktaKelahiran(
        **_begun(node, found),
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
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    death, person = _said(found, Death), Resident.objects.filter(nik=found.nik).first()
    if person is None or death.tanggal_meninggal is None:
        raise PermanentFault(f"akta {found.number}: data yang meninggal tidak lengkap di sini", about="dokumen")
    data = AktaKematian(
        **_begun(node, found),
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


def marriage_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    said = _said(found, Marriage)
    if said.tanggal is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal perkawinan", about="dokumen")
    data = AktaPerkawinan(
        **_begun(node, found),
        husband=_spouse(said.nik_suami, said.nama_suami),
        wife=_spouse(said.nik_istri, said.nama_istri),
        married_on=said.tanggal,
        place=said.tempat,
        minister=said.pemuka,
    )
    return Paper("akta_perkawinan", due.subject, found.nik, data)


def divorce_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    said = _said(found, Divorce)
    if said.tanggal is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal putusan", about="dokumen")
    data = AktaPerceraian(
        **_begun(node, found),
        husband=_spouse(said.nik_suami, said.nama_suami),
        wife=_spouse(said.nik_istri, said.nama_istri),
        court=said.nama_pengadilan,
        decision=said.no_putusan,
        final_on=said.tanggal,
        marriage=said.no_akta_kawin,
    )
    return Paper("akta_perceraian", due.subject, found.nik, data)


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


def _begun(node: Node, found: Akta) -> dict[str, Any]:
    """What every extract begins with, marginal notes of its deed included."""
    office = office_of(node)
    notes = DeedNote.objects.filter(akta=found.number).order_by("on", "id")
    return {
        "office": office,
        "register_number": found.number,
        "registered_on": found.registered_on,
        "late": found.late,
        "issue": _issue(found),
        "signature": unsigned(node, office),
        "notes": tuple(notes.values_list("text", flat=True)),
        "specimen": specimen(node),
    }


def _deed(due: DueDocument) -> Akta | Refusal:
    found = Akta.objects.filter(number=key_of(due)).first()
    if found is None:
        raise PermanentFault(f"{due.subject} tidak ada di register ini", about="dokumen")
    if found.status != "aktif":
        return Refusal("documents.deed_closed", "Akta ini sudah tidak aktif, jadi kutipannya tidak dibuat.")
    return found


def _issue(found: Akta) -> int:
    """1 for the first extract of a deed, 2 for the second …"""
    return 1 + Document.objects.filter(subject=f"akta/{found.number}", kind=f"akta_{found.kind}").count()


def _said(found: Akta, form: type[Form]) -> Form:
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
