"""A death: 30 days; who heads the family now, who is widowed, whether the KK gets a new number (UU 23/2006 art. 61)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import Biodata, Family, of_card_age
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.form_rules import Found, missing
from siaga.people.relations import relation_to, spouses

ON_TIME_DAYS = 30
DEATH_BASIS = "UU 24/2013 pasal 44"
KK_BASIS = "UU 23/2006 pasal 61"
PROOF_WORDS = {
    "dokter": "surat kematian dari dokter atau rumah sakit",
    "desa": "surat kematian dari kepala desa atau lurah",
    "polisi": "surat keterangan kepolisian",
    "pengadilan": "penetapan pengadilan",
}


class Death(msgspec.Struct, frozen=True, kw_only=True):
    """Form F-2.01, death. bukti: a key of PROOF_WORDS. kepala_baru: NIK of the new head, where the head has died."""

    nik: str = ""
    tanggal_meninggal: date | None = None
    tempat_meninggal: str = ""
    sebab: str = ""
    bukti: str = ""
    no_surat: str = ""
    pelapor: str = ""
    saksi: tuple[str, ...] = ()
    kepala_baru: str = ""


class ShdkChange(msgspec.Struct, frozen=True):
    nik: str
    before: int
    after: int
    certain: bool
    """False: the form cannot tell; the officer confirms or corrects it before the KK is printed."""


class DeathEffects(msgspec.Struct, frozen=True, kw_only=True):
    """What a death changes in its family. new_kk: a new number is to be minted, for the head has changed."""

    deceased: str
    no_kk: str
    new_kk: bool
    closed: bool
    new_head: str
    shdk: tuple[ShdkChange, ...]
    widowed: tuple[str, ...]


def living(members: Sequence[Biodata], deceased: Biodata) -> list[Biodata]:
    """The family without the deceased and without those who died or moved before."""
    return [m for m in members if m.nik != deceased.nik and m.status == ResidentStatus.AKTIF]


def may_head(members: Sequence[Biodata], deceased: Biodata, on: date) -> list[Biodata]:
    """Who may become head: 17, or married or ever married. Spouse first, then children from the eldest, then others."""
    able = [m for m in living(members, deceased) if of_card_age(m.tanggal_lahir, m.status_kawin, on)]
    return sorted(able, key=lambda m: (m.shdk, m.tanggal_lahir or date.max, m.nik))


def check_death(
    death: Death, deceased: Biodata | None, members: Sequence[Biodata], today: date, *, latest_trace: date | None = None
) -> Found:
    """(refusals, warnings), all at once. members: the family of the deceased.

    latest_trace: the last day on which the deceased was seen at a counter (a recording, a card handed over).
    """
    if deceased is None:
        unknown = "NIK ini tidak ditemukan. Cari dengan nama dan tanggal lahir, atau catat biodatanya lebih dahulu."
        return [_say("unknown", unknown, "nik")], []
    refusals = refused(
        [
            _already(deceased),
            _day(death, deceased, today),
            None if death.bukti in PROOF_WORDS else missing("bukti", "bukti kematian"),
            None if death.no_surat.strip() else missing("no_surat", "nomor surat kematian"),
            None if death.tempat_meninggal.strip() else missing("tempat_meninggal", "tempat meninggal"),
            None if death.pelapor.strip() else missing("pelapor", "pelapor"),
            _new_head(death, deceased, members, today),
        ]
    )
    return refusals, _notes(death, today, latest_trace)


def _say(code: str, message: str, field: str, basis: str = DEATH_BASIS, **params: object) -> Refusal:
    return Refusal(f"death.{code}", message, field=field, basis=basis, params=params)


def _already(deceased: Biodata) -> Refusal | None:
    if deceased.status == ResidentStatus.MENINGGAL:
        return _say(
            "already", "Kematian orang ini sudah dicatat. Layani kutipan akta kematian, bukan pencatatan.", "nik"
        )
    if deceased.status == ResidentStatus.PINDAH:
        moved = "Orang ini sudah pindah. Pencatatan dilakukan kantor domisilinya yang sekarang; teruskan laporannya."
        return _say("moved", moved, "nik")
    return None


def _day(death: Death, deceased: Biodata, today: date) -> Refusal | None:
    day, field = death.tanggal_meninggal, "tanggal_meninggal"
    if day is None:
        return missing(field, "tanggal meninggal")
    if day > today:
        return _say("future", "Tanggal meninggal ada di masa depan. Periksa pada surat kematian.", field)
    if deceased.tanggal_lahir and day < deceased.tanggal_lahir:
        return _say("before_birth", "Tanggal meninggal mendahului tanggal lahir. Periksa keduanya.", field)
    return None


def _new_head(death: Death, deceased: Biodata, members: Sequence[Biodata], today: date) -> Refusal | None:
    """The head's death needs a new head, if anybody is left; otherwise none may be named."""
    left, field = living(members, deceased), "kepala_baru"
    if deceased.shdk != Shdk.KEPALA or not left:
        if not death.kepala_baru:
            return None
        keep = "Kepala keluarga tidak berganti karena kematian ini. Kosongkan kepala keluarga baru."
        return _say("no_new_head", keep, field, KK_BASIS)
    able = may_head(members, deceased, today)
    if not able:
        alone = (
            "Tidak ada anggota berumur 17 tahun atau pernah kawin. Pindahkan anggota yang tersisa ke KK walinya dahulu."
        )
        return _say("nobody_can_head", alone, field, KK_BASIS)
    names = ", ".join(m.nama for m in able)
    if not death.kepala_baru:
        who = "Kepala keluarga meninggal. Pilih kepala keluarga baru; KK mendapat nomor baru. Yang dapat: %(names)s."
        return _say("head_missing", who, field, KK_BASIS, names=names)
    if death.kepala_baru not in [m.nik for m in left]:
        other = "Kepala keluarga baru harus anggota keluarga ini yang masih hidup. Yang dapat: %(names)s."
        return _say("head_not_member", other, field, KK_BASIS, names=names)
    if death.kepala_baru not in [m.nik for m in able]:
        young = "Kepala keluarga baru harus berumur 17 tahun, atau sudah atau pernah kawin. Yang dapat: %(names)s."
        return _say("head_too_young", young, field, KK_BASIS, names=names)
    return None


def _notes(death: Death, today: date, latest_trace: date | None) -> list[Refusal]:
    day, field, notes = death.tanggal_meninggal, "tanggal_meninggal", []
    if day and (today - day).days > ON_TIME_DAYS:
        late = "Kematian dilaporkan lewat %(days)d hari. Tetap dicatat, tanpa denda."
        notes.append(_say("late", late, field, days=ON_TIME_DAYS))
    if day and latest_trace and day < latest_trace:
        seen = "Orang ini masih dilayani pada %(seen)s, sesudah tanggal meninggal. Cocokkan surat kematian."
        notes.append(_say("seen_later", seen, field, seen=f"{latest_trace:%d-%m-%Y}"))
    return notes


def effects_of_death(
    family: Family, members: Sequence[Biodata], deceased: Biodata, new_head_nik: str = ""
) -> DeathEffects:
    """What the death of `deceased` changes; pure, after `check_death` has refused nothing.

    A widowed man with another living wife in the KK stays married. Raises ValueError if the new head is no member.
    """
    left = living(members, deceased)
    widowed = []
    for nik in spouses(deceased, [deceased, *left]):
        spouse = next(m for m in left if m.nik == nik)
        if not spouses(spouse, left):
            widowed.append(nik)
    head_died = deceased.shdk == Shdk.KEPALA
    changes: list[ShdkChange] = []
    if head_died and left:
        new_head = next((m for m in left if m.nik == new_head_nik), None)
        if new_head is None:
            raise ValueError(f"{new_head_nik!r} is not a living member of the family")
        for member in left:
            after, certain = (Shdk.KEPALA, True) if member.nik == new_head_nik else relation_to(new_head, member, left)
            if after != member.shdk or not certain:
                changes.append(ShdkChange(member.nik, member.shdk, int(after), certain))
    return DeathEffects(
        deceased=deceased.nik,
        no_kk=family.no_kk,
        new_kk=head_died and bool(left),
        closed=not left,
        new_head=new_head_nik if head_died and left else "",
        shdk=tuple(changes),
        widowed=tuple(widowed),
    )
