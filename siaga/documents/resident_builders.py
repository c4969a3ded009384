"""Papers about persons and moves: biodata, the child's card, the SKPWNI and the letter of arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from siaga.documents.kinds.biodata import BiodataPenduduk
from siaga.documents.kinds.datang import Datang
from siaga.documents.kinds.dwelling import Dwelling
from siaga.documents.kinds.kia import Kia, last_day
from siaga.documents.kinds.skpwni import Mover, Skpwni
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.biodata import Biodata
from siaga.people.biodata import Family as FamilyValue
from siaga.people.codes import AGAMA, GOLONGAN_DARAH, PEKERJAAN, PENDIDIKAN, SHDK, STATUS_KAWIN
from siaga.people.models import Akta, DueDocument, Family, Move, MoveEnd, NikConfirmation, Resident
from siaga.people.moving.letter import KIND_TEXTS, Letter

from .builders import key_of, office_of, place_of, specimen, unsigned
from .child_photos import photo_of
from .issuing import Builder, Paper

UNKNOWN_BLOOD = 13
ARRIVAL = "SKDWNI"


def biodata_paper(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for about penduduk/<nik>."""
    found = _person_and_family(key_of(due))
    if isinstance(found, Refusal):
        return found
    person, family = found
    office, today = office_of(node), node.clock.today()
    data = BiodataPenduduk(
        office=office,
        nik=person.nik,
        name=" ".join(part for part in (person.gelar_depan, person.nama, person.gelar_belakang) if part),
        sex=person.jenis_kelamin,
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        blood=GOLONGAN_DARAH.label(person.golongan_darah),
        religion=AGAMA.label(person.agama),
        marital=STATUS_KAWIN.label(person.status_kawin),
        education=PENDIDIKAN.label(person.pendidikan),
        occupation=PEKERJAAN.label(person.pekerjaan),
        citizenship=person.kewarganegaraan,
        shdk=SHDK.label(person.shdk),
        home=_home(family, today),
        issued_on=today,
        signature=unsigned(node, office),
        mother=person.nama_ibu,
        mother_nik=person.nik_ibu,
        father=person.nama_ayah,
        father_nik=person.nik_ayah,
        birth_deed=_birth_deed(person),
        passport=person.no_paspor,
        marriage_deed=person.no_akta_kawin,
        married_on=person.tanggal_kawin,
        divorce_deed=person.no_akta_cerai,
        divorced_on=person.tanggal_cerai,
        unconfirmed=person.minted_offline and not NikConfirmation.objects.filter(nik=person.nik).exists(),
        specimen=specimen(node),
    )
    return Paper("biodata", due.subject, person.nik, data)


def child_card(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for about penduduk/<nik>. Its photograph is that of the case file; else the place stays open, to be pasted on."""
    found = _person_and_family(key_of(due))
    if isinstance(found, Refusal):
        return found
    person, family = found
    office, today = office_of(node), node.clock.today()
    until = last_day(person.tanggal_lahir, today)
    if until is None:
        return Refusal("documents.grown", "Anak ini sudah berumur 17 tahun, jadi KIA tidak dibuat. Layani KTP-el.")
    place = place_of(family.kode_wilayah, today)
    data = Kia(
        province=place.province,
        region=place.region or office.region,
        nik=person.nik,
        name=person.nama,
        birth_place=person.tempat_lahir,
        birth_date=person.tanggal_lahir,
        sex="P" if person.jenis_kelamin == "P" else "L",
        blood="" if person.golongan_darah == UNKNOWN_BLOOD else GOLONGAN_DARAH.label(person.golongan_darah),
        no_kk=family.no_kk,
        head=_head(family),
        birth_deed=_birth_deed(person),
        address=family.alamat,
        rt=family.rt,
        rw=family.rw,
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        religion=AGAMA.label(person.agama),
        issued_place=unsigned(node, office).place,
        issued_on=today,
        valid_until=until,
        citizenship=person.kewarganegaraan,
        specimen=specimen(node),
        blank=specimen(node),
        photo_blob=photo_of(node, person.nik),
    )
    return Paper("kia", due.subject, person.nik, data)


def moving_letter(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for about skpwni/<number>; what the origin said once stands in the row of the move."""
    row = Move.objects.filter(number=key_of(due)).first()
    if row is None:
        raise PermanentFault(f"{due.subject} tidak ada di kantor ini", about="dokumen")
    if MoveEnd.objects.filter(number=row.number).exists():
        return Refusal("documents.move_over", "Kepindahan ini sudah selesai atau dibatalkan, jadi SKPWNI tidak dibuat.")
    letter = _letter(row.letter)
    office, today = office_of(node), letter.issued_on
    to = dwelling(letter.address.alamat, letter.address.rt, letter.address.rw, letter.address.kode_wilayah, today)
    data = Skpwni(
        office=office,
        number=letter.number,
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        applicant=next((m.nama for m in letter.movers if m.nik == letter.applicant), letter.movers[0].nama),
        reason=letter.reason,
        origin=_home(letter.home, today),
        destination=msgspec.structs.replace(
            to,
            no_kk=letter.home.no_kk if letter.keeps_kk else "",
            head=letter.host,
            postcode=letter.address.kode_pos,
        ),
        movers=_movers(letter.movers),
        signature=unsigned(node, office),
        kind_of_move=KIND_TEXTS.get(letter.move, ""),
        stays=letter.stays,
        persons=tuple(msgspec.to_builtins(m) for m in letter.movers),
        specimen=specimen(node),
    )
    return Paper("skpwni", due.subject, letter.applicant, data)


def arrival_letter(node: Node, due: DueDocument) -> Paper | Refusal:
    """Asked for about datang/<number of the SKPWNI>."""
    number = key_of(due)
    end = MoveEnd.objects.filter(number=number, how="datang").first()
    family = Family.objects.filter(no_kk=end.no_kk).first() if end else None
    if end is None or family is None:
        raise PermanentFault(f"{due.subject} tidak ada di kantor ini", about="dokumen")
    letter = _letter(end.letter)
    people = list(Resident.objects.filter(nik__in=end.niks))
    people.sort(key=lambda p: (p.shdk, p.tanggal_lahir, p.nik))
    office, today = office_of(node), end.on
    origin = place_of(letter.origin, today)
    data = Datang(
        office=office,
        number=number.replace("SKPWNI", ARRIVAL, 1),
        arrived_on=end.on,
        applicant=next((p.nama for p in people if p.nik == due.holder), people[0].nama if people else ""),
        skpwni=number,
        skpwni_on=letter.issued_on,
        origin=Dwelling(
            address=letter.home.alamat,
            rt=letter.home.rt,
            rw=letter.home.rw,
            kelurahan="",
            kecamatan="",
            region=origin.region or letter.origin,
            province=origin.province,
        ),
        home=_home(family, today),
        movers=_movers(people),
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    return Paper("datang", due.subject, due.holder, data)


def _person_and_family(nik: str) -> tuple[Resident, Family] | Refusal:
    person = Resident.objects.filter(nik=nik, status="aktif").first()
    if person is None:
        return Refusal("documents.not_active", "Orang ini tidak lagi penduduk aktif di kantor ini.")
    family = Family.objects.filter(no_kk=person.no_kk).first()
    if family is None:
        raise PermanentFault(f"keluarga {person.no_kk} tidak ada di kantor ini", about="dokumen")
    return person, family


def _birth_deed(person: Resident) -> str:
    """The deed that is kept here, else the number that was told."""
    kept = Akta.objects.filter(nik=person.nik, kind="kelahiran", status="aktif").values_list("number", flat=True)
    return kept.first() or person.no_akta_lahir


def _head(family: Family | FamilyValue) -> str:
    return Resident.objects.filter(nik=family.nik_kepala).values_list("nama", flat=True).first() or ""


def dwelling(address: str, rt: str, rw: str, code: str, on: date) -> Dwelling:
    place = place_of(code, on)
    return Dwelling(
        address=address,
        rt=rt,
        rw=rw,
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        region=place.region,
        province=place.province,
    )


def _home(family: Family | FamilyValue, on: date) -> Dwelling:
    """Of a row, or of the value in a letter: both name their columns alike."""
    plain = dwelling(family.alamat, family.rt, family.rw, family.kode_wilayah, on)
    return msgspec.structs.replace(plain, no_kk=family.no_kk, head=_head(family), postcode=family.kode_pos)


def _movers(people: Sequence[Resident] | Sequence[Biodata]) -> tuple[Mover, ...]:
    return tuple(
        Mover(
            nik=p.nik,
            name=p.nama,
            sex=p.jenis_kelamin,
            birth_place=p.tempat_lahir,
            birth_date=born(p.tanggal_lahir, p.nik),
            shdk=SHDK.label(p.shdk) if p.shdk else "",
        )
        for p in people
    )


def born(day: date | None, nik: str) -> date:
    if day is None:
        raise PermanentFault(f"tanggal lahir {nik} tidak ada pada surat pindahnya", about="dokumen")
    return day


def _letter(fields: object) -> Letter:
    try:
        return msgspec.convert(fields, Letter)
    except msgspec.ValidationError as e:
        raise PermanentFault(f"isi SKPWNI tidak sesuai bentuknya: {e}", about="dokumen") from e


BUILDERS: Mapping[str, Builder] = {
    "biodata": biodata_paper,
    "kia": child_card,
    "skpwni": moving_letter,
    "datang": arrival_letter,
}
