"""Due work of an office: nobody signs a paper that holds no longer before it was signed (a residence letter of who left, a used SKPWNI)."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import every, finds
from siaga.kit.node import Node

from .apply import WAITING
from .facts import DocumentEnded
from .over import why
from .signing_acts import waiting

ROUND = 100
EVERY = timedelta(minutes=1)  # all that waits is read, thousands after an outage


@every(EVERY, ROUND)
@finds(
    "EXISTS (SELECT FROM documents_document WHERE state = %s AND superseded_by = '' AND ended = '' AND office = %s)",
    lambda node, now: (WAITING, node.id),
)
def end_waiting(node: Node, now: datetime) -> int:
    """Once a minute each leaves the queue for good, with the reason that everybody reads who checks it. How many ended."""
    with Act(node, SYSTEM) as act:
        gone = waiting(node).annotate(why=why(node)).exclude(why="").select_for_update(of=("self",), skip_locked=True)
        rows = list(gone.values_list("id", "subject", "why")[:ROUND])
        for id, subject, reason in rows:
            act.record(DocumentEnded(document=id, reason=reason), subject=subject)
        act.done()
    return len(rows)
