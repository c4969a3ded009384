"""What only a court changes: name, sex, day and place of birth. The NIK stays, whatever its digits say (Permendagri 108/2019)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask, Group, Need
from siaga.people.biodata import Biodata
from siaga.people.codes import JENIS_KELAMIN, SEX_WORDS, ResidentStatus
from siaga.people.effects import Effects, Note, Situation, not_here
from siaga.people.form_rules import born_sensibly, missing
from siaga.people.names import check_name, tidy

from .event import Asked, Peristiwa

ON_TIME_DAYS = 30
BASIS = "UU 23/2006 pasal 52; Perpres 96/2018 pasal 53"
HINT_TEXTS = {"only": "Isi hanya yang berubah"}


class CourtOrder(Answers, frozen=True, kw_only=True):
    """Only what changes is filled in."""

    nama: Annotated[str, Ask("Nama baru", required=False, help=HINT_TEXTS["only"])] = ""
    jenis_kelamin: Annotated[str, Ask("Jenis kelamin baru", "choice", required=False, choices=JENIS_KELAMIN)] = ""
    tempat_lahir: Annotated[str, Ask("Tempat lahir baru", required=False)] = ""
    tanggal_lahir: Annotated[date | None, Ask("Tanggal lahir baru", "date", required=False)] = None
    pengadilan: Annotated[str, Ask("Pengadilan yang menetapkan")] = ""
    no_penetapan: Annotated[str, Ask("Nomor penetapan")] = ""
    tanggal: Annotated[date | None, Ask("Tanggal penetapan", "date")] = None


CHANGEABLE = ("nama", "jenis_kelamin", "tempat_lahir", "tanggal_lahir")


def decide(form: CourtOrder, now: Situation) -> Effects:
    out = Effects()
    person = now.persons.get(now.about)
    if person is None or person.status != ResidentStatus.AKTIF:
        out.refusals += refused([not_here(person, "")])
        return out
    after = changes(form, person)
    out.refusals += refused(
        [
            None if after else missing("nama", "data yang berubah", BASIS),
            born_sensibly(form.tanggal_lahir, now.today) if form.tanggal_lahir else None,
            Refusal("order.future", "Tanggal penetapan ada di masa depan. Periksa suratnya.", "tanggal", BASIS)
            if form.tanggal and form.tanggal > now.today
            else None,
        ]
    )
    if "nama" in after:
        out.say(check_name(form.nama, "nama"), "nama")
    if not out.refusals:
        out.change(person.nik, **after)
        akta = now.birth_deed(person.nik)
        if akta and form.tanggal:  # without its date the act refuses anyway
            out.notes.append(Note(akta, note(form, person, after)))
    return out


def changes(form: CourtOrder, person: Biodata) -> dict[str, object]:
    """The columns whose value really changes."""
    given: dict[str, object] = {
        "nama": tidy(form.nama),
        "jenis_kelamin": form.jenis_kelamin,
        "tempat_lahir": tidy(form.tempat_lahir),
        "tanggal_lahir": form.tanggal_lahir,
    }
    return {name: value for name, value in given.items() if value and value != getattr(person, name)}


def note(form: CourtOrder, person: Biodata, after: dict[str, object]) -> str:
    """The marginal note, as it is printed on the deed from then on."""
    told = {
        "nama": lambda: f"nama diubah dari {person.nama} menjadi {after['nama']}",
        "jenis_kelamin": lambda: f"jenis kelamin diubah menjadi {SEX_WORDS[str(after['jenis_kelamin'])]}",
        "tempat_lahir": lambda: f"tempat lahir diubah dari {person.tempat_lahir} menjadi {after['tempat_lahir']}",
        "tanggal_lahir": lambda: (
            f"tanggal lahir diubah dari {person.tanggal_lahir:%d-%m-%Y} menjadi {after['tanggal_lahir']:%d-%m-%Y}"
        ),
    }
    parts = ", ".join(told[name]() for name in after)
    order = f"penetapan {form.pengadilan.strip()} nomor {form.no_penetapan.strip()} tanggal {form.tanggal:%d-%m-%Y}"
    return f"Berdasarkan {order}: {parts}."


PENETAPAN = Peristiwa(
    "penetapan",
    "Perubahan nama atau data lahir",
    sheet="F-2.01",
    legal_basis=BASIS,
    deadline_days=ON_TIME_DAYS,
    needs=(
        Need("Salinan penetapan pengadilan"),
        Need("Kutipan akta kelahiran", "SPTJM bahwa akta kelahiran belum ada"),
        Need("KK dan KTP-el", "suket pengganti KTP-el"),
    ),
    effects=("people.biodata_changed", "people.deed_noted", "people.document_due"),
    documents=("akta_kelahiran", "kk"),
    asked=Asked(
        CourtOrder,
        (
            Group("Data yang berubah", CHANGEABLE),
            Group("Penetapan pengadilan", ("pengadilan", "no_penetapan", "tanggal")),
        ),
        "penduduk",
        decide,
        "Perubahan dicatat. NIK tetap.",
    ),
)
