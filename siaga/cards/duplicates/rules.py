"""How a case of two NIKs goes: steps as rows, who may say what, when somebody can be asked to come.

The office and the centre write apart, perhaps weeks apart while the line is cut: the office's own step and the centre's last answer are
two values, and `standing` makes one of them. So neither ever overwrites the other, in whatever order the words arrive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from siaga.kit.holidays_id import around
from siaga.kit.machine import Machine, Row
from siaga.kit.refusal import Refusal
from siaga.planner.workdays import DAY, is_workday
from siaga.recording.status import CENTRE, OFFICE

FOUND, SUMMONED, HEARD, STATED = "ditemukan", "dipanggil", "hadir", "menunggu_pusat"
RETURNED, SETTLED, CLOSED = "dikembalikan", "selesai", "ditutup"

ONE, NOT_ME, OTHER_BODY = "satu_nik", "bukan_saya", "rekam_ulang"
KEEP, TWO, RERECORD, RETURN = "dipertahankan", "dua_orang", "rekam_ulang", "dikembalikan"

CLAIM_LABELS: dict[str, str] = {
    ONE: "Kedua NIK milik warga ini: pilih satu",
    NOT_ME: "NIK yang lain milik orang lain",
    OTHER_BODY: "Sidik jari orang lain terekam pada NIK ini",
}
VERDICT_LABELS: dict[str, str] = {
    KEEP: "Setujui: NIK yang dipilih dipakai, yang lain ditutup",
    TWO: "Dua orang berbeda: kedua NIK tetap",
    RERECORD: "Rekam ulang: rekaman ini bukan milik NIK-nya",
    RETURN: "Kembalikan ke kantor dengan alasan",
}
ANSWERS: dict[str, tuple[str, ...]] = {ONE: (KEEP, RETURN), NOT_ME: (TWO, RETURN), OTHER_BODY: (RERECORD, RETURN)}
"""What the centre may answer to each claim. It never decides for the citizen which NIK is kept."""

CAUSE_LABELS: dict[str, str] = {
    "pindah": "Pindah tanpa surat, lalu didaftarkan lagi",
    "nama": "Nama atau tanggal lahir ditulis berbeda, lalu diberi NIK baru",
    "dua_kantor": "Direkam di dua kantor selagi jalur terputus",
    "titip": "Didaftarkan orang lain tanpa diketahui warga",
    "keliru": "Petugas merekam orang lain pada NIK ini",
    "lain": "Sebab lain",
}
STATE_LABELS: dict[str, str] = {
    FOUND: "Belum dipanggil",
    SUMMONED: "Dipanggil",
    HEARD: "Pernyataan belum ditandatangani",
    STATED: "Menunggu jawaban pusat",
    RETURNED: "Dikembalikan pusat",
    SETTLED: "Selesai",
    CLOSED: "Ditutup lewat kantor lain",
}
BASIS = "UU 24/2013 pasal 63; Perpres 96/2018"

_OPEN = (FOUND, SUMMONED, HEARD, RETURNED)
MACHINE = Machine(
    "ganda",
    rows=(
        *(Row(state, "summon", SUMMONED, by=(OFFICE,)) for state in (FOUND, SUMMONED, RETURNED)),
        *(Row(state, "hear", HEARD, by=(OFFICE,)) for state in _OPEN),
        Row(HEARD, "state", STATED, by=(OFFICE,)),
        Row(STATED, "settle", SETTLED, by=(CENTRE,)),
        Row(STATED, "return", RETURNED, by=(CENTRE,)),
        *(Row(state, "close", CLOSED, by=(CENTRE,)) for state in (*_OPEN, STATED)),
    ),
    initial=FOUND,
    terminal=(SETTLED, CLOSED),
    labels=STATE_LABELS
    | {
        "summon": "panggil",
        "hear": "catat kedatangan",
        "state": "kirim pernyataan",
        "settle": "jawab",
        "close": "tutup",
    },
)

NOTICE = timedelta(days=3)  # a letter needs them
FARTHEST = timedelta(days=60)
OPENS, SHUTS, SLOT = time(8), time(14, 30), timedelta(minutes=30)
A_SLOT = 2  # cases heard in one half hour
LEAST_REASON = 10  # letters


class Answer(Protocol):
    """The centre's last word."""

    @property
    def n(self) -> int: ...
    @property
    def verdict(self) -> str: ...


def standing(state: str, n: int, answer: Answer | None) -> str:
    """Where a case is. n: of the last statement that the office sent; an answer to an earlier one says nothing of this one."""
    if answer is not None and answer.verdict == CLOSED:
        return CLOSED
    if state == STATED and answer is not None and answer.n == n:
        return RETURNED if answer.verdict == RETURN else SETTLED
    return state


def missed(state: str, when: datetime | None, now: datetime) -> bool:
    """Summoned, and the hour has passed."""
    return state == SUMMONED and when is not None and when + SLOT < now


def may(state: str, trigger: str, by: str = OFFICE) -> Refusal | None:
    after = MACHINE.step(state, trigger, by=by)
    return after if isinstance(after, Refusal) else None


def free_times(today: date, taken: Collection[tuple[date, time]], most: int = 6) -> Iterator[tuple[date, time]]:
    """The next appointments that can be given, one a working day, the earliest of each: enough time for the letter to arrive.

    taken: one entry for each appointment given already, in the office's own time.
    """
    given = list(taken)
    day, found = today + NOTICE, 0
    while found < most and day <= today + FARTHEST:
        day += DAY
        if not is_workday(day, around(today, 0, 1)):
            continue
        hour = next((at for at in slots() if given.count((day, at)) < A_SLOT), None)
        if hour is not None:
            found += 1
            yield day, hour


def slots() -> Iterator[time]:
    """Every half hour in which a case can be heard."""
    at = datetime.combine(date.min, OPENS)
    while at.time() <= SHUTS:
        yield at.time()
        at += SLOT


def may_summon_at(day: date, at: time, today: date, taken: Collection[tuple[date, time]]) -> Refusal | None:
    """taken: as of `free_times`, of other cases."""
    if not today < day <= today + FARTHEST:
        return _no("when", "Pilih hari mulai besok dan paling jauh 60 hari lagi.", "day")
    if not is_workday(day, around(today, 0, 1)):
        return _no("workday", "Hari itu kantor tutup. Pilih hari kerja.", "day")
    if at not in set(slots()):
        return _no("hour", "Pilih jam pukul 08.00 sampai 14.30, setiap setengah jam.", "hour")
    if list(taken).count((day, at)) >= A_SLOT:
        return _no("taken", "Jam itu sudah penuh. Pilih jam lain.", "hour")
    return None


def check_hearing(nik: str, other: str, claim: str, keeps: str, cause: str, told: str, proof: str) -> list[Refusal]:
    """What the officer wrote down of who came, all at once."""
    one = claim == ONE
    wrong = [
        None if claim in CLAIM_LABELS else _no("claim", "Pilih pernyataan warga.", "claim"),
        None if not one or keeps in (nik, other) else _no("keeps", "Pilih NIK yang dipakai warga.", "keeps"),
        None if cause in CAUSE_LABELS else _no("cause", "Pilih sebabnya.", "cause"),
        None if cause != "lain" or len(told.strip()) >= 10 else _no("told", "Tulis sebabnya dengan satu kalimat.", "told"),
        None if len(proof.strip()) >= 3 else _no("proof", "Isi bukti diri yang diperlihatkan, misalnya KK dan akta lahir.", "proof"),
        None if not (claim == NOT_ME and nik == other) else _no("same_nik", "NIK-nya sama, jadi tidak mungkin milik orang lain.", "claim"),
    ]  # fmt: skip
    return [r for r in wrong if r]


def check_body(claim: str, matched: Sequence[bool], reason: str) -> list[Refusal]:
    """Whether a finger or eye agrees with what is claimed of this recording: its own owner's matches, somebody else's does not. matched: of
    all tries. reason: the officer's, who decides where the scanner is away or says nothing.
    """
    if claim == OTHER_BODY and any(matched):
        text = "Jarinya cocok dengan rekaman ini, jadi rekamannya milik orang ini. Pilih pernyataan yang lain."
        return [_no("own_body", text, "claim")]
    if (matched and not any(matched)) if claim == OTHER_BODY else any(matched):
        return []
    if len(reason.strip()) >= LEAST_REASON:
        return []
    text = "Periksa jari warga dahulu. Bila pemindai tidak ada atau jarinya tidak terbaca, tulis alasan keputusan Anda dengan satu kalimat."
    return [_no("unproven", text, "unproven")]


def check_answer(claim: str, verdict: str, says: str) -> list[Refusal]:
    wrong = [
        None
        if verdict in ANSWERS.get(claim, ())
        else _no("verdict", "Pilih jawaban yang sesuai dengan pernyataan warga.", "verdict"),
        None
        if len(says.strip()) >= 10
        else _no("says", "Tulis alasan dengan satu kalimat; kantor dan warga akan membacanya.", "says"),
    ]
    return [r for r in wrong if r]


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"ganda.{code}", message, field=field, basis=BASIS)
