"""Carrying by hand with the features around it: records on the stick count as sent, and the centre's gate is asked."""

from __future__ import annotations

from pathlib import Path

from siaga.continuity.parts import CentreParts
from siaga.journal import boxes, carry
from siaga.kit.node import PUSAT, Node, office_of
from siaga.recording.sending import send_by_hand


def carry_out(node: Node, target: Path, peer: str = PUSAT, step: carry.Step = carry.unseen) -> carry.Carried:
    """peer: the centre, or at the centre an office: then for the box that is that office now, as far as the centre has heard."""
    if node.id == PUSAT and office_of(peer) == peer != PUSAT:
        peer = boxes.box_name(peer, boxes.serving_box(peer))
    elif node.id != PUSAT and peer == PUSAT:
        send_by_hand(node)
    return carry.carry_out(node, target, peer, step)


def carry_in(node: Node, source: Path, step: carry.Step = carry.unseen) -> carry.Carried:
    return carry.carry_in(node, source, CentreParts(node) if node.id == PUSAT else None, step)
