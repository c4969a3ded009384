"""The paper of a suket, from its row, the register and the photo of the recording. `roles` hands it to documents' ticks."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from siaga.documents.builders import key_of, office_of, place_of, specimen, unsigned
from siaga.documents.issuing import Builder, Paper
from siaga.documents.kinds.suket import Suket as SuketPaper
from siaga.journal import blobs
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.codes import AGAMA, GOLONGAN_DARAH, PEKERJAAN, STATUS_KAWIN
from siaga.people.models import DueDocument, Family, Resident
from siaga.recording import packet as packets
from siaga.recording.models import Record

from .. import line
from ..models import Suket
from .rules import RENEWED, REPLACED, VALID

UNKNOWN_BLOOD = 13
AT_CENTRE, NO_BLANGKO, IN_LINE = (
    "pemeriksaan itu belum selesai",
    "blangko belum tersedia",
    "kartunya menunggu giliran cetak",
)
log = logging.getLogger("siaga.cards")


def suket_paper(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for by `people.facts.DocumentDue(kind_code="suket", about="suket/<number>", holder=nik)`. A renewal takes the
    place of the suket that it renews.
    """
    row = Suket.objects.filter(number=key_of(due)).first()
    if row is None:
        raise PermanentFault(f"{due.subject} tidak ada di kantor ini", about="dokumen")
    if row.state not in (VALID, RENEWED, REPLACED):
        return Refusal("suket.over", "Suket ini sudah berakhir, jadi suratnya tidak dibuat.")
    person = Resident.objects.filter(nik=row.nik).first()
    family = Family.objects.filter(no_kk=person.no_kk).first() if person else None
    # A replaced card is lost or damaged: the recording that counts is the last one.
    record = Record.objects.filter(nik=row.nik, current=True).order_by("-recorded_at").first()
    if person is None or family is None or record is None:
        raise PermanentFault(f"suket {row.number}: penduduk atau rekamannya tidak ada di kantor ini", about="dokumen")
    office, place = office_of(node), place_of(family.kode_wilayah, node.clock.today())
    data = SuketPaper(
        office=office,
        number=row.number,
        recorded_on=record.recorded_at.astimezone(ZONES[node.clock.zone]).date(),
        issued_on=row.issued_on,
        valid_until=row.valid_to,
        reason=AT_CENTRE if not row.verified else NO_BLANGKO if line.stock(node) <= 0 else IN_LINE,
        signature=unsigned(node, office),
        renewal=renewals(row),
        unverified=not row.verified,
        counterfactual=row.counterfactual,
        province=place.province,
        region=place.region or office.region,
        nik=person.nik,
        name=person.nama,
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        sex="P" if person.jenis_kelamin == "P" else "L",
        blood="" if person.golongan_darah == UNKNOWN_BLOOD else GOLONGAN_DARAH.label(person.golongan_darah),
        address=family.alamat,
        rt=family.rt,
        rw=family.rw,
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        religion=AGAMA.label(person.agama),
        marital=STATUS_KAWIN.label(person.status_kawin),
        occupation=PEKERJAAN.label(person.pekerjaan),
        citizenship=person.kewarganegaraan,
        photo=photo_of(node, record),
        specimen=specimen(node),
    )
    before = Suket.objects.filter(number=row.renews).first() if row.renews else None
    why = before.reason.rpartition(":")[0] if before is not None and before.state == REPLACED else ""
    return Paper("suket", due.subject, row.nik, data, (f"suket/{row.renews}",) if row.renews else (), again_for=why)


def renewals(row: Suket) -> int:
    """How many came before it: 0 for the first."""
    count = 0
    while row.renews and count < 100:
        before = Suket.objects.filter(number=row.renews).first()
        if before is None:
            return count + 1
        row, count = before, count + (before.state != REPLACED)
    return count


def photo_of(node: Node, record: Record) -> bytes:
    """The photo of the recording; empty where the recording was made elsewhere, for its packet is sealed to that office."""
    if not record.packet:
        return b""
    try:
        return packets.unseal(blobs.read(node, record.packet), node.keys).photo
    except PermanentFault as e:
        log.warning("suket without a photo: %s", e)
        return b""


BUILDERS: Mapping[str, Builder] = {"suket": suket_paper}
