"""Who may be recorded, who may be printed, and the colour behind the face.

Age and marriage: UU 24/2013 art. 63. Recording the same person twice triggers no comparison at the centre and leaves
the second record in SFE for ever: it is refused here, with the reason.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from siaga.kit.clock import ZONES
from siaga.kit.refusal import Refusal
from siaga.people.biodata import RECORDING_AGE, age_on, ever_married, of_card_age
from siaga.people.codes import ResidentStatus
from siaga.recording.status import FAILED, LABELS_ID, Status

AGE_BASIS = "UU 24/2013 pasal 63"
SINGLE_BASIS = "UU 24/2013 pasal 63; Perpres 96/2018"


class Person(Protocol):
    """What these rules read of a resident; a table row and a plain value both fit."""

    @property
    def nik(self) -> str: ...
    @property
    def tanggal_lahir(self) -> date | None: ...
    @property
    def status_kawin(self) -> int: ...
    @property
    def status(self) -> str: ...


class Recorded(Protocol):
    """What these rules read of a recording."""

    @property
    def status(self) -> str: ...
    @property
    def recorded_at(self) -> datetime: ...


def _no(code: str, message: str, basis: str = AGE_BASIS, **params: object) -> Refusal:
    return Refusal(f"recording.{code}", message, field="nik", basis=basis, params=params)


def not_here(resident: Person) -> Refusal | None:
    """The dead, those who moved away and those who keep another NIK are not served under this one at this office."""
    if resident.status == ResidentStatus.DITUTUP:
        return _no("closed", "NIK ini sudah ditutup karena ganda. Layani dengan NIK yang dipilih orangnya.")
    if resident.status == ResidentStatus.MENINGGAL:
        return _no("dead", "Orang ini tercatat meninggal. Bila keliru, perbaiki dahulu pencatatan kematiannya.")
    if resident.status == ResidentStatus.PINDAH:
        return _no(
            "moved", "Orang ini sudah pindah. Layanan di kantor domisilinya; bila baru datang, catat dahulu SKPWNI."
        )
    return None


def may_record(
    resident: Person,
    on: date,
    earlier_record: Recorded | None,
    *,
    link_up: bool,
    zone: str,
    permanent_change: str = "",
) -> Refusal | None:
    """Whether biometrics may be recorded today: from 16, or married or ever married; once.

    earlier_record: the recording that counts, as far as it is known here. permanent_change: number of the approval to
    record again because fingers or face changed for good. See `recording_notes` for what a cut link leaves unknown.
    """
    if gone := not_here(resident):
        return gone
    if resident.tanggal_lahir is None:
        return _no("no_birth_date", "Tanggal lahir belum ada dalam register. Lengkapi biodata lebih dahulu.")
    age = age_on(resident.tanggal_lahir, on)
    if age < RECORDING_AGE and not ever_married(resident.status_kawin):
        born = resident.tanggal_lahir
        return _no(
            "too_young",
            "Perekaman mulai umur %(least)d tahun, atau bila sudah atau pernah kawin; sekarang %(age)d tahun. Dapat "
            "direkam mulai %(from)s.",
            least=RECORDING_AGE,
            age=age,
            **{"from": f"{_birthday(born, RECORDING_AGE):%d-%m-%Y}"},
        )
    if earlier_record is None or earlier_record.status in FAILED or earlier_record.status == Status.UNREGISTERED:
        return None
    if permanent_change.strip():
        return None
    return _recorded_before(earlier_record, link_up, zone)


# What to do about a recording that is there already: a part of the refusal below.
NEXT_TEXTS: dict[str, str] = {
    Status.DUPLICATE_RECORD: "Minta warga datang sendiri untuk memilih satu NIK.",
    Status.CARD_ISSUED: "Bila kartunya hilang, rusak atau berubah data, layani penggantian tanpa perekaman.",
    "": "Tunggu jawaban pusat; bila perlu tanyakan ulang statusnya.",
}


def _recorded_before(record: Recorded, link_up: bool, zone: str) -> Refusal:
    if link_up:
        message = (
            "Orang ini sudah direkam pada %(when)s. Status: %(status)s. Rekaman kedua tidak diperiksa pusat dan "
            "tertahan di SFE selamanya. %(then)s"
        )
    else:
        message = (
            "Orang ini sudah direkam pada %(when)s. Status terakhir yang diketahui di sini: %(status)s. Rekaman kedua "
            "tidak diperiksa pusat dan tertahan di SFE selamanya. %(then)s"
        )
    return _no(
        "already_recorded",
        message,
        SINGLE_BASIS,
        when=f"{record.recorded_at.astimezone(ZONES[zone]):%d-%m-%Y}",
        status=LABELS_ID[record.status],
        then=NEXT_TEXTS.get(record.status, NEXT_TEXTS[""]),
    )


RECORDED_ELSEWHERE = _no(
    "recorded_elsewhere",
    "SKPWNI orang ini menyebut bahwa ia sudah direkam di kantor asalnya. Jangan direkam lagi: rekamannya menyusul dari "
    "pusat, dan kartunya lalu dicetak di sini.",
    SINGLE_BASIS,
)
"""Somebody who moved in while no line let this office hear of their recording."""


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def recording_notes(*, link_up: bool) -> list[Refusal]:
    """What the officer has to know before recording; these stop nothing."""
    if link_up:
        return []
    return [
        _no(
            "elsewhere_unknown",
            "Jalur ke pusat putus: perekaman di kantor lain tidak diketahui di sini. Tanyakan apakah pernah "
            "direkam; rekaman disimpan dan dikirim begitu jalur pulih.",
            SINGLE_BASIS,
        )
    ]


def may_print(resident: Person, record: Recorded | None, on: date) -> Refusal | None:
    """Whether a card may be printed today: alive and here, PRR, and 17 or married or ever married."""
    if gone := not_here(resident):
        return gone
    if record is None or record.status == Status.UNREGISTERED:
        return _no("not_recorded", "Orang ini belum direkam. Lakukan perekaman lebih dahulu.", SINGLE_BASIS)
    if record.status == Status.DUPLICATE_RECORD:
        return _no(
            "duplicate", "Rekaman ganda: kartu tidak dicetak. Warga datang sendiri memilih satu NIK.", SINGLE_BASIS
        )
    if record.status != Status.PRINT_READY_RECORD:
        return _no(
            "not_ready",
            "Status rekaman %(status)s, belum siap cetak. Hanya pusat yang menyatakan siap cetak (PRR); tunggu "
            "jawabannya.",
            SINGLE_BASIS,
            status=LABELS_ID[record.status],
        )
    if not of_card_age(resident.tanggal_lahir, resident.status_kawin, on):
        return _no(
            "card_age",
            "Kartu dicetak mulai umur 17 tahun, atau bila sudah atau pernah kawin. Kartu masuk antrean pada hari itu.",
        )
    return None


def photo_background(born: date) -> str:
    """`merah` for an odd year of birth, `biru` for an even one."""
    return "merah" if born.year % 2 else "biru"
