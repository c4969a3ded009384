"""What is told of the books: a report that must add up, the statement of a month, how long the stock lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from siaga.kit.refusal import Refusal

from .rules import (
    AT_PRINTER,
    BASIS,
    DESTROYED,
    DIFFERENCE,
    LENT,
    OPERATOR,
    OUTSIDE,
    PRINTED,
    SPOILED,
    STOCK,
    TRANSIT,
    Posting,
    balances_of,
    folded,
    general,
)


def _no(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"ledger.{code}", message, field=field, basis=BASIS, params=params)


def parts_of(balances: Mapping[str, int]) -> dict[str, int]:
    """The figures that a report names. received: without what was lent away; spoiled: also what was burnt since."""
    now = folded(balances)
    return {
        "received": sum(now.values()) - now.get(LENT, 0),
        "printed": now.get(PRINTED, 0),
        "spoiled": now.get(SPOILED, 0) + now.get(DESTROYED, 0),
        "stock": sum(now.get(account, 0) for account in (STOCK, OPERATOR, AT_PRINTER)),
        "in_transit": now.get(TRANSIT, 0),
        "difference": now.get(DIFFERENCE, 0),
    }


def check_report(
    *, received: int, printed: int, spoiled: int, stock: int, in_transit: int = 0, difference: int = 0
) -> list[Refusal]:
    """A report or an import: nothing negative, nothing larger than what came, and the sum exact.

    received counts what was allotted, with what is still on its way. Kupang's "28.600.000 printed of 30,000" ends here.
    """
    parts = {
        "printed": printed,
        "spoiled": spoiled,
        "stock": stock,
        "in_transit": in_transit,
        "difference": difference,
    }
    found = [
        _no("negative", "Jumlah tidak mungkin kurang dari nol. Periksa laporannya.", field)
        for field, value in {"received": received, **parts}.items()
        if value < 0
    ]
    found += [
        _no("more_than_received", "Dilaporkan %(value)d, padahal diterima seluruhnya %(received)d blangko. Periksa "
            "angkanya, mungkin kelebihan nol.", field, value=value, received=received)
        for field, value in parts.items()
        if value > max(received, 0)
    ]  # fmt: skip
    total = sum(parts.values())
    if not found and total != received:
        sums = (
            "Diterima %(received)d, tetapi tercetak, rusak, stok, perjalanan dan selisih berjumlah %(total)d. "
            "Cari selisih %(gap)d sebelum laporan disimpan."
        )
        found.append(_no("unbalanced", sums, "received", received=received, total=total, gap=received - total))
    return found


def days_left(stock: int, daily_use: Sequence[int]) -> int | None:
    """Whole working days that the stock lasts at the mean use of the last ten working days (oldest first).

    None while nothing is known: no days, or no card used on any of them.
    """
    recent = daily_use[-10:]
    mean = fmean(recent) if recent else 0.0
    return int(max(stock, 0) / mean) if mean > 0 else None


@dataclass(frozen=True, slots=True)
class Account:
    """One account in one month: opening + came - went = closing."""

    account: str
    opening: int
    came: int
    went: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


@dataclass(frozen=True, slots=True)
class Flow:
    """What moved of one kind between two accounts in the month: how often and how many."""

    kind: str
    source: str
    target: str
    times: int
    amount: int


class Line(Posting, Protocol):
    """A line of the book with the name of its kind."""

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Statement:
    accounts: tuple[Account, ...]
    flows: tuple[Flow, ...]

    @property
    def difference(self) -> int:
        """Zero: the closing of all accounts less the opening is what came from outside less what went there."""
        came = sum(f.amount for f in self.flows if f.source == OUTSIDE)
        went = sum(f.amount for f in self.flows if f.target == OUTSIDE)
        return sum(a.closing - a.opening for a in self.accounts) - came + went


def statement(opening: Mapping[str, int], month: Iterable[Line]) -> Statement:
    """opening: balances at the month's beginning; month: its entries. All drawers are one account."""
    begun = folded(opening)
    flows: dict[tuple[str, str, str], tuple[int, int]] = {}
    for e in month:
        key = (e.kind, general(e.source), general(e.target))
        times, amount = flows.get(key, (0, 0))
        flows[key] = (times + 1, amount + e.amount)
    made = tuple(Flow(k, s, t, *flows[k, s, t]) for k, s, t in sorted(flows))
    net = folded(balances_of(made))
    names = sorted({a for a, n in begun.items() if n} | set(net))
    accounts = tuple(
        Account(
            name,
            begun.get(name, 0),
            sum(f.amount for f in made if f.target == name and f.source != name),
            sum(f.amount for f in made if f.source == name and f.target != name),
        )
        for name in names
    )
    return Statement(accounts, made)
