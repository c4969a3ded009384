"""Due work of an office: make the papers that fell due, sign those that wait, counter-sign those signed by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from siaga.journal.act import SYSTEM
from siaga.journal.questions import finds
from siaga.kit.node import Node

from .apply import WAITING, WET
from .collecting import judge_due, promise_due
from .issuing import Builder, issue_due
from .over_ticks import end_waiting
from .signing_acts import countersign, sign_waiting
from .signing_batch import needs_passphrase
from .signing_queue import settle


@finds(
    "EXISTS (SELECT FROM documents_document WHERE state = %s AND superseded_by = '' AND ended = '' AND office = %s)"
    " OR EXISTS (SELECT FROM documents_document WHERE state = %s AND countersigned_at IS NULL AND office = %s)"
    " OR EXISTS (SELECT FROM documents_signingtask)",
    lambda node, now: (WAITING, node.id, WET, node.id),
)
def sign_due(node: Node, now: datetime) -> int:
    """While TTE is away this raises SignerDown, and everything keeps its place. With the far service the head of office signs; due work
    only puts on record what that service has signed already."""
    if needs_passphrase(node):
        return settle(node)
    return sign_waiting(node, SYSTEM) + countersign(node, SYSTEM)


def office_ticks(builders: Mapping[str, Builder]) -> tuple[Callable[[Node, datetime], int], ...]:
    """builders: by code of the kind; features below this one bring their own (cards: suket)."""
    kinds = sorted(builders)

    @finds("EXISTS (SELECT FROM people_duedocument WHERE NOT made AND kind = ANY(%s))", lambda node, now: (kinds,))
    def make_due(node: Node, now: datetime) -> int:
        return issue_due(node, SYSTEM, builders)

    return make_due, end_waiting, sign_due, promise_due, judge_due
