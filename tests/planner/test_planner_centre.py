"""Cards of people whom the centre has not answered yet: against a line served card by card, and what must hold of any numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siaga.planner.centre import AtCentre, back_in, cards_after_verdict, experience
from siaga.planner.draws import Draws, Plan, draw
from siaga.planner.forecast import BINDS, HORIZON, P10, P50, P90, Waiting, release_of
from siaga.planner.past import Habits, Ints, Pool

ONE = np.array([1.0])


def habits(pace: float = 10.0, ranks: int = 1) -> Habits:
    return Habits(
        pace=Pool(np.array([pace]), ONE), spoil=0.0, gaps=Pool(np.array([20.0]), ONE), sizes=Pool(np.array([0.0]), ONE),
        since_delivery=0.0, outages=Pool(ONE, ONE), outage_every=1e9, down_for=0.0, arrivals=np.zeros(ranks), spread=np.ones(ranks),
        ages=(np.array([0]),) * ranks,
    )  # fmt: skip


def days(*numbers: int) -> Ints:
    return np.array(numbers, dtype=np.int64)


def one_future(capacity: list[int], come: list[int]) -> Draws:
    made = np.array([capacity], dtype=np.float32)
    return Draws(made, np.cumsum([come], axis=1).astype(np.float32), made == 0, (np.zeros_like(made),))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_as_a_line_served_card_by_card(data: st.DataObject) -> None:
    """One at the centre whose verdict comes for certain on one day, people before and behind him in line, blangko that end."""
    span = 25
    numbers = st.lists(st.integers(0, 5), min_size=span, max_size=span)
    capacity, come = data.draw(numbers), data.draw(numbers)
    before, behind, verdict = data.draw(st.integers(0, 9)), data.draw(st.integers(0, 60)), data.draw(st.integers(1, 20))
    line, stock, done = [0] * before + [2] * behind, 0, span
    for day in range(span):
        stock += come[day]
        if day == verdict:  # it comes in the course of the day before
            line = sorted([*line, 1])
        made = min(capacity[day], stock, len(line))
        stock -= made
        if 1 in line[:made]:
            done = day
            break
        line = line[made:]
    recorded = np.array([-9] * before + [-1] * behind, dtype=np.int64)
    waiting = Waiting(np.zeros(before + behind, dtype=np.int64), recorded, pending=days(-5))
    # 2,000 verdicts that all took as long: the share that stays out for ever is too small to be met
    centre = AtCentre(days(-5), days(5), np.full(2000, 5 + verdict), np.zeros(0))
    told = cards_after_verdict(
        waiting, centre, habits(), one_future(capacity, come), None, None, np.random.default_rng(3)
    )
    assert told is not None and told.days[0, P50] == done + 1


def test_days_without_the_centre_are_no_days_of_the_centre() -> None:
    """36 days away, back yesterday: who waited through it has waited two days, and so had those who were answered before."""
    found = experience(days(-38, -1), (days(-60, -50), days(-57, -47)), [(-37, -1), (-30, -20), (-12, -12)])
    assert found.waited.tolist() == [2, 1] and found.delays.tolist() == [3, 3]
    assert found.stops.tolist() == [36] and found.gone == 0 and found.known


@pytest.mark.parametrize(
    ("outages", "gone", "known"),
    [
        ([], 0, True),
        ([(0, None)], 0, True),  # since this morning
        ([(-1, None)], 1, False),  # never seen here
        ([(-40, -36), (-4, None)], 4, True),
        ([(-40, -36), (-5, None)], 5, False),
        ([(-40, -30), (-6, 0), (-9, None)], 9, True),  # two parts at once, one of them back
    ],
)
def test_an_outage_longer_than_any_is_known_as_such(
    outages: list[tuple[int, int | None]], gone: int, known: bool
) -> None:
    found = experience(days(-1), (days(), days()), outages)
    assert (found.gone, found.known) == (gone, known)
    assert (back_in(found, np.random.default_rng(1), 50) is None) == (gone == 0)


def told_of(centre: AtCentre, waiting: Waiting, pace: float = 10.0, stock: int = 10**6) -> tuple[np.ndarray, list[str]]:
    rng = np.random.default_rng(5)
    plain = habits(pace)
    d = draw(plain, Plan(stock=stock), rng, 200, HORIZON)
    down = back_in(centre, rng, 200)
    found = cards_after_verdict(waiting, centre, plain, d, release_of(waiting, plain, d, down), down, rng)
    assert found is not None
    return found.days, [BINDS[i] for i in found.binds]


def at_centre(recorded: Ints, delays: Ints, stops: float = 0.0, gone: int = 0) -> tuple[AtCentre, Waiting]:
    centre = AtCentre(recorded, np.maximum(0, -recorded - gone), delays, np.array([stops]), gone)
    empty = np.zeros(0, dtype=np.int64)
    return centre, Waiting(empty, empty, recorded, centre.waited, delays)


def test_the_centre_binds_where_nobody_else_waits_and_the_line_where_many_do() -> None:
    slow = np.tile(np.arange(20, 60), 10)
    quick, binds = told_of(*at_centre(np.full(5, -10), slow))
    assert set(binds) == {"centre"} and 10 < quick[0, P50] < 50
    centre, waiting = at_centre(np.full(5, -10), np.tile(np.arange(11, 14), 100))
    line = np.zeros(1000, dtype=np.int64)
    crowded = Waiting(line, line - 300, waiting.pending, waiting.waited, waiting.delays)
    late, binds = told_of(centre, crowded)
    assert set(binds) == {"printer"} and 90 < late[0, P50] < 115


def test_one_who_has_hung_there_for_ever_holds_up_nobody() -> None:
    """Longer than any verdict ever took here: no day for that one, and a near one for all who were recorded since."""
    found, _binds = told_of(*at_centre(np.array([-400] + [-1] * 12), np.tile(np.arange(1, 12), 30)))
    assert found[0, P50] > HORIZON and (found[1:, P90] < 20).all()


def test_while_the_centre_is_away_nobody_is_told_a_day_before_it_is_back() -> None:
    delays = np.tile(np.arange(1, 4), 100)
    up, _ = told_of(*at_centre(np.full(50, -12), np.tile(np.arange(13, 16), 100)))
    away, binds = told_of(*at_centre(np.full(50, -12), delays, stops=30.0, gone=10))
    assert set(binds) == {"outage"} and away[0, P50] > 15 > up[0, P50]
    assert away[-1, P50] > away[0, P50], "who was recorded later comes out behind those of before"


def test_few_verdicts_leave_the_late_end_open_and_none_leave_everything() -> None:
    few, _ = told_of(*at_centre(np.full(3, -1), np.array([2, 2, 3, 4])))
    assert few[0, P90] > HORIZON
    centre, waiting = at_centre(np.full(3, -1), np.zeros(0, dtype=np.int64))
    d = draw(habits(), Plan(stock=100), np.random.default_rng(1), 20, HORIZON)
    assert cards_after_verdict(waiting, centre, habits(), d, None, None, np.random.default_rng(1)) is None


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(0, 30))
def test_never_before_the_same_place_in_line_and_quantiles_are_in_order(seed: int, people: int, gone: int) -> None:
    rng = np.random.default_rng(seed)
    centre, waiting = at_centre(-np.sort(rng.integers(1, 60, people))[::-1], rng.integers(0, 90, 60), 30.0, gone)
    found, _binds = told_of(centre, waiting, pace=float(rng.integers(1, 20)))
    assert (np.diff(found, axis=1) >= 0).all()
    assert (found[:, P10] >= 2).all() and (found <= HORIZON + 1).all(), (
        "printed at the earliest on the day after its verdict"
    )
