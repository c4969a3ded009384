"""What a case file would change, as rows before -> after that an officer reads at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from siaga.people.asking import Answers, Ask, asks_of
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import SHDK
from siaga.people.columns import label, language, village, word
from siaga.people.event_acts import Decided
from siaga.people.foreign.permit import DIED, LEFT
from siaga.people.history import DEED_WORDS
from siaga.people.moving.arriving_rules import PROOF_WORDS, MoveIn
from siaga.people.moving.leaving_rules import MoveOut
from siaga.people.moving.reception import KEPT, NEW, Reception
from siaga.shell.formats import day, nik
from siaga.wilayah.find import area_name, path_name


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


def sections(decided: Decided) -> list[Section]:
    """New residents first, then changed ones, families, the deed and its notes."""
    now, effects = decided.now, decided.effects
    known = {m.nik: m for members in now.members.values() for m in members} | dict(now.persons)
    found = [
        Section(f"{w.biodata.nama} ({_('penduduk baru')})", _new(w.biodata, now.today))
        for w in effects.residents.values()
    ]
    if isinstance(decided.answers, MoveOut):
        away = (Change(label("status"), word("status", "aktif", now.today), _("dalam perjalanan dengan SKPWNI")),)
        found += [Section(known[who].nama, away, who) for who in decided.answers.relations if who in known]
    if effects.reception is not None:
        found += _received(effects.reception, now.today)
    for _tag, guest in sorted(effects.guests.items()):
        until = day(guest.permit.valid_until, language()) if guest.permit.valid_until else "-"
        told = (Change(_("SKTT"), "", _("berlaku sampai %(day)s") % {"day": until}),)
        found.append(Section(guest.person.nama, told))
    for who, over in sorted(effects.stays_over.items()):
        why = {DIED: _("meninggal %(day)s"), LEFT: _("meninggalkan Indonesia %(day)s")}[over.why]
        stay = now.stays[who].guest
        ends = (Change(_("SKTT"), _("berlaku"), why % {"day": day(over.on, language())}),)
        found.append(Section(f"{stay.person.nama if stay else who} ({nik(who)})", ends))
    for who, permit in sorted(effects.permits.items()):
        until = day(permit.valid_until, language()) if permit.valid_until else _("tidak terbatas")
        told = (Change(_("Izin tinggal tetap (ITAP)"), "", _("berlaku sampai %(day)s") % {"day": until}),)
        found.append(Section(known[who].nama, told, who))
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


def _received(reception: Reception, on: date) -> list[Section]:
    """Who comes, with all that the letter says of them; the KK that they will be in; who stayed away."""
    people = [Section(f"{m.nama} ({_('pindah datang')})", _new(m, on)) for m in reception.people]
    home = reception.home
    if reception.how == NEW:
        return [*people, _family(NEW, home, {m.nik: m.nama for m in reception.people}, on)]
    how = _("nomor KK tetap, ikut pindah") if reception.how == KEPT else _("masuk KK yang sudah ada")
    return [*people, Section(f"{_('KK')} {nik(home.no_kk)}", (Change(label("status"), "", how),))]


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
    return Section(title, (Change(SHDK.label(1, language()), "", head), Change(label("alamat"), "", where)))


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
    found = _letter(answers, on) if isinstance(answers, MoveIn) else []
    for name, ask in asks_of(type(answers)).items():
        value = getattr(answers, name)
        if value:
            found.append((_(ask.label), _answer(ask, value, members, on)))
    return found


def _letter(answers: MoveIn, on: date) -> list[tuple[str, str]]:
    """The SKPWNI and its proof; who is on it and does not come."""
    letter = answers.skpwni
    if letter is None:
        return []
    until = _("berlaku sampai %(day)s") % {"day": day(letter.valid_until, language())}
    told = [("SKPWNI", f"{letter.number}, {until}"), (_("Bukti"), _(PROOF_WORDS[answers.bukti]))]
    told.append((_("Dari"), area_name(letter.origin, on) or letter.origin))
    told.append((_("Nomor KK asal"), nik(letter.home.no_kk)))
    away = [m.nama for m in letter.movers if m.nik not in answers.relations]
    return [*told, (_("Tidak datang"), ", ".join(away))] if away else told


def _answer(ask: Ask, value: Any, members: Mapping[str, str], on: date) -> str:
    if ask.kind == "relations":
        told = [f"{members.get(who, who)}: {SHDK.label(shdk, language()).lower()}" for who, shdk in value.items()]
        return ", ".join(told)
    if ask.kind == "choice":
        words = ask.choices.get(value, value)
        return _(words) if isinstance(words, str) else words[language() == "en"]
    if ask.kind == "code" and ask.codes:
        return ask.codes.label(value, language())
    if ask.kind in ("nik", "member") and value in members:
        return f"{members[value]} ({nik(value)})"
    if ask.kind in ("nik", "kk"):
        return nik(value)
    if ask.kind == "area":
        return path_name(value, on) if ask.anywhere else village(value, on)
    return day(value, language()) if isinstance(value, date) else str(value)
