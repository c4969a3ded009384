"""Due work of an office: who died, left or settled has no residence letter (SKTT) that could still be handed out."""

from __future__ import annotations

from datetime import datetime

from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import finds
from siaga.kit.node import Node
from siaga.people.models import Stay

from .issuing import end_in
from .kinds.sktt import SKTT
from .models import Document
from .over import OVER_TEXTS


@finds(
    "EXISTS (SELECT FROM documents_document d JOIN people_stay s ON s.nik = d.holder WHERE d.kind = %s AND d.office = %s"
    " AND d.superseded_by = '' AND d.ended = '' AND s.ended <> '')",
    lambda node, now: (SKTT.code, node.id),
)
def end_residence_letters(node: Node, now: datetime) -> int:
    """Each in an act of its own, after the life event: the register knows nothing of papers. How many ended.

    Everybody who checks such a paper reads why, so the words do not tell a death from a departure.
    """
    holding = Document.objects.filter(kind=SKTT.code, office=node.id, superseded_by="", ended="")
    over = Stay.objects.filter(nik__in=holding.values("holder")).exclude(ended="").order_by("nik")
    count = 0
    for nik in over.values_list("nik", flat=True):
        with Act(node, SYSTEM) as act:
            count += end_in(act, SKTT.code, f"tinggal/{nik}", OVER_TEXTS["sktt"])
    return count
