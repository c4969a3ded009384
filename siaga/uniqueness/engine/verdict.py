"""What goes into the engine and what comes out: frozen values. The interface that a faster matcher will take over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from siaga.recording.iso19794 import FingerTemplate, IrisTemplate

from .names import Names

Decision = Literal["unique", "duplicate", "similar"]


@dataclass(frozen=True, slots=True)
class Templates:
    """What was captured of one person. `excepted`: finger positions (1..10) that cannot be captured, as documented."""

    fingers: tuple[FingerTemplate, ...] = ()
    irises: tuple[IrisTemplate, ...] = ()
    excepted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone in the gallery beside the probe.

    finger_scores: (position, bozorth3 score) for each finger compared (not all, once it is beyond doubt).
    finger_score: sum of the best of them.
    iris_distance: smallest share of differing bits, None if not comparable. name_score: 0..1.
    """

    id: str
    finger_score: int
    finger_scores: tuple[tuple[int, int], ...]
    name_score: float
    iris_distance: float | None
    decision: Decision


@dataclass(frozen=True, slots=True)
class Verdict:
    """decision: the worst of the candidates'. candidates: the suspicious first, then the nearest others, best first.

    compared: how many comparisons of two fingers were made; searched: how many people were in the gallery.
    """

    decision: Decision
    candidates: tuple[Candidate, ...]
    searched: int
    compared: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The record cannot be searched: record again. `missing` and `poor` are finger positions (1..10)."""

    missing: tuple[int, ...]
    poor: tuple[int, ...]


class Engine(Protocol):
    """Fingers, irises and names in, verdicts out. Raises TemporaryFault when the matcher itself is broken."""

    def enrol(self, id: str, templates: Templates, names: Names) -> None:
        """Adds or replaces a person."""

    def remove(self, id: str) -> None:
        """Forgets a person; nothing happens if unknown."""

    def search(
        self, probe: Templates, names: Names, *, shortlist: int = 20, exclude: frozenset[str] = frozenset()
    ) -> Verdict | Unreadable:
        """Everybody but `exclude`; the `shortlist` people of likest names are compared on all fingers."""

    def verify(self, probe: FingerTemplate, reference: FingerTemplate) -> bool:
        """One finger against the one recorded, for the hand-over of a card."""
