"""The front of a KTP-el as one file for the printer: the register's data, the recording's photo and signature."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from siaga.documents.kinds.ktp_el import KTP_EL, KtpEl
from siaga.documents.render import render
from siaga.journal import blobs
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.people.codes import AGAMA, GOLONGAN_DARAH, PEKERJAAN, STATUS_KAWIN
from siaga.people.foreign.recorded import card_until
from siaga.people.models import Family, Resident
from siaga.recording import packet as packets
from siaga.recording.models import Record
from siaga.wilayah.find import area_name

from .models import PrintOrder

UNKNOWN_BLOOD = 13
REGENCY, PROVINCE, KECAMATAN = 4, 2, 6


class OfRecord(Protocol):
    """Whatever is owed on a recording; a row of the print list and a plain value both fit."""

    @property
    def record(self) -> UUID: ...


def card_face(node: Node, order: PrintOrder, at: datetime) -> bytes:
    """PDF, ID-1. Raises PermanentFault where the register or the packet has not what a card needs.

    node.devices["specimen"] False: an office with real residents prints on real blanks; else (training, drills) every
    card says that it is a specimen.
    """
    specimen = bool(node.devices.get("specimen", True))
    return render(KTP_EL, card_of(node, order, specimen=specimen), made_at=at)


def card_of(node: Node, order: PrintOrder, *, specimen: bool) -> KtpEl:
    """What the card says."""
    person = Resident.objects.filter(nik=order.nik).first()
    family = Family.objects.filter(no_kk=person.no_kk).first() if person else None
    if person is None or family is None:
        raise PermanentFault("data penduduk untuk kartu ini tidak ada di kantor ini", about="kartu")
    packet = packet_of(node, order)
    today = node.clock.today()
    code = family.kode_wilayah
    region = area_name(code[:REGENCY], today) or node.name
    blood = "" if person.golongan_darah == UNKNOWN_BLOOD else GOLONGAN_DARAH.label(person.golongan_darah)
    return KtpEl(
        province=area_name(code[:PROVINCE], today),
        region=region,
        nik=person.nik,
        name=person.nama,
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        sex="P" if person.jenis_kelamin == "P" else "L",
        blood=blood,
        address=family.alamat,
        rt=family.rt,
        rw=family.rw,
        kelurahan=area_name(code, today),
        kecamatan=area_name(code[:KECAMATAN], today),
        religion=AGAMA.label(person.agama),
        marital=STATUS_KAWIN.label(person.status_kawin),
        occupation=PEKERJAAN.label(person.pekerjaan),
        citizenship=person.kewarganegaraan,
        valid_until=card_until(person.nik, person.kewarganegaraan, today),
        photo=packet.photo if packet else b"",
        signature_image=packet.signature if packet else b"",
        issued_place=region,
        issued_on=today,
        specimen=specimen,
        blank=specimen,
    )


def packet_of(node: Node, order: OfRecord) -> packets.Packet | None:
    """The recording's packet; None where the recording came without one. Raises PermanentFault if it cannot be opened."""
    sha = ""
    if node.point:  # the recording itself is sealed to the office
        lent = PrintOrder.objects.filter(record=order.record, lent_to=node.desk).order_by("-joined_at", "id")
        sha = lent.values_list("lent_packet", flat=True).first() or ""
    sha = sha or Record.objects.filter(id=order.record).values_list("packet", flat=True).first() or ""
    return packets.unseal(blobs.read(node, sha), node.keys) if sha else None
