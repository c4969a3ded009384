"""Reading the books: balances under the ledger's lock, serials held, entries of a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from ..models import LedgerEntry
from . import rules, serials, statement
from .rules import KTP, Movement
from .serials import Ranges

_BALANCES = "SELECT account, amount FROM cards_balance WHERE office = %s AND item = %s"
FIELDS = ("kind", "source", "target", "amount", "serials", "used")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it was read."""

    kind: str
    source: str
    target: str
    amount: int
    serials: list[list[int]]
    used: list[list[int]]


def locked_balances(node: Node, item: str = KTP) -> dict[str, int]:
    """Amounts by account, kept as they are until the act ends: whoever moves blangko asks this first. From here on the database itself
    refuses what would bring an account of this act below zero.

    One lock for the whole ledger. Row locks would not do: an account begins with its first blangko, and those who wait
    for rows that others are still adding to end in a deadlock.
    """
    with connection.cursor() as cur:
        cur.execute(
            "SELECT pg_advisory_xact_lock(hashtext('siaga.blangko')), set_config('siaga.buku_blangko', 'ketat', true)"
        )
    return balances(node.desk, item)


def balances(desk: str, item: str = KTP) -> dict[str, int]:
    """Amounts by account of a desk, each drawer by itself."""
    return dict(fetch(_BALANCES, (desk, item)))


def within_reach(node: Node, officer: str, item: str) -> tuple[int, bool]:
    """How many of an item this officer can use now, and whether they lie in the store (nothing is handed out)."""
    now = balances(node.desk, item)
    source = rules.printing_from(now, officer)
    return now.get(source, 0), source == rules.STOCK


def written(entries: QuerySet[LedgerEntry]) -> list[Written]:
    return [Written(*row) for row in entries.order_by("at", "id").values_list(*FIELDS)]


def with_serials(desk: str, item: str) -> list[Written]:
    return written(LedgerEntry.objects.filter(office=desk, item=item).filter(~Q(serials=[], used=[])))


def held(node: Node, item: str = KTP) -> dict[str, Ranges]:
    """Serial numbers by account of this desk."""
    return serials.custody(with_serials(node.desk, item))


def known(node: Node, item: str = KTP) -> Ranges:
    """All serial numbers that are somewhere in the books of this office or its service points."""
    mine = Q(office=node.id) | Q(office__startswith=f"{node.id}/")
    desks = LedgerEntry.objects.filter(mine, item=item).order_by("office").values_list("office", flat=True).distinct()
    here = (serials.custody(with_serials(desk, item)).items() for desk in desks)
    return serials.join(r for found in here for account, ranges in found if account != rules.TRANSIT for r in ranges)


def wrong_serials(node: Node, item: str, movements: Iterable[Movement]) -> list[Refusal]:
    """Whether the numbers that these take are there, and those that come in are new. Asked only where numbers are named."""
    named = [m for m in movements if m.serials or m.used]
    if not named:
        return []
    have = held(node, item)
    wrong: list[Refusal] = []
    for m in named:
        ranges, (source, _target) = serials.of_pairs(m.serials), m.ends()
        wrong += serials.check_amount(m.amount, ranges)
        if source in serials.AWAY:
            wrong += serials.check_new(known(node, item), ranges)
        else:
            wrong += serials.check_held(have.get(source, ()), (*ranges, *serials.of_pairs(m.used)))
    return wrong


def spoiled_since(node: Node, item: str) -> list[tuple[str, int]]:
    """What is spoiled and not yet destroyed, by the reason that was given, the most frequent first."""
    left = balances(node.desk, item).get(rules.SPOILED, 0)
    rows = LedgerEntry.objects.filter(office=node.desk, item=item, target=rules.SPOILED).order_by("-at", "id")
    found: dict[str, int] = {}
    for note, amount in rows.values_list("note", "amount"):
        if left <= 0:
            break
        n = min(left, amount)
        found[note] = found.get(note, 0) + n
        left -= n
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def begins(node: Node, day: date) -> datetime:
    """Midnight by the office's own clock."""
    return datetime.combine(day, time(), ZONES[node.clock.zone])


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _sums(entries: QuerySet[LedgerEntry]) -> list[Written]:
    """One line for each pair of accounts: what all of the entries moved between them."""
    rows = entries.order_by().values_list("source", "target").annotate(n=Sum("amount"))
    return [Written("", source, target, n, [], []) for source, target, n in rows]


def of_month(node: Node, month: date, item: str) -> statement.Statement:
    """The statement of a calendar month of this desk; month: its first day."""
    book = LedgerEntry.objects.filter(office=node.desk, item=item)
    first, end = begins(node, month), begins(node, next_month(month))
    opening = rules.balances_of(_sums(book.filter(at__lt=first)))
    return statement.statement(opening, written(book.filter(at__gte=first, at__lt=end)))


def stock_by_day(node: Node, days: Sequence[date], item: str = KTP) -> dict[date, dict[str, int]]:
    """What each account held at the end of each of these days (ascending, the last is today), all drawers as one. Counted back from what is
    there now: only the entries of these days are read.
    """
    rows = LedgerEntry.objects.filter(office=node.desk, item=item, at__gte=begins(node, days[0]))
    by_day = rows.annotate(day=TruncDate("at", tzinfo=ZONES[node.clock.zone])).order_by()
    moves: dict[date, list[Written]] = {}
    for day, source, target, n in by_day.values_list("day", "source", "target").annotate(n=Sum("amount")):
        moves.setdefault(day, []).append(Written("", source, target, n, [], []))
    now = balances(node.desk, item)
    found: dict[date, dict[str, int]] = {}
    for day in reversed(days):
        found[day] = rules.folded(now)
        for account, n in rules.balances_of(moves.get(day, ())).items():
            now[account] = now.get(account, 0) - n
    return found
