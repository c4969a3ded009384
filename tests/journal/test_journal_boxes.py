"""An office on two machines: nothing that was told is lost, nothing is minted twice, only one is the office."""

from __future__ import annotations

from uuid import uuid4

import pytest

from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.journal import boxes, exchange, mirror
from siaga.journal.act import CITIZEN, Actor, NotTheOffice
from siaga.journal.facts import Fact
from siaga.journal.messages import Talk
from siaga.journal.mirror import Replaced
from siaga.journal.models import Parked, Peer
from siaga.journal.rows import Insert, Put
from siaga.journal.verify import tables_hash, verify
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.roles.kinds import FACT_TABLES

TECHNICIAN = Actor("teknisi", "Eko", frozenset({"teknisi"}))


@pytest.fixture
def pair(negeri: Country) -> tuple[Node, Node]:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    return office, negeri.second_box(office)


def ticket(node: Node) -> str:
    with node:
        outcome = take_ticket(node, CITIZEN, "A", "umum", key=uuid4())
        assert outcome
        return str(outcome.value)


def tickets(node: Node) -> dict[str, int]:
    with node:
        return {str(t.id): t.number for t in Ticket.objects.all()}


def talk(node: Node) -> int:
    with node:
        return exchange.talk(node, node.devices["pusat"])


def test_what_is_told_is_at_the_second_box_already(pair: tuple[Node, Node]) -> None:
    office, second = pair
    told = [ticket(office) for _ in range(5)]
    assert sorted(tickets(second)) == sorted(told)
    talk(office)
    with office:
        office.devices["cadangan"].catch_up(office)
        mine = tables_hash(FACT_TABLES)
    with second:
        assert tables_hash(FACT_TABLES) == mine and verify() == []


def test_a_second_box_writes_nothing_before_it_takes_over(pair: tuple[Node, Node]) -> None:
    office, second = pair
    ticket(office)
    with second, pytest.raises(NotTheOffice):
        take_ticket(second, CITIZEN, "A", "umum", key=uuid4())
    assert len(tickets(second)) == 1


def test_takeover_and_the_old_box_finds_that_it_is_no_longer_the_office(
    negeri: Country, pair: tuple[Node, Node]
) -> None:
    office, second = pair
    told = [ticket(office) for _ in range(3)]
    with second:
        assert boxes.take_over(second, TECHNICIAN, "petir")
        assert boxes.is_office(second)
    ours = ticket(second)
    assert tickets(second)[ours] == 501, "numbers of its own"
    # The old one is alive and has a line to the second box: it learns it before it can tell anybody anything.
    with office, pytest.raises(Replaced):
        take_ticket(office, CITIZEN, "A", "umum", key=uuid4())
    with office:
        assert not boxes.is_office(office)
        with pytest.raises(NotTheOffice):
            take_ticket(office, CITIZEN, "A", "umum", key=uuid4())
    talk(second)
    with negeri.centre:
        assert boxes.serving_box("3172") == 2
        assert set(told) | {ours} <= {str(t.id) for t in Ticket.objects.all()}


def test_both_alive_without_a_line_between_them_mint_no_number_twice(negeri: Country, pair: tuple[Node, Node]) -> None:
    office, second = pair
    ticket(office)
    office.devices["cadangan"].link.up = office.devices["pusat"].up = False
    second.devices["pusat"].up = False
    with second:
        assert boxes.take_over(second, TECHNICIAN, "tidak menjawab")
    old = [ticket(office) for _ in range(4)]
    new = [ticket(second) for _ in range(4)]
    both = tickets(office) | tickets(second)
    assert len(set(both.values())) == len(both) == 9
    # The lines come back: the centre first, then the old box hears who is the office.
    second.devices["pusat"].up = office.devices["pusat"].up = True
    talk(second)
    talk(office)
    with office:
        assert not boxes.is_office(office)
    talk(second)
    for node in (negeri.centre, second):
        assert set(old) | set(new) <= set(tickets(node)), f"{node.name} has what both gave out"
        with node:
            assert verify() == []


def test_the_second_box_away_and_back(pair: tuple[Node, Node]) -> None:
    office, second = pair
    line = office.devices["cadangan"].link
    ticket(office)
    line.up = False
    alone = [ticket(office) for _ in range(3)]
    assert not set(alone) & set(tickets(second))
    line.up = True
    with office:
        assert office.devices["cadangan"].catch_up(office) == 3
    assert set(alone) <= set(tickets(second))
    calls = line.calls
    ticket(office)
    assert line.calls == calls + 1, "one message an act"


def test_only_machines_of_the_same_office_are_answered(negeri: Country, pair: tuple[Node, Node]) -> None:
    _office, second = pair
    malang = negeri.office("3507", "Kabupaten Malang")
    with malang, pytest.raises(Exception, match="belum diterima|kotak"):
        exchange.ask(malang, second.devices["kantor"], mirror.Mirror(), "3172")


def test_a_box_taken_over_cannot_take_over_again(pair: tuple[Node, Node]) -> None:
    office, second = pair
    ticket(office)
    with second:
        assert boxes.take_over(second, TECHNICIAN, "")
        assert not boxes.take_over(second, TECHNICIAN, "")
    with office, pytest.raises(Replaced):
        office.devices["cadangan"].catch_up(office)
    with office:
        assert boxes.take_over(office, TECHNICIAN, "").codes() == {"box.replaced"}  # type: ignore[union-attr]


@pytest.mark.parametrize("box", range(1, 8))
def test_serials_of_boxes_do_not_meet(box: int) -> None:
    first, last = boxes.first_serial(box, 9999)
    assert 1 <= first <= last <= 9999
    others = [boxes.first_serial(b, 9999) for b in range(max(1, box - 4), box)]
    assert all(last < f or first > t for f, t in others)


@pytest.mark.parametrize(
    ("sender", "chain", "may"),
    [
        ("3172", "3172", True),
        ("3172/2", "3172", True),
        ("3172/2", "3172/2", True),
        ("3172", "3172/2", False),
        ("3172/2", "3172/3", False),
        ("3172/2", "3507", False),
        ("3172", "pusat", False),
    ],
)
def test_a_box_brings_no_history_of_those_who_came_after(sender: str, chain: str, may: bool) -> None:
    assert boxes.may_bring(sender, chain) is may


def test_a_replaced_box_cannot_write_history_of_its_successor(negeri: Country, pair: tuple[Node, Node]) -> None:
    office, second = pair
    ticket(office)
    with second:
        assert boxes.take_over(second, TECHNICIAN, "")
    talk(second)
    with office, pytest.raises(PermanentFault, match="bukan milik"):
        exchange.ask(office, office.devices["pusat"], Talk(chain="3172/2"))


def peers(node: Node) -> dict[str, bytes]:
    with node:
        return {id: bytes(key) for id, key in Peer.objects.values_list("id", "verify_key")}


def test_a_box_that_was_replaced_puts_no_keys_in_the_place_of_its_successors(
    negeri: Country, pair: tuple[Node, Node]
) -> None:
    """Cut off, the old box admits a "box 3" of its own while the office, now box 2, has admitted another one."""
    office, second = pair
    ticket(office)
    talk(office)
    office.devices["cadangan"].link.up = office.devices["pusat"].up = False
    with second:
        assert boxes.take_over(second, TECHNICIAN, "dicuri")
    third = negeri.second_box(second)
    talk(second)
    with office:
        assert boxes.add_box(office, TECHNICIAN, Keys.from_text("pencuri").public).value == 3  # type: ignore[union-attr]
    forged = peers(office)["3172/3"]
    office.devices["pusat"].up = True
    talk(office)
    talk(second)
    for node in (negeri.centre, second):
        assert peers(node)["3172/3"] == third.keys.public.verify != forged
        with node:
            assert [(p.chain, p.subject) for p in Parked.objects.all()] == [("3172", "kotak/3172/3")]
            assert verify() == []
    with third:
        assert boxes.take_over(third, TECHNICIAN, "")
    talk(third)


@pytest.mark.parametrize(("chain", "op"), [("3172", Insert), ("3172/2", Insert), ("3172/3", Put)])
def test_only_a_box_itself_says_its_keys_again(negeri: Country, chain: str, op: type) -> None:
    keys = Keys.from_text("kotak tiga").public
    said = boxes.BoxAdded(box=3, verify_key=keys.verify.hex(), seal_key=keys.seal.hex())
    now = negeri.clock.now()
    fact = Fact(chain=chain, id=uuid4(), at=now, actor="sistem", subject="kotak/3172/3", body=said)
    (made,) = boxes.apply_added(fact)
    assert type(made) is op
