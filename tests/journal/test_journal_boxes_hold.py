"""What an act waits for: all of the chain up to it, however far the second box is behind; and never for one that answers nonsense."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar
from uuid import uuid4

import pytest

from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.journal import boxes, exchange, mirror
from siaga.journal.act import CITIZEN, SYSTEM, Act
from siaga.journal.facts import Body, kinds
from siaga.journal.models import JournalFact, Parked
from siaga.kit.node import Node


def draw(node: Node, count: int = 1) -> None:
    with node:
        for _ in range(count):
            assert take_ticket(node, CITIZEN, "A", "umum", key=uuid4())


def held(node: Node) -> int:
    with node:
        return Ticket.objects.count()


@pytest.fixture
def pair(negeri: Country) -> tuple[Node, Node]:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    return office, negeri.second_box(office)


def rested(office: Node) -> mirror.SecondBox:
    """The office's end, which has forgotten that the second box did not answer a moment ago."""
    second: mirror.SecondBox = office.devices["cadangan"]
    second._rest_until = 0.0
    return second


def test_an_act_waits_until_its_own_fact_is_there(pair: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch) -> None:
    office, second = pair
    monkeypatch.setattr(mirror, "BATCH", 3)
    draw(office)
    rested(office).link.up = False
    draw(office, 10)
    assert held(second) == 1
    rested(office).link.up = True
    draw(office)
    assert held(second) == 12, "not only the first three of what was missing"


def test_too_far_behind_no_act_waits_and_due_work_catches_up(
    pair: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, second = pair
    draw(office)
    rested(office).link.up = False
    draw(office, 10)
    monkeypatch.setattr(mirror, "TOO_FAR", 5)
    rested(office).link.up = True
    draw(office)
    assert held(second) == 1
    with office:
        assert office.devices["cadangan"].behind(office) >= 11
        office.devices["cadangan"].catch_up(office)
        assert office.devices["cadangan"].behind(office) == 0
    assert held(second) == 12
    draw(office)
    assert held(second) == 13


def test_a_second_box_that_answers_nonsense_stops_nobody(pair: tuple[Node, Node]) -> None:
    office, second = pair
    draw(office)
    line = office.devices["cadangan"].link
    line.weather = lambda data: data[:-1] + b"?"
    draw(office, 3)
    assert held(office) == 4 and held(second) == 1
    line.weather = None
    rested(office)
    draw(office)
    assert held(second) == 5


def test_the_second_box_of_a_box_that_took_over(
    negeri: Country, pair: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A third machine hears of the first takeover before it hears of the second: it must not send its office away."""
    office, second = pair
    draw(office, 2)
    with second:
        assert boxes.take_over(second, SYSTEM, "petir")
    third = negeri.second_box(second)
    draw(second, 3)
    with third:
        assert boxes.take_over(third, SYSTEM, "banjir")
    fourth = negeri.second_box(third)
    monkeypatch.setattr(mirror, "BATCH", 2)
    with third:
        third.devices["cadangan"].catch_up(third)
    draw(third)
    assert held(fourth) == held(third) == 6
    with fourth:
        assert boxes.serving_box("3172") == 3
    # Heard the other way round, the later takeover stands.
    for node in (third, second):
        with node:
            exchange.talk(node, node.devices["pusat"])
    with negeri.centre:
        assert boxes.serving_box("3172") == 3


class Later(Body, frozen=True):
    """Of a newer program."""

    kind: ClassVar[str] = "uji.kelak"


def test_a_fact_parked_at_the_end_of_its_chain_leaves_the_others_in_their_order(negeri: Country) -> None:
    """It comes last; were it first, all of its chain would go before what it rests on, and park at the second box for ever."""
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    newer = replace(negeri.centre, kinds={**negeri.centre.kinds, **kinds(((Later, lambda fact: ()),))})
    with office:
        assert take_ticket(office, CITIZEN, "A", "umum", key=uuid4())
    with newer, Act(newer, SYSTEM) as act:
        act.record(Later(), subject="kelak", to="3172")
    with office:
        exchange.talk(office, office.devices["pusat"])
        assert [p.kind for p in Parked.objects.all()] == [Later.kind]
        assert take_ticket(office, CITIZEN, "A", "umum", key=uuid4())
        places = {(f.chain, f.seq): f.lsn for f in JournalFact.objects.all()}
        found = [places[f.chain, f.seq] for f in mirror.unheld({})]
    assert found.pop() is None and found == sorted(found) and len(found) == len(places) - 1


@pytest.mark.parametrize(
    ("lsn", "cut_off", "placed"),
    [
        ([1, 5, None], False, [1, 5, mirror.LAST]),
        ([1, 5, None], True, [1, 5, 5]),
        ([None, None], True, [0, 0]),
        ([None, None], False, [mirror.LAST, mirror.LAST]),
        ([1, None, 4], False, [1, 4, 4]),
        ([9, 4, 5], True, [4, 4, 5]),
    ],
)
def test_the_place_of_a_fact_among_other_chains(lsn: list[int | None], cut_off: bool, placed: list[int]) -> None:
    found = mirror._in_place([(n or 0, None) for n in lsn], cut_off=cut_off)  # type: ignore[misc]
    assert [place for place, _fact in found] == placed
