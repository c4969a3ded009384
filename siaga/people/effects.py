"""What a life event changes, before anything has a number: plain values that the act turns into facts.

A new family, person or deed is known by a tag until its number is minted; wherever its number belongs, the tag may stand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from siaga.kit.refusal import Refusal
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.codes import SHDK, ResidentStatus, Shdk
from siaga.people.duplicates import Match
from siaga.people.family_rules import FAMILY_BASIS, check_place
from siaga.people.foreign.permit import Guest, KnownStay, Permit
from siaga.people.form_rules import Found
from siaga.people.moving.reception import KnownMove, Reception
from siaga.people.numbers import AreaKnown
from siaga.people.relations import parents_of, relation_to

NEW, REST = "baru", "sisa"
"""Tags: the family that is founded; those who stay behind when their head leaves."""
CHILD, PERSON, AKTA = "anak", "penduduk", "akta"
"""Tags: the NIK of a child that is born, or of whoever else is registered; the number of the event's deed."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the civil register. letters: of its number (KW, CR …). niks: of whom it speaks; the first holds the extract.

    paper: code of the document, "" for that of its kind (akta_<kind>).
    """

    kind: str
    letters: str
    niks: tuple[str, ...]
    late: bool = False
    paper: str = ""


@dataclass(frozen=True, slots=True)
class KnownDeed:
    """An entry of this office's civil register as it stands. status: aktif, digantikan or dibatalkan."""

    number: str
    kind: str
    niks: tuple[str, ...]
    registered_on: date
    status: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom the event puts into the register. home: where the NIK is first registered. reason: as the fact has it."""

    biodata: Biodata
    home: Family
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """A marginal note (catatan pinggir) on a deed. ends: the deed's new status, "" where it goes on (digantikan, dibatalkan).

    data: all that the deed says from then on, None where its words stay.
    """

    akta: str
    text: str
    ends: str = ""
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A paper that falls due. kind: code of the document. about: keluarga/<no_kk>, penduduk/<nik> … reason: hilang, rusak, berubah, ""."""

    kind: str
    about: str
    holder: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StayOver:
    """A guest is none any more. why: of `foreign.permit`."""

    why: str
    on: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What the register knows of those whom an event touches. homes, members: by KK number; members: active ones only.

    children: NIK of a mother who is named -> everybody whose mother she is. aktas: by number, those that speak of anybody named
    and those that are named themselves. offline: the centre cannot be asked. alike: residents who may be the person that is to be
    registered. area_known: asked for the area codes of that form. deed_holders: whose birth deed has the number that
    the form gives. stays: by NIK, the stay permits of those named. move: what is known of the SKPWNI that the form shows.
    """

    today: date
    about: str
    persons: Mapping[str, Biodata]
    homes: Mapping[str, Family]
    members: Mapping[str, Sequence[Biodata]]
    children: Mapping[str, Sequence[Biodata]] = field(default_factory=dict)
    aktas: Mapping[str, KnownDeed] = field(default_factory=dict)
    offline: bool = False
    alike: Sequence[Match] = ()
    area_known: AreaKnown | None = None
    deed_holders: Sequence[Biodata] = ()
    stays: Mapping[str, KnownStay] = field(default_factory=dict)
    move: KnownMove | None = None

    def birth_deed(self, nik: str) -> str:
        """Number of the birth deed of `nik` that is kept here and in force, "" of none."""
        own = (
            a.number for a in self.aktas.values() if a.kind == "kelahiran" and a.niks[0] == nik and a.status == "aktif"
        )
        return next(own, "")

    def home_of(self, person: Biodata) -> Family | None:
        return self.homes.get(person.no_kk)


@dataclass
class Effects:
    """Filled by an event's rules. changes: NIK -> columns. families: tag -> household without number. residents: tag -> who is
    registered. closed: KK -> what replaced it. moved: KK -> address columns. dues: papers besides the deed's, and the KK of whoever
    is touched. guests: tag -> a foreigner with a limited stay. permits: NIK -> the stay permit of a resident.
    stays_over: NIK -> how a limited stay ended. reception: who is received on a SKPWNI.
    """

    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    moved: dict[str, dict[str, Any]] = field(default_factory=dict)
    residents: dict[str, Newcomer] = field(default_factory=dict)
    dues: list[Due] = field(default_factory=list)
    deed: Deed | None = None
    notes: list[Note] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    guests: dict[str, Guest] = field(default_factory=dict)
    permits: dict[str, Permit] = field(default_factory=dict)
    stays_over: dict[str, StayOver] = field(default_factory=dict)
    reception: Reception | None = None

    def change(self, nik: str, **columns: Any) -> None:
        self.changes.setdefault(nik, {}).update(columns)

    def after(self, person: Biodata) -> Biodata:
        """The person as the changes so far leave it."""
        return msgspec.structs.replace(person, **self.changes.get(person.nik, {}))

    def say(self, found: Found, at: str) -> None:
        refusals, warnings = found
        self.refusals += [r.at(at) for r in refusals]
        self.warnings += [w.at(at) for w in warnings]


def leave(
    effects: Effects, home: Family, members: Sequence[Biodata], leavers: Collection[str], new_head: str, today: date
) -> None:
    """Those who do not leave stay a family: with its number while the head stays, else with a new head and a new number."""
    stay = [m for m in members if m.nik not in leavers]
    if not stay:
        effects.closed[home.no_kk] = ""
        return
    if any(m.shdk == Shdk.KEPALA for m in stay):
        if new_head:
            keep = "Kepala keluarga yang ditinggalkan tidak berganti. Kosongkan kepala keluarga baru."
            effects.refusals.append(_at_head("keeps_head", keep))
        return
    able = [m for m in stay if of_card_age(m.tanggal_lahir, m.status_kawin, today)]
    head = next((m for m in able if m.nik == new_head), None)
    if head is None:
        effects.refusals.append(_no_head(able))
        return
    effects.closed[home.no_kk] = REST
    effects.families[REST] = msgspec.structs.replace(home, no_kk="", nik_kepala=head.nik)
    for m in stay:
        shdk, certain = (Shdk.KEPALA, True) if m.nik == head.nik else relation_to(head, m, members)
        effects.change(m.nik, no_kk=REST, shdk=int(shdk))
        if not certain:
            look = (
                "Hubungan %(nama)s dengan kepala keluarga baru tercatat sebagai %(shdk)s. Pastikan sebelum KK dicetak."
            )
            told = SHDK.label(int(shdk)).lower()
            effects.warnings.append(_at_head("relation_uncertain", look, nama=m.nama, shdk=told))


def _at_head(code: str, message: str, **params: Any) -> Refusal:
    return Refusal(f"kk.{code}", message, field="kepala_baru", basis=FAMILY_BASIS, params=params)


def _no_head(able: Sequence[Biodata]) -> Refusal:
    if not able:
        alone = (
            "Kepala keluarga tidak lagi di KK ini, dan yang tinggal tidak ada yang berumur 17 tahun atau pernah kawin. "
            "Masukkan mereka dahulu ke KK walinya."
        )
        return _at_head("nobody_can_head", alone)
    names = ", ".join(f"{m.nama} ({m.nik})" for m in able)
    who = "Kepala keluarga tidak lagi di KK ini. Tentukan kepala keluarga baru; KK mendapat nomor baru. Yang dapat: %(names)s."
    return _at_head("head_missing", who, names=names)


def found(
    effects: Effects, home: Family, movers: Sequence[Biodata], relations: Mapping[str, int], today: date, at: str
) -> None:
    """A new family of the movers; `home` is its household, relations their SHDK. What does not fit is told at the field `at`."""
    heads = [m for m in movers if relations[m.nik] == Shdk.KEPALA]
    if len(heads) != 1:
        one = "KK baru memerlukan satu kepala keluarga di antara yang pindah. Pilih seorang sebagai kepala keluarga."
        effects.refusals.append(Refusal("kk.one_head", one, field=at, basis=FAMILY_BASIS))
        return
    effects.families[NEW] = msgspec.structs.replace(home, no_kk="", nik_kepala=heads[0].nik)
    _place(effects, NEW, [], movers, relations, today, at)


def join(
    effects: Effects,
    home: Family,
    members: Sequence[Biodata],
    movers: Sequence[Biodata],
    relations: Mapping[str, int],
    today: date,
    at: str,
) -> None:
    """The movers become members of a family that exists."""
    _place(effects, home.no_kk, members, movers, relations, today, at)


def _place(
    effects: Effects,
    where: str,
    members: Sequence[Biodata],
    movers: Sequence[Biodata],
    relations: Mapping[str, int],
    today: date,
    at: str,
) -> None:
    for m in movers:
        effects.change(m.nik, no_kk=where, shdk=int(relations[m.nik]))
    here = [effects.after(m) for m in (*members, *movers)]
    for m in movers:
        effects.say(check_place(effects.after(m), [o for o in here if o.nik != m.nik], today), at)


def other_sex(event: str, person: Biodata | None, sex: str, field: str, basis: str) -> Refusal | None:
    """A spouse whose NIK belongs to somebody of the other sex."""
    if person is None or person.jenis_kelamin == sex:
        return None
    wrong = "Jenis kelamin pemilik NIK ini tidak sesuai. Periksa kembali NIK-nya."
    return Refusal(f"{event}.sex", wrong, field=field, basis=basis)


def couple_of(now: Situation) -> dict[str, str]:
    """Whom a form about a couple begins with: the person, or the couple that heads the family."""
    person = now.persons.get(now.about)
    pair = (person,) if person else parents_of(now.members.get(now.about, ()))
    return {"nik_suami" if m.jenis_kelamin == "L" else "nik_istri": m.nik for m in pair if m}


def not_here(person: Biodata | None, field: str) -> Refusal | None:
    """A person whose life events are recorded by this office: registered here, alive, not moved away."""
    if person is None:
        unknown = "NIK ini tidak ada pada register kantor ini. Periksa angkanya, atau cari dengan nama."
        return Refusal("people.unknown", unknown, field=field)
    if person.status != ResidentStatus.AKTIF:
        gone = "%(nama)s tercatat meninggal atau pindah, jadi peristiwanya tidak dicatat di sini."
        return Refusal("people.not_active", gone, field=field, params={"nama": person.nama})
    return None
