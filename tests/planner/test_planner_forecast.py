"""The forecast against a line served card by card, and what must hold whatever the numbers are."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siaga.planner.draws import Draws, Floats32, Plan, draw
from siaga.planner.forecast import BINDS, HORIZON, P10, P50, P90, Curve, Waiting, first_passages, forecast, printed_by
from siaga.planner.past import Habits, Ints, Past, Pool, learn

ONE = np.array([1.0])


def habits(arrivals: list[float], ages: list[list[int]], pace: float = 10, **more: object) -> Habits:
    values: dict[str, object] = {
        "pace": Pool(np.array([pace]), ONE),
        "spoil": 0.0,
        "gaps": Pool(np.array([20.0]), ONE),
        "sizes": Pool(np.array([0.0]), ONE),
        "since_delivery": 0.0,
        "outages": Pool(np.array([1.0]), ONE),
        "outage_every": 1e9,
        "down_for": 0.0,
        "arrivals": np.array(arrivals),
        "spread": np.ones(len(arrivals)),
        "ages": tuple(np.array(a, dtype=np.int64) for a in ages),
    }
    return Habits(**(values | more))  # type: ignore[arg-type]


def one_future(capacity: list[int], come: list[int], arrivals: list[list[int]]) -> Draws:
    return Draws(
        np.array([capacity], dtype=np.float32),
        np.cumsum([come], axis=1).astype(np.float32),
        np.array([capacity]) == 0,
        tuple(np.array([a], dtype=np.float32) for a in arrivals),
    )


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_as_a_line_served_card_by_card(data: st.DataObject) -> None:
    """No overtaking inside a rank (all newcomers are recorded after everybody): the day must come out exactly."""
    n, ranks, days = data.draw(st.integers(1, 14)), 3, 25
    numbers = st.lists(st.integers(0, 6), min_size=days, max_size=days)
    capacity, come = data.draw(numbers), data.draw(numbers)
    arrivals = [data.draw(numbers) for _ in range(ranks)]
    rank = np.sort(np.array(data.draw(st.lists(st.integers(0, ranks - 1), min_size=n, max_size=n)), dtype=np.int64))
    line = [(int(r), i) for i, r in enumerate(rank)]
    heapq.heapify(line)
    stock, done, served = 0, {}, n
    for day in range(days):
        stock += come[day]
        for r in range(ranks):
            for _new in range(arrivals[r][day]):
                served += 1
                heapq.heappush(line, (r, served))
        for _card in range(min(capacity[day], stock, len(line))):
            stock -= 1
            done[heapq.heappop(line)[1]] = day + 1
    d = one_future(capacity, come, arrivals)
    curves = forecast(Waiting(rank, np.zeros(n, dtype=np.int64)), habits([1.0] * ranks, [[0]] * ranks), d)
    for curve in curves:
        for place, told in zip(curve.places, curve.days[:, P50], strict=True):
            assert told == done.get(int(place) - 1, days + 1)


def test_who_was_recorded_later_is_overtaken_by_replacements_with_older_recordings() -> None:
    """Newcomers of the same rank with recordings of any age: half of them stand before somebody in the middle of the ages."""
    d = one_future([10] * 60, [1000] + [0] * 59, [[6] * 60])
    ages = [[*range(2000)]]
    old = forecast(Waiting(np.zeros(41, dtype=np.int64), np.full(41, -1990)), habits([6.0], ages), d)[0]
    new = forecast(Waiting(np.zeros(41, dtype=np.int64), np.full(41, -1)), habits([6.0], ages), d)[0]
    assert old.days[-1, P50] == 5  # 41 cards, 10 a day, nobody before
    assert 9 <= new.days[-1, P50] <= 12  # 6 of the 10 a day go to newcomers


def test_the_centre_gives_back_those_who_wait_for_it_and_they_stand_where_they_were_recorded() -> None:
    d = one_future([10] * 60, [1000] + [0] * 59, [[0] * 60, [0] * 60])
    mine = Waiting(np.array([0, 0, 1]), np.array([-40, -20, -300]), pending=np.full(100, -30, dtype=np.int64))
    ages = [[*range(31, 36)] * 40, [0]]
    first, second = forecast(mine, habits([0.0, 0.0], ages), d)
    down = forecast(mine, habits([0.0, 0.0], ages), d, centre_down=np.array([15.0]))
    assert first.days[0, P50] == 1 and first.days[1, P50] == 11 and second.days[0, P50] == 11
    assert down[0].days[1, P50] == down[1].days[0, P50] == 1  # while the centre is away, nobody overtakes


def test_blangko_bind_and_printers_do_not_help() -> None:
    """400 blangko for 16,000 cards: ten printers more gain no day."""
    plain = habits([0.0], [[0]], pace=500, gaps=Pool(np.array([90.0]), ONE), sizes=Pool(np.array([2000.0]), ONE))
    waiting = Waiting(np.zeros(16000, dtype=np.int64), np.full(16000, -10))
    told = []
    for more in (0, 10 * 500):
        d = draw(plain, Plan(stock=400, more_a_day=((1, more),)), np.random.default_rng(1), 50, HORIZON)
        told.append(forecast(waiting, plain, d)[0])
    at = np.array([401])
    assert (told[0].at(at)[:, P50] == told[1].at(at)[:, P50]).all()
    assert [BINDS[i] for i in told[0].binding(at)] == ["stock"]
    assert told[0].at(np.array([400]))[0, P90] <= 2  # the last whom the blangko reach


def test_an_outage_moves_everybody_and_says_so() -> None:
    plain = habits([0.0], [[0]], pace=10)
    waiting = Waiting(np.zeros(50, dtype=np.int64), np.full(50, -10))
    d = draw(plain, Plan(stock=1000, outage=(1, 26)), np.random.default_rng(1), 50, HORIZON)
    curve = forecast(waiting, plain, d)[0]
    assert 27 <= curve.days[0, P50] <= 28 and BINDS[curve.binds[0]] == "outage"


def test_an_announced_delivery_is_believed_before_the_habit() -> None:
    plain = habits([0.0], [[0]], pace=100, gaps=Pool(np.array([80.0]), ONE), sizes=Pool(np.array([500.0]), ONE))
    waiting = Waiting(np.zeros(300, dtype=np.int64), np.full(300, -10))
    d = draw(plain, Plan(stock=0, announced=((3, 30000),)), np.random.default_rng(1), 200, HORIZON)
    assert 5 <= forecast(waiting, plain, d)[0].days[-1, P50] <= 8


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 17))
def test_days_found_between_two_cards_are_those_found_for_each_by_itself(seed: int, cards: int) -> None:
    """Some futures serve many on one day, some nobody at all; who is further back is overtaken by more."""
    rng = np.random.default_rng(seed)
    draws, days = 6, 40
    points = np.sort(rng.choice(60, cards, replace=False))
    room = np.cumsum(rng.integers(0, 4, (draws, days)) * rng.integers(0, 2, (draws, 1)), axis=1).astype(np.float32)
    room[:, int(rng.integers(0, days)) :] += int(rng.integers(0, 40))
    more = rng.random((draws, days), dtype=np.float32)
    asked = 0

    def left(at: int, rows: Ints, until: int) -> Floats32:
        nonlocal asked
        asked += len(rows) * until
        found: Floats32 = room[rows, :until] - np.cumsum(more[rows, :until] * np.float32(at / 60), axis=1)
        return found

    found = first_passages(points, left, (draws, days))
    spent, asked = asked, 0
    for n, at in enumerate(points):
        served = left(int(at), np.arange(draws), days) >= at + 1
        assert (found[n] == np.where(served.any(axis=1), served.argmax(axis=1), days)).all()
    assert spent <= asked


@pytest.mark.parametrize("seed", range(3))
def test_nobody_further_back_is_earlier_and_quantiles_are_in_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plain = habits(
        [8.0, 2.0], [[1, 2, 3, 40], [*range(500)]], pace=12, sizes=Pool(np.array([300.0]), ONE), outage_every=30.0
    )
    rank = np.sort(rng.integers(0, 2, 400))
    recorded = -np.sort(rng.integers(0, 60, 400))[::-1]
    d = draw(plain, Plan(stock=150), rng, 100, HORIZON)
    for curve in forecast(Waiting(rank, recorded), plain, d):
        assert (np.diff(curve.days, axis=0) >= 0).all() and (np.diff(curve.days, axis=1) >= 0).all()
        assert (curve.days[:, P10] >= 1).all() and (curve.days[:, P90] <= HORIZON + 1).all()


def test_printed_never_exceeds_blangko_or_printers() -> None:
    d = draw(
        habits([5.0], [[0]], sizes=Pool(np.array([120.0]), ONE), outage_every=9.0),
        Plan(40),
        np.random.default_rng(3),
        60,
        120,
    )
    made = printed_by(d)
    assert (made <= d.supply + 1e-3).all() and (np.diff(made, axis=1, prepend=0) <= d.capacity + 1e-2).all()
    assert (np.diff(made, axis=1) >= -1e-2).all()


def days_of(n: int, **more: np.ndarray) -> Past:
    zero = np.zeros(n, dtype=np.int64)
    values = {"joined": np.full((n, 1), 7), "printed": zero + 8, "spoiled": zero, "delivered": zero, "up": zero + 1}
    values |= {"stock": zero + 100, "line": zero + 50, "nominal": zero.astype(float)}
    return Past(**(values | more), ages=(np.array([3, 4]),))


def test_days_without_blangko_do_not_teach_that_the_printers_are_slow() -> None:
    stock, printed = np.full(60, 100), np.full(60, 80)
    stock[30:], printed[30:] = 0, 0
    learnt = learn(days_of(60, stock=stock, printed=printed, delivered=np.eye(1, 60, 5, dtype=np.int64)[0] * 500))
    assert (learnt.pace.values == 80).all() and learnt.since_delivery == 54


def test_where_blangko_are_not_known_a_stop_is_an_outage() -> None:
    printed = np.full(60, 80)
    printed[20:23], printed[55:] = 0, 0
    learnt = learn(days_of(60, stock=np.full(60, -1), printed=printed))
    assert not learnt.supplied and learnt.down_for == 5 and 3.0 in learnt.outages.values


def test_a_wait_longer_than_all_known_goes_on_for_about_as_long() -> None:
    rest = Pool(np.array([1.0, 2.0]), np.ones(2)).rest(np.random.default_rng(1), 40, 2000)
    assert rest.min() > 0 and 15 < np.median(rest) < 60


def of_blangko(n: int, stock: int, announced: tuple[tuple[int, int], ...] = ()) -> Curve:
    """n who wait, nobody joins, no shipment comes but those announced; one blangko in ten is spoiled."""
    seldom = habits([0.0], [[]], spoil=0.1, gaps=Pool(np.array([1e6]), ONE))
    made = draw(seldom, Plan(stock, announced), np.random.default_rng(1), 200, HORIZON)
    waiting = Waiting(np.zeros(n, dtype=np.int64), -np.arange(n)[::-1])
    (curve,) = forecast(waiting, seldom, made)
    return curve


@settings(max_examples=25, deadline=None)
@given(st.integers(30, 3000), st.integers(0, 400), st.integers(1, 600))
def test_no_day_between_the_last_blangko_and_never(n: int, stock: int, coming: int) -> None:
    """Whom the blangko reach is told when; who stands behind them is told no day, and few of the first are kept from theirs."""
    curve = of_blangko(n, stock, ((2, coming),))
    days = curve.at(np.arange(1, n + 1))[:, P90]
    reached = min(n, int((stock + coming) * 0.9 + 1e-3))
    assert (days[reached:] > HORIZON).all() and (days[: min(reached, stock * 9 // 10)] < 60).all()
    told = int((days <= HORIZON).sum())
    assert reached - n / 200 - 1 <= told <= reached and (days[:told] < 130).all()


def test_blangko_bind_only_whom_they_keep_waiting() -> None:
    """Three cards and four blangko: printed tomorrow, whether or not a blangko is left after them."""
    curve = of_blangko(3, 4)
    assert curve.days[:, P50].max() <= 1 and {BINDS[i] for i in curve.binds} == {"printer"}
    assert BINDS[of_blangko(30, 4).binds[-1]] == "stock"
