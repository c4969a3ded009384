"""Pure rules of the counter: fairness of the lanes, what a visit must hold, when a date is told anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards.planning import words
from siaga.cards.planning.words import span
from siaga.counter import promise_rules, rules
from siaga.counter.catalogue import BY_LETTER, GENERAL, PRIORITY, SERVICES
from siaga.counter.machines import TICKET
from siaga.counter.promise_rules import Told
from siaga.counter.rules import ApplicationItem, Missed
from siaga.planner.told import Expected

TODAY = date(2026, 11, 23)  # a Monday
T0 = datetime(2026, 11, 23, 1, tzinfo=UTC)
NIK = "3172014508900001"


@dataclass(frozen=True)
class W:
    id: UUID
    lane: str
    taken_at: datetime
    number: int


def hall(lanes: str) -> list[W]:
    return [
        W(UUID(int=i), PRIORITY if c == "p" else GENERAL, T0 + timedelta(seconds=i), i) for i, c in enumerate(lanes)
    ]


def play(lanes: str) -> str:
    """The order of lanes in which a whole hall is called."""
    return "".join("p" if w.lane == PRIORITY else "u" for w in rules.upcoming(hall(lanes), [], len(lanes)))


@pytest.mark.parametrize(
    ("waiting", "called"),
    [("", ""), ("u", "u"), ("p", "p"), ("uup", "puu"), ("ppp", "ppp"), ("uuuuppp", "puupuup"), ("pppppuu", "puupppp")],
)
def test_lanes(waiting: str, called: str) -> None:
    assert play(waiting) == called


@given(st.text("up", max_size=40))
def test_nobody_starves_and_each_lane_keeps_its_order(lanes: str) -> None:
    order = rules.upcoming(hall(lanes), [], len(lanes))
    assert sorted(w.number for w in order) == list(range(len(lanes))), "everybody is called once"
    for lane in (GENERAL, PRIORITY):
        mine = [w.number for w in order if w.lane == lane]
        assert mine == sorted(mine), "first come, first served inside a lane"
    left = {GENERAL: lanes.count("u"), PRIORITY: lanes.count("p")}
    for i, w in enumerate(order):
        both = all(left.values())
        window = [x.lane for x in order[max(0, i - 2) : i + 1]]
        if both and len(window) == 3:
            assert window.count(PRIORITY) == 1, "one priority for every two ordinary while both wait"
        left[w.lane] -= 1


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 12)), max_size=8))
def test_missed_numbers_return_after_five_and_not_a_fourth_time(rows: list[tuple[int, int]]) -> None:
    missed = [Missed(UUID(int=i), calls, since) for i, (calls, since) in enumerate(rows)]
    due = rules.missed_due(missed)
    ready = [m for m in missed if m.since >= 5 and m.calls < 3]
    assert (due is None) == (not ready)
    if due:
        assert due in ready and due.since == max(m.since for m in ready)


def test_every_state_of_a_ticket_leads_to_an_end() -> None:
    for state in TICKET.states():
        for trigger in TICKET.triggers(state):
            assert isinstance(TICKET.step(state, trigger, calls=1, since=5), str)
    assert TICKET.step("dipanggil", "miss", calls=3) == "batal"
    assert TICKET.step("dipanggil", "miss", calls=2) == "terlewat"


def item(**changes: object) -> ApplicationItem:
    return ApplicationItem(**({"service": "ktp", "nik": NIK, "name": "SITI"} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "nik", "phone", "items", "codes"),
    [
        ("Siti", NIK, "", [item()], set()),
        ("Siti", "", "0812-3456-7890", [item(service="kelahiran", nik="", name="anak")], set()),
        ("  ", NIK, "", [item()], {"visit.name"}),
        ("Siti", "317201450890000", "", [item()], {"visit.nik"}),
        ("Siti", "３１７２０１４５０８９０００１", "", [item()], {"visit.nik"}),
        ("Siti", "", "telepon saya", [item()], {"visit.phone"}),
        ("Siti", "", "", [], {"visit.empty"}),
        ("Siti", "", "", [item()] * 2, {"visit.twice"}),
        ("Siti", "", "", [item(service=s.code) for s in SERVICES] * 3, {"visit.twice", "visit.too_many"}),
        ("Siti", "", "", [item(service="sim")], {"item.service"}),
        ("Siti", "", "", [item(nik="")], {"item.no_nik"}),
        ("Siti", "", "", [item(name="")], {"item.name"}),
        ("Siti", "", "", [item(need="pesta")], {"item.need"}),
        ("Siti", "", "", [item(need="sim", need_by=TODAY)], set()),
        ("Siti", "", "", [item(need="sim", need_by=date(2026, 11, 22))], {"item.need_by"}),
    ],
)
def test_visit(name: str, nik: str, phone: str, items: list[ApplicationItem], codes: set[str]) -> None:
    assert {r.code for r in rules.visit_asked(name, nik, phone, items, TODAY)} == codes


def test_all_faults_of_a_visit_are_told_at_once() -> None:
    found = rules.visit_asked("", "1", "x", [item(name="", need="?"), item(service="")], TODAY)
    assert {r.field for r in found} == {"name", "nik", "phone", "item-0", "item-1"}


def test_a_card_is_told_the_planners_days_or_why_there_are_none() -> None:
    days = {
        "earliest": TODAY + timedelta(days=3),
        "likely": TODAY + timedelta(days=4),
        "latest": TODAY + timedelta(days=9),
    }
    assert promise_rules.of_card(Expected(12, binds="stock", **days)) == Told(
        days["earliest"], days["latest"], 12, likely=days["likely"], binds="stock"
    )
    assert promise_rules.of_card(Expected(12, cause="empty", binds="stock")) == Told(
        place=12, waits_for="blangko kosong"
    )


D = date(2026, 12, 7)
TOLD = Told(D, D + timedelta(days=2))


@pytest.mark.parametrize(
    ("told", "now", "again"),
    [
        (TOLD, TOLD, False),
        (TOLD, Told(D + timedelta(days=1), D + timedelta(days=3)), False),
        (TOLD, Told(D + timedelta(days=3), D + timedelta(days=5)), True),
        (TOLD, Told(D - timedelta(days=4), D - timedelta(days=3)), False),
        (TOLD, Told(D - timedelta(days=13), D - timedelta(days=11)), True),
        (TOLD, Told(waits_for="blangko kosong"), True),
        (Told(waits_for="blangko kosong"), TOLD, True),
        (Told(waits_for="jawaban pusat"), Told(waits_for="blangko kosong"), False),
    ],
)
def test_what_must_be_told_again(told: Told, now: Told, again: bool) -> None:
    assert promise_rules.material(told, now) is again


@pytest.mark.parametrize(
    ("told", "reached", "today", "state"),
    [
        (TOLD, None, D, None),
        (TOLD, None, D + timedelta(days=2), None),
        (TOLD, None, D + timedelta(days=3), "lewat"),
        (TOLD, D - timedelta(days=9), D, "ditepati"),
        (TOLD, D + timedelta(days=2), D + timedelta(days=9), "ditepati"),
        (TOLD, D + timedelta(days=3), D + timedelta(days=3), "lewat"),
        (Told(), None, D, None),
        (Told(), D, D, "diganti"),
    ],
)
def test_how_a_promise_ends(told: Told, reached: date | None, today: date, state: str | None) -> None:
    assert promise_rules.ended(told, reached, today) == state


def test_the_hall_has_the_letters_that_are_measured() -> None:
    assert "".join(BY_LETTER) == "ABCDEFGH"


@pytest.mark.parametrize(
    ("said", "when", "basis"),
    [
        (Expected(3, D, D, D, binds="printer"), "7 Desember 2026", "Urutan 3, bergantung pada kemampuan printer"),
        (Expected(1204, D, D + timedelta(days=1), D + timedelta(days=3), binds="stock"),
         "sekitar 8 Desember 2026 (7–10 Desember)", "Urutan 1.204, bergantung pada kiriman blangko"),
        (Expected(2, D, D + timedelta(days=20), D + timedelta(days=40), binds="centre"),
         "sekitar 27 Desember 2026 (7 Desember 2026 sampai 16 Januari 2027)", "Urutan 2, bergantung pada jawaban pusat"),
        (Expected(2, D, D + timedelta(days=5), D + timedelta(days=20)), "sekitar 12 Desember 2026 (7–27 Desember)", "Urutan 2"),
        (Expected(9, cause="away", binds="outage"),
         "belum dapat dijanjikan: hubungan ke pusat terputus lebih lama daripada yang pernah terjadi di kantor ini", ""),
    ],
)  # fmt: skip
def test_one_function_makes_the_words_of_a_date(said: Expected, when: str, basis: str) -> None:
    assert words.of_expected(said) == (when, basis)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (D, D, "7 Desember 2026"),
        (D, date(2026, 12, 9), "7–9 Desember 2026"),
        (D, date(2027, 1, 4), "7 Desember 2026 sampai 4 Januari 2027"),
    ],
)
def test_a_span_of_days_is_said_shortly(first: date, last: date, text: str) -> None:
    assert span(first, last) == text
