"""Papers of life events, made from the register as it is now: KK and the two akta."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import msgspec
from django.db.models import Q

from siaga.documents.kind import Office, Signature
from siaga.documents.kinds.akta_kelahiran import AktaKelahiran
from siaga.documents.kinds.akta_kematian import AktaKematian
from siaga.documents.kinds.kk import Kk, KkMember
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.birth_rules import Birth
from siaga.people.codes import AGAMA, GOLONGAN_DARAH, PEKERJAAN, PENDIDIKAN, SHDK, STATUS_KAWIN
from siaga.people.death_rules import Death
from siaga.people.models import Akta, DueDocument, Family, NikConfirmation, Resident
from siaga.wilayah.models import Area

from .issuing import Builder, Paper
from .models import Document

AGENCY = "Dinas Kependudukan dan Pencatatan Sipil"
JAKARTA = "31"  # its cities' offices are branches of the province's: "Suku Dinas"
Form = TypeVar("Form", Birth, Death)
KINDS_OF_REGION = ("Kota Administrasi ", "Kabupaten Administrasi ", "Kabupaten ", "Kota ")


class Place(msgspec.Struct, frozen=True):
    """The names above a kelurahan or desa on a day; "" where the code did not exist then."""

    province: str
    region: str
    kecamatan: str
    kelurahan: str


def place_of(code: str, on: date) -> Place:
    """The four names of a ten-digit code, one query."""
    parts = (code[:2], code[:4], code[:6], code)
    rows = Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on, code__in=parts)
    names = dict(rows.values_list("code", "name"))
    return Place(*(names.get(part, "") for part in parts))


def office_of(node: Node) -> Office:
    """The head of the paper of this office."""
    place = place_of(node.wilayah.replace(".", ""), node.clock.today())
    name = f"Suku {AGENCY}" if node.wilayah.startswith(JAKARTA) else AGENCY
    return Office(name=name, region=place.region or node.name, province=place.province)


def unsigned(node: Node, office: Office) -> Signature:
    """The signature block before anybody signed; name and day are filled in by who signs."""
    place = office.region
    for kind in KINDS_OF_REGION:
        place = place.removeprefix(kind)
    return Signature(state="belum", name="", role=f"Kepala {office.name}", on=node.clock.today(), place=place)


def specimen(node: Node) -> bool:
    """Papers of training and drills carry the watermark; an office with real residents says `devices["specimen"] = False`."""
    return bool(node.devices.get("specimen", True))


def key_of(due: DueDocument) -> str:
    return due.subject.partition("/")[2]


def family_card(node: Node, due: DueDocument) -> Paper | Refusal:
    """KK of a family that still has one; takes the place of the KKs whose number it replaced.

    The family is locked as life events lock it: an event that finds this due still waiting asks for no other, so what it changes
    must be seen here, or else it must see this KK made.
    """
    family = Family.objects.select_for_update().filter(no_kk=key_of(due), status="aktif").first()
    if family is None:
        return Refusal("documents.no_family", "KK ini sudah tidak berlaku, jadi tidak dicetak lagi.")
    rows = Resident.objects.filter(no_kk=family.no_kk, status="aktif").order_by("shdk", "tanggal_lahir", "nik")
    members = list(rows)
    if not members:
        return Refusal("documents.empty_family", "Keluarga ini tidak beranggota lagi, jadi KK tidak dicetak.")
    offline = [m.nik for m in members if m.minted_offline]
    confirmed = NikConfirmation.objects.filter(nik__in=offline).count() if offline else 0
    place, office, today = place_of(family.kode_wilayah, node.clock.today()), office_of(node), node.clock.today()
    head = next((m.nama for m in members if m.nik == family.nik_kepala), members[0].nama)
    data = Kk(
        office=office,
        number=family.no_kk,
        head=head,
        address=family.alamat,
        rt=family.rt,
        rw=family.rw,
        postcode=family.kode_pos,
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        region=place.region or office.region,
        province=place.province,
        members=tuple(_member(m) for m in members),
        issued_on=today,
        signature=unsigned(node, office),
        unconfirmed=confirmed < len(offline),
        specimen=specimen(node),
    )
    before = Family.objects.filter(replaced_by=family.no_kk).values_list("no_kk", flat=True)
    return Paper("kk", due.subject, family.nik_kepala, data, tuple(f"keluarga/{no}" for no in before))


def _member(m: Resident) -> KkMember:
    return KkMember(
        name=" ".join(part for part in (m.gelar_depan, m.nama, m.gelar_belakang) if part),
        nik=m.nik,
        sex="P" if m.jenis_kelamin == "P" else "L",
        birth_place=m.tempat_lahir,
        birth_date=m.tanggal_lahir,
        religion=AGAMA.label(m.agama),
        education=PENDIDIKAN.label(m.pendidikan),
        occupation=PEKERJAAN.label(m.pekerjaan),
        blood=GOLONGAN_DARAH.label(m.golongan_darah),
        marital=STATUS_KAWIN.label(m.status_kawin),
        shdk=SHDK.label(m.shdk),
        father=m.nama_ayah,
        mother=m.nama_ibu,
        citizenship=m.kewarganegaraan,
    )


def birth_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    """The extract says what the deed says, not what the register says of the person since."""
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    birth = _said(found, Birth)
    if birth.tanggal_lahir is None:
        raise PermanentFault(f"akta {found.number} tidak menyebut tanggal lahir", about="dokumen")
    office = office_of(node)
    data = AktaKelahiran(
        office=office,
        register_number=found.number,
        registered_on=found.registered_on,
        late=found.late,
        issue=_issue(found),
        signature=unsigned(node, office),
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
        specimen=specimen(node),
    )
    return Paper("akta_kelahiran", due.subject, found.nik, data)


def death_deed(node: Node, due: DueDocument) -> Paper | Refusal:
    found = _deed(due)
    if isinstance(found, Refusal):
        return found
    death, person = _said(found, Death), Resident.objects.filter(nik=found.nik).first()
    if person is None or death.tanggal_meninggal is None:
        raise PermanentFault(f"akta {found.number}: data yang meninggal tidak lengkap di sini", about="dokumen")
    office = office_of(node)
    data = AktaKematian(
        office=office,
        register_number=found.number,
        registered_on=found.registered_on,
        late=found.late,
        issue=_issue(found),
        signature=unsigned(node, office),
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
        specimen=specimen(node),
    )
    return Paper("akta_kematian", due.subject, found.nik, data)


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


BUILDERS: Mapping[str, Builder] = {"kk": family_card, "akta_kelahiran": birth_deed, "akta_kematian": death_deed}
