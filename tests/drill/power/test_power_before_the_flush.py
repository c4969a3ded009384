"""What another node hears of is on this node's disk: power that goes between an act's commit and its flush forks no chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from siaga.counter.acts import take_ticket
from siaga.drill.country import Country, Line, make_template
from siaga.drill.power.killing import kill_server
from siaga.journal import act, carry, exchange
from siaga.journal.act import CITIZEN, SYSTEM, Act, Outcome
from siaga.journal.membership import NodeAdmitted
from siaga.journal.verify import verify
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import TemporaryFault

# The server's own writer of the log must not come first: it would make the moment too short to be met.
SLOW_WRITER = {"shared_buffers": "32MB", "max_wal_size": "64MB", "wal_writer_delay": "10s"}
UNHEARD = b"SELECT 1"


class Place:
    """Two database servers: one dies with its power, the other one does not."""

    def __init__(self, folder: Path) -> None:
        self.mortal = Cluster(folder / "padam", settings=SLOW_WRITER)
        self.safe = Cluster(folder / "nyala", unsafe=True)
        for cluster in (self.mortal, self.safe):
            cluster.start(timeout=120)
            make_template(cluster, areas=False)

    def country(self, folder: Path, name: str, *, centre_dies: bool) -> tuple[Country, Node]:
        """A centre and an office, each on a server of its own."""
        country = Country(self.mortal if centre_dies else self.safe, folder, name=name)
        country.cluster = self.safe if centre_dies else self.mortal
        office = country.office("3172", "Kota Administrasi Jakarta Utara")
        with office:
            exchange.talk(office, office.devices["pusat"])
        return country, office

    def power_goes(self, node: Node) -> None:
        assert node.store is not None
        kill_server(self.mortal.pgdata)
        node.store.close()
        self.mortal.stop()
        self.mortal.start(timeout=60)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("flush"))
    yield made
    for cluster in (made.mortal, made.safe):
        cluster.destroy()


def committed_only(do: Callable[[], object]) -> None:
    """An act of another process that dies, or waits for the disk still, between its commit and its flush."""
    with patch.object(act, "FLUSH", UNHEARD):
        assert do()


def ticket(office: Node) -> Callable[[], object]:
    return lambda: take_ticket(office, CITIZEN, "A", "umum")


def admitted(centre: Node, name: str) -> Outcome:
    with Act(centre, SYSTEM) as act:
        told = NodeAdmitted(node=name, name=name, wilayah=name, verify_key="00" * 32, seal_key="11" * 32)
        act.record(told, subject=f"simpul/{name}")
        return act.done(name)


@dataclass
class Deaf(Line):
    """The other end hears and answers; the power goes before the answer is here."""

    def call(self, envelope: bytes) -> bytes:
        super().call(envelope)
        raise TemporaryFault("listrik padam", about="pusat")


def told_by_line(office: Node, _folder: Path) -> None:
    line = office.devices["pusat"]
    with pytest.raises(TemporaryFault):
        exchange.talk(office, Deaf(line.centre, line.parts))


def told_by_hand(office: Node, folder: Path) -> None:
    carry.carry_out(office, folder / "kiriman", "pusat")


@pytest.mark.parametrize("tell", [told_by_line, pytest.param(told_by_hand, marks=pytest.mark.slow)])
def test_an_office_without_power_writes_nothing_that_the_centre_holds_already(
    place: Place, tmp_path: Path, tell: Callable[[Node, Path], None]
) -> None:
    country, office = place.country(tmp_path / "nodes", f"k{tell.__name__[-4:]}", centre_dies=False)
    with office:
        assert ticket(office)()
        committed_only(ticket(office))
        tell(office, tmp_path)
    place.power_goes(office)
    with office:
        assert ticket(office)()
    if tell is told_by_hand:
        with country.centre:
            carry.carry_in(country.centre, tmp_path / "kiriman")
    with office:
        exchange.talk(office, office.devices["pusat"])  # a fork would be told here
        assert verify() == []
        here = exchange.heads_of(["3172"])
    with country.centre:
        assert exchange.heads_of(["3172"]) == here


@pytest.mark.slow
def test_a_centre_without_power_writes_nothing_that_an_office_holds_already(place: Place, tmp_path: Path) -> None:
    country, office = place.country(tmp_path / "nodes", "kpusat", centre_dies=True)
    centre = country.centre
    with centre:
        committed_only(lambda: admitted(centre, "3173"))
    with office:
        exchange.talk(office, office.devices["pusat"])
    place.power_goes(centre)
    with centre:
        assert admitted(centre, "3174")
    with office:
        exchange.talk(office, office.devices["pusat"])
        assert verify() == []
        here = exchange.heads_of(["pusat"])
    with centre:
        assert exchange.heads_of(["pusat"]) == here


@pytest.mark.slow
def test_without_that_wait_the_chain_forks(place: Place, tmp_path: Path) -> None:
    """The control: told in the moment before the flush, the same act is at the centre and nowhere else."""
    country, office = place.country(tmp_path / "nodes", "kkontrol", centre_dies=False)
    with office, patch.object(exchange, "settle", lambda: None):
        assert ticket(office)()
        committed_only(ticket(office))
        told_by_line(office, tmp_path)
    place.power_goes(office)
    with office:
        here = exchange.heads_of(["3172"])["3172"][0]
    with country.centre:
        assert exchange.heads_of(["3172"])["3172"][0] > here
