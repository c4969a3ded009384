"""The first engine: everybody in memory, two fingers searched exhaustively, suspects compared on all fingers.

1. Two fingers of the probe (the indexes, or the next that exist) against everybody, by the NumPy filter; irises against
   everybody; names against everybody of the same sex.
2. bozorth3 on those two fingers for the best `FILTER_KEEP` by the filter, for the name shortlist, for like irises, and
   for everybody whom the filter could not see (the finger is missing there).
3. bozorth3 on all common fingers for those who are at all suspicious and for the name shortlist, until it is beyond doubt:
   a pair of the same finger takes it 40 times as long as a pair of strangers (58 ms against 1.5), so ten are not spent on
   what five have proved.

The gallery is rebuilt lazily after a change: right for hundreds or a few thousand people, 50 kB a finger. Beyond that
another `Engine` takes its place.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siaga.recording.iso19794 import FingerTemplate, IrisTemplate

from . import cylinders, decide, irises, names
from .bozorth import Bozorth, Prepared
from .names import Names
from .verdict import Candidate, Templates, Unreadable, Verdict

# Which fingers are searched exhaustively: the first two that can be read. Indexes first, as at hand-over.
PREFERENCE = (2, 7, 1, 6, 3, 8, 4, 9, 5, 10)
SEARCHED = 2
# The right one came 12th at worst among 500 by the filter's sum of two fingers (500 re-recorded people), 110th by one.
FILTER_KEEP = 40
FILTER_KEEP_ONE = 200
# Sum over the searched fingers from which the others are looked at too: below it lie 90 % of strangers.
SUSPICIOUS = 20
SETTLED = 2 * decide.HIGH[decide.BEST_FINGERS]
SHOWN = 5
_RANK = {"duplicate": 0, "similar": 1, "unique": 2}


@dataclass(frozen=True)
class _Enrolled:
    id: str
    names: Names
    fingers: dict[int, Prepared]
    described: dict[int, cylinders.Described]
    irises: dict[str, IrisTemplate]


@dataclass(frozen=True)
class _Snapshot:
    people: tuple[_Enrolled, ...]
    fingers: dict[int, cylinders.Index]  # position -> everybody, an empty one where the finger is missing
    irises: dict[str, tuple[NDArray[np.int64], irises.Words, irises.Words]]


class Gallery:
    """Implements `Engine`. Safe for several threads; a search sees the gallery as it was when it began."""

    def __init__(self, matcher: Bozorth | None = None) -> None:
        self._matcher = matcher or Bozorth()
        self._people: dict[str, _Enrolled] = {}
        self._snapshot: _Snapshot | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._people)

    def enrol(self, id: str, templates: Templates, names: Names) -> None:
        """Adds or replaces; fingers that cannot be read are left out."""
        record = self._enrolled(id, templates, names)
        with self._lock:
            self._people[id] = record
            self._snapshot = None

    def remove(self, id: str) -> None:
        """Forgets a person."""
        with self._lock:
            if self._people.pop(id, None) is not None:
                self._snapshot = None

    def verify(self, probe: FingerTemplate, reference: FingerTemplate) -> bool:
        """Same finger? False also if either cannot be read: take it again or take another finger."""
        if not (decide.readable(probe) and decide.readable(reference)):
            return False
        return self._matcher.score(self._matcher.prepare(probe), self._matcher.prepare(reference)) >= decide.VERIFY

    def search(
        self, probe: Templates, names: Names, *, shortlist: int = 20, exclude: frozenset[str] = frozenset()
    ) -> Verdict | Unreadable:
        """The verdict over everybody but `exclude` (the record's own earlier self)."""
        problem = unreadable(probe)
        if problem is not None:
            return problem
        asked = self._enrolled("", probe, names)
        snapshot = self._snapshot_now()
        out = {i for i, p in enumerate(snapshot.people) if p.id in exclude}
        by_name = _name_scores(asked, snapshot)
        iris = _iris_distances(asked, snapshot)
        listed = set(_shortlist(asked, snapshot, by_name, shortlist)) - out
        seen = _Comparer(self._matcher, asked, snapshot.people)
        searched = [p for p in PREFERENCE if p in asked.fingers][:SEARCHED]
        like_iris = {int(i) for i in np.flatnonzero(iris <= decide.IRIS_LIKE)} - out
        for i in sorted((_filtered(asked, snapshot, searched) - out) | listed | like_iris):
            both = [p for p in searched if p in snapshot.people[i].fingers]
            first = seen.compare(i, both or [p for p in PREFERENCE if p in snapshot.people[i].fingers][:SEARCHED])
            if first >= SUSPICIOUS or i in listed or i in like_iris or not both:
                seen.compare(i, PREFERENCE)
        candidates = [
            _candidate(i, snapshot.people[i].id, seen.scores.get(i, {}), float(by_name[i]), float(iris[i]))
            for i in sorted(set(seen.scores) | listed | like_iris)
        ]
        return _verdict(candidates, len(snapshot.people) - len(out), seen.count)

    def _enrolled(self, id: str, templates: Templates, who: Names) -> _Enrolled:
        good = sorted((t for t in templates.fingers if decide.readable(t)), key=lambda t: t.position)
        return _Enrolled(
            id,
            names.levelled(who),
            {t.position: self._matcher.prepare(t) for t in good},
            {t.position: cylinders.describe(t) for t in good if t.position in PREFERENCE[:SEARCHED]},
            {t.eye: t for t in templates.irises},
        )

    def _snapshot_now(self) -> _Snapshot:
        with self._lock:
            if self._snapshot is None:
                self._snapshot = _snapshot(tuple(self._people.values()))
            return self._snapshot


class _Comparer:
    """Compares the probe with people, each finger at most once."""

    def __init__(self, matcher: Bozorth, asked: _Enrolled, people: tuple[_Enrolled, ...]) -> None:
        self._matcher, self._asked, self._people = matcher, asked, people
        self.scores: dict[int, dict[int, int]] = {}
        self.count = 0

    def compare(self, who: int, positions: Iterable[int]) -> int:
        """Sum of the scores of these positions, as far as both have them."""
        theirs = self._people[who].fingers
        known = self.scores.setdefault(who, {})
        common = [p for p in positions if p in theirs and p in self._asked.fingers]
        for position in common:
            if len(known) >= decide.BEST_FINGERS and decide.fused(tuple(known.items())) >= SETTLED:
                break
            if position not in known:
                known[position] = self._matcher.score(self._asked.fingers[position], theirs[position])
                self.count += 1
        return sum(known.get(p, 0) for p in common)


def unreadable(probe: Templates) -> Unreadable | None:
    """None if the probe can be searched: all fingers there or excepted, and enough of them good."""
    there = {t.position for t in probe.fingers}
    missing = tuple(p for p in range(1, 11) if p not in there and p not in probe.excepted)
    poor = tuple(sorted(t.position for t in probe.fingers if not decide.readable(t)))
    enough = len(there) - len(poor) >= min(decide.MIN_FINGERS, len(there))
    return None if enough and not missing else Unreadable(missing, poor)


def _snapshot(people: tuple[_Enrolled, ...]) -> _Snapshot:
    nothing = cylinders.Described(np.zeros((0, cylinders.SIZE), np.float32), np.zeros(0, np.float32))
    fingers = {
        position: cylinders.Index([p.described.get(position, nothing) for p in people])
        for position in PREFERENCE[:SEARCHED]
    }
    eyes = {}
    for eye in ("L", "R"):
        have = [i for i, p in enumerate(people) if eye in p.irises]
        eyes[eye] = (np.array(have, np.int64), *irises.stacked([people[i].irises[eye] for i in have]))
    return _Snapshot(people, fingers, eyes)


def _filtered(asked: _Enrolled, snapshot: _Snapshot, searched: list[int]) -> set[int]:
    """Whom bozorth3 shall look at because of the searched fingers."""
    total = np.zeros(len(snapshot.people), np.float32)
    seen = np.full(len(snapshot.people), bool(searched))
    for position in searched:
        index = snapshot.fingers.get(position)
        if index is None or position not in asked.described:
            seen[:] = False  # a finger that the filter does not hold: everybody is compared
            continue
        total += index.scores(asked.described[position])
        there = np.zeros(len(seen), bool)
        there[index.kept] = True
        seen &= there
    keep = FILTER_KEEP if len(searched) == SEARCHED else FILTER_KEEP_ONE
    best = np.argsort(-total, kind="stable")[:keep]
    return {int(i) for i in best} | {int(i) for i in np.flatnonzero(~seen)} if searched else set()


def _name_scores(asked: _Enrolled, snapshot: _Snapshot) -> NDArray[np.float64]:
    return np.array([names.likeness(asked.names, p.names) for p in snapshot.people], dtype=np.float64)


def _shortlist(asked: _Enrolled, snapshot: _Snapshot, scores: NDArray[np.float64], size: int) -> list[int]:
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    same_sex = [i for i in order if snapshot.people[i].names.sex == asked.names.sex]
    return [i for i in same_sex[:size] if scores[i] >= names.SHORTLIST_FLOOR]


def _iris_distances(asked: _Enrolled, snapshot: _Snapshot) -> NDArray[np.float64]:
    """The nearer of the eyes both have; nan if none is comparable."""
    best = np.full(len(snapshot.people), np.inf)
    for eye, template in asked.irises.items():
        have, codes, masks = snapshot.irises[eye]
        found = irises.distances(template, codes, masks)
        best[have] = np.fmin(best[have], np.where(np.isnan(found), np.inf, found))
    return np.where(np.isfinite(best), best, np.nan)


def _candidate(who: int, id: str, scores: dict[int, int], name: float, iris: float) -> Candidate:
    pairs = tuple(sorted(scores.items()))
    near = None if np.isnan(iris) else round(iris, 4)
    total = decide.fused(pairs)
    return Candidate(id, total, pairs, round(name, 4), near, decide.decide(total, len(pairs), near, name))


def _verdict(candidates: list[Candidate], searched: int, compared: int) -> Verdict:
    ordered = sorted(candidates, key=lambda c: (_RANK[c.decision], -c.finger_score, -c.name_score, c.id))
    suspects = sum(c.decision != "unique" for c in ordered)
    worst = ordered[0].decision if ordered else "unique"
    return Verdict(worst, tuple(ordered[: max(suspects, SHOWN)]), searched, compared)
