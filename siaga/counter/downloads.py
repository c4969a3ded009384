"""Which papers a visit has led to, that their holder may have as a file: signed electronically, and still in force."""

from __future__ import annotations

from siaga.documents.apply import ELECTRONIC, WET
from siaga.documents.models import Document
from siaga.documents.over import holding
from siaga.kit.node import Node

from .case_standing import case_files_of
from .models import Application, Visit
from .paper_standing import Asked, applicants_of, families_of, subjects_of

NEVER = ("kia", "ktp_el")  # cards are handed over, never sent (Permendagri 104/2019)


def papers_of(node: Node, visit: Visit) -> list[Document]:
    """Oldest first. A paper signed by hand is there once it was countersigned; what was made before the visit belongs to another."""
    rows = [
        Asked(a.id, a.service, a.nik, a.opened_at, a.state, a.visit)
        for a in Application.objects.filter(visit=visit.id).exclude(state="batal").order_by("opened_at", "id")
    ]
    niks = applicants_of(rows)
    families = families_of(niks.values())
    subjects = set(subjects_of(rows, niks, families, node).values())
    subjects |= {p.about for case in case_files_of(rows, niks, families, node).values() for p in case.papers or ()}
    theirs = Document.objects.filter(subject__in=subjects - {""}, office=node.id, made_at__gte=visit.opened_at)
    made = holding(node, theirs.exclude(kind__in=NEVER))
    signed = [
        d for d in made.order_by("made_at", "id") if d.state == ELECTRONIC or (d.state == WET and d.countersigned_at)
    ]
    return [d for d in signed if d.blob]
