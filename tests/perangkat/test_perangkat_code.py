"""The state by telephone: every state comes back, and one sign that was misheard is noticed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.continuity.dependencies import NAMES
from siaga.counter.acts import take_ticket
from siaga.drill.country import Country
from siaga.journal import boxes, exchange
from siaga.journal.act import CITIZEN, SYSTEM
from siaga.perangkat.judging import judge
from siaga.perangkat.readings import Backup, Readings, days_left, read
from siaga.perangkat.state_code import SIGNS, WIDTHS, Code, Misheard, code_of, decode, encode, words

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
GIB = 1024**3
GRADED = {"disk": 2, "clock": 2, "journal": 2, "backup": 2}
CODES = st.builds(Code, **{name: st.integers(0, GRADED.get(name, 2**width - 1)) for name, width in WIDTHS.items()})
WELL = Readings(
    now=NOW,
    office=True,
    program="0.1.0",
    disk_free=50 * GIB,
    disk_total=100 * GIB,
    database="15.4",
    started=NOW,
    ahead=timedelta(),
    facts=10,
    verified=NOW - timedelta(hours=3),
    second="normal",
    second_since=NOW,
    backup=Backup(NOW, NOW),
)


def test_all_fields_have_a_width_and_fit() -> None:
    assert list(WIDTHS) == [f.name for f in fields(Code)] and sum(WIDTHS.values()) <= 45
    assert WIDTHS["down"] == len(NAMES)


@given(CODES)
def test_round_trip(c: Code) -> None:
    text = encode(c)
    assert len(text.replace("-", "")) == 10 and decode(text) == c
    assert decode(text.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == c
    assert words(c) and all(w.endswith(".") for w in words(c))


@given(CODES, st.integers(0, 9), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(c: Code, place: int, wrong: str) -> None:
    text = encode(c).replace("-", "")
    if text[place] == wrong:
        return
    with pytest.raises(Misheard, match="salah dengar"):
        decode(text[:place] + wrong + text[place + 1 :])


@given(CODES, st.integers(0, 9), st.integers(0, 9))
def test_two_signs_that_changed_places_are_noticed(c: Code, a: int, b: int) -> None:
    signs = list(encode(c).replace("-", ""))
    if signs[a] == signs[b]:
        return
    signs[a], signs[b] = signs[b], signs[a]
    with pytest.raises(Misheard):
        decode("".join(signs))


@pytest.mark.parametrize("text", ["", "ABC", "AAAAA-BBBBBB", "UUUUU-UUUUU", "?????-?????", "é" * 10])
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(Misheard, match="sepuluh tanda"):
        decode(text)


# What is changed in a machine that is well -> the line that is not normal, its state, and the words at the other end.
CASES = [
    ({"disk_free": GIB}, "disk", "tersendat", "Ruang simpan menipis."),
    ({"days_left": 1.0}, "disk", "terputus", "Ruang simpan habis"),
    ({"ahead": timedelta(minutes=3)}, "clock", "tersendat", "Jamnya berbeda beberapa menit"),
    ({"ahead": timedelta(days=-366)}, "clock", "terputus", "Jamnya berbeda sehari atau lebih"),
    ({"faults": ("3172 7: rusak",)}, "journal", "terputus", "JURNAL RUSAK"),
    ({"verified": None}, "journal", "tersendat", "belum atau sudah lama"),
    ({"verified": NOW - timedelta(days=4)}, "journal", "tersendat", "belum atau sudah lama"),
    ({"unsent": 3, "unsent_since": NOW - timedelta(days=36)}, "facts", "tersendat", "30 hari atau lebih"),
    ({"packets": 3, "packets_since": NOW - timedelta(days=2)}, "packets", "tersendat", "2 hari atau lebih"),
    ({"parked": 1, "parked_since": NOW}, "parked", "tersendat", "catatan tertahan"),
    ({"second": "terputus", "second_says": "tidak menjawab"}, "second", "terputus", "Kotak cadangan tidak menjawab."),
    ({"second": ""}, "second", "tersendat", "Belum ada kotak cadangan."),
    ({"backup": Backup()}, "backup", "tersendat", "Salinan cadangan belum ada"),
    ({"backup": Backup(NOW, None, "penuh")}, "backup", "terputus", "Salinan cadangan gagal."),
    ({"oldest_seconds": 1200.0}, "database", "tersendat", "Semua normal."),
]


@pytest.mark.parametrize(("change", "key", "state", "heard"), CASES)
def test_page_and_telephone_say_the_same(change: dict[str, object], key: str, state: str, heard: str) -> None:
    r = replace(WELL, **change)  # type: ignore[arg-type]
    off = {line.key: line for line in judge(r, "WIB") if line.state != "normal"}
    assert list(off) == [key] and off[key].state == state and off[key].todo and off[key].means
    assert any(heard in w for w in words(decode(encode(code_of(r)))))


def test_all_is_well_and_the_centre_has_no_line_of_its_own() -> None:
    assert {line.state for line in judge(WELL, "WIB")} == {"normal"}
    assert words(code_of(WELL)) == ["Semua normal.", "Kantor, program SIAGA 0.1.0."]
    centre = replace(WELL, office=False, second="", ahead=None)
    assert {"facts", "packets", "second"}.isdisjoint({line.key for line in judge(centre, "WIB")})
    assert words(code_of(centre)) == ["Semua normal.", "Pusat, program SIAGA 0.1.0."]


def test_everything_that_is_down_is_named() -> None:
    heard = words(decode(encode(code_of(replace(WELL, down=frozenset({"pusat", "printer"}))))))
    assert "Terputus: Pusat, Printer." in heard


def test_when_it_will_be_there_is_said_at_the_measured_rate() -> None:
    waiting = replace(
        WELL, packets=2, packet_bytes=10_000_000, packets_since=NOW, rate=16_000.0, arrives=NOW + timedelta(minutes=10)
    )
    value = {line.key: line for line in judge(waiting, "WIB")}["packets"].value
    assert "15,6 kB per detik" in value and "23-11-2026 10.10 WIB" in value


@pytest.mark.parametrize(
    ("points", "free", "expected"),
    [
        ([], 10, None),
        ([(0, 99)], 10, None),
        ([(5, 100)], 50, 5.0),
        ([(5, 100), (1, 90)], 50, 5.0),
        ([(20, 500), (2, 60)], 50, 10.0),
        ([(5, 40)], 50, None),
    ],
)
def test_days_left_at_this_weeks_rate(points: list[tuple[int, int]], free: int, expected: float | None) -> None:
    today = NOW.date()
    assert days_left([(today - timedelta(days=d), f) for d, f in points], today, free) == expected


def test_a_box_that_took_over_does_not_say_that_years_of_work_were_never_sent(negeri: Country) -> None:
    """What the box before it had sent, only the centre can tell; until it is heard the page says so, and the code nothing."""
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    second = negeri.second_box(office)
    with office:
        assert take_ticket(office, CITIZEN, "A", "umum", key=uuid4())
        exchange.talk(office, office.devices["pusat"])
        office.devices["cadangan"].catch_up(office)
    negeri.clock.advance(timedelta(days=400))
    second.devices["pusat"].up = False
    with second:
        assert boxes.take_over(second, SYSTEM, "petir")
        r = read(second)
        line = next(line for line in judge(r, "WIB") if line.key == "facts")
        assert r.unasked > 0 and r.unsent_since == second.clock.now() and code_of(r).days == 0
        assert line.state == "tersendat" and "belum diketahui" in line.value
        second.devices["pusat"].up = True
        exchange.talk(second, second.devices["pusat"])
        assert read(second).unasked == read(second).unsent == 0
