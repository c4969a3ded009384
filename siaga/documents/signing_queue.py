"""A paper and the far service: its signature is on record exactly once, however late, often or never the service answers.

1. The PDF is drawn and kept with its SHA-256 (`SigningTask`, dikirim): committed before anything is sent.
2. It is sent. *Surely not signed*: the row goes, and the paper waits as before. *Not known*: the row stays.
3. The answer is kept (diterima): committed.
4. One act puts the signature on record and takes the row away; its key derives from the paper, so there is never a second.

Whoever finds a row begins where it stands: diterima goes to 4 without asking anybody; dikirim first asks the service for the answer
by its id (v1 gives it once). Only if the service does not have it is the same PDF sent again; what it perhaps signed before is then
in nobody's hands and never on record; it is counted (`Surplus`) and told to the head of office.
One worker at a time, by a lock of the database.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection
from django.db.models import F

from siaga.journal.act import Act, Actor, AlreadyDone
from siaga.journal.facts import Body
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .apply import WET
from .facts import DocumentCounterSigned, DocumentSigned
from .models import Document, SigningTask, Surplus
from .presenting import keep, kind_of, reason_of, unsigned_pdf
from .signing_acts import to_countersign, waiting
from .tte.answers import OutcomeUnknown, Rejected, Signed

SENT, RECEIVED = "dikirim", "diterima"
RECORDED, OBSOLETE = "tercatat", "usang"
log = logging.getLogger("siaga.documents")
MOST_SENDS = 9  # a paper whose answer is lost so often, while the service says it is well, is for a person


@contextmanager
def sole_worker(node: Node) -> Iterator[bool]:
    """Whether this is the only one that signs at the far service now. The lock ends with the connection, so also with the process."""
    name = f"documents/tte/{node.chain}"
    with connection.cursor() as cur:
        cur.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        got = bool(cur.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cur:
                cur.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def sign_far(node: Node, head: Actor, id: UUID, passphrase: str) -> str:
    """Sign one paper with the far service, or finish what was begun. `tercatat`, or `usang`: it needs no signature any more.

    Only under `sole_worker`. Raises SignerDown, OutcomeUnknown, WrongPassphrase, SignerUnknown, or Rejected and other PermanentFaults for
    this paper alone.
    """
    task = SigningTask.objects.filter(id=id).first()
    document = _wanted(node, id)
    if document is None or (task is not None and task.wet != (document.state == WET)):
        # replaced, ended or signed by hand meanwhile: what was sent no longer says how the paper stands
        if task is not None:
            _surplus(node, task, task.sends)
        SigningTask.objects.filter(id=id).delete()
        if document is None:
            return OBSOLETE
        task = None
    if task is not None and finish(node, task):
        return RECORDED
    return _send(node, head, document, task, passphrase)


def finish(node: Node, task: SigningTask) -> bool:
    """Put on record what the service has signed already, as far as that can be learnt without sending again. Raises SignerDown."""
    if task.state == SENT:
        at = node.clock.now()
        found = node.devices["signer"].fetch(task.remote_id, bytes(task.pdf), at) if task.remote_id else None
        if found is None:
            SigningTask.objects.filter(id=task.id).update(remote_id="")  # it is not asked for again
            return False
        _received(node, task, found)
    _record(node, task)
    return True


def settle(node: Node) -> int:
    """Finish, without a passphrase, what a worker that died left behind. How many. Raises SignerDown."""
    left = SigningTask.objects.exclude(state=SENT, remote_id="").order_by("at", "id")
    if not left.exists():
        return 0
    with sole_worker(node) as mine:
        return sum(finish(node, task) for task in left) if mine else 0


def _wanted(node: Node, id: UUID) -> Document | None:
    return waiting(node).filter(id=id).first() or to_countersign(node).filter(id=id).first()


def _send(node: Node, head: Actor, document: Document, task: SigningTask | None, passphrase: str) -> str:
    task = _sent(node, head, document, task)
    signer, words = node.devices["signer"], {"reason": reason_of(document), "location": node.name}
    try:
        signed: Signed = signer.sign_with(bytes(task.pdf), passphrase, at=node.clock.now(), **words)
    except OutcomeUnknown as e:
        SigningTask.objects.filter(id=task.id).update(remote_id=e.id, says=str(e)[:300])
        raise
    except (PermanentFault, TemporaryFault):
        _unsent(task)
        raise
    _received(node, task, signed)
    _record(node, task)
    return RECORDED


def _unsent(task: SigningTask) -> None:
    """Surely not signed: it does not count. A row stays only if an earlier sending is still open."""
    if task.sends == 1:
        SigningTask.objects.filter(id=task.id).delete()
    else:
        SigningTask.objects.filter(id=task.id).update(sends=task.sends - 1)


def _sent(node: Node, head: Actor, document: Document, task: SigningTask | None) -> SigningTask:
    """The row, on the disk before the paper leaves: with the same PDF as before if it left before."""
    now = node.clock.now()
    if task is not None:
        if task.sends >= MOST_SENDS:
            _surplus(node, task, task.sends)
            SigningTask.objects.filter(id=task.id).delete()
            raise Rejected(f"dikirim {MOST_SENDS} kali dan jawabannya selalu hilang; periksa bersama penyedia TTE")
        task.sends += 1
        SigningTask.objects.filter(id=task.id).update(sends=task.sends, says="", by=head.id, at=now)
        return task
    if not kind_of(document).signed:
        raise PermanentFault("jenis dokumen ini tidak pernah ditandatangani", about="tte")
    pdf = unsigned_pdf(node, document, node.devices["signer"].name, now)
    return SigningTask.objects.create(
        id=document.id,
        wet=document.state == WET,
        state=SENT,
        pdf=pdf,
        sha=hashlib.sha256(pdf).hexdigest(),
        sends=1,
        by=head.id,
        at=now,
    )


def _received(node: Node, task: SigningTask, signed: Signed) -> None:
    task.state, task.answer, task.remote_id = RECEIVED, signed.pdf, signed.id
    told = {"state": RECEIVED, "answer": signed.pdf, "remote_id": signed.id, "at": node.clock.now()}
    SigningTask.objects.filter(id=task.id).update(**told)


def _record(node: Node, task: SigningTask) -> None:
    """The signature on record and the row away, in one transaction; what is on record already, or needs none, only loses its row."""
    kind = "documents.counter_signed" if task.wet else "documents.signed"
    try:
        with Act(node, Actor(task.by), key=ids.named(kind, str(task.id))) as act:
            rows = to_countersign(node) if task.wet else waiting(node)
            document = rows.select_for_update().filter(id=task.id).first()
            if document is not None:
                act.record(_said(node, task, act), subject=document.subject)
                _surplus(node, task, task.sends - 1)
            SigningTask.objects.filter(id=task.id).delete()
    except AlreadyDone:
        document = None
    if document is None:
        SigningTask.objects.filter(id=task.id).delete()


def _surplus(node: Node, task: SigningTask, extra: int) -> None:
    """Sent so many times without an answer that was had: the signatures that these may have made are counted, and told."""
    if extra > 0:
        log.warning(
            "%s: %d kali dikirim ke layanan TTE tanpa jawaban; mungkin ditandatangani lebih dari sekali", task.id, extra
        )
        Surplus.objects.get_or_create(id=task.id, defaults={"extra": 0, "at": node.clock.now()})
        Surplus.objects.filter(id=task.id).update(extra=F("extra") + extra, at=node.clock.now())


def _said(node: Node, task: SigningTask, act: Act) -> Body:
    name = node.devices["signer"].name
    file, sha = keep(node, bytes(task.answer or b""), act.now)
    if task.wet:
        return DocumentCounterSigned(document=task.id, signer=name, file=file, pdf_sha=sha)
    return DocumentSigned(document=task.id, mode="elektronik", signer=name, file=file, pdf_sha=sha)
