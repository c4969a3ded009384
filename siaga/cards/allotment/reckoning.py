"""The numbers of every office as the centre knows them, divided: for the page, and again inside the act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count

from siaga.journal.models import Peer
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node, office_of
from siaga.planner import loans as lending
from siaga.planner.allotment import RULES, Districts, Reason, Shares, Worth, allot, best, explain, worth
from siaga.recording.models import Record
from siaga.recording.status import Status

from ..blangko import rules
from ..models import Allotment, Balance

PACE_DAYS = 90  # of these, the days on which the office printed tell its pace
PACE_UNKNOWN = 250  # cards a day of one printer, the slowest kind
LEAST_LOAN = 50  # blangko: no journey for fewer


@dataclass(frozen=True, slots=True)
class Country:
    """Offices by code, with the numbers of each. in_hand: of `numbers.stock` what is in the store, and could be lent."""

    offices: tuple[str, ...]
    names: tuple[str, ...]
    provinces: tuple[str, ...]
    numbers: Districts
    in_hand: np.ndarray


@dataclass(frozen=True, slots=True)
class Division:
    """One rule applied. limit: what nothing could do better."""

    rule: str
    amount: int
    horizon: int
    lead: int
    shares: Shares
    reasons: list[Reason]
    worth: Worth
    limit: Worth
    loans: list[lending.Loan]


def country(node: Node) -> Country:
    """A handful of sums at the centre, whatever the number of people."""
    peers = [p for p in Peer.objects.exclude(id=PUSAT).order_by("id") if "/" not in p.id]
    offices = tuple(p.id for p in peers)
    waiting = Record.objects.filter(current=True, status=Status.PRINT_READY_RECORD).order_by().values_list("office")
    prr = dict(waiting.annotate(n=Count("id")))
    there: dict[str, int] = {}
    store: dict[str, int] = {}
    for desk, account, n in Balance.objects.filter(item=rules.KTP).values_list("office", "account", "amount"):
        office = office_of(desk)
        if rules.general(account) in (rules.STOCK, rules.OPERATOR, rules.TRANSIT):
            there[office] = there.get(office, 0) + n
        if account == rules.STOCK and desk == office:
            store[office] = n
    pace = _pace(node)
    columns = [
        np.array([table.get(o, default) for o in offices], dtype=np.int64)
        for table, default in ((prr, 0), (there, 0), (pace, PACE_UNKNOWN), (store, 0))
    ]
    numbers = Districts(columns[0], np.maximum(columns[1], 0), np.maximum(columns[2], 1))
    provinces = tuple((p.wilayah or p.id).replace(".", "")[:2] for p in peers)
    return Country(offices, tuple(p.name for p in peers), provinces, numbers, columns[3])


def _pace(node: Node) -> dict[str, int]:
    """Cards a day of each office, over the days on which it printed any: days without blangko say nothing of its printers."""
    since = node.clock.now() - timedelta(days=PACE_DAYS)
    with connection.cursor() as cur:
        cur.execute(
            "SELECT office, round(count(*)::numeric / count(DISTINCT (printed_at AT TIME ZONE 'Asia/Jakarta')::date))::int"
            " FROM cards_printorder WHERE printed_at >= %s GROUP BY office",
            [since],
        )
        return dict(cur.fetchall())


def divide(found: Country, rule: str, amount: int, horizon: int, lead: int) -> Division:
    """Raises KeyError for a rule that is not known."""
    d = found.numbers
    shares = allot(rule, d, amount, horizon)
    give, want = lending.surplus(d, found.in_hand, lead), lending.lack(d, shares.amounts, lead)
    loans = lending.propose(give, want, found.provinces, LEAST_LOAN)
    reasons = explain(rule, d, shares, horizon)
    done = worth(d, shares.amounts, horizon)
    return Division(rule, amount, horizon, lead, shares, reasons, done, best(d, amount, horizon), loans)


def told(row: Allotment) -> tuple[Districts, list[Reason]]:
    """An allotment on record with its reasons, reckoned again from its own numbers; no reasons for a rule that is not known here."""
    d = Districts(*(np.array(column, dtype=np.int64) for column in (row.prr, row.stock, row.pace)))
    if row.rule not in RULES:
        return d, []
    shares = replace(allot(row.rule, d, row.amount, row.horizon), amounts=np.array(row.given, dtype=np.int64))
    return d, explain(row.rule, d, shares, row.horizon)


def print_of(found: Country, division: Division) -> str:
    """The same for the same numbers: what somebody saw is what is decided."""
    said = zip(found.offices, division.shares.amounts.tolist(), strict=True)
    loans = [f"{x.lender}-{x.borrower}-{x.amount}" for x in division.loans]
    return str(ids.named("penjatahan", division.rule, str(division.amount), *(f"{o}:{n}" for o, n in said), *loans))


def ship_key(allotment: UUID, office: str) -> UUID:
    """Of the one shipment that an office has out of an allotment."""
    return ids.named("kiriman penjatahan", str(allotment), office)


def loan_key(allotment: UUID, borrower: str) -> UUID:
    return ids.named("pinjaman penjatahan", str(allotment), borrower)
