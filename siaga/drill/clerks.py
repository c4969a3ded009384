"""The office's people in a drill: they ask the table of outages what may be done now, and do it with the acts of production."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil

from siaga.cards import handover_acts, line
from siaga.cards.handover_rules import DECISION
from siaga.cards.models import PrintOrder
from siaga.cards.print_acts import MOST, print_next
from siaga.cards.print_ticks import poll_jobs, submit_jobs
from siaga.cards.quality.acts import MOST as AT_ONCE
from siaga.cards.quality.acts import pass_good, to_check
from siaga.cards.suket import acts as suket_acts
from siaga.cards.suket.rules import ALLOWED
from siaga.continuity.standing import down_now
from siaga.continuity.table import HAND_OVER, PRINTING, RECORDING, SUKET, TICKETS, Table, may_serve
from siaga.counter.acts import ApplicationItem, open_visit
from siaga.drill.citizens import Citizen
from siaga.drill.devices import HourlyPrinter
from siaga.journal.act import Actor, Outcome
from siaga.journal.questions import finds
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.clock import SimulatedClock
from siaga.kit.node import Node
from siaga.recording.acts import record
from siaga.recording.packet import Packet
from siaga.roles.role import Role

FRONT = Actor("loket", "Petugas loket", frozenset({"loket"}))
RECORDER = Actor("rekam", "Petugas rekam", frozenset({"perekaman", "loket"}))
PRINTER = Actor("cetak", "Petugas cetak", frozenset({"pencetakan"}))
CHECKER = Actor("verifikator", "Verifikator", frozenset({"verifikator"}))
TREASURER = Actor("bendahara", "Bendahara blangko", frozenset({"bendahara"}))
HEAD = Actor("kepala", "Kepala kantor", frozenset({"kepala"}))
CENTRE_OPERATOR = Actor("pusat", "Operator pusat", frozenset({"operator_pusat"}))
QUALITY = 80
_READY = "SELECT id FROM cards_printorder WHERE nik = %s AND state = 'tercetak'"
NO_SCANNER = "Latihan: penerima dikenali dari dokumen, tanpa pemindai."
# Stands for photo and templates: the search of a drill knows the truth, so nothing here is looked at.
PHOTO = bytes(range(64))


class ActRefused(AssertionError):
    """A clerk did what the rules do not allow: a mistake in the drill, never an outcome."""


@finds(
    "EXISTS (SELECT FROM cards_printorder WHERE state = %s AND out_at IS NOT NULL)",
    lambda node, now: (line.AT_THE_PRINTER,),
)
def look_at_cards(node: Node, now: datetime) -> int:
    """Who stands at the printers holds every card that is out, finds it good and puts it on the shelf. Returns how many cards."""
    cards = list(to_check(node).values_list("id", flat=True)[:AT_ONCE])
    if cards and not pass_good(node, PRINTER, cards):
        raise ActRefused("a card that is out cannot be put on the shelf")
    return len(cards)


def with_a_clerk_at_the_printers(role: Role) -> Role:
    """The same due work; whenever the printers have been asked somebody looks at what came out."""
    at = role.ticks.index(poll_jobs) + 1
    return replace(role, ticks=(*role.ticks[:at], look_at_cards, *role.ticks[at:]))


@dataclass
class Clerks:
    """One office's desks. stations: people recorded at the same time, `minutes` each. queue: who waits to be recorded today."""

    node: Node
    clock: SimulatedClock
    table: Table
    printer: HourlyPrinter
    stations: int
    minutes: int
    queue: deque[Citizen] = field(default_factory=deque)
    tally: Counter[str] = field(default_factory=Counter)
    acts: int = 0
    _room: float = 0.0
    _down: frozenset[str] = frozenset()

    def goes_on(self, service: str) -> bool:
        return may_serve(service, self._down, self.table).goes_on

    def look(self) -> None:
        """What is down now, as the office's own probes have found it."""
        self._down = down_now()

    @property
    def down(self) -> frozenset[str]:
        return self._down

    def receive(self, c: Citizen) -> bool:
        """Somebody comes to be recorded. False: they are sent home."""
        if not (self.goes_on(TICKETS) and self.goes_on(RECORDING)):
            return False
        self.queue.append(c)
        return True

    def record_until(self, end: datetime) -> None:
        """Work through the queue from the clock's time to `end`; while recording stops, who was let in waits, and goes home at closing."""
        if not self.goes_on(RECORDING):
            return
        begin = self.clock.now()
        span = end - begin
        self._room = min(self._room, 1.0) + self.stations * span / timedelta(minutes=self.minutes)
        now = [self.queue.popleft() for _ in range(min(len(self.queue), int(self._room)))]
        for i, c in enumerate(now):
            self.clock.move_to(begin + span * i / len(now))
            self._record(c)
        self._room -= len(now)

    def _record(self, c: Citizen) -> None:
        key = ids.named("drill", "kunjungan", c.nik)
        item = ApplicationItem("perekaman", c.nik, c.nama, c.need)
        self.must(open_visit(self.node, FRONT, None, c.nik, c.nama, "", [item], key=key))
        packet = Packet(nik=c.nik, nama=c.nama, photo=PHOTO)
        up = "pusat" not in self._down
        self.must(
            record(self.node, RECORDER, packet, quality=QUALITY, link_up=up, key=ids.named("drill", "rekam", c.nik))
        )
        c.recorded_at = self.clock.now()
        self.tally["recorded"] += 1
        policy = suket_acts.policy_in_force(self.clock.today(), self.node)
        # Who was recorded a moment ago is not print-ready: only the widest rule gives them a suket.
        if self._down and self.goes_on(SUKET) and policy is not None and policy.rule == ALLOWED:
            self.must(suket_acts.issue(self.node, HEAD, c.nik, key=ids.named("drill", "suket", c.nik)))
            c.suket_at = self.clock.now()
            self.tally["suket"] += 1

    def print_for(self, span: timedelta) -> None:
        """Keep the printer busy for `span`."""
        if not self.goes_on(PRINTING):
            return
        want = ceil(self.printer.pace(self.clock.now()) * (span / timedelta(hours=1))) - len(self.printer.waiting)
        waiting = PrintOrder.objects.filter(state="menunggu").count() if want > 0 else 0
        n = min(want, waiting, line.stock(self.node)) if want > 0 else 0
        for begin in range(0, n, MOST):
            self.must(print_next(self.node, PRINTER, min(MOST, n - begin), "Printer", key=ids.fresh()))
            now = self.clock.now()
            while submit_jobs(self.node, now):  # due work that a running node takes every second
                pass

    def hand_over(self, c: Citizen) -> bool:
        """Give the card that lies ready to who has come for it. False: sent home."""
        if not (self.goes_on(TICKETS) and self.goes_on(HAND_OVER)):
            return False
        ((order,),) = fetch(_READY, (c.nik,))
        key = ids.named("drill", "serah", c.nik)
        self.must(handover_acts.hand_over(self.node, CHECKER, order, DECISION, reason=NO_SCANNER, key=key))
        c.handed_at = self.clock.now()
        self.tally["handed"] += 1
        return True

    def must(self, outcome: Outcome) -> None:
        """One deed at a desk; ActRefused if the rules say no."""
        self.acts += 1
        if not outcome:
            raise ActRefused("; ".join(r.text() for r in outcome.refusals))  # type: ignore[union-attr]
