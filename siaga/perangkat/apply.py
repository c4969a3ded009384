"""Facts of the register → rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from .facts import EquipmentAdded, EquipmentMoved, EquipmentStepped
from .models import Equipment, EquipmentStep
from .rules import IN_USE, MOVED, state_after


def added(f: Fact) -> Iterable[Op]:
    b: EquipmentAdded = f.body
    said = {"kind": b.what, "name": b.name, "serial": b.serial, "place": b.place}
    state = {"added_at": f.at, "state": IN_USE, "state_on": b.day}
    yield Insert(Equipment, {"id": f.id, "office": f.office, **said, **state})


def moved(f: Fact) -> Iterable[Op]:
    b: EquipmentMoved = f.body
    yield Update(Equipment, b.equipment, {"place": b.place})
    yield _line(f, b.equipment, MOVED, b.day, b.place)


def stepped(f: Fact) -> Iterable[Op]:
    b: EquipmentStepped = f.body
    yield Update(Equipment, b.equipment, {"state": state_after(b.step), "state_on": b.day})
    yield _line(f, b.equipment, b.step, b.day, b.text)


def _line(f: Fact, equipment: UUID, step: str, day: date, text: str) -> Op:
    said = {"equipment": equipment, "step": step, "day": day, "text": text, "actor": f.actor, "at": f.at}
    return Insert(EquipmentStep, {"id": f.id, **said})


KINDS = ((EquipmentAdded, added), (EquipmentMoved, moved), (EquipmentStepped, stepped))
