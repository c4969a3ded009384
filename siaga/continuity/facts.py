"""Outages as facts: they go up with everything else, so that the centre knows afterwards what each office went through."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class OutageBegan(Body, frozen=True, kw_only=True):
    """dependency: a name of continuity.dependencies. began: the first moment at which it was seen down. training: cut by its switch."""

    kind: ClassVar[str] = "continuity.outage_began"
    dependency: str
    began: datetime
    training: bool = False
    says: str = ""


class OutageEnded(Body, frozen=True, kw_only=True):
    kind: ClassVar[str] = "continuity.outage_ended"
    outage: UUID
    ended: datetime


class SwitchTurned(Body, frozen=True, kw_only=True):
    """Who cut a thing for training or put it back."""

    kind: ClassVar[str] = "continuity.switch_turned"
    dependency: str
    cut: bool
