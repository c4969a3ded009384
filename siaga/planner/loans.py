"""Loans of blangko between districts, proposed: who has more than can be printed before the next delivery, to who lacks; province first.

As many blangko change hands as can within each province, then across provinces. A transport problem whose number of journeys is
kept small by sending to the largest lack out of the largest surplus (in a province at most lenders + borrowers - 1; the fewest
possible is NP-hard), equal ones first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .allotment import Districts, Ints


@dataclass(frozen=True, slots=True)
class Loan:
    """Positions of lender and borrower among the districts."""

    lender: int
    borrower: int
    amount: int


def surplus(d: Districts, in_hand: Ints, lead: int) -> Ints:
    """What is in hand (not what is on its way) beyond all that the district can print in `lead` working days."""
    return np.maximum(in_hand - d.pace * lead, 0)


def lack(d: Districts, amounts: Ints, lead: int) -> Ints:
    """What it could print for print-ready people in `lead` working days and has no blangko for, the allotment counted in."""
    return np.maximum(np.minimum(d.prr, d.pace * lead) - d.stock - amounts, 0)


def propose(give: Ints, want: Ints, provinces: Sequence[str], least: int = 1) -> list[Loan]:
    """Loans, inside provinces first, by province and size. least: no journey for fewer."""
    give, want = np.where(give >= least, give, 0), np.where(want >= least, want, 0)
    found: list[Loan] = []
    everywhere = np.arange(len(give))
    groups = [np.flatnonzero(np.array(provinces) == p) for p in sorted(set(provinces))]
    for group in (*groups, everywhere):
        made = [loan for loan in _matched(give, want, group) if loan.amount >= least]
        for loan in made:
            give[loan.lender] -= loan.amount
            want[loan.borrower] -= loan.amount
        found += made
    return found


def _matched(give: Ints, want: Ints, group: npt.NDArray[np.intp]) -> list[Loan]:
    """All that can be moved inside the group: min(sum of give, sum of want)."""
    lenders = {int(i): int(give[i]) for i in group if give[i] > 0}
    borrowers = {int(i): int(want[i]) for i in group if want[i] > 0}
    by_amount = {amount: i for i, amount in reversed(lenders.items())}
    made = []
    for j, amount in list(borrowers.items()):
        i = by_amount.pop(amount, -1)
        if i >= 0:
            made.append(Loan(i, j, amount))
            del lenders[i], borrowers[j]
    while lenders and borrowers:
        i = min(lenders, key=lambda k: (-lenders[k], k))
        j = min(borrowers, key=lambda k: (-borrowers[k], k))
        amount = min(lenders[i], borrowers[j])
        made.append(Loan(i, j, amount))
        for left, k in ((lenders, i), (borrowers, j)):
            left[k] -= amount
            if not left[k]:
                del left[k]
    return made
