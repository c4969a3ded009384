"""The table of outages answers for everything, and taking a row out takes something away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.continuity import table
from siaga.continuity.dependencies import CENTRE, NAMES
from siaga.continuity.table import AS_IT_WAS, ROW_TEXTS, SERVICES, TABLE, Mode, may_serve, policy, without


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("thing", NAMES)
def test_every_service_is_answered_for_everything_that_may_be_down(service: str, thing: str) -> None:
    rows = [r for r in TABLE if service in r.services and thing in r.down]
    assert len(rows) == 1, "exactly one row answers"
    answer = policy(service, {thing})
    assert answer.mode == rows[0].mode and answer.rows == (rows[0],)


def test_every_row_has_words_and_all_words_have_a_row() -> None:
    assert {r.key for r in TABLE} == set(ROW_TEXTS)
    for row in TABLE:
        assert all((row.what, row.is_down, row.now, row.leaves_with, row.on_return))
    assert set(table.SERVICE_WORDS) == set(SERVICES) and set(table.MODE_WORDS) == set(Mode)


def test_with_the_centre_down_only_the_search_waits() -> None:
    modes = {s: may_serve(s, set(CENTRE)) for s in SERVICES}
    assert modes.pop(table.UNIQUENESS) is Mode.WAIT
    assert modes[table.RECORDING] is Mode.STORE
    assert all(m.goes_on for m in modes.values())


def test_as_it_was_everything_stops_with_the_centre_but_the_numbers() -> None:
    modes = {s: may_serve(s, {"pusat"}, AS_IT_WAS) for s in SERVICES}
    assert modes.pop(table.TICKETS) is Mode.CONTINUE
    assert set(modes.values()) == {Mode.STOP}
    assert may_serve(table.PRINTING, {"blangko"}, AS_IT_WAS) is Mode.WAIT


@pytest.mark.parametrize("key", sorted({r.key for r in TABLE if r.mode is not Mode.STOP}))
def test_taking_a_row_out_stops_something(key: str) -> None:
    less = without(key)
    worse = [(s, n) for s in SERVICES for n in NAMES if may_serve(s, {n}, less) is Mode.STOP is not may_serve(s, {n})]
    assert worse


def test_a_row_that_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(KeyError):
        without("tidak ada")
    with pytest.raises(ValueError):
        policy("nyanyi", set())
    with pytest.raises(ValueError):
        policy(table.TICKETS, {"bulan"})


@given(st.sampled_from(SERVICES), st.sets(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_more_down_is_never_better(service: str, down: set[str], more: str) -> None:
    order = list(Mode).index
    assert order(may_serve(service, down | {more})) >= order(may_serve(service, down))
    assert may_serve(service, set()) is Mode.CONTINUE
