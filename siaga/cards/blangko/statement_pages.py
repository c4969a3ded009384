"""The statement of a month (screen, print, CSV), and the public figure of each day."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, allow, public
from siaga.accounts.exports import csv_answer

from .. import line
from . import book, rules, serials, statement
from .day_pages import item_of, items
from .words import ACCOUNT_LABELS, KIND_LABELS

DAYS = 15
EARLIEST = date(2000, 1, 1)


def month_of(request: Request) -> date:
    """?bulan=2026-11; without it the month of today."""
    asked = request.GET.get("bulan", "")
    if not asked:
        return request.node.clock.today().replace(day=1)
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= month <= request.node.clock.today():
        raise Http404
    return month


@allow("bendahara", "kepala", "auditor")
def month(request: Request) -> HttpResponse:
    """Opening, came, went and closing of every account, and what moved."""
    node, item, first = request.node, item_of(request), month_of(request)
    made = book.of_month(node, first, item)
    accounts = [(ACCOUNT_LABELS.get(a.account, a.account), a) for a in made.accounts]
    flows = [
        (
            KIND_LABELS.get(f.kind, f.kind),
            ACCOUNT_LABELS.get(f.source, f.source),
            ACCOUNT_LABELS.get(f.target, f.target),
            f,
        )
        for f in made.flows
    ]
    if request.GET.get("format") == "csv":
        head = (_("Akun"), _("Awal bulan"), _("Bertambah"), _("Berkurang"), _("Akhir bulan"))
        rows = ((str(label), a.opening, a.came, a.went, a.closing) for label, a in accounts)
        return csv_answer(request, f"blangko-{item}-{first:%Y-%m}", head, rows)
    today = node.clock.today()
    stands = rules.folded(book.balances(node.desk, item))
    closing = {a.account: a.closing for a in made.accounts if a.closing}
    context = {
        "month": first,
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{book.next_month(first):%Y-%m}" if book.next_month(first) <= today else "",
        "accounts": accounts,
        "flows": flows,
        "difference": made.difference,
        "agrees": book.next_month(first) <= today or closing == {a: n for a, n in stands.items() if n},
        "reports": bool({"bendahara", "kepala"} & request.actor.roles) and not node.point,
        "disputed": serials.text_of(serials.disputed(book.with_serials(node.desk, item))),
        **items(item),
    }
    return render(request, "cards/statement.html", context)


@public
def stock(request: Request) -> HttpResponse:
    """Blangko left at the end of each of the last days, for everybody to see: nobody can say "habis" when it is not."""
    node = request.node
    today = node.clock.today()
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    found = book.stock_by_day(node, days)
    rows = []
    for day in reversed(days):
        now, before = found[day], found.get(day - timedelta(days=1), {})
        rows.append((day, _left(now), _grown(now, before, rules.PRINTED), _spoiled(now) - _spoiled(before)))
    pace = line.printed_by_day(node)
    left = line.stock(node)
    context = {
        "today": today,
        "left": left,
        "days_left": statement.days_left(left, pace),
        "in_transit": line.balances(node).get(rules.TRANSIT, 0),
        "rows": rows[:-1],
        "office_name": node.name,
    }
    return render(request, "cards/public_stock.html", context)


def _left(now: dict[str, int]) -> int:
    return now.get(rules.STOCK, 0) + now.get(rules.OPERATOR, 0)


def _spoiled(now: dict[str, int]) -> int:
    return now.get(rules.SPOILED, 0) + now.get(rules.DESTROYED, 0)


def _grown(now: dict[str, int], before: dict[str, int], account: str) -> int:
    return max(0, now.get(account, 0) - before.get(account, 0))
