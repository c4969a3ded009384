"""A country with weather: offices on one or two machines, their people, printers, clocks and lines, and what can become of each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from siaga.cards.blangko.acts import receive
from siaga.cards.suket.rules import ALLOWED, SuketPolicy
from siaga.drill.clerks import TREASURER
from siaga.drill.country import Country, database_of
from siaga.drill.deaths import Reaper
from siaga.drill.deeds import Counter
from siaga.drill.devices import FarSigner, HourlyPrinter, TwinSearcher, plain_face
from siaga.drill.storm import Storm, StormyLine
from siaga.drill.town import make_town
from siaga.journal import exchange
from siaga.journal.mirror import SecondBox
from siaga.journal.seeding import write_many
from siaga.kit import ids
from siaga.kit.clock import ZONES, Clock, SimulatedClock
from siaga.kit.node import PUSAT, Node
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import TemporaryFault
from siaga.people.founding import said_of
from siaga.wilayah.source import KECAMATAN, REGENCY, Area

PEOPLE = 40
BLANK = 50  # in the name of a machine that has no number yet
FIRST_STOCK = 60
CARDS_AN_HOUR = 30.0
TWINS_EVERY = 9  # of so many grown-ups one was recorded in the office before too, under another NIK
POLICY = SuketPolicy(number="drill", valid_from=date(2016, 9, 29), issuer="Latihan", rule=ALLOWED)


@dataclass(slots=True)
class OwnClock:
    """A machine's clock: the country's time, and how far it is wrong."""

    of: SimulatedClock
    zone: str = "WIB"
    skew: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.of.now() + self.skew

    def today(self) -> date:
        return self.now().astimezone(ZONES[self.zone]).date()


@dataclass
class Office:
    """box: the machine that is the office. second: the one that stands by, if any. cut: no line to the centre now.

    old: a box that was replaced while it was alive, and may not know it yet. shut: the machine is ashes and nothing took its place yet.
    sticks: bundles in the drawer and whom each is for, the oldest first. point: its service point, if any.
    """

    id: str
    counter: Counter
    box: Node
    second: Node | None = None
    cut: bool = False
    old: Node | None = None
    old_cut: bool = False
    shut: bool = False
    sticks: list[tuple[Path, str]] = field(default_factory=list)
    point: Node | None = None

    @property
    def machines(self) -> list[Node]:
        """Those that run, the office itself first."""
        found = [] if self.shut else [self.box]
        return found + [n for n in (self.second, self.old) if n is not None]

    @property
    def everything(self) -> list[Node]:
        """Its machines, and that of its service point."""
        return self.machines + ([self.point] if self.point is not None else [])


class Land(Country):
    """Founded in good weather by `settle`; a `storm` with odds and a `reaper` with a count make it bad."""

    def __init__(self, cluster: Cluster, home: Path, *, at: datetime, name: str) -> None:
        self.storm, self.reaper = Storm(odds=()), Reaper()
        self.offices: list[Office] = []
        self.bodies: dict[str, str] = {}
        self.signer = FarSigner()
        self.centre_down = False
        self.burnt: list[str] = []
        self.rivals: set[str] = set()  # chains of one office whose writers did not know all of each other
        super().__init__(cluster, home, at=at, name=name)
        self.centre.devices["searcher"] = TwinSearcher(self.bodies, self.parts.broken)

    @property
    def open(self) -> list[Office]:
        """Offices that have a machine."""
        return [o for o in self.offices if not o.shut]

    def clock_of(self, folder: str) -> Clock:
        return OwnClock(self.clock)

    def settle(self, seed: int, areas: Sequence[Area], offices: int, doubled: set[int]) -> None:
        """Offices with their people at both ends, a first stock of blangko, and a second box for those in `doubled`."""
        codes = [a.code for a in areas if a.level == REGENCY]
        chosen = sorted(Random(f"siaga land {seed}").sample(codes, offices))
        places = [a for a in areas if a.level <= KECAMATAN or a.parent[:4] in chosen]
        for i, code in enumerate(chosen):
            node = self.office(code, f"Kantor {code}")
            town = make_town(seed, code, places, PEOPLE, on=self.clock.today())
            office = Office(code, Counter.of(town, self.bodies), node)
            self._bodies_of(office)
            self.offices.append(office)
            self.furnish(node, HourlyPrinter(self.clock, lambda _at: CARDS_AN_HOUR))
            with node:
                write_many(node, said_of(town.families, town.residents, self.clock.now(), "sistem"))
                receive(node, TREASURER, FIRST_STOCK, "Persediaan awal", key=ids.named("drill", "stok", code))
                exchange.talk(node, node.devices[PUSAT])
            if i in doubled:
                self.new_second(office)

    def _bodies_of(self, office: Office) -> None:
        for n, r in enumerate(office.counter.grown):
            self.bodies[r.nik] = r.nik
            if n % TWINS_EVERY == 4 and self.offices:
                before = self.offices[-1].counter
                there = before.grown[n % len(before.grown)]
                self.bodies[r.nik] = self.bodies[there.nik]
                office.counter.here.append(r)
                before.there.append(there)

    def furnish(self, node: Node, printer: HourlyPrinter | None) -> None:
        """printer None: a box that was replaced has none any more, people have carried it over."""
        printers = {"Printer": printer} if printer is not None else {}
        node.devices.update({"printers": printers, "card_face": plain_face, "suket_policy": POLICY})
        node.devices.update({PUSAT: self.line(self.centre), "signer": self.signer})

    def line(self, to: Node) -> StormyLine:
        return StormyLine(to, self.parts, storm=self.storm, died=self.restart)

    def seconds(self) -> float:
        return self.clock.now().timestamp()

    # --- what becomes of machines (more: machines.py, ashes.py) -------------------------------------------------------

    def restart(self, node: Node) -> None:
        """A process that died starts again: nothing in its memory is left; the machine beside it is the same."""
        assert node.store is not None
        node.store.close()
        if node is self.centre:
            node.devices["searcher"] = TwinSearcher(self.bodies, self.parts.broken)
        if (second := node.devices.get("cadangan")) is not None:
            node.devices["cadangan"] = SecondBox(second.peer, second.link, seconds=self.seconds)

    def new_second(self, office: Office) -> None:
        """Another machine beside the office's, holding everything with it from now on."""
        node = self.second_box(office.box)
        self.furnish(node, office.box.devices["printers"]["Printer"])
        node.devices["kantor"] = self.line(office.box)
        office.box.devices["cadangan"] = SecondBox(node.chain, self.line(node), seconds=self.seconds)
        office.second = node
        self.connect()
        with office.box, suppress(TemporaryFault):  # else it catches up with the next due work
            office.box.devices["cadangan"].catch_up(office.box)

    def machine(self, office: Office) -> Node:
        """An empty machine with fresh keys that nobody knows yet (box 0)."""
        made = self._node(office.id, office.box.name, office.id, BLANK + len(self.burnt))
        self.nodes[-1] = blank = replace(made, box=0)
        return blank

    def point_of(self, office: Office, point: int) -> Node:
        """An empty machine with keys of its own that is to be a service point."""
        return self._node(office.id, f"Titik layanan {point}", office.id, point=point)

    def burn(self, node: Node) -> None:
        self.reaper.full.discard(database_of(node))
        super().burn(node)

    def connect(self) -> None:
        """Lines to the centre as they are now."""
        for office in self.offices:
            for node in office.machines:
                cut = office.old_cut if node is office.old else office.cut
                node.devices[PUSAT].up = not (cut or self.centre_down)

    def calm(self) -> None:
        """All weather ends: lines whole, disks empty, clocks right, the far services back."""
        self.storm.odds = ()
        self.reaper.left, self.centre_down = 0, False
        self.reaper.full.clear()
        self.parts.broken.clear()
        self.signer.says = ""
        for office in self.offices:
            office.cut = office.old_cut = False
            for node in office.everything:
                assert isinstance(node.clock, OwnClock)
                node.clock.skew = timedelta()
                for name in ("cadangan", "kantor"):
                    if (there := node.devices.get(name)) is not None:
                        (there.link if name == "cadangan" else there).up = True
        self.connect()
