"""The print list as the database sees it: the order of `cards.order` as ORDER BY, so that a place among 28,000 is one query.

`order.sort_key` is the definition; a test compares the two on random lists under random policies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from siaga.journal.models import OfficePoint
from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.workdays import last_workdays
from siaga.wilayah.find import area_name

from . import order as rules
from .blangko import book
from .blangko.rules import KTP, OPERATOR, STOCK, folded
from .blangko.statement import parts_of
from .models import Balance, PrintOrder, PrintPolicy

_POLICIES = """
SELECT number, issued_on, issuer, valid_from, valid_to, inside, classes FROM cards_printpolicy WHERE valid_from <= %s
"""
_BY_DAY = """
SELECT (printed_at AT TIME ZONE %s)::date, count(*) FROM cards_printorder
 WHERE printed_at >= %s AND (%s = '' OR lent_to = %s) GROUP BY 1
"""
_MARK = re.compile(r"%\((\w+)\)s")
# Of a card on the shelf: it was handed over before, and brought back. A card that was printed lies there since then.
CAME_BACK = "(state = 'tercetak' AND (state_since > printed_at OR state_since < printed_at))"
FEW = 4  # places that are counted one by one; for more the whole line is numbered once
WAITING, AT_THE_PRINTER, SHELF, HANDED, CANCELLED = "menunggu", "dikirim", "tercetak", "diserahkan", "batal"


def policy_in_force(on: date) -> rules.Policy:
    """The circular that orders the list on a day; the list of January 2020 where the centre has issued none."""
    rows = (_Written._make((*row, msgspec.json.decode(ranks))) for *row, ranks in fetch(_POLICIES, (on,)))
    return rules.policy_on(map(as_policy, rows), on)


class _Written(NamedTuple):
    """The columns of a policy that its rules read."""

    number: str
    issued_on: date
    issuer: str
    valid_from: date
    valid_to: date | None
    inside: str
    classes: list[list[str]]


def as_policy(row: PrintPolicy | _Written) -> rules.Policy:
    return rules.Policy(
        number=row.number,
        issued_on=row.issued_on,
        issuer=row.issuer,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        classes=tuple(tuple(rank) for rank in row.classes),
        inside=row.inside,
    )


def hands(node: Node) -> str:
    """Who this node is for a print order: the service point that it may be lent to, "" for the office."""
    return node.desk if node.point else ""


def held(node: Node) -> QuerySet[PrintOrder]:
    """The orders of which this node may write: the office's own, or those lent to this service point and not given back."""
    return PrintOrder.objects.filter(lent_to=hands(node), returned=False)


def point_words(node: Node, kecamatan: str) -> str:
    """What people call the service point of a kecamatan."""
    return f"Titik layanan {area_name(kecamatan, node.clock.today()) or kecamatan}"


def points_called(node: Node, points: Collection[str]) -> dict[str, str]:
    """The same of these service points, by their names among nodes: where a card that was lent to one lies, and is handed over."""
    rows = OfficePoint.objects.filter(name__in=points) if points else ()
    return {p.name: point_words(node, p.kecamatan) for p in rows}


def subject_of(node: Node, order: UUID) -> str:
    """Of an order's facts. What a service point says has a subject of its own: where it is parked, because the office had taken the order
    back, what the office says is not kept waiting behind it."""
    return f"pesanan/{order}/t{node.point}" if node.point else f"pesanan/{order}"


def status_subject(node: Node, order: UUID) -> str:
    """Of the status of a recording whose card is at work: at a service point it is told with the order; "": with the recording."""
    return subject_of(node, order) if node.point else ""


def line(node: Node, on: date) -> QuerySet[PrintOrder]:
    """Whose card this node prints, the next first. Places are counted in the line of the whole office (`places`)."""
    return ordered(held(node).filter(state=WAITING), policy_in_force(on), ZONES[node.clock.zone])


def ordered(orders: QuerySet[PrintOrder], policy: rules.Policy, zone: ZoneInfo) -> QuerySet[PrintOrder]:
    ranks = [When(klass__in=list(rank), then=Value(i)) for i, rank in enumerate(policy.classes)]
    rank = Case(*ranks, default=Value(len(policy.classes)), output_field=IntegerField())
    if policy.inside == rules.RECORDING_MONTH:
        return orders.annotate(rank=rank, month=TruncMonth("recorded_at", tzinfo=zone)).order_by(
            F("first").desc(), "rank", "month", "joined_at", "id"
        )
    return orders.annotate(rank=rank).order_by(F("first").desc(), "rank", "recorded_at", "id")


def key_sql(policy: rules.Policy, table: str, zone: ZoneInfo) -> tuple[str, dict[str, Any]]:
    """The sort key as SQL expressions, smallest first, and their parameters. Months are those of the office's clock."""
    params: dict[str, Any] = {f"rank{i}": list(rank) for i, rank in enumerate(policy.classes)}
    cases = " ".join(f"WHEN {table}.klass = ANY(%(rank{i})s) THEN {i}" for i in range(len(policy.classes)))
    rank = f"(CASE {cases} ELSE {len(policy.classes)} END)" if cases else "0"
    if policy.inside == rules.RECORDING_MONTH:
        params["zone"] = zone.key
        when = f"date_trunc('month', {table}.recorded_at, %(zone)s), {table}.joined_at"
    else:
        when = f"{table}.recorded_at"
    return f"NOT {table}.first, {rank}, {when}, {table}.id", params


def place_of(node: Node, order: PrintOrder) -> int:
    """1 for who is printed next; 0 for an order that is not in line."""
    return places(node, [order.id]).get(order.id, 0)


class Placed(NamedTuple):
    """Where an order stands in line, and the class whose line it is: who goes first of all stands in that of the first-timers."""

    place: int
    klass: str


def places(node: Node, orders: Iterable[UUID]) -> dict[UUID, int]:
    """The places of these orders in line, by id; who is not in line is left out."""
    return {id: found.place for id, found in placed(node, orders).items()}


def placed(node: Node, orders: Iterable[UUID]) -> dict[UUID, Placed]:
    """Place and class of these orders, by id; who is not in line is left out."""
    wanted = list(orders)
    if not wanted:
        return {}
    policy = policy_in_force(node.clock.today())
    zone = ZONES[node.clock.zone]
    theirs, params = key_sql(policy, "o", zone)
    mine, _same = key_sql(policy, "m", zone)
    few = (
        f"SELECT m.id, 1 + (SELECT count(*) FROM cards_printorder o WHERE o.state = 'menunggu' AND ({theirs}) < ({mine})),"
        " m.klass, m.first"
        " FROM cards_printorder m WHERE m.id = ANY(%(wanted)s) AND m.state = 'menunggu'"
    )
    many = (
        "SELECT id, place, klass, first"
        f" FROM (SELECT o.id, o.klass, o.first, row_number() OVER (ORDER BY {theirs}) AS place FROM cards_printorder o"
        " WHERE o.state = 'menunggu') line WHERE id = ANY(%(wanted)s)"
    )
    rows = _named(few if len(wanted) <= FEW else many, params | {"wanted": wanted})
    return {id: Placed(place, rules.FIRST_TIMER if first else klass) for id, place, klass, first in rows}


def in_order(policy: rules.Policy, columns: str, zone: ZoneInfo) -> list[tuple[Any, ...]]:
    """These columns of everybody in line, the next first. columns: SQL of this program, of the table `o`; %(zone)s is the office's."""
    key, params = key_sql(policy, "o", zone)
    query = f"SELECT {columns} FROM cards_printorder o WHERE o.state = 'menunggu' ORDER BY {key}"
    return _named(query, params | {"zone": zone.key})


def _named(query: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """A prepared query with named values."""
    marked, names = _numbered(query)
    return fetch(marked, [params[name] for name in names])


@lru_cache(maxsize=64)
def _numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """The same query with its named values in their order, as a prepared statement takes them."""
    return _MARK.sub("%s", query), tuple(_MARK.findall(query))


def printed_by_day(node: Node, days: int = DAYS_COUNTED) -> list[int]:
    """Cards printed on each of the last working days before today, oldest first; at a service point those that it printed."""
    wanted = last_workdays(node.clock.today(), days)
    zone = ZONES[node.clock.zone]
    begin = datetime.combine(wanted[0], datetime.min.time(), zone)
    found = dict(fetch(_BY_DAY, (zone.key, begin, hands(node), hands(node))))
    # Cards of a Saturday count for the working day before it: the pace of the office is what is asked.
    counts = dict.fromkeys(wanted, 0)
    for day, cards in found.items():
        if day >= node.clock.today():
            continue  # still running
        while day not in counts:
            day -= timedelta(days=1)
        counts[day] += cards
    return [counts[day] for day in wanted]


def stock(node: Node) -> int:
    """Blangko that can still be printed: in store and with the operators."""
    have = balances(node)
    return sum(have.get(account, 0) for account in (STOCK, OPERATOR))


def balances(node: Node, office: str = "") -> dict[str, int]:
    """KTP-el blangko by account, of this desk or of another one; all drawers are one account."""
    return folded(book.balances(office or node.desk))


def whole(node: Node) -> dict[str, int]:
    """KTP-el blangko by account, of the office and all its service points together; at a point of that point alone."""
    if node.point:
        return balances(node)
    desks = Balance.objects.filter(Q(office=node.id) | Q(office__startswith=f"{node.id}/"), item=KTP)
    return folded(dict(desks.order_by().values_list("account").annotate(n=Sum("amount"))))


def used(node: Node) -> dict[str, int]:
    """The balances that a report names, of the office with its service points: received, printed, spoiled, stock, in_transit,
    difference."""
    return parts_of(whole(node))
