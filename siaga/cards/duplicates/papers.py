"""The two papers of a case: the summons, a document of the office's; the statement, which the citizen signs."""

from __future__ import annotations

from datetime import datetime

from siaga.accounts.models import Officer
from siaga.documents.builders import office_of, place_of, specimen, unsigned
from siaga.documents.issuing import Paper
from siaga.documents.kinds.panggilan import Panggilan
from siaga.documents.kinds.pernyataan_nik import PernyataanNik
from siaga.documents.wording import date_long
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.people.models import Family, Resident

from . import rules
from .models import DuplicateCase

SUMMONS = "panggilan"
BRING = (
    "surat ini",
    "kartu keluarga (KK)",
    "semua KTP-el atau suket yang ada pada Anda, juga yang lama",
    "akta lahir, ijazah atau surat nikah, bila ada",
)


def summons_paper(node: Node, case: DuplicateCase, number: str, attempt: int, when: datetime) -> Paper:
    """Raises PermanentFault where the resident is not in this office's register."""
    person, address = _person(node, case.nik)
    office = office_of(node)
    data = Panggilan(
        office=office,
        number=number,
        attempt=attempt,
        nik=case.nik,
        name=person.nama,
        address=address,
        when=when,
        zone=node.clock.zone,  # type: ignore[arg-type]
        place=f"{office.name} {office.region}, loket verifikasi",
        bring=BRING,
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    return Paper(SUMMONS, f"ganda/{case.record}", case.nik, data)


def statement_of(node: Node, case: DuplicateCase) -> PernyataanNik:
    """The statement as it is printed for the citizen's hand. Raises PermanentFault as `summons_paper`."""
    person, address = _person(node, case.nik)
    other = Resident.objects.filter(nik=case.other_nik).values_list("nama", flat=True).first()
    office = office_of(node)
    cause = rules.CAUSE_LABELS.get(case.cause, case.cause)
    return PernyataanNik(
        office=office,
        number=case.statement,
        nik=case.nik,
        name=person.nama,
        birth=f"{person.tempat_lahir}, {date_long(person.tanggal_lahir)}",
        address=address,
        other_nik=case.other_nik,
        other_name=(other or "") if case.claim == rules.NOT_ME else "",
        claim=case.claim,  # type: ignore[arg-type]
        keeps=case.keeps,
        cause=f"{cause}. {case.told}".rstrip(". ") + "." if case.told else f"{cause}.",
        proof=case.proof,
        officer=Officer.objects.filter(username=case.heard_by).values_list("name", flat=True).first() or case.heard_by,
        on=case.heard_at.astimezone(ZONES[node.clock.zone]).date() if case.heard_at else node.clock.today(),
        place=unsigned(node, office).place,
        specimen=specimen(node),
    )


def _person(node: Node, nik: str) -> tuple[Resident, str]:
    """With the address in one line."""
    person = Resident.objects.filter(nik=nik).first()
    if person is None:
        raise PermanentFault(f"penduduk {nik} tidak ada di kantor ini", about="dokumen")
    home = Family.objects.filter(no_kk=person.no_kk).first()
    if home is None:
        return person, "–"
    place = place_of(home.kode_wilayah, node.clock.today())
    return person, f"{home.alamat}, RT {home.rt}/RW {home.rw}, {place.kelurahan}, {place.kecamatan}"
