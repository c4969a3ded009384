"""A thin line on simulated time, byte for byte: how much of it carries packets, what is sent twice, how long a fact waits behind 3 GB.

The line carries one message at a time at its rate, both ways, with 20 ms there and back; every 60 seconds it is cut: what is on its way
is gone, and half a second later (the pause of a node's due work) it is tried again. Everything else is production: envelopes,
signatures, chunks, resumption, databases. What the processors need is not counted: the line is what is measured.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.report import Figure
from siaga.counter.acts import take_ticket
from siaga.drill.country import Country, Line, make_template
from siaga.journal import blobs, exchange
from siaga.journal.act import CITIZEN
from siaga.journal.models import Blob
from siaga.journal.pace import Pace
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import TemporaryFault
from siaga.roles.exchanging import swap_blobs, swap_facts
from siaga.roles.ticker import IDLE

THERE_AND_BACK = 0.02  # seconds
EVERY = 60.0
MBIT, THIN = 2_000_000, 128_000  # bits a second
PACKET = 120_000  # bytes, about what a sealed recording has
BEHIND = 3 * 1000**3


@dataclass
class ThinLine(Line):
    """bits: a second. cuts: seconds between two; 0: none. at: simulated seconds since the beginning. lost: bytes that went for nothing.

    comes: when somebody acts (`act`); took: how long what they did was on its way to the centre.
    """

    country: Country = field(kw_only=True)
    bits: float = field(kw_only=True)
    office: str = field(kw_only=True)
    cuts: float = 0.0
    at: float = 0.0
    lost: int = 0
    comes: list[float] = field(default_factory=list)
    act: Callable[[], object] = object
    took: list[float] = field(default_factory=list)
    _waiting: list[float] = field(default_factory=list)

    def call(self, envelope: bytes) -> bytes:
        self._carry(envelope)
        if self.took and not self.comes and not self._waiting:
            raise TemporaryFault("semua sudah tiba", about=PUSAT)  # all that was to be measured is measured
        offered = list(self._waiting)
        answer = super().call(envelope)
        self._arrived(offered)
        self._carry(answer)
        self._move(self.at + THERE_AND_BACK)
        return answer

    def _arrived(self, offered: list[float]) -> None:
        """What was written before this message was sent may have been in it: the centre's head says how much."""
        if not offered:
            return
        with self.centre:
            seq, _hash = exchange.heads_of([self.office]).get(self.office, (0, b""))
        for came in offered[: seq - len(self.took)]:
            self.took.append(self.at - came)
            self._waiting.remove(came)

    def _carry(self, message: bytes) -> None:
        took = len(message) * 8 / self.bits
        cut = (self.at // self.cuts + 1) * self.cuts if self.cuts else float("inf")
        if self.at + took > cut:
            self.lost += int((cut - self.at) * self.bits / 8)
            self._move(cut)
            raise TemporaryFault("jalur terputus", about=PUSAT)
        self._move(self.at + took)

    def _move(self, at: float) -> None:
        while self.comes and self.comes[0] <= at:
            self._go(self.comes[0])
            self._waiting.append(self.comes.pop(0))
            self.act()
        self._go(at)

    def _go(self, at: float) -> None:
        self.country.clock.advance(timedelta(seconds=at - self.at))
        self.at = at

    def rest(self, seconds: float) -> None:
        self._move(self.at + seconds)


def office_on(country: Country, bits: float, cuts: float) -> tuple[Node, ThinLine]:
    office = country.office("3172", "Kota Administrasi Jakarta Utara")
    line = ThinLine(country.centre, country.parts, country=country, office=office.id, bits=bits, cuts=cuts)
    office.devices[PUSAT] = line
    office.devices["pace"] = Pace(seconds=lambda: line.at)
    return office, line


def queue(node: Node, count: int, rng: Random) -> int:
    """Packets of random bytes (sealed ones are no more compressible). Returns their bytes."""
    with node:
        for _ in range(count):
            blobs.put(node, rng.randbytes(PACKET), at=node.clock.now(), wanted_by=PUSAT)
    return count * PACKET


def due(node: Node, line: ThinLine) -> None:
    """One round of the office's exchange, as its ticker takes it; rests when it was cut or nothing is left."""
    try:
        moved = swap_facts(node, node.clock.now()) + swap_blobs(node, node.clock.now())
    except TemporaryFault:
        moved = 0
    if not moved:
        line.rest(IDLE)


def carried(cluster: Cluster, folder: Path, bits: float, cuts: float, count: int) -> tuple[float, float]:
    """(share of the line that carried packets, share of bytes that went twice)."""
    name = f"garis{int(bits)}"
    country = Country(cluster, folder / name, name=name, at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    office, line = office_on(country, bits, cuts)
    size = queue(office, count, Random(f"siaga line {bits}"))
    with office:
        while Blob.objects.filter(wanted_by=PUSAT).exists():
            due(office, line)
    share, twice = size * 8 / (line.at * bits), line.lost / size
    country.close()
    return share, twice


def waited(cluster: Cluster, folder: Path, bits: float, gigabytes: bool, facts: int = 40) -> float:
    """Seconds from an act to its arrival at the centre, mean over `facts` that come at seeded moments.

    gigabytes: behind 3 GB of packets.
    """
    name = f"tunggu{int(bits)}{'a' if gigabytes else 'b'}"
    country = Country(cluster, folder / name, name=name, at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    office, line = office_on(country, bits, 0.0)
    rng = Random(f"siaga wait {bits}")
    with office:
        exchange.talk(office, line)
        if gigabytes:
            three_gigabytes(office, rng)
        begin = line.at
        line.comes = sorted(begin + 10 + rng.random() * 200 for _ in range(facts))
        line.act = lambda: take_ticket(office, CITIZEN, "A", "umum", key=ids.fresh())
        while len(line.took) < facts:
            due(office, line)
    country.close()
    return statistics.mean(line.took)


def three_gigabytes(node: Node, rng: Random) -> None:
    """Queued packets of 64 MB each. One file of random bytes under many names: no more than the first is read in the time measured."""
    content = rng.randbytes(blobs.MAX_BLOB)
    first = blobs.put(node, content, at=node.clock.now(), wanted_by=PUSAT)
    for n in range(BEHIND // blobs.MAX_BLOB):
        sha = f"f{n:063x}"  # after the first in the queue
        place = blobs.path_of(node, sha)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(blobs.path_of(node, first.sha), place)
        late = node.clock.now() + timedelta(seconds=n + 1)
        Blob.objects.create(sha=sha, size=first.size, have=first.size, since=late, wanted_by=PUSAT)


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cluster = Cluster(home / "pg")
        cluster.start()
        make_template(cluster, areas=False)
        wide, wide_twice = carried(cluster, home, MBIT, EVERY, 500)
        thin, thin_twice = carried(cluster, home, THIN, EVERY, 60)
        waits = {bits: [waited(cluster, home, bits, behind) for behind in (True, False)] for bits in (MBIT, THIN)}
        cluster.destroy()
    figures = [
        Figure("packets on 2 Mbit/s cut every 60 s / the line", "share", wide, 1, wide, 0.95),
        Figure("sent twice on it, in a hundred", "bytes", 100 * wide_twice, 1, 100 * wide_twice, 1.0, higher=False),
        Figure("packets on 128 kbit/s cut every 60 s / the line", "share", thin, 1, thin, 0.90),
        Figure("sent twice on it, in a hundred", "bytes", 100 * thin_twice, 1, 100 * thin_twice, 1.0, higher=False),
    ]
    for bits, (behind, idle) in waits.items():
        named = f"a fact behind 3 GB on {bits // 1000} kbit/s / alone"
        figures.append(Figure(named, "s", behind, idle, behind / idle, 2.0, higher=False))
    return figures
