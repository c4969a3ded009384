"""Due work that looks over much is taken at most once in a while, for each node by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from siaga.drill.country import Country
from siaga.journal.questions import every, finds, question_of
from siaga.kit.node import Node

MINUTE = timedelta(minutes=1)


def test_once_in_a_while_for_each_node(negeri: Country, jakut: Node) -> None:
    centre = negeri.centre
    taken: list[tuple[str, datetime]] = []

    @every(MINUTE)
    def tick(node: Node, now: datetime) -> int:
        taken.append((node.id, now))
        return 3

    begin = jakut.clock.now()
    hour_back = begin - timedelta(hours=1)
    assert [tick(jakut, begin), tick(jakut, begin + MINUTE / 2), tick(centre, begin + MINUTE / 2)] == [3, 0, 3]
    assert [tick(jakut, begin + MINUTE), tick(jakut, hour_back)] == [3, 3], "a clock that went back"
    assert [id for id, _ in taken] == [jakut.id, centre.id, jakut.id, jakut.id]


def test_again_at_once_after_a_whole_batch(jakut: Node) -> None:
    left = [20, 20, 5]

    @every(MINUTE, 20)
    def tick(node: Node, now: datetime) -> int:
        return left.pop(0)

    now = jakut.clock.now()
    assert [tick(jakut, now) for _ in range(4)] == [20, 20, 5, 0]


def test_what_fails_waits_too_and_keeps_its_question(jakut: Node) -> None:
    @every(MINUTE)
    @finds("true")
    def tick(node: Node, now: datetime) -> int:
        raise LookupError

    now = jakut.clock.now()
    with pytest.raises(LookupError):
        tick(jakut, now)
    assert tick(jakut, now) == 0
    asked = question_of(tick)
    assert asked is not None
    assert asked.sql == "true"
