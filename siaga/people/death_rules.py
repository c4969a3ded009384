"""A death: 30 days; on which day it can be, who is widowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from siaga.kit.refusal import Refusal, refused
from siaga.people.asking import Answers, Ask
from siaga.people.biodata import Biodata
from siaga.people.codes import ResidentStatus
from siaga.people.form_rules import Found, missing
from siaga.people.relations import spouses

ON_TIME_DAYS = 30
DEATH_BASIS = "UU 24/2013 pasal 44"
PROOF_WORDS = {
    "dokter": "surat kematian dari dokter atau rumah sakit",
    "desa": "surat kematian dari kepala desa atau lurah",
    "polisi": "surat keterangan kepolisian",
    "pengadilan": "penetapan pengadilan",
}
HINT_TEXTS = {
    "who": "Nama atau NIK",
    "head": "Hanya bila yang meninggal kepala keluarga dan ada anggota yang ditinggalkan",
}


class Death(Answers, frozen=True, kw_only=True):
    """Form F-2.01, death. bukti: a key of PROOF_WORDS. kepala_baru: NIK of the new head, where the head has died."""

    tanggal_meninggal: Annotated[date | None, Ask("Tanggal meninggal", "date")] = None
    tempat_meninggal: Annotated[str, Ask("Tempat meninggal")] = ""
    sebab: Annotated[str, Ask("Sebab kematian", required=False, most=100)] = ""
    bukti: Annotated[str, Ask("Bukti kematian", "choice", choices=PROOF_WORDS)] = ""
    no_surat: Annotated[str, Ask("Nomor surat kematian")] = ""
    pelapor: Annotated[str, Ask("Pelapor", help=HINT_TEXTS["who"])] = ""
    saksi_1: Annotated[str, Ask("Saksi pertama", required=False)] = ""
    saksi_2: Annotated[str, Ask("Saksi kedua", required=False)] = ""
    kepala_baru: Annotated[str, Ask("Kepala keluarga baru", "member", required=False, help=HINT_TEXTS["head"])] = ""


def check_death(death: Death, deceased: Biodata, today: date) -> Found:
    """(refusals, warnings), all at once."""
    refusals = refused(
        [
            _already(deceased),
            _day(death, deceased, today),
            None if death.bukti in PROOF_WORDS else missing("bukti", "bukti kematian"),
        ]
    )
    return refusals, _notes(death, today)


def widowed(deceased: Biodata, members: Sequence[Biodata]) -> list[str]:
    """NIKs of those whom the death leaves without a spouse: a widowed man with another living wife in the KK stays married.

    members: the living of the family, the deceased among them or not.
    """
    left = [m for m in members if m.nik != deceased.nik]
    by_nik = {m.nik: m for m in left}
    return [nik for nik in spouses(deceased, [deceased, *left]) if not spouses(by_nik[nik], left)]


def _say(code: str, message: str, field: str, basis: str = DEATH_BASIS, **params: object) -> Refusal:
    return Refusal(f"death.{code}", message, field=field, basis=basis, params=params)


def _already(deceased: Biodata) -> Refusal | None:
    if deceased.status == ResidentStatus.MENINGGAL:
        return _say("already", "Kematian orang ini sudah dicatat. Layani kutipan akta kematian, bukan pencatatan.", "")
    if deceased.status == ResidentStatus.PINDAH:
        moved = "Orang ini sudah pindah. Pencatatan dilakukan kantor domisilinya yang sekarang; teruskan laporannya."
        return _say("moved", moved, "")
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


def _notes(death: Death, today: date) -> list[Refusal]:
    day = death.tanggal_meninggal
    if day is None or (today - day).days <= ON_TIME_DAYS:
        return []
    late = "Kematian dilaporkan lewat %(days)d hari. Tetap dicatat, tanpa denda."
    return [_say("late", late, "tanggal_meninggal", days=ON_TIME_DAYS)]
