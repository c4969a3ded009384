"""What the events about a child's parents share: the child, a parent who may live elsewhere, the note on the birth deed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeVar

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Ask
from siaga.people.biodata import Biodata, age_on
from siaga.people.effects import Effects, Note, Situation, not_here, other_sex
from siaga.people.form_rules import missing

LEAST_GAP = 10  # years between a parent and a child, as in birth_rules
ON_TIME_DAYS = 30
HINT_TEXTS = {"elsewhere": "Kosongkan bila tidak terdaftar di kantor ini, lalu isi namanya"}


class OfChild(Answers, frozen=True, kw_only=True):
    """The father who is named, and nama_anak, nik_ibu, nama_ibu: as registered, filled in."""

    nik_ayah: Annotated[str, Ask("NIK ayah", "nik", required=False, help=HINT_TEXTS["elsewhere"])] = ""
    nama_ayah: Annotated[str, Ask("Nama ayah", required=False)] = ""
    nama_anak: str = ""
    nik_ibu: str = ""
    nama_ibu: str = ""


Named = TypeVar("Named", bound=OfChild)


def fill(form: Named, now: Situation) -> Named:
    """What the register knows of the child, and of a father by NIK."""
    child = now.persons.get(now.about) or Biodata()
    return msgspec.structs.replace(
        form,
        nama_anak=child.nama,
        nik_ibu=child.nik_ibu,
        nama_ibu=child.nama_ibu,
        nama_ayah=name_of(now, form.nik_ayah, form.nama_ayah),
    )


def child_of(now: Situation, out: Effects) -> Biodata | None:
    """The child at whose page the event began; refused if not served here."""
    child = now.persons.get(now.about)
    if no := not_here(child, ""):
        out.refusals.append(no)
        return None
    return child


def named_parent(
    event: str, now: Situation, child: Biodata, nik: str, name: str, field: str, sex: str, basis: str
) -> list[Refusal | None]:
    """A parent by NIK (field nik_<field>) or, if registered elsewhere, by name (nama_<field>): sex, age, not the child itself."""
    if not nik:
        what = f"nama {field.replace('_', ' ')}"
        return [None if name.strip() else missing(f"nama_{field}", what, basis)]
    person, at = now.persons.get(nik), f"nik_{field}"
    if nik == child.nik:
        own = "NIK ini adalah NIK anaknya sendiri. Isi NIK orang tuanya."
        return [Refusal(f"{event}.own", own, at, basis)]
    return [not_here(person, at), other_sex(event, person, sex, at, basis), too_young(event, person, child, at, basis)]


def too_young(event: str, parent: Biodata | None, child: Biodata, field: str, basis: str) -> Refusal | None:
    if parent is None or parent.tanggal_lahir is None or child.tanggal_lahir is None:
        return None
    age = age_on(parent.tanggal_lahir, child.tanggal_lahir)
    if age >= LEAST_GAP:
        return None
    young = "%(nama)s berumur %(age)d tahun saat anak ini lahir: tidak mungkin. Periksa NIK-nya."
    return Refusal(f"{event}.too_young", young, field, basis, {"nama": parent.nama, "age": max(age, 0)})


def day_told(event: str, day: date | None, child: Biodata, now: Situation, basis: str) -> Refusal | None:
    """The day of a letter or order about a child: neither ahead of us nor before the child was born. None given: asked for anyway."""
    if day is None:
        return None
    if day > now.today:
        return Refusal(f"{event}.future", "Tanggal surat ada di masa depan. Periksa suratnya.", "tanggal", basis)
    if child.tanggal_lahir and day < child.tanggal_lahir:
        early = "Tanggal surat mendahului tanggal lahir anak. Periksa keduanya."
        return Refusal(f"{event}.before_birth", early, "tanggal", basis)
    return None


def other_father(event: str, child: Biodata, nik: str, name: str, basis: str) -> Refusal | None:
    """The register names somebody else as the father."""
    if not child.nama_ayah.strip() or _same(child.nik_ayah, nik, child.nama_ayah, name):
        return None
    other = "Ayah anak ini sudah tercatat: %(nama)s. Bila itu keliru, catat dahulu pembetulan atau pembatalan aktanya."
    return Refusal(f"{event}.other_father", other, "nik_ayah", basis, {"nama": child.nama_ayah})


def _same(known: str, nik: str, known_name: str, name: str) -> bool:
    return known == nik if known and nik else known_name.strip().casefold() == name.strip().casefold()


def name_of(now: Situation, nik: str, name: str) -> str:
    """As the register spells it, else as it was given."""
    person = now.persons.get(nik) if nik else None
    return person.nama if person else name.strip()


def note_on_birth(event: str, out: Effects, now: Situation, child: Biodata, text: str, basis: str) -> None:
    """The marginal note where the birth deed is kept here; otherwise the officer is told who has to make it."""
    if akta := now.birth_deed(child.nik):
        out.notes.append(Note(akta, text))
        return
    away = (
        "Akta kelahiran anak ini tidak tersimpan di kantor ini. Kirim pemberitahuan kepada kantor penerbitnya agar "
        "catatan pinggirnya dibuat."
    )
    out.warnings.append(Refusal(f"{event}.deed_elsewhere", away, "", basis))


def late_after(event: str, out: Effects, since: date | None, today: date, basis: str) -> bool:
    """Whether it is reported after 30 days; it is recorded all the same, and the officer reads that it is late."""
    if since is None or (today - since).days <= ON_TIME_DAYS:
        return False
    text = "Dilaporkan lewat %(days)d hari. Tetap dicatat."
    out.warnings.append(Refusal(f"{event}.late", text, "tanggal", basis, {"days": ON_TIME_DAYS}))
    return True
