"""The adjudicators' cases: facts of the centre's own chain `pusat>pusat`, which no office reads."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import msgspec

from siaga.journal.facts import Body


class Likeness(msgspec.Struct, frozen=True):
    """A candidate beside the probe: scores as of the engine, best first in the list."""

    record: UUID
    nik: str
    finger_score: int
    fingers: dict[str, int]
    name_score: float
    iris_distance: float | None = None


class CaseOpened(Body, frozen=True):
    """The engine found somebody similar and did not decide."""

    kind: ClassVar[str] = "uniqueness.case_opened"
    record: UUID
    nik: str
    office: str
    candidates: list[Likeness]


class CaseDecided(Body, frozen=True):
    """An adjudicator decided. decision: PRINT_READY_RECORD or DUPLICATE_RECORD."""

    kind: ClassVar[str] = "uniqueness.case_decided"
    record: UUID
    decision: str
    note: str = ""
