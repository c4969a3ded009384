"""An office's own history of cards, as arrays: who joined the line when and was printed when, and what each working day had.

Days are working days from 0. What is known at the end of a day is exactly what `past`, `waiting` show: nothing later
leaks into a forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from siaga.planner.forecast import Waiting
from siaga.planner.past import RECENT, Floats, Ints, Past

MEMORY = 500  # working days that an office looks back


@dataclass(frozen=True, slots=True)
class Record:
    """Cards: klass (index), recorded, joined, printed (working days; printed -1: not yet). Days: printed_on a day and
    so on, one element each.

    rank: of each klass, by the policy in force. stock -1, nominal 0, centre_up: as in `Past`; without them they are worked out.
    """

    klass: Ints
    recorded: Ints
    joined: Ints
    printed: Ints
    rank: tuple[int, ...]
    delivered: Ints
    spoiled: Ints
    up: Ints
    stock: Ints
    nominal: Floats
    centre_up: Ints
    order: Ints = field(init=False)  # of all cards, the lawful order

    def __post_init__(self) -> None:
        ranks = np.array(self.rank)[self.klass]
        object.__setattr__(self, "order", np.lexsort((self.joined, self.recorded, ranks)))

    @property
    def days(self) -> int:
        return len(self.delivered)

    @property
    def ranks(self) -> int:
        return max(self.rank) + 1

    def waiting(self, day: int) -> tuple[Ints, Waiting]:
        """At the end of a day: which cards wait, in the lawful order, and the same as the planner reads them (working
        days from `day`)."""
        here = (self.joined <= day) & ((self.printed < 0) | (self.printed > day))
        ids = self.order[here[self.order]]
        ranks = np.array(self.rank)[self.klass]
        at_centre = (ranks == 0) & (self.recorded <= day) & (self.joined > day)
        pending = np.sort(self.recorded[at_centre] - day)
        return ids, Waiting(ranks[ids], self.recorded[ids] - day, pending)

    def past(self, day: int) -> Past:
        """At the end of a day, at most MEMORY working days of it."""
        first = max(0, day + 1 - MEMORY)
        span = slice(first, day + 1)
        ranks = np.array(self.rank)[self.klass]
        n = day + 1 - first
        joined = np.zeros((n, self.ranks), dtype=np.int64)
        came = (self.joined >= first) & (self.joined <= day)
        np.add.at(joined, (self.joined[came] - first, ranks[came]), 1)
        made = (self.printed >= first) & (self.printed <= day)
        printed = np.bincount(self.printed[made] - first, minlength=n).astype(np.int64)
        before = int(((self.joined < first) & ((self.printed < 0) | (self.printed >= first))).sum())
        lately = (self.joined > day - RECENT) & (self.joined <= day)
        waits = self.joined - self.recorded
        return Past(
            joined=joined,
            printed=printed,
            spoiled=self.spoiled[span],
            delivered=self.delivered[span],
            up=self.up[span],
            stock=self.stock[span],
            line=before + np.cumsum(joined.sum(axis=1)) - np.cumsum(printed),
            nominal=self.nominal[span],
            ages=tuple(waits[lately & (ranks == rank)] for rank in range(self.ranks)),
        )


def of_cards(
    klass: Sequence[int], recorded: Sequence[int], joined: Sequence[int], printed: Sequence[int], rank: tuple[int, ...]
) -> Record:
    """Where only the cards are known: blangko are taken as never missing, and a day without any card as an outage."""
    last = max((*joined, *printed, 0))
    none = np.zeros(last + 1, dtype=np.int64)
    return Record(
        klass=np.array(klass, dtype=np.int64),
        recorded=np.array(recorded, dtype=np.int64),
        joined=np.array(joined, dtype=np.int64),
        printed=np.array(printed, dtype=np.int64),
        rank=rank,
        delivered=none,
        spoiled=none,
        up=none + 1,
        stock=none - 1,
        nominal=none.astype(float),
        centre_up=none + 1,
    )
