"""The planner against a history: in every round a date for everybody who waited, and what then happened. The
corrections are learnt on the way."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from siaga.planner import conformal
from siaga.planner.conformal import Seen, Stretch
from siaga.planner.draws import Floats32
from siaga.planner.forecast import HORIZON, P90
from siaga.planner.past import Floats, Ints
from siaga.planner.record import Record
from siaga.planner.rounds import Round

SAMPLE = 40  # of a class in each round, spread over its line: thousands that wait for the same delivery say the same
NEARER = 5  # working days by which a date must come nearer to be told again


@dataclass(slots=True)
class Tally:
    """Of one class. n bands scored, inside and late of them, the sum of their widths in working days. dates asked for,
    undated: no honest date.

    crps, rolling, last_served: sums of working days over `scored`. told: people who were told a date, revised: dates
    told again because they could
    not be kept or came much nearer.
    """

    n: int = 0
    inside: int = 0
    late: int = 0
    width: float = 0.0
    dates: int = 0
    undated: int = 0
    scored: int = 0
    crps: float = 0.0
    rolling: float = 0.0
    last_served: float = 0.0
    told: int = 0
    revised: int = 0

    def add(self, other: Tally) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def coverage(self) -> float:
        return self.inside / self.n if self.n else float("nan")


@dataclass(slots=True)
class Corrections:
    """What offices of one size have learnt together. stretches: by class, as they are now."""

    stretches: list[Stretch]
    _news: dict[int, list[Floats]] = field(default_factory=dict)
    _day: int = 0

    def until(self, day: int) -> None:
        """What was settled by the end of this day corrects the bands told from now on."""
        for at in range(self._day, day + 1):
            if at not in self._news:
                continue
            settled = np.sum(self._news.pop(at), axis=0)
            for klass, (early, inside, late, under) in enumerate(settled.tolist()):
                self.stretches[klass] = conformal.after(self.stretches[klass], Seen(early, inside, late, under))
        self._day = max(self._day, day + 1)

    def expect(self, klass: int, day: int, a: Ints, e: Ints, m: Ints, x: Ints) -> None:
        """When each of these bands will be settled, and how: read only on that day."""
        for when, counts in conformal.by_day(*conformal.settled(a, e, m, x)).items():
            row = np.zeros((len(self.stretches), 4))
            row[klass] = counts
            self._news.setdefault(day + when, []).append(row)


class Judge:
    """Goes through the rounds of one history."""

    def __init__(self, record: Record, corrections: Corrections) -> None:
        self.record, self.corrections = record, corrections
        self.tallies = [Tally() for _ in record.rank]
        self._told = np.full((len(record.klass), 2), -1, dtype=np.int64)
        self._ends = np.where(record.printed < 0, 10**9, record.printed)

    def see(self, r: Round) -> None:
        self.corrections.until(r.day)
        for klass in range(len(self.tallies)):
            own = np.flatnonzero(self.record.klass[r.ids] == klass)
            if len(own):
                self._class(klass, r, own)

    def _class(self, klass: int, r: Round, own: Ints) -> None:
        tally = self.tallies[klass]
        plain = r.days(own)
        days = conformal.corrected(plain, self.corrections.stretches[klass])
        earliest, middle, latest = conformal.bands(days)
        honest = np.maximum(latest, plain[:, P90]) <= HORIZON
        self._revise(tally, r.day, r.ids[own[honest]], earliest[honest], latest[honest])
        tally.dates += len(own)
        tally.undated += int((~honest).sum())
        some = np.unique(np.linspace(0, len(own) - 1, SAMPLE).round().astype(int))
        actual = self._ends[r.ids[own]] - r.day
        self._score(tally, r, klass, own[some], days[some], actual[some])
        some = some[honest[some]]
        known = some[r.day + latest[some] < self.record.days - 1]
        a, e, x = actual[known], earliest[known], latest[known]
        tally.n += len(known)
        tally.inside += int(((a >= e) & (a <= x)).sum())
        tally.late += int((a > x).sum())
        tally.width += float((x - e + 1).sum())
        self.corrections.expect(klass, r.day, actual[some], earliest[some], middle[some], latest[some])

    def _score(self, tally: Tally, r: Round, klass: int, at: Ints, days: Floats32, actual: Ints) -> None:
        """Continuous ranked probability score, and that of two estimates that offices use, of a single day each."""
        cap = np.full(len(at), float(min(HORIZON, self.record.days - 1 - r.day)))
        a = np.minimum(actual.astype(float), cap)
        waited = r.day - self.record.joined[r.ids[at]]
        rolling = np.ceil((at + 1) / r.rolling) if r.rolling else cap
        last = np.maximum(1, r.delays[klass] - waited) if r.delays[klass] >= 0 else cap
        tally.scored += len(at)
        tally.crps += float(conformal.crps(days, a, cap).sum())
        tally.rolling += float(np.abs(np.minimum(rolling, cap) - a).sum())
        tally.last_served += float(np.abs(np.minimum(last, cap) - a).sum())

    def _revise(self, tally: Tally, day: int, ids: Ints, earliest: Ints, latest: Ints) -> None:
        e, x = day + earliest, day + latest
        was = self._told[ids]
        new = was[:, 0] < 0
        again = ~new & ((e > was[:, 1]) | (was[:, 0] - x >= NEARER))
        tally.told += int(new.sum())
        tally.revised += int(again.sum())
        change = new | again
        self._told[ids[change], 0], self._told[ids[change], 1] = e[change], x[change]


def judge(record: Record, rounds: Iterable[Round], starts: Sequence[Stretch]) -> list[Tally]:
    """The tally of each class of one office that learns alone. starts: the stretches to begin with, by class."""
    return judge_together([(record, rounds)], starts)[0]


def judge_together(offices: Sequence[tuple[Record, Iterable[Round]]], starts: Sequence[Stretch]) -> list[list[Tally]]:
    """The tallies of each of several offices of one size, day by day beside each other: what is settled at one corrects them all."""
    corrections = Corrections(list(starts))
    judges = [Judge(record, corrections) for record, _rounds in offices]
    rows = [_numbered(n, rounds) for n, (_record, rounds) in enumerate(offices)]
    for _day, n, r in heapq.merge(*rows, key=lambda row: row[:2]):
        judges[n].see(r)
    return [j.tallies for j in judges]


def _numbered(n: int, rounds: Iterable[Round]) -> Iterator[tuple[int, int, Round]]:
    for r in rounds:
        yield r.day, n, r
