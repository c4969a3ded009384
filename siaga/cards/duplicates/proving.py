"""Is it the body of this recording that sits at the hearing? The same ladder as at the hand-over: index finger, another, iris, and else the
officer's decision with a reason.
"""

from __future__ import annotations

from uuid import UUID

from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from .. import handover_rules as ladder
from .. import identity
from ..facts import IdentityChecked
from ..models import IdentityCheck
from . import rules
from .acts import UNKNOWN, locked, tries
from .facts import subject_of


def failed(found: list[IdentityCheck]) -> set[str]:
    return {c.method for c in found if not c.matched}


def compare(
    node: Node, officer: Actor, record: UUID, method: str, capture: identity.Capture, *, key: UUID | None = None
) -> Outcome:
    """One press beside the recording's template, on record whatever came of it. Done(whether it matched)."""
    with Act(node, officer, key=key) as act:
        case, state = locked(node, record)
        if case is None:
            return act.refuse(UNKNOWN)
        if no := rules.may(state, "hear"):
            return act.refuse(no)
        packet = identity.packet_or_none(node, case)
        if no := ladder.may_try(method, tried=failed(tries(case)), held=identity.held_parts(packet)):
            return act.refuse(no)
        if method not in ladder.CHECKED:
            return act.refuse(Refusal("ganda.method", "Pilih cara pemeriksaan dari daftar.", "method"))
        matched = identity.matches(packet, capture)
        body = IdentityChecked(
            order=record, nik=case.nik, method=method, part=identity.part_of(capture), matched=matched
        )
        act.record(body, subject=subject_of(record))
        return act.done(matched)
