"""Moves as tests make them: the act of the last step, without the case file before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.event_acts import Recorded
from siaga.people.moving.arriving import carry_out_arrival
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.moving.leaving import carry_out_move
from siaga.people.moving.leaving_rules import MoveOut
from siaga.people.moving.letter import Letter


def move_out(
    node: Node,
    actor: Actor,
    no_kk: str,
    answers: MoveOut,
    *,
    recorded: Collection[str] = (),
    also: Sequence[Refusal] = (),
) -> Outcome:
    """F-1.03 at the origin. Done: the SKPWNI's number."""
    with Act(node, actor) as act:
        made = carry_out_move(act, no_kk, answers, recorded=recorded, also=also)
        return act.done(made.letter, made.warnings) if isinstance(made, Recorded) else act.refuse(made)


def arrive(node: Node, actor: Actor, letter: Letter, form: MoveIn, *, proof: str) -> Outcome:
    """At the destination, on this letter. Done: the No. KK."""
    form = msgspec.structs.replace(form, skpwni=letter, bukti=proof, papers=("", "ada"))
    with Act(node, actor) as act:
        made = carry_out_arrival(act, form)
        return act.done(made.home, made.warnings) if isinstance(made, Recorded) else act.refuse(made)
