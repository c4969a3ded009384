"""The lawful order of the print list. A policy is a circular made of rows; an office reads it and cannot change it.

First the class, then the recording: nobody's place depends on who asks or on when the list is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Protocol, TypeVar

import msgspec

from siaga.kit.refusal import Refusal, refused

FIRST_TIMER = "pemula"
DISASTER = "bencana"
SUKET_PRR = "suket_prr"
LOST_DAMAGED = "hilang_rusak"
CHANGED = "ubah_data"

CLASS_LABELS: dict[str, str] = {
    FIRST_TIMER: "Pemohon pertama",
    DISASTER: "Korban bencana",
    SUKET_PRR: "Pemegang suket karena blangko habis",
    LOST_DAMAGED: "Pengganti hilang atau rusak",
    CHANGED: "Perubahan data",
}
CLASSES = tuple(CLASS_LABELS)

# Why a card may be printed out of turn. The ground is published with its count, never with a name.
GROUND_LABELS: dict[str, str] = {
    "medis": "Keadaan medis yang mendesak",
    "perjalanan": "Perjalanan yang tidak dapat ditunda",
    "hukum": "Perintah pengadilan atau penegak hukum",
    "kesalahan": "Kesalahan kantor yang merugikan pemohon",
    "lain": "Alasan lain yang tertulis",
}
LEAST_REASON = 10  # letters

RECORDING_DATE = "recording_date"
RECORDING_MONTH = "recording_month"


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A circular: its period includes both days, None has no end.

    classes: ranks from the first to be printed; the classes of one rank stand in line together. A class that no rank
    names comes after all ranks. inside: by which the people of one rank are ordered.
    """

    number: str
    issued_on: date
    issuer: str
    valid_from: date
    valid_to: date | None = None
    classes: tuple[tuple[str, ...], ...]
    inside: str = RECORDING_DATE

    def rank(self, klass: str) -> int:
        return next((i for i, rank in enumerate(self.classes) if klass in rank), len(self.classes))


# Two rules of single districts, by the day the press reported them, and the national list.
BANYUWANGI_2017 = Policy(
    number="banyuwangi-2017",
    issued_on=date(2017, 5, 10),
    issuer="Dispendukcapil Kabupaten Banyuwangi",
    valid_from=date(2017, 5, 10),
    classes=((FIRST_TIMER,), (DISASTER, SUKET_PRR, LOST_DAMAGED, CHANGED)),
)
KUPANG_2018 = Policy(
    number="kupang-2018",
    issued_on=date(2018, 7, 3),
    issuer="Dispendukcapil Kota Kupang",
    valid_from=date(2018, 7, 3),
    classes=((FIRST_TIMER, DISASTER, SUKET_PRR, LOST_DAMAGED, CHANGED),),
    inside=RECORDING_MONTH,
)
JANUARY_2020 = Policy(
    number="urutan-2020-01",
    issued_on=date(2020, 1, 1),
    issuer="Ditjen Dukcapil",
    valid_from=date(2020, 1, 1),
    classes=((FIRST_TIMER,), (DISASTER,), (SUKET_PRR,), (LOST_DAMAGED,), (CHANGED,)),
)


class Entry(Protocol):
    """What the order reads of a print order. `first`: a misprint found at hand-over, reprinted before everybody."""

    @property
    def id(self) -> object: ...
    @property
    def klass(self) -> str: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def joined_at(self) -> datetime: ...
    @property
    def first(self) -> bool: ...


E = TypeVar("E", bound=Entry)
Key = tuple[bool, int, str, datetime, str]


def policy_on(policies: Iterable[Policy], on: date) -> Policy:
    """The policy in force on a day: of several the one that began last; if none is, the list of January 2020."""
    valid = [p for p in policies if p.valid_from <= on and (p.valid_to is None or on <= p.valid_to)]
    return max(valid, key=lambda p: (p.valid_from, p.issued_on, p.number), default=JANUARY_2020)


def sort_key(entry: Entry, policy: Policy, zone: tzinfo = UTC) -> Key:
    """A total order: misprints, rank, the month of recording by the office's clock where the policy ranks months, then the exact time and
    at last the id.

    Inside a month the time of joining decides, for the policy ranks months and not days.
    """
    by_month = policy.inside == RECORDING_MONTH
    period = f"{entry.recorded_at.astimezone(zone):%Y-%m}" if by_month else ""
    moment = entry.joined_at if by_month else entry.recorded_at
    return (not entry.first, policy.rank(entry.klass), period, moment, str(entry.id))


def in_order(entries: Iterable[E], policy: Policy, zone: tzinfo = UTC) -> list[E]:
    """The print list. The same people give the same list, whatever order they are handed over in."""
    return sorted(entries, key=lambda entry: sort_key(entry, policy, zone))


def place_in_line(entry: Entry, waiting: Sequence[Entry], policy: Policy, zone: tzinfo = UTC) -> int:
    """1 for who is printed next. `waiting` may hold the entry itself or not."""
    mine = sort_key(entry, policy, zone)
    return 1 + sum(sort_key(other, policy, zone) < mine for other in waiting)


def may_precede(roles: frozenset[str], state: str, first: bool, ground: str, reason: str) -> list[Refusal]:
    """Out of turn only by the head of office, for a card in line, on a ground of the list and with a written reason."""
    return refused(
        [
            None if "kepala" in roles else _no("only_head", "Hanya kepala kantor yang mendahulukan kartu."),
            None
            if state == "menunggu" and not first
            else _no("not_in_line", "Hanya kartu yang sedang menunggu giliran yang dapat didahulukan."),
            None if ground in GROUND_LABELS else _no("ground", "Pilih dasar mendahulukan dari daftar.", "ground"),
            None
            if len(reason.strip()) >= LEAST_REASON
            else _no("reason", "Isi alasannya dengan satu kalimat, paling sedikit 10 huruf.", "reason"),
        ]
    )


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"precedence.{code}", message, field=field, basis="kebijakan cetak yang berlaku")


# What a card is asked for: the class it joins, None: no reason for a new card (letter of January 2020).
REASONS: dict[str, str | None] = {
    "baru": FIRST_TIMER,
    "bencana": DISASTER,
    "suket_prr": SUKET_PRR,
    "hilang": LOST_DAMAGED,
    "rusak": LOST_DAMAGED,
    "ubah_data": CHANGED,
    "pemekaran": None,
    "seumur_hidup": None,
}


def class_for(reason: str) -> str | Refusal:
    """The class of the print list for a reason, or why it is no reason for a card."""
    if klass := REASONS.get(reason):
        return klass
    message = {
        "pemekaran": "Perubahan nama atau batas wilayah bukan alasan mencetak kartu baru. KTP-el lama tetap berlaku.",
        "seumur_hidup": "KTP-el yang memuat tanggal berlaku tetap berlaku seumur hidup. Kartu tidak perlu diganti.",
    }.get(reason, "Alasan ini tidak dikenal. Pilih alasan dari daftar.")
    return Refusal(
        "cards.no_reason", message, field="reason", basis="UU 24/2013 pasal 64 ayat 7; kebijakan cetak Januari 2020"
    )
