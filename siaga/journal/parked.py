"""What people decide about facts that could not be understood: try again, put aside, or put aside because another fact says it right.

Each decision is a fact of the office (at the centre: of the centre alone), so a rebuild, a second box and a restored box come to the same
tables. Its subject is a name of its own ("tertahan/…"), never the parked subject: a decision must not wait behind what it decides.
What was put aside stays in the journal for ever; it is only never applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, Refusal

from .act import Act, Actor, Outcome
from .boxes import chains_of
from .facts import Body, Fact, Sealed, open_fact
from .intake import BEHIND, attempt, retry, sealed
from .models import JournalFact, Parked
from .models import Settled as SettledRow
from .rows import Op, Put
from .writer import fetch

DISMISSED, CORRECTED = "dismissed", "corrected"
LEAST_REASON = 10  # characters: "salah" explains nothing to who reads it in three years


class ParkedRetried(Body, frozen=True):
    """Somebody had the facts of one subject tried again. of: the parked subject."""

    kind: ClassVar[str] = "journal.parked_retried"
    of: str


class ParkedDismissed(Body, frozen=True):
    """The fact (chain, seq) will not hold here. of: its subject; what: its kind."""

    kind: ClassVar[str] = "journal.parked_dismissed"
    chain: str
    seq: int
    of: str
    what: str
    reason: str


class ParkedCorrected(Body, frozen=True):
    """As ParkedDismissed; by: the fact of this office about the same subject that says what is right."""

    kind: ClassVar[str] = "journal.parked_corrected"
    chain: str
    seq: int
    of: str
    what: str
    by: UUID
    reason: str


def retried(f: Fact) -> Iterable[Op]:
    """No row: what follows from trying again is found out at each node by trying (`follow`)."""
    return ()


def dismissed(f: Fact) -> Iterable[Op]:
    yield _row(f, DISMISSED, None)


def corrected(f: Fact) -> Iterable[Op]:
    yield _row(f, CORRECTED, f.body.by)


def _row(f: Fact, state: str, by: UUID | None) -> Op:
    b = f.body
    place = {"office": f.office, "chain": b.chain, "seq": b.seq, "kind": b.what, "subject": b.of}
    return Put(SettledRow, {**place, "state": state, "reason": b.reason, "actor": f.actor, "at": f.at, "by": by})


KINDS = ((ParkedRetried, retried), (ParkedDismissed, dismissed), (ParkedCorrected, corrected))
_DECISIONS = frozenset(body.kind for body, _ in KINDS)


# --- what an officer does ---------------------------------------------------------------------------------------------


def try_again(node: Node, actor: Actor, subjects: Sequence[str], *, key: UUID | None = None) -> Outcome:
    """Try the facts of these subjects again, each in their order. Done.value: the subjects, for who asks how many stay."""
    with Act(node, actor, key=key) as act:
        for subject in subjects:
            _tell(act, node, ParkedRetried(of=subject), f"tertahan/{subject}"[:100])
        act.after(lambda: _retry_all(node, subjects))
        return act.done(tuple(subjects))


def _retry_all(node: Node, subjects: Sequence[str]) -> None:
    for subject in subjects:
        retry(node, subject)


def dismiss(node: Node, actor: Actor, chain: str, seq: int, reason: str, *, key: UUID | None = None) -> Outcome:
    """Put a parked fact aside for good; what waits behind it is tried at once."""
    with Act(node, actor, key=key) as act:
        found = Parked.objects.select_for_update().filter(chain=chain, seq=seq).first()
        if no := _refusals(found, reason):
            return act.refuse(no)
        assert found is not None
        body = ParkedDismissed(chain=chain, seq=seq, of=found.subject, what=found.kind, reason=reason.strip())
        _tell(act, node, body, f"tertahan/{chain}/{seq}")
        act.after(lambda: _free(node, found.subject))
        return act.done(found.subject)


def correct(
    node: Node, actor: Actor, chain: str, seq: int, by: UUID, reason: str, *, key: UUID | None = None
) -> Outcome:
    """Put a parked fact aside because this office has recorded by another fact, `by`, what is right."""
    with Act(node, actor, key=key) as act:
        found = Parked.objects.select_for_update().filter(chain=chain, seq=seq).first()
        no = _refusals(found, reason)
        if found is not None and by not in {f.id for f in corrections(node, found.subject)}:
            text = "Pilih catatan pembetulan: catatan kantor ini tentang pokok yang sama, yang sudah berlaku."
            no.append(Refusal("parked.by", text, "by"))
        if no:
            return act.refuse(no)
        assert found is not None
        body = ParkedCorrected(chain=chain, seq=seq, of=found.subject, what=found.kind, by=by, reason=reason.strip())
        _tell(act, node, body, f"tertahan/{chain}/{seq}")
        act.after(lambda: _free(node, found.subject))
        return act.done(found.subject)


def _refusals(found: Parked | None, reason: str) -> list[Refusal]:
    no = []
    if found is None:
        no.append(Refusal("parked.gone", "Catatan ini tidak tertahan lagi. Muat ulang daftar."))
    elif found.reason == BEHIND:
        text = "Catatan ini hanya menunggu catatan sebelumnya dari pokok yang sama. Selesaikan yang itu dahulu."
        no.append(Refusal("parked.behind", text))
    if len(reason.strip()) < LEAST_REASON:
        text = "Tulis alasannya dengan kalimat; orang lain harus memahaminya bertahun-tahun kemudian."
        no.append(Refusal("parked.reason", text, "reason"))
    return no


def _tell(act: Act, node: Node, body: Body, subject: str) -> None:
    # The centre's own chain is read by every office, and a subject may name a person: its decisions stay at the centre.
    act.record(body, subject=subject, to=PUSAT if node.id == PUSAT else "")


def corrections(node: Node, subject: str, limit: int = 10) -> list[JournalFact]:
    """The newest facts about this subject that hold and that this node's own people recorded, newest first."""
    held = JournalFact.objects.filter(subject=subject, lsn__isnull=False)
    ours = held.filter(chain__startswith=PUSAT) if node.id == PUSAT else held.filter(chain__in=chains_of(node.id))
    return list(ours.order_by("-lsn")[:limit])


# --- what follows -----------------------------------------------------------------------------------------------------

_TAKE_OUT = """
WITH gone AS (DELETE FROM journal_parked p USING journal_settled s
       WHERE s.office = %s AND s.chain = p.chain AND s.seq = p.seq RETURNING p.subject)
SELECT DISTINCT subject FROM gone
"""
# Subjects whose first fact waits for another one that is no longer there.
_FREED = """
SELECT subject FROM (SELECT DISTINCT ON (subject) subject, reason FROM journal_parked ORDER BY subject, chain, seq) f
 WHERE reason = %s ORDER BY subject LIMIT 200
"""


def tidy(node: Node) -> int:
    """Take out of the worklist what was put aside, and try what waited behind it. Returns how many facts left the worklist.

    Idempotent. Due work too: after a power cut between a decision and this, it is made good here.
    """
    if not fetch("SELECT FROM journal_parked LIMIT 1"):
        return 0
    before = Parked.objects.count()
    fetch(_TAKE_OUT, (node.id,))
    for (subject,) in fetch(_FREED, (BEHIND,)):
        retry(node, subject)
    return before - Parked.objects.count()


def _free(node: Node, subject: str) -> None:
    fetch(_TAKE_OUT, (node.id,))
    retry(node, subject)


def follow(node: Node, facts: Sequence[Sealed]) -> None:
    """At another box of the same office: what its people decided is done here too, at the same place in the order."""
    for f in facts:
        if f.kind not in _DECISIONS:
            continue
        try:
            fact = open_fact(f, node.kinds)
        except PermanentFault:
            continue  # parked itself: a newer program's decision
        if fact.office == node.id:
            _free(node, fact.body.of)


@dataclass(frozen=True, slots=True)
class Prospect:
    """One fact that waits behind another: what would become of it. reason: "" if it would hold."""

    chain: str
    seq: int
    kind: str
    reason: str


def prospects(node: Node, chain: str, seq: int) -> list[Prospect]:
    """What would happen to the other parked facts of the subject if this one were put aside: tried, and undone again."""
    subject = Parked.objects.filter(chain=chain, seq=seq).values_list("subject", flat=True).first()
    found: list[Prospect] = []
    blocked = False
    with transaction.atomic():
        for p in Parked.objects.filter(subject=subject).order_by("chain", "seq"):
            if (p.chain, p.seq) == (chain, seq):
                continue
            row = JournalFact.objects.get(chain=p.chain, seq=p.seq)
            reason = BEHIND if blocked else attempt(node.kinds, [sealed(row)]) or ""
            blocked = bool(reason)
            found.append(Prospect(p.chain, p.seq, p.kind, reason))
        transaction.set_rollback(True)
    return found
