"""Where to put printers: so many over places with so many people waiting. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from fractions import Fraction


def spread(printers: int, waiting: Mapping[str, int]) -> dict[str, int]:
    """Printers for each place, so that the longest wait among places that have one is as short as can be, and as few
    people as possible have none.

    Each next printer goes where most people wait for one of them; ties by name. Places without anybody waiting get none.
    """
    found = dict.fromkeys(sorted(waiting), 0)
    heap = [(-Fraction(n), place) for place, n in sorted(waiting.items()) if n > 0]
    heapq.heapify(heap)
    without = [place for _n, place in sorted(heap)]
    for place in without[:printers]:
        found[place] = 1
    loads = [(-Fraction(waiting[place], 2), place) for place in without[:printers]]
    heapq.heapify(loads)
    for _printer in range(printers - len(without[:printers])):
        if not loads:
            break
        _load, place = heapq.heappop(loads)
        found[place] += 1
        heapq.heappush(loads, (-Fraction(waiting[place], found[place] + 1), place))
    return found
