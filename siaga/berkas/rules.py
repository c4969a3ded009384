"""Who may take which step of a case file, and what it must hold. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from siaga.kit.refusal import Refusal
from siaga.people.asking import Answers, Need
from siaga.people.peristiwa import BY_CODE

from .steps import KIND_WORDS, ROLES_OF, STATE_WORDS, STEPS, VERIFY

MOST_SHEETS = 20  # of one paper
REASON_LEAST = 5  # letters


class Case(Protocol):
    """What is asked of a case file."""

    @property
    def state(self) -> str: ...
    @property
    def round(self) -> int: ...
    @property
    def submitted_by(self) -> str: ...


def own(case: Case, officer: str, *, small: bool) -> Refusal | None:
    """Nobody checks what they submitted themselves. small: the office said that it is too small for two."""
    if case.submitted_by != officer or small:
        return None
    alone = (
        "Berkas ini Anda ajukan sendiri, jadi petugas lain yang memeriksanya. Bila hanya Anda yang bertugas, kepala "
        "kantor dapat menyatakan kantor kecil pada Aturan berkas."
    )
    return Refusal("berkas.own", alone)


def may_take(
    case: Case | None, officer: str, roles: Collection[str], *, seen: tuple[int, str], small: bool
) -> Refusal | None:
    """Whether this officer may take the step that the case file waits for. seen: its round and state as the officer saw them."""
    if case is None:
        return Refusal("berkas.unknown", "Berkas ini tidak ada di kantor ini.")
    if case.state not in STEPS:
        ended = "Berkas ini tidak menunggu siapa pun lagi: %(state)s."
        return Refusal("berkas.not_waiting", ended, params={"state": STATE_WORDS[case.state]})
    if (case.round, case.state) != seen:
        moved = "Berkas ini sudah berubah sejak Anda membukanya: %(state)s. Buka lagi, lalu putuskan."
        return Refusal("berkas.moved_on", moved, params={"state": STATE_WORDS[case.state]})
    if not set(ROLES_OF[case.state]) & set(roles):
        other = "Langkah ini bukan tugas Anda: %(state)s."
        return Refusal("berkas.not_yours", other, params={"state": STATE_WORDS[case.state]})
    return own(case, officer, small=small)


def reason_given(reason: str) -> Refusal | None:
    if len(reason.strip()) >= REASON_LEAST:
        return None
    return Refusal("berkas.reason", "Tulis alasannya dengan satu kalimat; tercatat dalam riwayat.", field="alasan")


def what_to_mend(reason: str) -> Refusal | None:
    """A return without a reason helps nobody."""
    if reason_given(reason) is None:
        return None
    return Refusal("berkas.reason", "Tulis alasannya: apa yang kurang, dan apa yang harus diperbaiki.", field="alasan")


def steps_sensible(events: Sequence[str], steps: Sequence[str], since: date | None, today: date) -> Refusal | None:
    """Known events, at least verification, from today or later: what has been decided is not decided anew."""
    if not events or not set(events) <= {*BY_CODE, *KIND_WORDS}:
        return Refusal("berkas.events", "Pilih peristiwanya.", field="peristiwa")
    if tuple(s for s in STEPS if s in steps) != tuple(steps) or VERIFY not in steps:
        return Refusal("berkas.steps", "Pilih langkahnya; verifikasi selalu yang pertama.", field="langkah")
    if since is None or since < today:
        return Refusal("berkas.since", "Isi tanggal mulai hari ini atau sesudahnya.", field="mulai")
    return None


def pictures_missing(needs: Sequence[Need], answers: Answers, photographed: Collection[int]) -> list[Refusal]:
    """One refusal for each photograph that a paper will show and nobody has taken. photographed: needs with a picture, no PDF."""
    words = "Tambahkan fotonya: potret dengan kamera, atau unggah gambarnya. PDF tidak dapat dicetak pada kartu."
    return [
        Refusal("berkas.picture_missing", words, field=f"syarat_{n}")
        for n, need in enumerate(needs)
        if need.picture and n not in photographed and getattr(answers, need.told_by) == need.picture
    ]


def scans_missing(needs: Sequence[Need], scanned: Collection[int], *, wanted: bool) -> list[Refusal]:
    """One refusal for each paper without a scan, where the office asks for scans; a paper that an answer tells of may have none."""
    if not wanted:
        return []
    words = "Dokumen ini belum dipindai atau difoto; kantor ini mewajibkannya. Tambahkan lembarnya."
    return [
        Refusal("berkas.scan_missing", words, field=f"syarat_{n}")
        for n, need in enumerate(needs)
        if n not in scanned and not need.told_by
    ]
