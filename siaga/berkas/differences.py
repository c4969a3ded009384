"""What a case file would change, as rows before -> after that an officer reads at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siaga.people.asking import Answers, Ask, asks_of
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import JENIS_KELAMIN, NUMBERED, SHDK
from siaga.people.event_acts import Decided
from siaga.people.history import DEED_WORDS
from siaga.shell.formats import day, lang_of, nik
from siaga.wilayah.find import path_name

COLUMN_WORDS = {
    "nama": "Nama",
    "gelar_depan": "Gelar di depan",
    "gelar_belakang": "Gelar di belakang",
    "tempat_lahir": "Tempat lahir",
    "tanggal_lahir": "Tanggal lahir",
    "jenis_kelamin": "Jenis kelamin",
    "no_kk": "No. KK",
    "nama_ibu": "Nama ibu",
    "nama_ayah": "Nama ayah",
    "nik_ibu": "NIK ibu",
    "nik_ayah": "NIK ayah",
    "no_akta_lahir": "Nomor akta kelahiran",
    "kewarganegaraan": "Kewarganegaraan",
    "disabilitas": "Penyandang disabilitas",
    "status": "Keadaan",
    "died_on": "Meninggal",
    "alamat": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "kode_wilayah": "Desa atau kelurahan",
    "kode_pos": "Kode pos",
    "telepon": "Telepon",
}
TAG_WORDS = {"baru": "nomor baru", "sisa": "nomor baru bagi yang tinggal", "akta": "nomor akta ini"}


@dataclass(frozen=True, slots=True)
class Change:
    """One column. before: "" where there was nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Section:
    """One person, family or deed. nik: for a link, "" of somebody without one."""

    title: str
    rows: tuple[Change, ...]
    nik: str = ""


def _language() -> str:
    return lang_of(get_language())


def word(name: str, value: Any, on: date) -> str:
    """A column's value as people read it."""
    listed = next((codes for codes in NUMBERED if codes.field == name), None)
    if value in ("", None, 0):
        return "-"
    if listed is not None and isinstance(value, int):
        return listed.label(value, _language())
    if isinstance(value, date):
        return day(value, _language())
    if name == "jenis_kelamin":
        return JENIS_KELAMIN[value][_language() == "en"] if value in JENIS_KELAMIN else str(value)
    if name == "kode_wilayah":
        return village(str(value), on)
    if name in ("no_kk", "nik_ibu", "nik_ayah"):
        return nik(str(value)) if str(value).isdecimal() else _(TAG_WORDS.get(str(value), "nomor baru"))
    return _(TAG_WORDS[value]) if name == "no_akta_lahir" and value in TAG_WORDS else str(value)


def village(code: str, on: date) -> str:
    """Village and kecamatan: the regency is this office's own."""
    return ", ".join(path_name(code, on).split(", ")[:2])


def label(name: str) -> str:
    titles = {codes.field: codes.title for codes in NUMBERED}
    found = COLUMN_WORDS.get(name) or titles.get(name) or name.replace("_", " ")
    text = _(found)
    return text[:1].upper() + text[1:]


def sections(decided: Decided) -> list[Section]:
    """New residents first, then changed ones, families, the deed and its notes."""
    now, effects = decided.now, decided.effects
    known = {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)
    found = [
        Section(f"{w.biodata.nama} ({_('penduduk baru')})", _new(w.biodata, now.today))
        for w in effects.residents.values()
    ]
    for who, columns in sorted(effects.changes.items()):
        if rows := _changed(known[who], columns, now.today):
            found.append(Section(known[who].nama, rows, who))
    names = {nik: m.nama for nik, m in known.items()} | {t: w.biodata.nama for t, w in effects.residents.items()}
    found += [_family(tag, family, names, now.today) for tag, family in sorted(effects.families.items())]
    found += [_closed(no, by) for no, by in sorted(effects.closed.items())]
    for no, columns in sorted(effects.moved.items()):
        found.append(Section(f"{_('KK')} {nik(no)}", _changed(now.homes[no], columns, now.today)))
    return [*found, *_deeds(decided)]


def _new(person: Biodata, on: date) -> tuple[Change, ...]:
    told = ("jenis_kelamin", "tempat_lahir", "tanggal_lahir", "agama", "shdk", "nama_ibu", "nama_ayah", "no_kk")
    return tuple(Change(label(n), "", word(n, getattr(person, n), on)) for n in told if getattr(person, n))


def _changed(before: Biodata | Family, columns: Mapping[str, Any], on: date) -> tuple[Change, ...]:
    return tuple(
        Change(label(name), word(name, getattr(before, name), on), word(name, value, on))
        for name, value in columns.items()
        if value != getattr(before, name)
    )


def _family(tag: str, family: Family, names: Mapping[str, str], on: date) -> Section:
    where = f"{family.alamat}, RT {family.rt}/RW {family.rw}, {village(family.kode_wilayah, on)}"
    head = names.get(family.nik_kepala, family.nik_kepala)
    title = _("KK baru bagi yang tinggal") if tag == "sisa" else _("KK baru")
    return Section(title, (Change(SHDK.label(1, _language()), "", head), Change(label("alamat"), "", where)))


def _closed(no_kk: str, by: str) -> Section:
    after = _("digantikan nomor baru") if by else _("ditutup: tidak ada anggota lagi")
    return Section(f"{_('KK')} {nik(no_kk)}", (Change(label("status"), _("berlaku"), after),))


def _deeds(decided: Decided) -> Iterator[Section]:
    deed = decided.effects.deed
    if deed is not None:
        late = _("dicatat terlambat") if deed.late else _("dicatat, nomor baru")
        yield Section(_(DEED_WORDS.get(deed.kind, "Akta")), (Change(_("Register"), "", late),))
    for note in decided.effects.notes:
        yield Section(f"{_('Akta')} {note.akta}", (Change(_("Catatan pinggir"), "", note.text),))


def answered(answers: Answers, members: Mapping[str, str], on: date) -> list[tuple[str, str]]:
    """The form as (question, answer); what was left empty is left out. members: NIK -> name."""
    found = []
    for name, ask in asks_of(type(answers)).items():
        value = getattr(answers, name)
        if value:
            found.append((_(ask.label), _answer(ask, value, members, on)))
    return found


def _answer(ask: Ask, value: Any, members: Mapping[str, str], on: date) -> str:
    if ask.kind == "relations":
        told = [f"{members.get(who, who)}: {SHDK.label(shdk, _language()).lower()}" for who, shdk in value.items()]
        return ", ".join(told)
    if ask.kind == "choice":
        words = ask.choices.get(value, value)
        return _(words) if isinstance(words, str) else words[_language() == "en"]
    if ask.kind == "code" and ask.codes:
        return ask.codes.label(value, _language())
    if ask.kind in ("nik", "member") and value in members:
        return f"{members[value]} ({nik(value)})"
    if ask.kind in ("nik", "kk"):
        return nik(value)
    if ask.kind == "area":
        return village(value, on)
    return day(value, _language()) if isinstance(value, date) else str(value)
