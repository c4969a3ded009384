"""The front of each class and what stands in its way, counted; nobody's name in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from siaga.cards import line
from siaga.cards import order as rules
from siaga.cards.fleet.state import presses
from siaga.cards.models import Precedence, PrintOrder
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.recording.status import FAILED, UNDECIDED, Status

CENTRE, DUPLICATE, UNREADABLE, YOUNG = "pusat", "ganda", "gagal", "umur"


@dataclass(frozen=True, slots=True)
class Front:
    """One class. waiting: in line. front: the day on which the next of it was recorded, None where nobody waits."""

    klass: str
    waiting: int
    front: date | None


@dataclass(frozen=True, slots=True)
class Board:
    """stuck: recorded before the front of first-timers and without a card, by what keeps them. precedence: this year's, by ground.

    hindrance: why nothing is printed for anybody: "blangko", "printer" or "".
    """

    policy: rules.Policy
    fronts: tuple[Front, ...]
    stuck: tuple[tuple[str, int], ...]
    precedence: tuple[tuple[str, int], ...]
    stock: int
    hindrance: str


def board(node: Node) -> Board:
    """A handful of counts, whatever the length of the line."""
    policy = line.policy_in_force(node.clock.today())
    fronts = _fronts(node, policy)
    first = next((f.front for f in fronts if f.klass == rules.FIRST_TIMER), None)
    stock = line.stock(node)
    usable = any(p.usable for p in presses(node))
    return Board(
        policy=policy,
        fronts=tuple(fronts),
        stuck=_stuck(node, first),
        precedence=_precedence(node),
        stock=stock,
        hindrance="blangko" if stock <= 0 else "" if usable else "printer",
    )


def _fronts(node: Node, policy: rules.Policy) -> list[Front]:
    zone = ZONES[node.clock.zone]
    rows = PrintOrder.objects.filter(state=line.WAITING, first=False).order_by().values_list("klass")
    found = {klass: (n, at) for klass, n, at in rows.annotate(n=Count("id"), at=Min("recorded_at"))}
    codes = sorted({*rules.CLASSES, *found}, key=lambda code: (policy.rank(code), code))
    return [
        Front(code, found[code][0], found[code][1].astimezone(zone).date()) if code in found else Front(code, 0, None)
        for code in codes
    ]


def _stuck(node: Node, before: date | None) -> tuple[tuple[str, int], ...]:
    """Where nobody of the first class waits: everybody recorded until today."""
    zone = ZONES[node.clock.zone]
    until = datetime.combine(before, datetime.min.time(), zone) if before else node.clock.now()
    records = Record.objects.filter(office=node.id, current=True, recorded_at__lt=until)
    owed = PrintOrder.objects.filter(state__in=[line.WAITING, line.AT_THE_PRINTER]).values("record")
    found = records.aggregate(
        **{
            CENTRE: Count("id", filter=Q(status__in=UNDECIDED)),
            DUPLICATE: Count("id", filter=Q(status=Status.DUPLICATE_RECORD)),
            UNREADABLE: Count("id", filter=Q(status__in=FAILED)),
            YOUNG: Count("id", filter=Q(status=Status.PRINT_READY_RECORD) & ~Q(id__in=owed)),
        }
    )
    return tuple((why, n) for why, n in found.items() if n)


def _precedence(node: Node) -> tuple[tuple[str, int], ...]:
    zone = ZONES[node.clock.zone]
    january = datetime(node.clock.today().year, 1, 1, tzinfo=zone)
    rows = Precedence.objects.filter(at__gte=january).order_by().values_list("ground").annotate(n=Count("order"))
    return tuple(sorted(rows))
