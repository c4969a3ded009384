"""A history of a country as data: who does what when, and what breaks. Made from a seed; replayed, and shrunk, as a list.

Each step carries its own number `n`, from which everything of chance inside it is drawn: a step means the same when others are
taken out of the history.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

HOUR, DAY = 3600, 86_400
CENTRE = -1
TICKET, RECORD, SUKET, PRINT, HAND, BIRTH, BLANGKO = "tiket", "rekam", "suket", "cetak", "serah", "lahir", "blangko"
TWIN, WET = "rekam di dua kantor", "tanda tangan basah"
DUE, DUE_CENTRE = "kerja", "kerja pusat"
CUT, MENDED = "putus", "sambung"
APART, TOGETHER = "cadangan putus", "cadangan sambung"
PART_DOWN, PART_UP = "bagian mati", "bagian hidup"
CENTRE_DOWN, CENTRE_UP = "pusat mati", "pusat hidup"
TTE_DOWN, TTE_UP = "TTE mati", "TTE hidup"
FULL, EMPTIED = "disk penuh", "disk lega"
CLOCK = "jam"
BURNS, NEW_BOX = "terbakar", "kotak baru"
TAKEN, MET = "diambil alih, kotak lama tetap hidup", "kotak lama tersambung lagi"
ALONE, REBUILT = "terbakar tanpa cadangan", "dibangun kembali"
SAVED, CARRIED = "salinan", "kiriman dibawa"
POINT_CUT, POINT_MENDED = "titik putus", "titik sambung"
POINT_TICKET, POINT_RECORD, POINT_PRINT = "tiket di titik", "rekam di titik", "cetak di titik"
POINT_HAND, GIVEN_BACK, LENT = "serah di titik", "titik mengembalikan", "pinjamkan ke titik"
AT_POINT = (POINT_TICKET, POINT_RECORD, POINT_PRINT, POINT_HAND, GIVEN_BACK)
OF_POINTS = (*AT_POINT, LENT)
DEEDS = (TICKET, RECORD, SUKET, PRINT, HAND, BIRTH, BLANGKO, TWIN, WET, *OF_POINTS)
_OFTEN = {TICKET: 0.3, RECORD: 0.28, SUKET: 0.1, PRINT: 0.1, HAND: 0.12, BIRTH: 0.07, BLANGKO: 0.03}
_OFTEN_AT_POINT = {POINT_TICKET: 0.2, POINT_RECORD: 0.3, POINT_PRINT: 0.25, POINT_HAND: 0.2, GIVEN_BACK: 0.05}
POINTS_EVERY, POINTS_FIRST = 5, 3  # the fourth office of every five has a service point
PARTS = ("intake", "search", "release")
SKEWS = (-400 * DAY, -DAY, -3 * HOUR, -600, 0, 0, 600, 7 * HOUR, 2 * DAY, 400 * DAY)


class Step(NamedTuple):
    """at: seconds since the beginning. office: its index, or CENTRE. fate: whoever is at work after so many moments dies; 0: nobody."""

    at: int
    office: int
    what: str
    n: int
    fate: int = 0

    def line(self) -> str:
        who = "pusat" if self.office == CENTRE else f"kantor {self.office + 1}"
        died = f", mati pada saat ke-{self.fate}" if self.fate else ""
        return f"hari {self.at // DAY + 1:2} {self.at % DAY // HOUR:02}:{self.at % HOUR // 60:02}  {who}: {self.what} [{self.n}]{died}"


@dataclass(frozen=True)
class Climate:
    """How bad it is. deeds: an office and day. The others: odds of a beginning, an office and day (parts, centre, tte: a day).

    taken: the second box takes over although the first one lives. alone: an office without a second box burns. twins: one body is
    recorded in two offices that are cut off. mobile: of so many offices the last one is a unit on wheels: it never has a line, and
    lives on bundles that are carried (0: none is). point_cut: the line between a service point and its office dies.
    """

    deeds: int = 8
    ticks: int = 2
    death: float = 0.1
    cut: float = 0.15
    apart: float = 0.06
    full: float = 0.03
    clock: float = 0.04
    burns: float = 0.02
    taken: float = 0.02
    alone: float = 0.01
    saved: float = 0.15
    carried: float = 0.04
    twins: float = 0.03
    parts: float = 0.12
    centre: float = 0.04
    tte: float = 0.1
    mobile: int = 3
    point_cut: float = 0.2


def doubled_of(offices: int, boxes: int | None) -> set[int]:
    """Which offices have a second box: the first `boxes`; None: every other one."""
    return set(range(boxes)) if boxes is not None else set(range(0, offices, 2))


def pointed_of(offices: int, boxes: int | None) -> set[int]:
    """Which offices have a service point; never the last one, which may be on wheels, nor one with a second box."""
    return set(range(POINTS_FIRST, offices - 1, POINTS_EVERY)) - doubled_of(offices, boxes)


def history(seed: int, offices: int, days: int, climate: Climate = Climate(), boxes: int | None = None) -> list[Step]:
    """All steps, by time. boxes: how many of the offices, the first ones, have a second box (None: every other one)."""
    rng = Random(f"siaga history {seed}")
    doubled, pointed = doubled_of(offices, boxes), pointed_of(offices, boxes)
    mobile = offices - 1 if 0 < climate.mobile <= offices else -1
    steps: list[Step] = [_step(rng, 0, mobile, CUT)] if mobile >= 0 else []
    for day in range(days):
        begin = day * DAY
        steps += _country(rng, begin, climate)
        for office in range(offices):
            if office == mobile:
                steps += _on_wheels(rng, begin, office, day)
            else:
                steps += _lines(rng, begin, office, climate)
            steps += _machines(rng, begin, office, climate, office in doubled, office in pointed)
            if office in pointed:
                steps += _point(rng, begin, office, climate)
            steps += _deeds(rng, begin, office, climate)
    # At one instant, the centre after all offices; the last number keeps every step's chance its own.
    return sorted(steps, key=lambda s: (s.at, s.office == CENTRE, s.office, s.n))


def _step(rng: Random, at: float, office: int, what: str, death: float = 0.0) -> Step:
    fate = min(rng.randrange(1, 60), rng.randrange(1, 60)) if rng.random() < death else 0  # most acts are short
    return Step(int(at), office, what, rng.randrange(1 << 30), fate)


def _spell(rng: Random, begin: float, office: int, what: str, back: str, hours: tuple[float, float]) -> Iterator[Step]:
    at = begin + rng.random() * DAY
    yield _step(rng, at, office, what)
    yield _step(rng, at + HOUR * rng.uniform(*hours), office, back)


def _country(rng: Random, begin: int, c: Climate) -> Iterator[Step]:
    for hour in (12, 17):
        yield _step(rng, begin + hour * HOUR + 1, CENTRE, DUE_CENTRE, c.death)
    if rng.random() < c.parts:
        yield from _spell(rng, begin, CENTRE, PART_DOWN, PART_UP, (2, 30))
    if rng.random() < c.tte:
        yield from _spell(rng, begin, CENTRE, TTE_DOWN, TTE_UP, (4, 70))
    if rng.random() < c.centre:  # dark for days, up for an afternoon, dark again
        at = begin + rng.random() * DAY
        for what, hours in ((CENTRE_DOWN, 0), (CENTRE_UP, 50), (CENTRE_DOWN, 54), (CENTRE_UP, 90)):
            yield _step(rng, at + hours * HOUR, CENTRE, what)


def _lines(rng: Random, begin: int, office: int, c: Climate) -> Iterator[Step]:
    if rng.random() < c.cut:
        yield from _spell(rng, begin, office, CUT, MENDED, (1, 80))
    if rng.random() < c.carried:
        yield _step(rng, begin + rng.uniform(9, 17) * HOUR, office, CARRIED, c.death)
    if office and rng.random() < c.twins:  # both neighbours without a line, and the same body comes to both
        body = rng.randrange(1 << 20)
        for where in (office - 1, office):
            yield _step(rng, begin + 7 * HOUR, where, CUT)
            at = begin + rng.uniform(9, 15) * HOUR
            yield _step(rng, at, where, TWIN)._replace(n=2 * body + (where == office))
            yield _step(rng, begin + rng.uniform(20, 44) * HOUR, where, MENDED)


def _on_wheels(rng: Random, begin: int, office: int, day: int) -> Iterator[Step]:
    """A unit that is away: every other day somebody carries what it has to the centre and comes back with what lies there."""
    if day % 2:
        yield _step(rng, begin + rng.uniform(9, 20) * HOUR, office, CARRIED, 0.05)


def _point(rng: Random, begin: int, office: int, c: Climate) -> Iterator[Step]:
    """A kecamatan that is served while its line dies, and what its office lends to it."""
    if rng.random() < c.point_cut:
        yield from _spell(rng, begin, office, POINT_CUT, POINT_MENDED, (2, 80))
    if rng.random() < 0.5:
        yield _step(rng, begin + rng.uniform(8, 10) * HOUR, office, LENT, c.death)
    for _ in range(c.deeds // 2):
        (what,) = rng.choices(list(_OFTEN_AT_POINT), list(_OFTEN_AT_POINT.values()))
        yield _step(rng, begin + rng.uniform(9, 16) * HOUR, office, what, c.death)


def _machines(rng: Random, begin: int, office: int, c: Climate, doubled: bool, pointed: bool) -> Iterator[Step]:
    if rng.random() < c.full:
        yield from _spell(rng, begin, office, FULL, EMPTIED, (1, 20))
    if rng.random() < c.clock:
        yield _step(rng, begin + rng.random() * DAY, office, CLOCK)
    if doubled and rng.random() < c.apart:
        yield from _spell(rng, begin, office, APART, TOGETHER, (1, 40))
    if doubled and rng.random() < c.burns:
        yield from _spell(rng, begin, office, BURNS, NEW_BOX, (12, 48))
    if doubled and rng.random() < c.taken:
        yield from _spell(rng, begin, office, TAKEN, MET, (2, 40))
        yield _step(rng, begin + rng.uniform(70, 110) * HOUR, office, NEW_BOX)
    if not doubled and rng.random() < c.saved:
        yield _step(rng, begin + 19 * HOUR, office, SAVED, c.death)
    if not (doubled or pointed) and rng.random() < c.alone:
        yield from _spell(rng, begin, office, ALONE, REBUILT, (12, 60))


def _deeds(rng: Random, begin: int, office: int, c: Climate) -> Iterator[Step]:
    for i in range(c.ticks):
        yield _step(rng, begin + (8 + 8 * (i + 1) / c.ticks) * HOUR + office, office, DUE, c.death)
    for _ in range(c.deeds):
        (what,) = rng.choices(list(_OFTEN), list(_OFTEN.values()))
        yield _step(rng, begin + 8 * HOUR + rng.randrange(8 * HOUR), office, what, c.death)
    if c.tte:
        yield _step(rng, begin + 15 * HOUR + office, office, WET, c.death)
