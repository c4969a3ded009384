"""N blangko over the districts: published rules, whole blangko, nobody beyond the need, every share explained.

The circular divides by print-ready people (PRR). Beside it stand rules of the literature on dividing too little among claims: the
divisor method of Webster and Sainte-Laguë (Balinski and Young, Fair Representation, 1982), constrained equal awards = max-min and
constrained equal losses (Thomson, Math. Social Sciences 45, 2003). All of them are water-filling with weights and caps, which is
solved exactly in whole numbers: no solver is asked.

House monotone (nobody gets less of N + 1 than of N): `prr_pembagi` and `sama_banyak`. The rules that round by the largest remainder
(`prr`, `kekurangan`, `sama_hari`, `kartu`) do not promise it: the Alabama paradox can take one blangko from a district.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
MOST = 100_000_000  # blangko; keeps every product below 2**63


@dataclass(frozen=True, slots=True)
class Districts:
    """One number for each district. prr: print-ready people; stock: blangko there or on their way; pace: cards a working day, >= 1."""

    prr: Ints
    stock: Ints
    pace: Ints

    @property
    def need(self) -> Ints:
        """Print-ready people for whom there is no blangko: the cap of every rule."""
        return np.maximum(self.prr - self.stock, 0)


@dataclass(frozen=True, slots=True)
class Shares:
    """amounts: whole blangko; exact: the share before rounding; capped: stopped by its need."""

    amounts: Ints
    exact: npt.NDArray[np.float64]
    capped: npt.NDArray[np.bool_]


def fill(weights: Ints, caps: Ints, n: int) -> Shares:
    """Shares in proportion to weights, none above its cap; what a cap sets free goes to the others in the same proportion. Rounded by
    the largest remainder (Hare); equal remainders: the larger weight, the larger cap, the first. Sum: min(n, sum of caps).

    Raises ValueError for negative numbers, more than MOST, or a cap without a weight.
    """
    if min(n, int(caps.min(initial=0)), int(weights.min(initial=0))) < 0 or ((caps > 0) & (weights == 0)).any():
        raise ValueError("weights, caps and n are not negative, and who needs something has a weight")
    if max(n, int(weights.sum()), int(caps.sum())) > MOST:
        raise ValueError(f"at most {MOST}")
    n = min(n, int(caps.sum()))
    free = caps > 0
    while True:
        rest, total = n - int(caps[~free].sum()), int(weights[free].sum())
        full = free & (caps * total <= rest * weights)
        if not full.any():
            break
        free &= ~full
    amounts, exact = caps.copy(), caps.astype(float)
    if total:
        amounts[free] = rest * weights[free] // total
        exact[free] = rest * weights[free] / total
        over = np.where(free, rest * weights % total, -1)
        order = np.lexsort((np.arange(len(caps)), -caps, -weights, -over))
        amounts[order[: n - int(amounts.sum())]] += 1
    return Shares(amounts, exact, ~free)


def _by_prr(d: Districts, n: int, horizon: int) -> Shares:
    return fill(d.prr, d.need, n)


def _by_need(d: Districts, n: int, horizon: int) -> Shares:
    return fill(d.need, d.need, n)


def _equal(d: Districts, n: int, horizon: int) -> Shares:
    return fill(np.ones_like(d.prr), d.need, n)


def _equal_days(d: Districts, n: int, horizon: int) -> Shares:
    """What is lacking afterwards is as many days of work everywhere: equal losses, weighted by the pace."""
    need = d.need
    lost = fill(d.pace, need, int(need.sum()) - min(n, int(need.sum())))
    # Whoever loses all of its need gets nothing, which is no cap; whoever loses nothing is stopped by its need.
    return Shares(need - lost.amounts, need - lost.exact, lost.amounts == 0)


def _most_cards(d: Districts, n: int, horizon: int) -> Shares:
    """First what can be printed within the horizon, in proportion to PRR; the rest likewise."""
    room = usable(d, horizon)
    first = fill(d.prr, room, n)
    left = fill(d.prr, d.need - room, n - int(first.amounts.sum()))
    amounts = first.amounts + left.amounts
    return Shares(amounts, first.exact + left.exact, amounts == d.need)


def _divisor(d: Districts, n: int, horizon: int) -> Shares:
    """Webster: each blangko to who has the largest PRR / (2 x given + 1), as long as it needs one. Whole PRR compared, no rounding."""
    caps, quota = d.need, fill(d.prr, d.need, n)
    n = min(n, int(caps.sum()))
    low, high = 0.0, float(d.prr.max(initial=0)) + 1.0
    for _step in range(60):  # the price of one blangko above which at most n are given
        middle = (low + high) / 2
        low, high = (low, middle) if _given(d.prr, caps, middle).sum() <= n else (middle, high)
    amounts = _given(d.prr, caps, high * (1 + 1e-9))
    queue = [(-Fraction(int(d.prr[i]), 2 * int(amounts[i]) + 1), int(i)) for i in np.flatnonzero(amounts < caps)]
    heapq.heapify(queue)
    for _blangko in range(n - int(amounts.sum())):
        _price, i = heapq.heappop(queue)
        amounts[i] += 1
        if amounts[i] < caps[i]:
            heapq.heappush(queue, (-Fraction(int(d.prr[i]), 2 * int(amounts[i]) + 1), i))
    return Shares(amounts, quota.exact, amounts == caps)


def _given(prr: Ints, caps: Ints, price: float) -> Ints:
    """How many blangko of each district are worth more than the price."""
    return np.minimum(caps, np.floor((prr / price + 1) / 2).astype(np.int64))


RULES: dict[str, Callable[[Districts, int, int], Shares]] = {
    "prr": _by_prr,
    "prr_pembagi": _divisor,
    "kekurangan": _by_need,
    "sama_banyak": _equal,
    "sama_hari": _equal_days,
    "kartu": _most_cards,
}
RULE_LABELS = {
    "prr": "Sebanding PRR (surat edaran)",
    "prr_pembagi": "Sebanding PRR, metode pembagi",
    "kekurangan": "Sebanding kekurangan",
    "sama_banyak": "Sama banyak (maks–min)",
    "sama_hari": "Sisa tunggu sama hari",
    "kartu": "Kartu terbanyak",
}
REASON_TEXTS = {
    "none": "PRR %(prr)s, stok dan kiriman %(stock)s: tidak ada kekurangan.",
    "full": "Kekurangan %(need)s terpenuhi seluruhnya; jatah tidak melebihi kekurangan.",
    "prr": "PRR %(prr)s dari %(all_prr)s pada kantor yang belum terpenuhi: bagian %(share)s, dibulatkan menjadi %(n)s.",
    "prr_pembagi": "PRR %(prr)s dari %(all_prr)s pada kantor yang belum terpenuhi: bagian %(share)s; menurut metode pembagi %(n)s.",
    "kekurangan": "Kekurangan %(need)s dari %(all_need)s: bagian %(share)s, dibulatkan menjadi %(n)s.",
    "sama_banyak": "Setiap kantor yang masih kurang mendapat sama banyak: %(share)s, dibulatkan menjadi %(n)s.",
    "sama_hari": "Sesudah jatah %(n)s masih kurang %(left)s, yaitu %(days)s hari kerja mencetak.",
    "kartu": "Sampai batas hari printernya dapat memakai %(usable)s lagi; jatah %(n)s, sebanding PRR.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """text: of REASON_TEXTS, to be translated; params: whole or decimal numbers for its places."""

    text: str
    params: dict[str, int | float]


def allot(rule: str, d: Districts, n: int, horizon: int) -> Shares:
    """Divide n blangko. horizon: working days, asked by `kartu` alone. Raises KeyError for an unknown rule, ValueError as `fill` does."""
    return RULES[rule](d, n, horizon)


def explain(rule: str, d: Districts, shares: Shares, horizon: int) -> list[Reason]:
    """For each district why it gets what it gets."""
    need, room = d.need, usable(d, horizon)
    totals = {"all_prr": int(d.prr[~shares.capped].sum()), "all_need": int(need.sum())}
    reasons = []
    for i, n in enumerate(shares.amounts.tolist()):
        left = int(need[i]) - n
        key = "none" if not need[i] else "full" if not left else rule
        said: dict[str, int | float] = {
            "prr": int(d.prr[i]), "stock": int(d.stock[i]), "need": int(need[i]), "n": n, "left": left, **totals,
            "share": round(float(shares.exact[i]), 2), "usable": int(room[i]), "days": round(left / int(d.pace[i]), 1),
        }  # fmt: skip
        reasons.append(Reason(REASON_TEXTS[key], said))
    return reasons


def usable(d: Districts, horizon: int) -> Ints:
    """Blangko more than there are that its printers could use within so many working days, for print-ready people."""
    return np.maximum(np.minimum(d.prr, d.pace * horizon) - d.stock, 0)


@dataclass(frozen=True, slots=True)
class Worth:
    """cards: printed for print-ready people within the horizon. waited: days that they wait in it, all together."""

    cards: int
    waited: int


def worth(d: Districts, amounts: Ints, horizon: int) -> Worth:
    """What an allotment does, if the blangko are there on the first day and each district prints at its pace."""
    have = np.minimum(d.prr, d.stock + amounts)
    by_day = np.array([int(np.minimum(have, d.pace * day).sum()) for day in range(1, horizon + 1)], dtype=np.int64)
    return Worth(int(by_day[-1]) if horizon else 0, int(d.prr.sum()) * horizon - int(by_day.sum()))


def best(d: Districts, n: int, horizon: int) -> Worth:
    """The most cards, and (apart from that) the fewest days waited, that any n blangko could do. Exact: each blangko is worth less than the
    one before in its district, so the earliest days of all districts are filled first.
    """
    none = worth(d, np.zeros_like(d.prr), horizon)
    n = min(n, int(d.need.sum()))
    cards, saved, before = 0, 0, np.zeros_like(d.prr)
    for day in range(1, horizon + 1):
        room = usable(d, day)
        taken = min(n - cards, int((room - before).sum()))
        cards, saved, before = cards + taken, saved + taken * (horizon - day + 1), room
    return Worth(none.cards + cards, none.waited - saved)
