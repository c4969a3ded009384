"""A fleet of printers that fail in every way they know, an office and a print room that are killed: how often does each card come out?

The printers are our virtual ones, spoken to by IPP over loopback. Office and printers run in processes of their own and get SIGKILL; the
one who runs this is the operator: looks whether a card lies in the tray, and says what is there.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from siaga.cards import line, print_acts
from siaga.cards.fleet import acts as fleet_acts
from siaga.cards.fleet import rules as fleet_rules
from siaga.cards.fleet.state import presses
from siaga.cards.models import PrintJob, PrintOrder
from siaga.cards.print_ticks import TROUBLED
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.virtual import VirtualPrinter
from siaga.cards.quality.acts import pass_good, to_check
from siaga.cards.ticks import PRINTING
from siaga.journal.act import Actor
from siaga.kit.clock import SimulatedClock
from siaga.kit.database import Store
from siaga.kit.forking import Forked
from siaga.kit.node import Node
from siaga.kit.processes import free_port
from siaga.kit.refusal import TemporaryFault

OPERATOR = Actor("cetak", "Petugas cetak", frozenset({"pencetakan"}))
WEATHER = ("busy", "paper_out", "offline", "abort_half_way", "answer_lost", "says_done_prints_nothing", "jams")
STEP = timedelta(seconds=5)  # of simulated time in one round of due work: printers are asked anew in each
AT_ONCE = 40  # cards an operator handles in one go
SECONDS_A_CARD = 0.05
CALM_FROM = 0.9  # of the cards: the rest is brought in without new failures


@dataclass
class Storm:
    """What came of it. twice, never: orders with more or less than one card; wrong: what the books say besides."""

    cards: int = 0
    pages: int = 0
    kills: int = 0
    moved: int = 0
    spoiled: int = 0
    empty: int = 0
    seconds: float = 0.0
    twice: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def good(self) -> bool:
        return not (self.twice or self.never or self.wrong)

    def text(self) -> str:
        return (
            f"{self.cards} kartu, {self.pages} keluar, {len(self.twice)} berganda, {len(self.never)} tidak keluar; {self.kills} SIGKILL, "
            f"{self.moved} kali pindah printer, {self.spoiled} blangko rusak, {self.empty} kali mengaku selesai tanpa kartu; "
            f"{self.seconds:.0f} detik" + "".join(f"\n  {w}" for w in self.wrong[:5])
        )


@dataclass
class PrintRoom:
    """The printers' process and the office's. Used from the main thread, in which neither has open threads."""

    node: Node
    folder: Path
    queues: Sequence[str]
    seed: int
    port: int = field(default_factory=free_port)
    fair: bool = False  # no more failures: what is left is brought in
    running: dict[str, Forked] = field(default_factory=dict)

    def start(self, what: str) -> None:
        assert isinstance(self.node.store, Store)
        self.node.store.close()  # a connection must not be shared over the fork
        work = {"printer": self._printers, "kantor": self._office}[what]
        self.running[what] = Forked(f"badai {what}", work, log=self.folder / f"{what}.log")

    def kill(self, what: str) -> None:
        """SIGKILL, and a new one."""
        child = self.running[what]
        os.kill(child.pid, signal.SIGKILL)
        while child.alive():
            time.sleep(0.01)
        self.start(what)

    def stop(self) -> None:
        for child in self.running.values():
            child.stop()

    def tray(self, order: PrintOrder) -> Path:
        """The card that this attempt made, if it lies there."""
        return self.folder / "printers" / order.printer / f"{order.job}.pdf"

    def _printers(self) -> None:
        rng = Random(f"{self.seed} {time.monotonic_ns() if not self.fair else 0}")
        with VirtualPrinter(
            self.folder / "printers", self.queues, port=self.port, seconds_per_page=SECONDS_A_CARD
        ) as room:
            for queue in () if self.fair else self.queues:
                room.fault(queue, rng.choice(WEATHER))
            while True:
                time.sleep(0.6 / len(self.queues))
                queue = rng.choice(self.queues)
                room.clear(queue)
                if not self.fair and rng.random() < 0.8:
                    room.fault(queue, rng.choice(WEATHER))

    def _office(self) -> None:
        clock = SimulatedClock(self.node.clock.now())
        node = replace(self.node, clock=clock, devices=self.node.devices | {"printers": self._fleet()})
        with node:
            while True:
                for tick in PRINTING:
                    try:
                        while tick(node, clock.now()):
                            pass
                    except TemporaryFault:
                        continue
                clock.advance(STEP)
                time.sleep(0.02)

    def _fleet(self) -> dict[str, IppPrinter]:
        return {q: IppPrinter(f"ipp://127.0.0.1:{self.port}/printers/{q}", timeout=2.0) for q in self.queues}


def rage(
    node: Node,
    folder: Path,
    queues: Sequence[str],
    seed: int,
    *,
    kills: int,
    weather: bool = True,
    limit: float = 600.0,
) -> Storm:
    """Print everybody in line. node: entered, with blangko enough. weather False: nothing fails.

    Raises TimeoutError when it does not end.
    """
    node.devices["printers"] = dict.fromkeys(queues)  # their names; who speaks to them is the office's process
    room = PrintRoom(node, folder, queues, seed, fair=not weather)
    rng, found = Random(seed), Storm(cards=len(_open()))
    began = time.monotonic()
    (folder / "printers").mkdir(parents=True, exist_ok=True)
    room.start("printer")
    room.start("kantor")
    try:
        while left := _open():
            if time.monotonic() - began > limit:
                raise TimeoutError(f"{len(left)} kartu belum keluar: {Counter(left)}; {found.text()}")
            _operate(node, room, found, rng)
            done = found.cards - len(left)
            if found.kills < kills and done * (kills + 1) >= found.kills * found.cards:  # spread over the whole run
                time.sleep(rng.uniform(0.0, 0.3))
                room.kill(rng.choice(["kantor", "kantor", "printer"]))
                found.kills += 1
            elif not room.fair and done >= CALM_FROM * found.cards and found.kills == kills:
                room.fair = True
                room.kill("printer")
            time.sleep(0.03)
    finally:
        room.stop()
    found.seconds = time.monotonic() - began
    _examine(node, room, found)
    return found


def _open() -> list[str]:
    return list(
        PrintOrder.objects.filter(state__in=[line.WAITING, line.AT_THE_PRINTER]).values_list("state", flat=True)
    )


def _operate(node: Node, room: PrintRoom, found: Storm, rng: Random) -> None:
    """What a person does: send the next, look at what is out, clear a jam, look after a printer that claims too much."""
    out = list(to_check(node)[:AT_ONCE])
    good = [order.id for order in out if room.tray(order).exists()]
    if good:
        assert pass_good(node, OPERATOR, good)
    for order in out:
        if order.id not in good and print_acts.not_printed(node, OPERATOR, order.id, "tidak ada kartu"):
            found.empty += 1
    stuck = PrintJob.objects.filter(state__in=TROUBLED).values("name")
    for order in PrintOrder.objects.filter(state=line.AT_THE_PRINTER, job__in=stuck, out_at__isnull=True)[:AT_ONCE]:
        if room.tray(order).exists():
            pass_good(node, OPERATOR, [order.id])
        elif print_acts.mark_spoiled(node, OPERATOR, order.id, "macet"):
            found.spoiled += 1
    for press in presses(node):
        if press.condition == fleet_rules.LYING:
            fleet_acts.bring_back(node, OPERATOR, press.name)
    if PrintOrder.objects.filter(state=line.WAITING).exists():
        print_acts.print_next(node, OPERATOR, rng.randint(1, AT_ONCE))


def _examine(node: Node, room: PrintRoom, found: Storm) -> None:
    """Cards that exist, against orders that were owed; the books against both."""
    pages = [p.name[:36] for p in sorted((room.folder / "printers").glob("*/*.pdf"))]
    by_order = Counter(pages)
    owed = {str(id) for id in PrintOrder.objects.filter(state=line.SHELF).values_list("id", flat=True)}
    found.pages = len(pages)
    found.twice = sorted(order for order, n in by_order.items() if n > 1)
    found.never = sorted(owed - by_order.keys())
    found.wrong += [f"kartu tanpa pesanan: {order}" for order in sorted(by_order.keys() - owed)]
    places = Counter(PrintOrder.objects.filter(state=line.SHELF).values_list("box", "slot"))
    found.wrong += [f"dua kartu di {place}" for place, n in sorted(places.items()) if n > 1]
    books = line.balances(node)
    if (books.get("tercetak"), books.get("pencetak"), books.get("rusak", 0)) != (found.cards, 0, found.spoiled):
        found.wrong.append(f"buku blangko: {books}")
    found.moved = sum(PrintOrder.objects.values_list("attempt", flat=True)) - found.cards - found.spoiled - found.empty
