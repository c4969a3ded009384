"""Serial numbers as ranges: what is held where follows from the entries alone, in any order; no other table says it.

A range is [first, last], both included, as facts carry it. Blangko without serials are counted only. Which card took which number nobody
knows until the rest comes back at closing: what was handed out and did not return is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from siaga.kit.refusal import Refusal

from .rules import BASIS, LENT, OUTSIDE, TRANSIT

USED = "terpakai"
AWAY = (OUTSIDE, TRANSIT, LENT)  # who sends does not always say which numbers
MOST_RANGES = 200
MOST_DIGITS = 18
Pairs = Sequence[Sequence[int]]
_RANGE = re.compile(r"(\d+)(?:\s*(?:-|–|s\.?d\.?|sampai)\s*(\d+))?$")


@dataclass(frozen=True, order=True, slots=True)
class SerialRange:
    """Serial numbers first to last, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


Ranges = tuple[SerialRange, ...]


class Entry(Protocol):
    """A line of the book, as far as serials go. used: left the source for cards, without moving anything else."""

    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def serials(self) -> Pairs: ...
    @property
    def used(self) -> Pairs: ...


def _no(code: str, message: str, field: str = "serials", **params: object) -> Refusal:
    return Refusal(f"ledger.{code}", message, field=field, basis=BASIS, params=params)


def of_pairs(pairs: Pairs) -> Ranges:
    return join(SerialRange(int(a), int(b)) for a, b in pairs)


def pairs_of(ranges: Iterable[SerialRange]) -> list[list[int]]:
    return [[r.first, r.last] for r in ranges]


def size(ranges: Iterable[SerialRange]) -> int:
    return sum(len(r) for r in ranges)


def text_of(ranges: Iterable[SerialRange]) -> str:
    return ", ".join(str(r) for r in ranges)


def join(ranges: Iterable[SerialRange]) -> Ranges:
    """The same numbers in as few ranges as can be, in order."""
    out: list[SerialRange] = []
    for r in sorted(ranges):
        if out and r.first <= out[-1].last + 1:
            out[-1] = SerialRange(out[-1].first, max(out[-1].last, r.last))
        else:
            out.append(r)
    return tuple(out)


def minus(held: Iterable[SerialRange], gone: Iterable[SerialRange]) -> Ranges:
    """What is left of held."""
    left = list(join(held))
    for g in join(gone):
        cut = [r for r in left if r.first <= g.last and g.first <= r.last]
        if not cut:
            continue
        rest = [SerialRange(a, b) for r in cut for a, b in ((r.first, g.first - 1), (g.last + 1, r.last)) if a <= b]
        left = [r for r in left if r not in cut] + rest
    return join(left)


def both(one: Iterable[SerialRange], other: Iterable[SerialRange]) -> Ranges:
    """The numbers that stand in both."""
    one = join(one)
    return minus(one, minus(one, other))


def take(held: Iterable[SerialRange], n: int) -> Ranges:
    """The n lowest numbers; fewer where fewer are held."""
    out: list[SerialRange] = []
    for r in join(held):
        if n <= 0:
            break
        out.append(SerialRange(r.first, min(r.last, r.first + n - 1)))
        n -= len(out[-1])
    return tuple(out)


def parse(text: str, field: str = "serials") -> Ranges | Refusal:
    """Typed ranges: "1000001-1000500, 1000777". Separated by commas, semicolons or lines; spaces inside numbers are not allowed."""
    parts = [p.strip() for p in re.split(r"[,;\n]", text) if p.strip()]
    if len(parts) > MOST_RANGES:
        return _no(
            "serial_many", "Paling banyak %(most)d rentang sekali isi. Bagi menjadi dua.", field, most=MOST_RANGES
        )
    found: list[SerialRange] = []
    for part in parts:
        m = _RANGE.match(part)
        if m is None or max(len(m[1]), len(m[2] or "")) > MOST_DIGITS:
            return _no(
                "serial_text", "Nomor seri %(part)s tidak terbaca. Tulis misalnya 1000001-1000500, 1000777.", field,
                part=part[:40],
            )  # fmt: skip
        found.append(SerialRange(int(m[1]), int(m[2] or m[1])))
    if any(r.last < r.first for r in found):
        return _no("serial_range", "Rentang nomor seri terbalik. Periksa nomor awal dan akhir.", field)
    if twice := overlapping(found):
        return _no("serial_own", "Nomor seri %(n)d ditulis dua kali. Perbaiki rentangnya.", field, n=twice[0][1].first)
    return join(found)


def overlapping(ranges: Iterable[SerialRange]) -> list[tuple[SerialRange, SerialRange]]:
    """Neighbouring pairs that share a number, for an import of a whole stock."""
    return [(a, b) for a, b in pairwise(sorted(ranges)) if b.first <= a.last]


def check_new(known: Iterable[SerialRange], new: Iterable[SerialRange], field: str = "serials") -> list[Refusal]:
    """Whether numbers may be received: none of them came before and is still somewhere in the books."""
    return [
        _no("serial_twice", "Nomor seri %(first)d sampai %(last)d sudah pernah diterima. Periksa peti dan surat jalannya.",
            field, first=r.first, last=r.last)
        for r in both(known, new)
    ]  # fmt: skip


def check_held(held: Iterable[SerialRange], wanted: Iterable[SerialRange], field: str = "serials") -> list[Refusal]:
    """Whether these numbers are where they are taken from."""
    return [
        _no("serial_not_held", "Nomor seri %(first)d sampai %(last)d tidak ada pada persediaan ini atau sudah dipakai. "
            "Periksa nomornya.", field, first=r.first, last=r.last)
        for r in minus(wanted, held)
    ]  # fmt: skip


def check_amount(amount: int, ranges: Iterable[SerialRange], field: str = "serials") -> list[Refusal]:
    """Where serials are named, they are as many as the blangko."""
    n = size(ranges)
    if n in (0, amount):
        return []
    return [
        _no("serial_amount", "Nomor serinya %(n)d, jumlahnya %(amount)d. Samakan keduanya.", field, n=n, amount=amount)
    ]


def _net(entries: Iterable[Entry]) -> dict[str, list[tuple[SerialRange, int]]]:
    """By account: stretches of numbers and how often they came in more than they went out. In whatever order the entries are given:
    clocks go wrong, and what two boxes wrote comes late.
    """
    steps: dict[str, dict[int, int]] = {}
    for e in entries:
        for target, ranges in ((e.target, e.serials), (USED, e.used)):
            for first, last in ranges:
                for account, delta in ((e.source, -1), (target, 1)):
                    at = steps.setdefault(account, {})
                    at[first] = at.get(first, 0) + delta
                    at[last + 1] = at.get(last + 1, 0) - delta
    found: dict[str, list[tuple[SerialRange, int]]] = {}
    for account, at in steps.items():
        n, marks = 0, sorted(at)
        for a, b in pairwise(marks):
            n += at[a]
            if n:
                found.setdefault(account, []).append((SerialRange(a, b - 1), n))
    return found


def custody(entries: Iterable[Entry]) -> dict[str, Ranges]:
    """Serial numbers by account, from all entries of a desk. What left for OUTSIDE is held no more."""
    found = {a: join(r for r, n in parts if n > 0) for a, parts in _net(entries).items() if a != OUTSIDE}
    return {account: ranges for account, ranges in found.items() if ranges}


def disputed(entries: Iterable[Entry]) -> Ranges:
    """Numbers that cannot be right: taken from where they were not, come in twice, or in two places. The stock has to be looked at."""
    parts = [(r, n) for account, found in _net(entries).items() if account not in AWAY for r, n in found]
    wrong = [r for r, n in parts if n not in (0, 1)]
    wrong += [r for one, other in overlapping([r for r, _n in parts]) for r in both([one], [other])]
    return join(wrong)
