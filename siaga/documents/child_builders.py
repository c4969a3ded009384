"""Extracts of the deeds about a child's descent, and the certificate of a stillbirth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siaga.documents.kinds.akta_pengakuan import AktaPengakuan
from siaga.documents.kinds.akta_pengangkatan import AktaPengangkatan
from siaga.documents.kinds.akta_pengesahan import AktaPengesahan
from siaga.documents.kinds.lahir_mati import LahirMati
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.models import Akta, DueDocument, Resident
from siaga.people.peristiwa.lahir_mati import Stillbirth
from siaga.people.peristiwa.pengakuan import Recognition
from siaga.people.peristiwa.pengangkatan import Adoption
from siaga.people.peristiwa.pengesahan import Legitimation

from .builders import office_of, specimen, unsigned
from .deed_builders import begun, deed_of, said_in
from .issuing import Builder, Paper


def adoption_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said, child = said_in(found, Adoption), _child(found)
    if said.tanggal is None:
        raise _undated(found)
    data = AktaPengangkatan(
        **begun(node, found),
        **_named(found, child, said.nama_anak),
        father=child.nama_ayah,
        mother=child.nama_ibu,
        adopter=said.nama_ayah_angkat,
        adopter_wife=said.nama_ibu_angkat,
        court=said.pengadilan,
        decision=said.no_penetapan,
        decided_on=said.tanggal,
    )
    return Paper("akta_pengangkatan", due.subject, found.nik, data)


def recognition_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said, child = said_in(found, Recognition), _child(found)
    if said.tanggal is None:
        raise _undated(found)
    data = AktaPengakuan(
        **begun(node, found),
        **_named(found, child, said.nama_anak),
        father=said.nama_ayah,
        mother=said.nama_ibu,
        recognised_on=said.tanggal,
        letter=", ".join(part for part in (said.pengadilan, said.no_surat) if part),
    )
    return Paper("akta_pengakuan", due.subject, found.nik, data)


def legitimation_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said, child = said_in(found, Legitimation), _child(found)
    wedding = said.tanggal_kawin or said.tanggal
    if wedding is None:
        raise _undated(found)
    data = AktaPengesahan(
        **begun(node, found),
        **_named(found, child, said.nama_anak),
        father=said.nama_ayah,
        mother=said.nama_ibu,
        married_on=wedding,
        marriage=said.no_akta_kawin,
    )
    return Paper("akta_pengesahan", due.subject, found.nik, data)


def stillbirth_letter(node: Node, due: DueDocument) -> Paper | Refusal:
    found = deed_of(due)
    if isinstance(found, Refusal):
        return found
    said, office = said_in(found, Stillbirth), office_of(node)
    if said.tanggal is None:
        raise _undated(found)
    sex = said.jenis_kelamin
    data = LahirMati(
        office=office,
        number=found.number,
        registered_on=found.registered_on,
        mother=said.nama_ibu,
        mother_nik=said.nik_ibu,
        father=said.nama_ayah,
        father_nik=said.nik_ayah,
        birth_place=said.tempat,
        birth_date=said.tanggal,
        weeks=said.minggu,
        sex="L" if sex == "L" else "P" if sex == "P" else "",
        birth_order=said.anak_ke,
        letter=said.no_surat or "pernyataan orang tua atau wali",
        late=found.late,
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    return Paper("lahir_mati", due.subject, found.nik, data)


def _child(found: Akta) -> Resident:
    child = Resident.objects.filter(nik=found.nik).first()
    if child is None:
        raise PermanentFault(f"akta {found.number}: data anaknya tidak ada di sini", about="dokumen")
    return child


def _named(found: Akta, child: Resident, name: str) -> dict[str, Any]:
    """name: as the deed spells it."""
    kept = Akta.objects.filter(nik=child.nik, kind="kelahiran").order_by("number").values_list("number", flat=True)
    return {
        "nik": found.nik,
        "name": name or child.nama,
        "sex": "P" if child.jenis_kelamin == "P" else "L",
        "birth_place": child.tempat_lahir,
        "birth_date": child.tanggal_lahir,
        "birth_deed": kept.first() or child.no_akta_lahir,
    }


def _undated(found: Akta) -> PermanentFault:
    return PermanentFault(f"akta {found.number} tidak menyebut tanggalnya", about="dokumen")


BUILDERS: Mapping[str, Builder] = {
    "akta_pengangkatan": adoption_deed,
    "akta_pengakuan": recognition_deed,
    "akta_pengesahan": legitimation_deed,
    "lahir_mati": stillbirth_letter,
}
