"""The register of machines and devices: added, moved, and the way of a broken one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal

from . import rules
from .facts import EquipmentAdded, EquipmentMoved, EquipmentStepped
from .models import Equipment

GONE = Refusal("equipment.gone", "Perangkat ini tidak ada di daftar.")


def add(
    node: Node, actor: Actor, what: str, name: str, serial: str, place: str, day: date, *, key: UUID | None = None
) -> Outcome:
    """Done.value: the device's id."""
    name, serial, place = name.strip(), serial.strip(), place.strip()
    with Act(node, actor, key=key) as act:
        known = Equipment.objects.filter(office=node.id, kind=what, serial=serial).exists()
        if no := rules.may_add(what, name, serial, place, day, node.clock.today(), known):
            return act.refuse(no)
        body = EquipmentAdded(what=what, name=name, serial=serial, place=place, day=day)
        return act.done(act.record(body, subject=f"perangkat/{node.id}", to=_to(node)))


def move(node: Node, actor: Actor, id: UUID, place: str, *, key: UUID | None = None) -> Outcome:
    with Act(node, actor, key=key) as act:
        found = _held(node, id)
        if found is None:
            return act.refuse(GONE)
        if not place.strip() or place.strip() == found.place:
            return act.refuse(Refusal("equipment.place", "Tulis tempatnya yang baru.", "place"))
        body = EquipmentMoved(equipment=id, place=place.strip(), day=node.clock.today())
        act.record(body, subject=f"perangkat/{node.id}", to=_to(node))
        return act.done(id)


def step(
    node: Node, actor: Actor, id: UUID, what: str, day: date, text: str = "", *, key: UUID | None = None
) -> Outcome:
    """fault, called, sent, returned or retired, on the day on which it happened."""
    with Act(node, actor, key=key) as act:
        found = _held(node, id)
        if found is None:
            return act.refuse(GONE)
        if no := rules.may_step(found.state, found.state_on, what, day, text, node.clock.today()):
            return act.refuse(no)
        body = EquipmentStepped(equipment=id, step=what, day=day, text=text.strip())
        act.record(body, subject=f"perangkat/{node.id}", to=_to(node))
        return act.done(id)


def _held(node: Node, id: UUID) -> Equipment | None:
    return Equipment.objects.select_for_update().filter(office=node.id, id=id).first()


def _to(node: Node) -> str:
    return PUSAT if node.id == PUSAT else ""  # the centre's own devices concern no office
