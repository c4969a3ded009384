"""What is known of the days to come besides habit: blangko that the centre has sent or allotted, and the printers that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import numpy as np

from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.holidays_id import Calendar
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.past import Floats
from siaga.shell.formats import local

from ..blangko.rules import KTP
from ..fleet.rules import LYING, RESTED, SILENT, STOPPED, Press, condition_of
from ..fleet.state import printers

ON_THE_WAY = 3  # working days that a shipment takes, as far as anybody knows
A_DAY = timedelta(days=1)  # a printer that stopped less long ago has only run out of paper
Coming = tuple[tuple[int, int], ...]  # (working day, blangko)
# Prepared: every look at due work asks whether the plan still stands.
_SHIPPED = """
SELECT shipped_at, shipped FROM cards_blangkorequest WHERE office = %s AND state = 'dikirim' AND item = %s ORDER BY shipped_at, id
"""
_ALLOTTED = "SELECT number, at, lead, offices, given FROM cards_allotment ORDER BY number DESC, at DESC LIMIT 1"
_SINCE = (
    "SELECT coalesce(sum(shipped), 0) FROM cards_blangkorequest WHERE office = %s AND item = %s AND shipped_at >= %s"
)
_USED = """
SELECT printer, (min(printed_at) AT TIME ZONE %s)::date, (max(printed_at) AT TIME ZONE %s)::date
  FROM cards_printorder WHERE printed_at IS NOT NULL AND printer <> '' GROUP BY printer
"""
_SEEN = "SELECT name, state, accepting, since FROM cards_printerseen"
_DESCRIBED = """
SELECT desk, name, per_day, rested, empty FROM cards_fleetprinter WHERE desk = %s OR starts_with(desk, %s) ORDER BY desk, name
"""


def shipped(node: Node, calendar: Calendar) -> Coming:
    """What the centre has sent and the treasurer has not counted yet."""
    return tuple(
        (max(1, calendar.number(local(at, node.clock.zone).date()) + ON_THE_WAY), amount)
        for at, amount in fetch(_SHIPPED, (node.id, KTP))
        if at is not None
    )


def allotted(node: Node, calendar: Calendar) -> Coming:
    """This office's share of the latest allotment, its lead days after it was decided, less what was shipped since: a blangko that is on
    its way or here is not told twice. One that is as late again as its lead was long is no longer believed."""
    for _number, at, lead, named, given in fetch(_ALLOTTED):
        offices: list[str] = msgspec.json.decode(named)
        if node.id not in offices:
            return ()
        ((since,),) = fetch(_SINCE, (node.id, KTP, at))
        left = msgspec.json.decode(given)[offices.index(node.id)] - int(since)
        decided = calendar.number(local(at, node.clock.zone).date())
        return ((max(1, decided + lead), left),) if left > 0 and -decided <= 2 * lead else ()
    return ()


@dataclass(frozen=True, slots=True)
class Fleet:
    """per_day: cards a day of the printers that work, 0: not known, for some cards came from a printer that nobody described. by_day: of
    those that stood on each day of the past, 0: not known. stopped: printers are known, and none of them works."""

    per_day: int
    by_day: Floats
    stopped: bool = False


def fleet(node: Node, calendar: Calendar, days: int) -> Fleet:
    """days: of the past, the last is yesterday. A printer stood from the day of its first card; one that is gone, to that of its last."""
    standing, working = _standing(node)
    by_day = np.zeros(days)
    lately = calendar.day(-DAYS_COUNTED)
    unknown = False
    zone = ZONES[node.clock.zone].key
    for name, first, last in fetch(_USED, (zone, zone)):
        per_day = standing.get(name) or Press(name).per_day
        unknown = unknown or (name not in standing and last >= lately)
        end = days if name in working else days + calendar.number(last) + 1
        by_day[max(0, days + calendar.number(first)) : max(0, end)] += per_day
    if unknown or not (working or printers(node)):
        return Fleet(0, np.zeros(days))
    if not working:
        return Fleet(sum(standing.values()), by_day, stopped=True)
    return Fleet(sum(standing[name] for name in working), by_day)


def _standing(node: Node) -> tuple[dict[str, int], frozenset[str]]:
    """Cards a day of every printer described here or at a service point, and which of them work; of other desks as the desk says."""
    seen = {name: told for name, *told in fetch(_SEEN)}
    now = node.clock.now()
    standing: dict[str, int] = {}
    working = set()
    here = dict.fromkeys(sorted(printers(node)), (Press("").per_day, "", 0))
    for desk, name, per_day, rested, empty in fetch(_DESCRIBED, (node.desk, f"{node.id}/")):
        elsewhere = desk != node.desk
        if elsewhere or name not in here:  # one of this desk that is not connected any more is known, and gone
            standing[name] = standing.get(name, 0) + per_day
        else:
            here[name] = (per_day, rested, empty)
        if elsewhere and not rested:
            working.add(name)
    for name, (per_day, rested, empty) in here.items():
        state, accepting, since = seen.get(name, ("", True, now))
        condition = condition_of(rested=rested, empty=empty, state=state, accepting=accepting)
        standing[name] = standing.get(name, 0) + per_day
        if condition not in (RESTED, LYING) and not (condition in (STOPPED, SILENT) and now - since >= A_DAY):
            working.add(name)
    return standing, frozenset(working)


def marks(node: Node) -> str:
    """Changes with a shipment, an allotment, and a printer that comes or goes."""
    sent = sorted(amount for _at, amount in fetch(_SHIPPED, (node.id, KTP)))
    allotment = next((number for number, *_rest in fetch(_ALLOTTED)), None)
    standing, working = _standing(node)
    return f"{sent} {allotment} {sum(standing[name] for name in working)}"
