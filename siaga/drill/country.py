"""A country in one process: nodes as values, databases cloned from one template, lines that can be cut.

Used by the drills and by the tests. Production code runs unchanged inside; only clock, database, line and devices are handed in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from psycopg.conninfo import conninfo_to_dict

from siaga.journal import answering, boxes, membership
from siaga.journal.act import SYSTEM
from siaga.journal.mirror import SecondBox
from siaga.journal.writer import raw
from siaga.kit.clock import Clock, SimulatedClock
from siaga.kit.database import Store
from siaga.kit.keys import Keys
from siaga.kit.node import PUSAT, Node
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import TemporaryFault
from siaga.roles.kinds import ALL
from siaga.wilayah.load import load_shipped

TEMPLATE = "siaga_template"


def make_template(cluster: Cluster, *, areas: bool = True) -> None:
    """The database that every node is cloned from: migrated once, area codes loaded once (areas False: not at all)."""
    if cluster.exists(TEMPLATE):
        return
    cluster.create_database(TEMPLATE)
    store = Store(cluster.conninfo(TEMPLATE))
    store.enter()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        if areas:
            load_shipped(raw())
    finally:
        store.leave(failed=False)
        store.close()


@dataclass
class OpenCentre:
    """Parts of the centre that a test or the weather takes down: name -> why."""

    broken: dict[str, str] = field(default_factory=dict)
    cuts: dict[str, list[str]] = field(default_factory=dict)

    def down(self, part: str, office: str) -> str:
        if part in self.cuts.get(office, []):
            return "latihan"
        return self.broken.get(part, "")

    def heard_cuts(self, office: str, cuts: list[str]) -> None:
        self.cuts[office] = cuts


@dataclass
class Line:
    """A line between an office and the centre, inside the process. up: cut it here. weather: may lose, repeat or change what passes.

    calls: asked for; passed: of which the line was up.
    """

    centre: Node
    parts: OpenCentre
    up: bool = True
    weather: Callable[[bytes], bytes] | None = None
    calls: int = 0
    passed: int = 0

    def call(self, envelope: bytes) -> bytes:
        self.calls += 1
        if not self.up:
            raise TemporaryFault("jalur ke pusat terputus", about=PUSAT)
        self.passed += 1
        if self.weather:
            envelope = self.weather(envelope)
        with self.centre:
            answer = answering.serve(self.centre, envelope, self.parts)
        return self.weather(answer) if self.weather else answer


def database_of(node: Node) -> str:
    assert node.store is not None
    return str(conninfo_to_dict(node.store.conninfo)["dbname"])


class Country:
    """Makes nodes and throws them away. `at`: where simulated time begins."""

    def __init__(self, cluster: Cluster, home: Path, *, at: datetime | None = None, name: str = "negeri") -> None:
        self.cluster = cluster
        self.home = home
        self.name = name
        self.clock = SimulatedClock(at or datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
        self.nodes: list[Node] = []
        self.parts = OpenCentre()
        self.centre = self._node(PUSAT, "Pusat", "")
        with self.centre:
            membership.found_centre(self.centre)

    def clock_of(self, folder: str) -> Clock:
        """The clock of a new node: the country's own. A drill with wrong clocks hands out others."""
        return self.clock

    def _node(self, id: str, name: str, wilayah: str, box: int = 1, point: int = 0) -> Node:
        folder = f"{id}-t{point}" if point else id if box == 1 else f"{id}-{box}"
        database = f"{self.name}_{folder.replace('-', '_')}".lower()
        self.cluster.create_database(database, template=TEMPLATE)
        home = self.home / folder
        home.mkdir(parents=True, exist_ok=True)
        node = Node(
            id=id,
            name=name,
            wilayah=wilayah,
            clock=self.clock_of(folder),
            keys=Keys.from_text(f"{self.name}/{folder}"),
            home=home,
            kinds=ALL,
            store=Store(self.cluster.conninfo(database)),
            box=box,
            point=point,
        )
        self.nodes.append(node)
        return node

    def office(self, wilayah: str, name: str) -> Node:
        """An admitted office with a line to the centre in `devices["pusat"]`."""
        node = self._node(wilayah, name, wilayah)
        node.devices["pusat"] = Line(self.centre, self.parts)
        node.trust[PUSAT] = self.centre.keys.public
        with self.centre:
            code = membership.make_code(self.centre, membership.SYSTEM, wilayah)
            proof = membership.proof(code, node.keys.public)
            outcome, _ = membership.admit(
                self.centre, code_proof=proof, newcomer=node.id, name=name, wilayah=wilayah, keys=node.keys.public
            )
            assert outcome
        return node

    def second_box(self, office: Node) -> Node:
        """A second machine of an office, admitted by it; the office's acts wait for it from now on (`devices["cadangan"]`)."""
        with office:
            box = boxes.next_box(office.id)
        node = self._node(office.id, office.name, office.wilayah, box)
        with office:
            assert boxes.add_box(office, SYSTEM, node.keys.public)
        node.trust.update({PUSAT: self.centre.keys.public, office.chain: office.keys.public})
        node.devices["pusat"] = Line(self.centre, self.parts)
        node.devices["kantor"] = Line(office, self.parts)
        office.devices["cadangan"] = SecondBox(node.chain, Line(node, self.parts))
        return node

    def twin(self, home: Path, name: str) -> Country:
        """The same country once more: every node with the same keys and what its database holds now; blobs stay behind."""
        made = Country.__new__(Country)
        made.cluster, made.home, made.name = self.cluster, home, name
        made.clock = SimulatedClock(self.clock.at, self.clock.zone)
        made.parts, made.nodes = OpenCentre(), []
        for node in self.nodes:
            assert node.store is not None
            node.store.close()
            database = f"{name}_{node.id.replace('-', '_')}".lower()
            self.cluster.create_database(database, template=database_of(node))
            (home / node.id).mkdir(parents=True, exist_ok=True)
            store = Store(self.cluster.conninfo(database))
            copy = replace(node, clock=made.clock, home=home / node.id, devices={}, store=store)
            made.nodes.append(copy)
            if node is self.centre:
                made.centre = copy
        for copy in made.nodes:
            if copy is not made.centre:
                copy.devices[PUSAT] = Line(made.centre, made.parts)
        return made

    def burn(self, node: Node) -> None:
        """The machine is ashes: its database and its disk are gone."""
        assert node.store is not None
        node.store.close()
        self.cluster.drop_database(database_of(node))
        shutil.rmtree(node.home, ignore_errors=True)
        self.nodes.remove(node)

    def close(self) -> None:
        for node in list(self.nodes):
            self.burn(node)
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def country(cluster: Cluster, home: Path, *, at: datetime | None = None, name: str = "negeri") -> Iterator[Country]:
    made = Country(cluster, home, at=at, name=name)
    try:
        yield made
    finally:
        made.close()
