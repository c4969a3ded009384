"""How this office works with case files, as its head said: read, and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import refused

from . import facts, rules
from .models import OfficeRules, StepPolicy
from .steps import Policy


@dataclass(frozen=True, slots=True)
class Rules:
    small: bool = False
    scans: bool = False
    reason: str = field(default="")


def rules_of(node: Node) -> Rules:
    """How this office works now."""
    row = OfficeRules.objects.filter(office=node.id).first()
    return Rules(row.small, row.scans, row.reason) if row else Rules()


def policies_of(node: Node) -> list[Policy]:
    """What this office said of steps, the oldest first."""
    rows = StepPolicy.objects.filter(office=node.id).order_by("since", "at", "id")
    return [Policy(r.since, tuple(r.events), tuple(r.steps)) for r in rows]


def set_rules(node: Node, actor: Actor, *, small: bool, scans: bool, reason: str, key: UUID | None = None) -> Outcome:
    """The head of office says how this office works; the reason stays on record."""
    with Act(node, actor, key=key) as act:
        if no := rules.reason_given(reason):
            return act.refuse(no)
        act.record(facts.RulesSet(small=small, scans=scans, reason=reason.strip()), subject="berkas/aturan")
        return act.done()


def set_steps(
    node: Node,
    actor: Actor,
    events: Sequence[str],
    steps: Sequence[str],
    since: date | None,
    reason: str,
    *,
    key: UUID | None = None,
) -> Outcome:
    """From that day on, cases of these events go through these steps; those that run keep theirs. Done: the fact's id."""
    with Act(node, actor, key=key) as act:
        no = refused([rules.steps_sensible(events, steps, since, node.clock.today()), rules.reason_given(reason)])
        if no or since is None:
            return act.refuse(no)
        body = facts.StepsSet(events=list(events), steps=list(steps), since=since, reason=reason.strip())
        return act.done(act.record(body, subject="berkas/aturan"))
