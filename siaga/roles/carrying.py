"""Carrying by hand with the features around it: records on the stick count as sent, and the centre's gate is asked."""

from __future__ import annotations

from pathlib import Path

from siaga.continuity.parts import CentreParts
from siaga.journal import carry
from siaga.kit.node import PUSAT, Node
from siaga.recording.sending import send_by_hand


def carry_out(node: Node, target: Path, peer: str = PUSAT) -> carry.Carried:
    if node.id != PUSAT:
        send_by_hand(node)
    return carry.carry_out(node, target, peer)


def carry_in(node: Node, source: Path) -> carry.Carried:
    return carry.carry_in(node, source, CentreParts(node) if node.id == PUSAT else None)
