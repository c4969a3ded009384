"""What every paper of life events begins with (office, place, signature block), and the KK, made from the register as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from django.db.models import Q

from siaga.documents.kind import Office, Signature
from siaga.documents.kinds.kk import Kk, KkMember
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.codes import AGAMA, GOLONGAN_DARAH, PEKERJAAN, PENDIDIKAN, SHDK, STATUS_KAWIN
from siaga.people.foreign.permit import ITAP, Permit
from siaga.people.models import DueDocument, Family, NikConfirmation, Resident, Stay
from siaga.people.union_rules import union_date
from siaga.wilayah.models import Area

from .issuing import Builder, Paper

AGENCY = "Dinas Kependudukan dan Pencatatan Sipil"
JAKARTA = "31"  # its cities' offices are branches of the province's: "Suku Dinas"
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
        members=_members(members),
        issued_on=today,
        signature=unsigned(node, office),
        unconfirmed=confirmed < len(offline),
        specimen=specimen(node),
    )
    before = Family.objects.filter(replaced_by=family.no_kk).values_list("no_kk", flat=True)
    return Paper("kk", due.subject, family.nik_kepala, data, tuple(f"keluarga/{no}" for no in before))


def _members(people: Sequence[Resident]) -> tuple[KkMember, ...]:
    """Lines of the KK; of a foreigner the numbers of the permanent permit and of the passport that it was given on."""
    foreign = [m.nik for m in people if m.kewarganegaraan != "WNI"]
    stays = {s.nik: s for s in Stay.objects.filter(nik__in=foreign, kind=ITAP)} if foreign else {}
    return tuple(_member(m, stays.get(m.nik)) for m in people)


def _member(m: Resident, stay: Stay | None) -> KkMember:
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
        union_date=union_date(m.status_kawin, m.tanggal_kawin, m.tanggal_cerai),
        citizenship=m.kewarganegaraan,
        passport=stay.passport if stay else m.no_paspor,
        kitap=msgspec.convert(stay.permit, Permit).number if stay else "",
    )


BUILDERS: Mapping[str, Builder] = {"kk": family_card}
