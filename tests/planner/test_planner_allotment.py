"""Allotment: whole blangko, sums, caps, fairness as each rule promises it, the price against exhaustive search, loans."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siaga.planner.allotment import REASON_TEXTS, RULES, Districts, allot, best, explain, fill, usable, worth
from siaga.planner.loans import propose

HORIZON = 10


def districts(*rows: tuple[int, int, int]) -> Districts:
    """(prr, stock, pace) each."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Districts(columns[:, 0], columns[:, 1], columns[:, 2])


offices = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 2000), st.integers(1, 300)), min_size=1, max_size=12
).map(lambda rows: districts(*rows))
small = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=3).map(
    lambda rows: districts(*rows)
)


@given(offices, st.integers(0, 40_000), st.sampled_from(sorted(RULES)))
def test_whole_blangko_none_lost_none_beyond_the_need(d: Districts, n: int, rule: str) -> None:
    amounts = allot(rule, d, n, HORIZON).amounts
    assert amounts.dtype == np.int64 and (amounts >= 0).all() and (amounts <= d.need).all()
    assert amounts.sum() == min(n, d.need.sum())


@given(offices, st.integers(0, 3000), st.sampled_from(["prr_pembagi", "sama_banyak"]))
@settings(max_examples=60)
def test_nobody_gets_less_when_there_is_one_more(d: Districts, n: int, rule: str) -> None:
    assert (allot(rule, d, n + 1, HORIZON).amounts >= allot(rule, d, n, HORIZON).amounts).all()


def test_the_largest_remainder_promises_no_such_thing() -> None:
    """The Alabama paradox: with 11 blangko the smallest district has one less than with 10."""
    alabama = districts((600, 0, 1), (600, 0, 1), (200, 0, 1))
    assert allot("prr", alabama, 10, HORIZON).amounts.tolist() == [4, 4, 2]
    assert allot("prr", alabama, 11, HORIZON).amounts.tolist() == [5, 5, 1]
    ten, eleven = (allot("prr_pembagi", alabama, n, HORIZON).amounts for n in (10, 11))
    assert (eleven >= ten).all()


@given(offices, st.integers(0, 40_000))
def test_max_min(d: Districts, n: int) -> None:
    """Nobody can be given one more without taking it from somebody who has no more than they."""
    amounts = allot("sama_banyak", d, n, HORIZON).amounts
    wanting = amounts < d.need
    if wanting.any():
        assert amounts.max() <= amounts[wanting].min() + 1


@given(offices, st.integers(0, 40_000))
def test_in_proportion_within_one_blangko(d: Districts, n: int) -> None:
    """Between two that are not full, shares by PRR differ by rounding only; nobody full has more than its proportion."""
    shares = allot("prr", d, n, HORIZON)
    assert (np.abs(shares.amounts - shares.exact) < 1).all()
    free = np.flatnonzero(~shares.capped)
    if len(free):
        level = shares.exact[free] / d.prr[free]
        assert np.allclose(level, level[0])
        full = shares.capped & (d.need > 0)
        assert (shares.exact[full] <= level[0] * d.prr[full] + 1e-6).all()


@given(offices, st.integers(0, 40_000))
def test_equal_days_are_left(d: Districts, n: int) -> None:
    """What is lacking afterwards, in days of printing, is equal within one card where anything was given."""
    amounts = allot("sama_hari", d, n, HORIZON).amounts
    left = d.need - amounts
    days = left / d.pace
    given_, lacking = amounts > 0, left > 0
    if given_.any() and lacking.any():
        assert ((left[given_] - 1) / d.pace[given_] <= days.max() + 1e-9).all()
        for i in np.flatnonzero(given_):
            assert (days[i] + 1 / d.pace[i] >= days[lacking] - 1 / d.pace[lacking] - 1e-9).all()


@given(offices, st.integers(1, 4000))
@settings(max_examples=60)
def test_webster_gives_each_blangko_where_it_is_worth_most(d: Districts, n: int) -> None:
    """No blangko moved from one district to another would have had a better claim there."""
    amounts = allot("prr_pembagi", d, n, HORIZON).amounts
    wanting, holding = amounts < d.need, amounts > 0
    if wanting.any() and holding.any():
        next_claim = max(int(p) / (2 * int(a) + 1) for p, a in zip(d.prr[wanting], amounts[wanting], strict=True))
        last_claim = min(int(p) / (2 * int(a) - 1) for p, a in zip(d.prr[holding], amounts[holding], strict=True))
        assert last_claim >= next_claim - 1e-9


@given(small, st.integers(0, 12), st.integers(1, 4))
@settings(max_examples=80)
def test_the_best_is_the_best_of_all_divisions(d: Districts, n: int, horizon: int) -> None:
    n = min(n, int(d.need.sum()))
    ranges = [range(int(need) + 1) for need in d.need]
    every = [worth(d, np.array(x, dtype=np.int64), horizon) for x in product(*ranges) if sum(x) == n]
    found = best(d, n, horizon)
    assert found.cards == max(w.cards for w in every) and found.waited == min(w.waited for w in every)


@given(offices, st.integers(0, 40_000), st.sampled_from(sorted(RULES)))
def test_no_rule_beats_the_best_and_one_prints_as_many(d: Districts, n: int, rule: str) -> None:
    got, bound = worth(d, allot(rule, d, n, HORIZON).amounts, HORIZON), best(d, n, HORIZON)
    assert got.cards <= bound.cards and got.waited >= bound.waited
    assert worth(d, allot("kartu", d, n, HORIZON).amounts, HORIZON).cards == bound.cards


@given(offices, st.integers(0, 40_000), st.sampled_from(sorted(RULES)))
def test_every_share_is_explained_by_its_numbers(d: Districts, n: int, rule: str) -> None:
    shares = allot(rule, d, n, HORIZON)
    reasons = explain(rule, d, shares, HORIZON)
    for reason, amount, need in zip(reasons, shares.amounts.tolist(), d.need.tolist(), strict=True):
        assert reason.text in REASON_TEXTS.values() and "%(" not in reason.text % reason.params
        assert reason.params["n"] == amount and reason.params["left"] == need - amount


def test_malang_and_neighbours() -> None:
    """16,000 print-ready with 400 blangko beside a small town and one that has enough; 10,000 come."""
    d = districts((16_000, 400, 250), (4_000, 0, 250), (1_000, 3_000, 250))
    assert allot("prr", d, 10_000, HORIZON).amounts.tolist() == [8_000, 2_000, 0]
    assert allot("sama_banyak", d, 10_000, HORIZON).amounts.tolist() == [6_000, 4_000, 0]
    first, _second, third = explain("prr", d, allot("prr", d, 10_000, HORIZON), HORIZON)
    assert first.params["all_prr"] == 20_000 and first.params["share"] == 8_000
    assert third.text == REASON_TEXTS["none"]
    assert usable(d, HORIZON).tolist() == [2_100, 2_500, 0]


@pytest.mark.parametrize(("n", "weights", "caps"), [(-1, [1], [1]), (1, [-1], [1]), (1, [0], [1]), (10**9, [1], [1])])
def test_nonsense_is_refused(n: int, weights: list[int], caps: list[int]) -> None:
    with pytest.raises(ValueError):
        fill(np.array(weights), np.array(caps), n)


sides = st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.sampled_from("ABC")), min_size=1, max_size=14)


@given(sides, st.sampled_from([1, 50]))
def test_loans_stay_in_the_province_as_far_as_they_can(rows: list[tuple[int, int, str]], least: int) -> None:
    # A district lends or borrows, never both.
    give = np.array([g if n % 2 else 0 for n, (g, _w, _p) in enumerate(rows)])
    want = np.array([0 if n % 2 else w for n, (_g, w, _p) in enumerate(rows)])
    places = [p for _g, _w, p in rows]
    loans = propose(give, want, places, least)
    for i in range(len(rows)):
        assert sum(x.amount for x in loans if x.lender == i) <= give[i]
        assert sum(x.amount for x in loans if x.borrower == i) <= want[i]
    assert all(x.amount >= least for x in loans)
    if least > 1:
        return
    assert sum(x.amount for x in loans) == min(give.sum(), want.sum())
    for p in "ABC":
        here = [n for n, place in enumerate(places) if place == p]
        inside = [x for x in loans if places[x.lender] == places[x.borrower] == p]
        assert sum(x.amount for x in inside) == min(give[here].sum(), want[here].sum())
        assert len(inside) <= max(0, np.count_nonzero(give[here]) + np.count_nonzero(want[here]) - 1)


def test_equal_loans_are_one_journey() -> None:
    give, want = np.array([0, 300, 0, 500]), np.array([300, 0, 400, 0])
    assert [(x.lender, x.borrower, x.amount) for x in propose(give, want, ["A"] * 4)] == [(1, 0, 300), (3, 2, 400)]
