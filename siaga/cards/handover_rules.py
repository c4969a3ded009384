"""Who may take a card: index finger, else another finger, else the iris, else a supervisor's decision with a reason; or a
proxy of the same family with a letter, unchecked but signed for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from siaga.kit.refusal import Refusal, refused
from siaga.people.biodata import of_card_age

INDEX, OTHER, IRIS, DECISION, PROXY = "telunjuk", "jari_lain", "iris", "keputusan", "wakil"
METHOD_LABELS: dict[str, str] = {
    INDEX: "Jari telunjuk",
    OTHER: "Jari lain",
    IRIS: "Iris",
    DECISION: "Keputusan atasan",
    PROXY: "Wakil keluarga",
}
CHECKED = (INDEX, OTHER, IRIS)
INDEX_FINGERS = frozenset({2, 7})
SUPERVISORS = frozenset({"kepala", "verifikator"})
BASIS = "Perpres 96/2018"


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who takes it for the holder, and the number of the letter."""

    nik: str
    letter: str


class Relative(Protocol):
    @property
    def nik(self) -> str: ...
    @property
    def no_kk(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def tanggal_lahir(self) -> date | None: ...
    @property
    def status_kawin(self) -> int: ...


def may_try(method: str, *, tried: Collection[str], held: Collection[str]) -> Refusal | None:
    """Whether this step of the ladder may be taken now.

    tried: methods that failed before for this card. held: what the recording has, finger positions as text and eyes.
    """
    has_index = any(str(finger) in held for finger in INDEX_FINGERS)
    has_finger = any(part.isdigit() for part in held)
    if method == OTHER and has_index and INDEX not in tried:
        return _no("index_first", "Periksa jari telunjuk lebih dahulu; jari lain bila telunjuk tidak cocok.", "method")
    if method == IRIS and has_finger and not {INDEX, OTHER} & set(tried):
        return _no("finger_first", "Periksa sidik jari lebih dahulu; iris bila sidik jari tidak cocok.", "method")
    return None if method in METHOD_LABELS else _no("method", "Pilih cara pemeriksaan dari daftar.", "method")


def may_decide(roles: Collection[str], reason: str) -> list[Refusal]:
    """A supervisor's decision instead of a check."""
    return refused(
        [
            None
            if SUPERVISORS & set(roles)
            else _no("supervisor", "Hanya kepala kantor atau verifikator yang memutuskan penyerahan tanpa kecocokan."),
            None
            if len(reason.strip()) >= 10
            else _no("reason", "Isi alasan keputusan dengan satu kalimat, paling sedikit 10 huruf.", "reason"),
        ]
    )


def may_take_back(roles: Collection[str], why: str) -> list[Refusal]:
    """A card that was handed over may be put on the shelf again."""
    return refused(
        [
            None
            if SUPERVISORS & set(roles)
            else _no("who_takes_back", "Hanya kepala kantor atau verifikator yang menerima kembali kartu."),
            None
            if len(why.strip()) >= 10
            else _no("why", "Isi alasannya dengan satu kalimat, paling sedikit 10 huruf.", "why"),
        ]
    )


def may_stand_in(holder: Relative, proxy: Relative | None, letter: str, on: date) -> list[Refusal]:
    """A member of the same family, alive and here, old enough for a card of their own, with a letter."""
    family = proxy is not None and proxy.no_kk == holder.no_kk and proxy.nik != holder.nik and proxy.status == "aktif"
    return refused(
        [
            None if family else _no("proxy", "Wakil harus anggota keluarga lain dalam KK yang sama.", "proxy_nik"),
            _no(
                "proxy_age",
                "Wakil menandatangani penerimaan: mulai 17 tahun, atau bila sudah atau pernah kawin.",
                "proxy_nik",
            )
            if family and proxy and not of_card_age(proxy.tanggal_lahir, proxy.status_kawin, on)
            else None,
            None if letter.strip() else _no("letter", "Isi nomor atau tanggal surat kuasa.", "letter"),
        ]
    )


def steps(tried: Collection[str], held: Sequence[str]) -> list[str]:
    """The methods that may be taken now, in the order of the ladder."""
    has_eye = bool({"L", "R"} & set(held))
    has_finger = any(part.isdigit() for part in held)
    there = {INDEX: has_finger, OTHER: has_finger, IRIS: has_eye, DECISION: True, PROXY: True}
    return [m for m in METHOD_LABELS if there[m] and may_try(m, tried=tried, held=held) is None]


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"handover.{code}", message, field=field, basis=BASIS)
