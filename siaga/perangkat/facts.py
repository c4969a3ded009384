"""Facts of the register of machines and devices."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class EquipmentAdded(Body, frozen=True):
    """A machine or device that the office has. what: a code of rules.KIND_LABELS."""

    kind: ClassVar[str] = "perangkat.equipment_added"
    what: str
    name: str
    serial: str
    place: str
    day: date


class EquipmentMoved(Body, frozen=True):
    """It stands somewhere else now."""

    kind: ClassVar[str] = "perangkat.equipment_moved"
    equipment: UUID
    place: str
    day: date


class EquipmentStepped(Body, frozen=True):
    """fault, called (the repairer was told), sent, returned, retired. day: when it really happened."""

    kind: ClassVar[str] = "perangkat.equipment_stepped"
    equipment: UUID
    step: str
    day: date
    text: str = ""
