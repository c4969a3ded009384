"""The print list: lawful, total, the same for everybody who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards.order import (
    BANYUWANGI_2017,
    CHANGED,
    CLASSES,
    DISASTER,
    FIRST_TIMER,
    JANUARY_2020,
    KUPANG_2018,
    LOST_DAMAGED,
    REASONS,
    SUKET_PRR,
    Policy,
    class_for,
    in_order,
    place_in_line,
    policy_on,
    sort_key,
)
from siaga.kit.clock import ZONES
from siaga.kit.refusal import Refusal


@dataclass(frozen=True)
class Order:
    id: object
    klass: str
    recorded_at: datetime
    joined_at: datetime
    first: bool = False


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2018, month, day, hour, tzinfo=UTC)


def order(name: str, klass: str, recorded: datetime, joined: datetime | None = None, first: bool = False) -> Order:
    return Order(name, klass, recorded, joined or recorded, first)


LIST = [
    order("changed", CHANGED, at(1, 1)),
    order("lost", LOST_DAMAGED, at(1, 2)),
    order("suket", SUKET_PRR, at(1, 3)),
    order("disaster", DISASTER, at(2, 4), at(1, 3)),
    order("new-b", FIRST_TIMER, at(2, 5), at(2, 5)),
    order("new-a", FIRST_TIMER, at(2, 2), at(2, 6)),
    order("misprint", CHANGED, at(3, 9), first=True),
]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (JANUARY_2020, ["misprint", "new-a", "new-b", "disaster", "suket", "lost", "changed"]),
        (BANYUWANGI_2017, ["misprint", "new-a", "new-b", "changed", "lost", "suket", "disaster"]),
        (KUPANG_2018, ["misprint", "changed", "lost", "suket", "disaster", "new-b", "new-a"]),
    ],
)
def test_three_policies(policy: Policy, expected: list[str]) -> None:
    assert [o.id for o in in_order(LIST, policy)] == expected
    assert [place_in_line(o, LIST, policy) for o in in_order(LIST, policy)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_class_without_a_rank_comes_last() -> None:
    assert JANUARY_2020.rank("lain") == len(JANUARY_2020.classes)
    assert {k for rank in JANUARY_2020.classes for k in rank} == set(CLASSES)


@pytest.mark.parametrize(
    ("on", "policy"),
    [
        (date(2015, 9, 9), JANUARY_2020),
        (date(2017, 5, 10), BANYUWANGI_2017),
        (date(2018, 6, 30), BANYUWANGI_2017),
        (date(2018, 7, 3), KUPANG_2018),
        (date(2026, 1, 1), JANUARY_2020),
    ],
)
def test_the_policy_of_the_day(on: date, policy: Policy) -> None:
    assert policy_on([KUPANG_2018, JANUARY_2020, BANYUWANGI_2017], on) is policy


@pytest.mark.parametrize("reason", list(REASONS))
def test_reasons(reason: str) -> None:
    got = class_for(reason)
    if REASONS[reason]:
        assert got in CLASSES
    else:
        assert isinstance(got, Refusal) and "tetap berlaku" in got.text()


def test_an_unknown_reason_is_refused() -> None:
    assert isinstance(class_for("titipan"), Refusal)


def test_a_month_begins_at_midnight_of_the_office() -> None:
    """Half past eight on 1 March in Jayapura is 28 February by UTC: who was recorded then stands with March."""
    early = order("early", CHANGED, datetime(2018, 2, 28, 23, 30, tzinfo=UTC), at(5, 1))
    late = order("late", CHANGED, at(2, 20), at(5, 2))
    assert [o.id for o in in_order([early, late], KUPANG_2018, ZONES["WIT"])] == ["late", "early"]
    assert [o.id for o in in_order([early, late], KUPANG_2018, ZONES["WIB"])] == ["late", "early"]
    assert [o.id for o in in_order([early, late], KUPANG_2018, UTC)] == ["early", "late"]


moments = st.datetimes(datetime(2018, 1, 1), datetime(2018, 3, 31), timezones=st.just(UTC))
orders = st.builds(Order, st.uuids(), st.sampled_from(list(CLASSES)), moments, moments, st.booleans())
lists = st.lists(orders, max_size=25, unique_by=lambda o: o.id)
policies = st.sampled_from([JANUARY_2020, BANYUWANGI_2017, KUPANG_2018])


@given(lists, policies, st.randoms(use_true_random=False))
def test_no_inversion_whatever_the_input_order(entries: list[Order], policy: Policy, random: object) -> None:
    line = in_order(entries, policy)
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert in_order(shuffled, policy) == line
    for before, after in zip(line, line[1:], strict=False):
        assert before.first >= after.first
        if before.first == after.first:
            assert policy.rank(before.klass) <= policy.rank(after.klass)
            if policy.rank(before.klass) == policy.rank(after.klass):
                assert (before.recorded_at.year, before.recorded_at.month) <= (
                    after.recorded_at.year,
                    after.recorded_at.month,
                )
                if policy is not KUPANG_2018:
                    assert before.recorded_at <= after.recorded_at


@given(lists, st.uuids(), moments)
def test_first_timers_before_others_and_places_are_a_count(entries: list[Order], ident: UUID, when: datetime) -> None:
    line = in_order(entries, JANUARY_2020)
    ranks = [o.klass == FIRST_TIMER for o in line if not o.first]
    assert ranks == sorted(ranks, reverse=True)
    late = Order(ident, CHANGED, when, when)
    if ident not in {o.id for o in entries}:
        place = place_in_line(late, entries, JANUARY_2020)
        assert in_order([*entries, late], JANUARY_2020)[place - 1] is late
        assert place > sum(o.klass == FIRST_TIMER for o in entries)


@given(lists, policies)
def test_the_order_is_total(entries: list[Order], policy: Policy) -> None:
    assert len({sort_key(o, policy) for o in entries}) == len(entries)
