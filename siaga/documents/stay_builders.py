"""The residence letter of a foreigner with a limited stay."""

from __future__ import annotations

from collections.abc import Mapping

from siaga.documents.kinds.sktt import Sktt
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.codes import PEKERJAAN, STATUS_KAWIN
from siaga.people.foreign.found import unconfirmed
from siaga.people.foreign.recorded import known
from siaga.people.models import DueDocument, Stay

from .builders import key_of, office_of, specimen, unsigned
from .issuing import Builder, Paper
from .resident_builders import born, dwelling


def residence_letter(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for about tinggal/<nik>: a guest of the register, who is in no family."""
    row = Stay.objects.filter(nik=key_of(due), ended="").first()
    found = known(row) if row else None
    if row is None or found is None or found.guest is None or found.permit.valid_until is None:
        return Refusal(
            "documents.no_stay", "Izin tinggal terbatas orang ini tidak berlaku lagi, jadi SKTT tidak dibuat."
        )
    person, permit, home = found.guest.person, found.permit, found.guest.home
    office, today = office_of(node), node.clock.today()
    data = Sktt(
        office=office,
        number=found.letter,
        nik=row.nik,
        name=person.nama,
        sex=person.jenis_kelamin,
        birth_place=person.tempat_lahir,
        birth_date=born(person.tanggal_lahir, row.nik),
        marital=STATUS_KAWIN.label(person.status_kawin),
        occupation=PEKERJAAN.label(person.pekerjaan),
        nationality=permit.nationality,
        passport=permit.passport,
        permit=permit.number,
        permit_on=permit.issued_on,
        valid_until=found.permit.valid_until,
        home=dwelling(home.alamat, home.rt, home.rw, home.kode_wilayah, today),
        issued_on=today,
        signature=unsigned(node, office),
        sponsor=permit.sponsor,
        unconfirmed=unconfirmed(row),
        specimen=specimen(node),
    )
    return Paper("sktt", due.subject, row.nik, data)


BUILDERS: Mapping[str, Builder] = {"sktt": residence_letter}
