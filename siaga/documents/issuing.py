"""A paper comes into being, takes the place of the one before it, or ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection

from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.documents.kind import Document as Content
from siaga.documents.kind import digest, stored
from siaga.documents.kinds import BY_CODE
from siaga.documents.qr import claim_of, make_claim
from siaga.journal.act import Act, Actor, AlreadyDone, Outcome
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.people.models import DueDocument

from .facts import DocumentEnded, DocumentIssued, DocumentSuperseded, DueDropped
from .models import Trouble

log = logging.getLogger("siaga.documents")
# Prepared: asked whenever a paper is made and whenever a card is handed over for a suket.
_ACTIVE = """
SELECT id, subject FROM documents_document
 WHERE kind = %s AND subject = ANY(%s) AND superseded_by = '' AND ended = '' AND office = %s
   AND (%s::text IS NULL OR holder = %s) ORDER BY made_at, id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be issued. about: the subject; holder: NIK ("" for a notice). replaces: other subjects whose papers of this
    kind it takes the place of (the KK number before). each: several hold one each of the same paper (both spouses their extract), and
    it takes the place of the holder's own alone. again_for: why one more was asked for ("hilang, surat 12/2026"), "" for the first.
    """

    kind: str
    about: str
    holder: str
    data: Content
    replaces: tuple[str, ...] = ()
    each: bool = False
    again_for: str = ""


Builder = Callable[[Node, DueDocument], Paper | tuple[Paper, ...] | Refusal]
"""Makes a due paper's content from the register (both spouses get one), or says why it is no longer to be made."""

UNKNOWN_KIND = Refusal("documents.kind", "Jenis dokumen ini tidak dikenal. Pilih jenis dari daftar.", "kind")


def issue(
    node: Node,
    actor: Actor,
    kind_code: str,
    about: str,
    holder: str,
    data: Content,
    *,
    replaces: tuple[str, ...] = (),
    key: UUID | None = None,
) -> Outcome:
    """A new paper; the active one of the same kind about the same thing is "digantikan" by it. Done: the document's id.

    Its number and the holder's name are the content's own.
    """
    with Act(node, actor, key=key) as act:
        if no := UNKNOWN_KIND if kind_code not in BY_CODE else may_begin(node, DOCUMENTS):
            return act.refuse(no)
        return act.done(issue_in(act, Paper(kind_code, about, holder, data, replaces)))


def issue_in(act: Act, paper: Paper, dues: Sequence[UUID] = ()) -> UUID:
    """The same inside an act of another feature (a suket and its paper are one deed). Returns the document's id."""
    kind, data, node = BY_CODE[paper.kind], paper.data, act.node
    number, name = number_of(data), holder_name_of(data)
    claim = data.qr
    if kind.claim_number:
        said = claim_of(kind, data, number=number, holder=name, office=node.id, issued=node.clock.today())
        claim = make_claim(said, node.keys.signing_key())
    lock(f"documents/{paper.kind}/{paper.about}")
    older = active(node, paper.kind, (paper.about, *paper.replaces), paper.holder if paper.each else None)
    made = act.record(
        DocumentIssued(
            kind_code=kind.code,
            number=number,
            about=paper.about,
            holder=paper.holder,
            holder_name=name,
            data=stored(data),
            digest=digest(data).hex(),
            claim=claim,
            needs_signature=kind.signed,
            dues=list(dues),
            again_for=paper.again_for,
        ),
        subject=paper.about,
    )
    for id, subject in older:
        act.record(DocumentSuperseded(document=id, by=made), subject=subject)
    return made


def end_in(act: Act, kind_code: str, about: str, reason: str) -> int:
    """Nothing replaces these papers, but they hold no longer (a suket withdrawn). Inside another feature's act; how many ended."""
    found = active(act.node, kind_code, (about,))
    for id, subject in found:
        act.record(DocumentEnded(document=id, reason=reason), subject=subject)
    return len(found)


def active(node: Node, kind_code: str, subjects: Sequence[str], holder: str | None = None) -> list[tuple[UUID, str]]:
    """Papers of this kind that hold, locked: (id, subject), oldest first. holder: only this one's, None: anybody's."""
    return [(id, about) for id, about in fetch(_ACTIVE, (kind_code, list(subjects), node.id, holder, holder))]


def lock(name: str) -> None:
    """Until the act ends: two of these at once would each see no paper before their own."""
    with connection.cursor() as cur:
        cur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def number_of(data: Any) -> str:
    return str(getattr(data, "number", "") or getattr(data, "register_number", ""))


def holder_name_of(data: Any) -> str:
    """Whose paper it is: who the content itself says, the head of a family, the person of a deed or suket; "" for a notice."""
    return str(getattr(data, "holder_name", "") or getattr(data, "head", "") or getattr(data, "name", ""))


# --- papers that fell due ---------------------------------------------------------------------------------------------


def issue_due(node: Node, actor: Actor, builders: Mapping[str, Builder], *, limit: int = 200) -> int:
    """Make what life events asked for, oldest first, each in its own act. How many rows were settled.

    A paper that cannot be made is put aside with its reason (`Trouble`) and blocks nobody else. While the table of outages stops
    papers, all of them wait.
    """
    if may_begin(node, DOCUMENTS, kept=True):
        return 0
    rows = DueDocument.objects.filter(made=False, kind__in=sorted(builders))
    rows = rows.exclude(id__in=Trouble.objects.values("id")).order_by("at", "id")
    done = 0
    for due in rows[:limit]:
        try:
            done += _make_due(node, actor, builders[due.kind], due)
        except (TemporaryFault, DatabaseError):
            raise
        except AlreadyDone:
            continue
        except Exception as e:  # a paper's mistake must not stop all papers after it
            log.exception("%s %s", due.kind, due.id)
            put_aside(due.id, f"{type(e).__name__}: {e}", node.clock.now())
    return done


def _make_due(node: Node, actor: Actor, builder: Builder, due: DueDocument) -> int:
    with Act(node, actor, key=ids.named("documents.due", str(due.id))) as act:
        same = DueDocument.objects.select_for_update().filter(kind=due.kind, subject=due.subject, made=False)
        asked = list(same.order_by("at", "id"))
        if due.id not in {d.id for d in asked}:
            return 0  # answered a moment ago, with an earlier one of the same paper
        dues = [d.id for d in asked]
        built = builder(node, asked[-1])
        if isinstance(built, Refusal):
            act.record(DueDropped(dues=dues, reason=built.text()), subject=due.subject)
        else:
            first, *others = (built,) if isinstance(built, Paper) else built
            issue_in(act, first, dues)
            for other in others:
                issue_in(act, other)
        act.done()
    return len(dues)


def put_aside(id: UUID, says: str, at: datetime) -> None:
    Trouble.objects.update_or_create(id=id, defaults={"says": says[:500], "at": at})


def try_again(id: UUID) -> None:
    """A person has looked: the ticks take it up again."""
    Trouble.objects.filter(id=id).delete()
