"""When cards can be fetched, and what becomes of those that nobody fetches. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

import msgspec

from siaga.kit.holidays_id import around
from siaga.kit.refusal import Refusal
from siaga.planner.workdays import DAY, is_workday

NOTICE_DAYS = 3  # from the telling to the first hour that is given: a letter needs them
FARTHEST = timedelta(days=120)
BASIS = "Perpres 96/2018"


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """What the pick-up counter manages. per_slot: cards handed over in `minutes`. stored_after: days on the shelf before a card goes to the
    store; told_again_after: days after its hour before its owner is told once more."""

    opens: time = time(8)
    shuts: time = time(14)
    minutes: int = 30
    per_slot: int = 10
    told_again_after: int = 7
    stored_after: int = 90


def check_hours(h: Hours) -> list[Refusal]:
    wrong = [
        None if h.opens < h.shuts else _no("opens", "Jam buka harus sebelum jam tutup.", "opens"),
        None if h.minutes in (10, 15, 20, 30, 60) else _no("minutes", "Pilih 10, 15, 20, 30 atau 60 menit.", "minutes"),
        None if 1 <= h.per_slot <= 200 else _no("per_slot", "Isi 1 sampai 200 kartu setiap waktu.", "per_slot"),
        None if 1 <= h.told_again_after <= 90 else _no("again", "Isi 1 sampai 90 hari.", "told_again_after"),
        None if 7 <= h.stored_after <= 730 else _no("stored", "Isi 7 sampai 730 hari.", "stored_after"),
    ]
    return [r for r in wrong if r]


def slots_of_day(h: Hours) -> Iterator[time]:
    at = datetime.combine(date.min, h.opens)
    while at.time() < h.shuts and at.date() == date.min:
        yield at.time()
        at += timedelta(minutes=h.minutes)


def free_slots(h: Hours, today: date, booked: Mapping[datetime, int], wanted: int) -> list[datetime]:
    """The next free hours for so many cards, in the office's own time (naive), the earliest first; fewer where the next 120 days are full.

    booked: how many each hour has already.
    """
    found: list[datetime] = []
    day, closed = today + timedelta(days=NOTICE_DAYS - 1), around(today, 0, 1)
    while len(found) < wanted and day < today + FARTHEST:
        day += DAY
        if not is_workday(day, closed):
            continue
        for at in slots_of_day(h):
            slot = datetime.combine(day, at)
            found += [slot] * min(max(0, h.per_slot - booked.get(slot, 0)), wanted - len(found))
    return found


def open_slots(h: Hours, today: date, booked: Mapping[datetime, int]) -> set[datetime]:
    """Every hour from tomorrow on in which one card more can be fetched."""
    closed = around(today, 0, 1)
    days = (today + n * DAY for n in range(1, FARTHEST.days))
    return {
        slot
        for day in days
        if is_workday(day, closed)
        for at in slots_of_day(h)
        if booked.get(slot := datetime.combine(day, at), 0) < h.per_slot
    }


def may_store(
    told_at: datetime | None, slot: datetime | None, printed_at: datetime, now: datetime, h: Hours
) -> Refusal | None:
    """Whether a card that nobody fetched may leave the shelf: its owner was told, the hour is over, and the period too."""
    if told_at is None:
        return _no("not_told", "Pemiliknya belum diberitahu. Beritahu dahulu, lalu tunggu masanya.")
    if slot is not None and slot > now:
        return _no("hour_to_come", "Waktu pengambilannya belum lewat.")
    if now < printed_at + timedelta(days=h.stored_after):
        return _no("too_early", "Kartu ini belum %(days)d hari di rak.", days=h.stored_after)
    return None


def _no(code: str, message: str, field: str = "", **params: object) -> Refusal:
    return Refusal(f"pickup.{code}", message, field=field, basis=BASIS, params=params)
