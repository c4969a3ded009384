"""The case file of an application: which hand it is in, and what its papers have come to; few queries for many.

Whose form was opened from the visit names its application; who began at the page of a person or family is found by the people it touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Q

from siaga.berkas.models import Berkas
from siaga.berkas.steps import DONE, WITHDRAWN
from siaga.documents.kinds import ON_BLANKS
from siaga.documents.models import Document
from siaga.kit.node import Node
from siaga.people.due import DuePaper
from siaga.people.models import DueDocument
from siaga.people.peristiwa import PERISTIWA

from .catalogue import BY_CODE
from .paper_standing import Asked
from .stage_words import RECORDED, TAKEN, TO_PRINT

REGISTERED = "tercatat"
WAITING = "menunggu_tanda_tangan"
READY = "elektronik"  # what another paper has replaced is waited for by nobody
SLOWEST = (REGISTERED, WAITING, TO_PRINT)  # of several papers the one that is furthest from being there is told


class Case(NamedTuple):
    """linked: its form was opened from the visit. since: when it came to its state. papers: None where nothing tells them."""

    id: UUID
    event: str
    state: str
    since: datetime
    papers: tuple[DuePaper, ...] | None
    linked: bool

    @property
    def told(self) -> bool:
        """It is recorded, and says itself which papers it yielded."""
        return self.state == DONE and self.papers is not None


def events_of(service: str) -> frozenset[str]:
    """Codes of the life events that an application of this service may become."""
    known = BY_CODE.get(service)
    if known is None:
        return frozenset()
    yields = (e.code for e in PERISTIWA if known.paper and known.paper in e.documents)
    return frozenset((*known.events, *yields))


def case_files_of(
    rows: Sequence[Asked], niks: Mapping[UUID, str], families: Mapping[str, str], node: Node
) -> dict[UUID, Case]:
    """The newest case file of each application, that which was opened for it first. niks: whose application; families: NIK -> KK."""
    if not rows:
        return {}
    asked = {niks[r.id] for r in rows if niks.get(r.id)}
    homes = {families[nik] for nik in asked if nik in families}
    since = min(r.opened_at for r in rows)
    theirs = Q(application__in=[r.id for r in rows])
    if asked:
        theirs |= Q(niks__overlap=sorted(asked)) | Q(about__in=sorted(homes))
    running = Berkas.objects.filter(theirs, office=node.id, first_at__gte=since).exclude(state=WITHDRAWN)
    columns = ("id", "event", "about", "niks", "first_at", "state", "since", "papers", "application")
    found: dict[UUID, Case] = {}
    linked = {}
    for id, event, about, who, first_at, state, at, papers, application in running.order_by(
        "first_at", "since", "id"
    ).values_list(*columns):
        case = Case(id, event, state, at, _papers(papers), application is not None)
        if application is not None:
            linked[application] = case
            continue
        for r in rows:
            nik = niks.get(r.id, "")
            mine = nik and (nik in who or families.get(nik) == about)
            if mine and first_at >= r.opened_at and event in events_of(r.service):
                found[r.id] = case
    return found | {r.id: linked[r.id] for r in rows if r.id in linked}


def _papers(said: object) -> tuple[DuePaper, ...] | None:
    return None if said is None else tuple(msgspec.convert(said, list[DuePaper]))


def states_of_papers(cases: Iterable[Case]) -> dict[UUID, str]:
    """Case that tells its papers -> how far they are: REGISTERED, the state of a document, RECORDED where there is none to fetch."""
    told = [c for c in cases if c.told]
    subjects = {p.about for c in told for p in c.papers or ()}
    if not told:
        return {}
    made: dict[DuePaper, list[tuple[datetime, str]]] = {}
    rows = Document.objects.filter(subject__in=subjects).order_by("made_at", "id")
    columns = ("kind", "subject", "made_at", "state", "printed_at", "handed_at", "superseded_by")
    for kind, subject, at, state, printed, handed, replaced in rows.values_list(*columns):
        on_blank = kind in ON_BLANKS and printed is None  # made is not printed: its blank may be missing
        told_as = READY if replaced else TAKEN if handed is not None else TO_PRINT if on_blank else state
        made.setdefault(DuePaper(kind, subject), []).append((at, told_as))
    due = {
        DuePaper(*row)
        for row in DueDocument.objects.filter(subject__in=subjects, made=False).values_list("kind", "subject")
    }
    return {c.id: _state(c, made, due) for c in told}


def _state(case: Case, made: Mapping[DuePaper, list[tuple[datetime, str]]], due: set[DuePaper]) -> str:
    """What fell due and was dropped again (a family that is closed since) is waited for by nobody."""
    states = []
    for paper in case.papers or ():
        now = [
            state for at, state in made.get(paper, ()) if at >= case.since
        ]  # several where both spouses get an extract
        states += now or ([REGISTERED] if paper in due else [])
    states.sort(key=lambda s: s != TAKEN)  # what is taken is told when nothing else is left
    return next((s for s in SLOWEST if s in states), states[-1] if states else RECORDED)
