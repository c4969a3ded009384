"""Pure decisions of the hall and the counter: who is called next, what a visit must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from siaga.kit.refusal import Refusal, refused

from .catalogue import BY_CODE, BY_LETTER, GENERAL, LANES, NEED_WORDS, PRIORITY
from .machines import TICKET

ORDINARY_BETWEEN = 2
MAX_ITEMS = 20
PHONE = re.compile(r"\+?[0-9][0-9 -]{6,18}")


class Waiting(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def lane(self) -> str: ...
    @property
    def taken_at(self) -> datetime: ...
    @property
    def number(self) -> int: ...


W = TypeVar("W", bound=Waiting)


def lane_next(last_lanes: Sequence[str], waiting: Iterable[str]) -> str | None:
    """Whose turn it is. last_lanes: lanes of the last calls, newest first. waiting: lanes in which somebody waits.

    A priority number comes first, then at most once after every two ordinary numbers while both lanes wait: the priority
    lane waits for two calls at most, and the ordinary one for one.
    """
    lanes = set(waiting)
    if not lanes:
        return None
    if len(lanes) == 1:
        return GENERAL if GENERAL in lanes else PRIORITY
    return GENERAL if PRIORITY in last_lanes[:ORDINARY_BETWEEN] else PRIORITY


def upcoming(waiting: Iterable[W], last_lanes: Sequence[str], n: int = 3) -> list[W]:
    """The next n numbers, if nobody comes or misses his turn: what the hall's display promises."""
    lines: dict[str, list[W]] = {lane: [] for lane in LANES}
    for w in sorted(waiting, key=lambda w: (w.taken_at, w.number, str(w.id))):
        lines[w.lane].append(w)
    said = list(last_lanes)
    out: list[W] = []
    while len(out) < n:
        lane = lane_next(said, [lane for lane in LANES if lines[lane]])
        if lane is None:
            break
        out.append(lines[lane].pop(0))
        said.insert(0, lane)
    return out


@dataclass(frozen=True, slots=True)
class Missed:
    """A missed number: how often it was called, and how many calls of its queue were made since it was missed."""

    id: UUID
    calls: int
    since: int
    missed_at_call: int = 0


def missed_due(missed: Iterable[Missed]) -> Missed | None:
    """The missed number to be called now: five calls have passed; the one that waits longest first."""
    due = [m for m in missed if isinstance(TICKET.step("terlewat", "call", calls=m.calls, since=m.since), str)]
    return max(due, key=lambda m: (m.since, -m.missed_at_call, str(m.id)), default=None)


@dataclass(frozen=True, slots=True)
class ApplicationItem:
    """One application of a visit, as the front desk enters it. kecamatan (6 digits), kelurahan (10): "" = the family's."""

    service: str
    nik: str
    name: str
    need: str = ""
    need_by: date | None = None
    kecamatan: str = ""
    kelurahan: str = ""


def ticket_asked(service: str, lane: str) -> list[Refusal]:
    return refused(
        [
            None if service in BY_LETTER else Refusal("ticket.service", "Pilih layanan dari daftar.", "service"),
            None if lane in LANES else Refusal("ticket.lane", "Pilih jalur umum atau prioritas.", "lane"),
        ]
    )


def visit_asked(name: str, nik: str, phone: str, items: Sequence[ApplicationItem], today: date) -> list[Refusal]:
    """Everything wrong with a visit at once; an item's refusals stand at the field "item-<n>"."""
    found: list[Refusal | None] = [
        None if name.strip() else Refusal("visit.name", "Tulis nama pemohon.", "name"),
        _nik(nik, "nik"),
        None
        if not phone or PHONE.fullmatch(phone)
        else Refusal("visit.phone", "Nomor telepon hanya angka, misalnya 0812 3456 7890.", "phone"),
        None if items else Refusal("visit.empty", "Pilih sedikitnya satu permohonan.", "items"),
    ]
    if len(items) > MAX_ITEMS:
        found.append(
            Refusal(
                "visit.too_many",
                "Paling banyak %(n)s permohonan dalam satu kunjungan.",
                "items",
                params={"n": MAX_ITEMS},
            )
        )
    seen: set[tuple[str, str, str]] = set()
    for i, item in enumerate(items):
        found += item_asked(item, f"item-{i}", today)
        place = (item.service, item.nik, item.nik or item.name.strip().upper())
        if place in seen:
            found.append(Refusal("visit.twice", "Permohonan ini tertulis dua kali untuk orang yang sama.", f"item-{i}"))
        seen.add(place)
    return refused(found)


def item_asked(item: ApplicationItem, field: str, today: date) -> list[Refusal]:
    service = BY_CODE.get(item.service)
    late = item.need_by is not None and item.need_by < today
    return refused(
        [
            None if service else Refusal("item.service", "Pilih layanan dari daftar.", field),
            None if item.name.strip() else Refusal("item.name", "Tulis untuk siapa permohonan ini.", field),
            _nik(item.nik, field),
            Refusal(
                "item.no_nik",
                "Layanan ini untuk orang yang sudah mempunyai NIK. Isi NIK, atau daftarkan biodatanya dahulu.",
                field,
            )
            if service and service.person and not item.nik
            else None,
            None
            if not item.need or item.need in NEED_WORDS
            else Refusal("item.need", "Pilih keperluan dari daftar.", field),
            Refusal("item.need_by", "Tanggal keperluan sudah lewat. Tulis tanggal hari ini atau sesudahnya.", field)
            if late
            else None,
        ]
    )


def _nik(nik: str, field: str) -> Refusal | None:
    if not nik or (len(nik) == 16 and nik.isascii() and nik.isdigit()):
        return None
    return Refusal("visit.nik", "NIK terdiri atas 16 angka. Periksa lagi angkanya.", field)
