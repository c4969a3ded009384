"""A card out of turn: the head of office decides, with a reason, and the public counts."""

from __future__ import annotations

from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node

from .facts import PrecedenceGiven
from .line import held, subject_of
from .order import may_precede


def give_precedence(
    node: Node, head: Actor, order: UUID, ground: str, reason: str, *, key: UUID | None = None
) -> Outcome:
    """Print a waiting card before everybody. Done(order id). ground: a key of order.GROUND_LABELS."""
    with Act(node, head, key=key) as act:
        row = held(node).select_for_update().filter(id=order).first()
        if wrong := may_precede(head.roles, row.state if row else "", bool(row and row.first), ground, reason):
            return act.refuse(wrong)
        assert row is not None
        body = PrecedenceGiven(order=row.id, nik=row.nik, ground=ground, reason=reason.strip()[:300])
        act.record(body, subject=subject_of(node, row.id))
        return act.done(row.id)
