"""Lines in bad weather: what is sent is lost, its answer is lost, it comes twice, late, or cut off. All from one seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import psycopg
from django.db import DatabaseError, ProgrammingError

from siaga.drill.country import Line
from siaga.drill.deaths import Died
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import TemporaryFault

LOST, DEAF, TWICE, LATE, CUT = "hilang", "jawaban hilang", "dua kali", "terlambat", "terpotong"
ODDS = ((LOST, 0.03), (DEAF, 0.04), (TWICE, 0.05), (LATE, 0.04), (CUT, 0.03))


@dataclass
class Storm:
    """odds: of each of the five at every call; empty: calm. draw: the source of chance, set anew by every step of a history.

    met: how often each has happened.
    """

    odds: tuple[tuple[str, float], ...] = ODDS
    draw: Random = field(default_factory=lambda: Random(0))
    met: dict[str, int] = field(default_factory=dict)

    def strikes(self) -> str:
        if not self.odds:
            return ""
        x = self.draw.random()
        for what, odd in self.odds:
            if x < odd:
                self.met[what] = self.met.get(what, 0) + 1
                return what
            x -= odd
        return ""


def _silence(node: Node) -> None:
    """Nobody learns of a death but by silence."""


@dataclass
class StormyLine(Line):
    """A line whose other end may die while it answers. `centre`: the other end, whoever it is. late: sent, not yet arrived."""

    storm: Storm = field(default_factory=Storm)
    died: Callable[[Node], None] = _silence
    late: list[bytes] = field(default_factory=list)

    def call(self, envelope: bytes) -> bytes:
        if not self.up:
            self.calls += 1
            raise TemporaryFault("jalur terputus", about=PUSAT)
        while self.late:
            self._arrive(self.late.pop(0))
        what = self.storm.strikes()
        if what in (LOST, LATE):
            self.calls += 1
            if what == LATE:
                self.late.append(envelope)
            raise TemporaryFault("tidak ada jawaban", about=PUSAT)
        if what == CUT:
            envelope = envelope[: int(len(envelope) * self.storm.draw.random())]
        if what == TWICE:
            self._arrive(envelope)
        answer = self._arrive(envelope)
        if what == DEAF or answer is None:
            raise TemporaryFault("tidak ada jawaban", about=PUSAT)
        if what == CUT:  # whoever gets half a message cannot know whose it is: the line is tried again
            raise TemporaryFault("jawaban terpotong", about=PUSAT)
        return answer

    def _arrive(self, envelope: bytes) -> bytes | None:
        """What the other end answers; None: it died, or its disk refused. A statement that is wrong is no weather."""
        try:
            return super().call(envelope)
        except Died:
            self.died(self.centre)
            return None
        except ProgrammingError:
            raise
        except (DatabaseError, psycopg.Error, OSError):
            return None
