"""Papers get their signature: electronically when TTE answers; by hand, registered, when the head of office so chose.

A paper signed by hand gets its electronic signature besides once TTE is back, once, in the order of the register.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Max, QuerySet

from siaga.continuity.standing import may_begin
from siaga.continuity.table import DOCUMENTS
from siaga.documents.kinds import BY_CODE
from siaga.documents.signing import SignerDown, SignerStatus
from siaga.journal.act import Act, Actor, AlreadyDone, Done, Outcome
from siaga.journal.boxes import first_number
from siaga.journal.facts import Body
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal, TemporaryFault

from .apply import ELECTRONIC, WAITING, WET
from .facts import DocumentCounterSigned, DocumentSigned
from .issuing import lock, put_aside
from .models import Document, Trouble
from .over import OPEN, over_among
from .presenting import keep, signed_pdf
from .signing_mode import mode_now, only_head

log = logging.getLogger("siaga.documents")
BATCH = 20  # a signature takes about 70 ms, so a round stays under two seconds
WET_BASIS = "Permendagri 7/2019; tanda tangan basah tetap sah selama TTE terputus"


def waiting(node: Node) -> QuerySet[Document]:
    """This office's papers that wait for a signature, oldest first. A paper that was replaced meanwhile needs none."""
    rows = Document.objects.filter(OPEN, office=node.id, state=WAITING)
    return rows.order_by("made_at", "id")


def to_countersign(node: Node) -> QuerySet[Document]:
    rows = Document.objects.filter(office=node.id, state=WET, countersigned_at__isnull=True)
    return rows.order_by("signed_at", "wet_year", "wet_serial")


def signer_status(node: Node) -> SignerStatus:
    """Whether TTE would sign now; never raises."""
    signer = node.devices.get("signer")
    if signer is None:
        return SignerStatus("terputus", "", "belum ada kunci tanda tangan di kantor ini")
    try:
        status: SignerStatus = signer.status(node.clock.now())
    except TemporaryFault as e:
        return SignerStatus("terputus", "", str(e))
    return status


def sign_waiting(node: Node, actor: Actor, *, limit: int = BATCH) -> int:
    """Sign what waits. Raises SignerDown (what waits keeps waiting); a paper that cannot be signed is put aside."""
    return _sign_all(node, actor, waiting(node), limit, _sign_one)


def countersign(node: Node, actor: Actor, *, limit: int = BATCH) -> int:
    """The electronic signature for papers signed wet. Raises SignerDown."""
    return _sign_all(node, actor, to_countersign(node), limit, _countersign_one)


One = Callable[[Node, Actor, UUID, str], int]


def _sign_all(node: Node, actor: Actor, rows: QuerySet[Document], limit: int, sign: One) -> int:
    found = list(rows.exclude(id__in=Trouble.objects.values("id")).values_list("id", flat=True)[:limit])
    if not found:
        return 0
    status = signer_status(node)
    if status.state != "siap":
        raise SignerDown(status.detail or status.state)
    done = 0
    for id in found:
        try:
            done += sign(node, actor, id, status.name)
        except (TemporaryFault, DatabaseError):
            raise
        except AlreadyDone:
            continue
        except Exception as e:  # one paper's mistake must not stop all papers after it
            log.exception("signing %s", id)
            put_aside(id, f"{type(e).__name__}: {e}", node.clock.now())
    return done


def _sign_one(node: Node, actor: Actor, id: UUID, name: str) -> int:
    with Act(node, actor, key=ids.named("documents.signed", str(id))) as act:
        document = waiting(node).select_for_update(skip_locked=True).filter(id=id).first()
        if document is None:
            return 0
        file, sha = _signed_file(act, document, name)
        said = DocumentSigned(document=id, mode="elektronik", signer=name, file=file, pdf_sha=sha)
        act.record(said, subject=document.subject)
    return 1


def _countersign_one(node: Node, actor: Actor, id: UUID, name: str) -> int:
    with Act(node, actor, key=ids.named("documents.counter_signed", str(id))) as act:
        document = to_countersign(node).select_for_update(skip_locked=True).filter(id=id).first()
        if document is None:
            return 0
        file, sha = _signed_file(act, document, name)
        said: Body = DocumentCounterSigned(document=id, signer=name, file=file, pdf_sha=sha)
        act.record(said, subject=document.subject)
    return 1


def _signed_file(act: Act, document: Document, name: str) -> tuple[str, str]:
    """Sign and keep: the file is on the disk before the fact that names it."""
    pdf = signed_pdf(act.node, document, act.node.devices["signer"], name, act.now)
    if isinstance(pdf, Refusal):
        raise PermanentFault(pdf.text(), about="tte")
    return keep(act.node, pdf, act.now)


# --- without TTE ------------------------------------------------------------------------------------------------------


def sign_wet(node: Node, head: Actor, document: UUID, *, key: UUID | None = None) -> Outcome:
    """Enter one paper in the register of wet signatures; its print carries the number. Done: the document's id."""
    outcome = sign_wet_many(node, head, (document,), key=key)
    return Done(document) if isinstance(outcome, Done) else outcome


def sign_wet_many(node: Node, head: Actor, documents: Sequence[UUID], *, key: UUID | None = None) -> Outcome:
    """The same for several, numbered in the order of the queue. Those that need no signature any more are left out; refused if
    none is left. Done: the ids that were entered.
    """
    with Act(node, head, key=key) as act:
        rows = list(
            Document.objects.select_for_update().filter(id__in=documents, office=node.id).order_by("made_at", "id")
        )
        chosen = {kind: _chosen_wet(node, kind) for kind in sorted({d.kind for d in rows})}
        gone = over_among(node, rows)
        able = [d for d in rows if _may_wet(d, gone) is None and chosen[d.kind] is None]
        refusals = [r for r in (may_begin(node, DOCUMENTS), only_head(head)) if r]
        if not able:
            refusals += [r for d in rows[:1] for r in (chosen[d.kind], _may_wet(d, gone)) if r] or [_gone()]
        if refusals:
            return act.refuse(refusals)
        acting = {d.kind: mode.acting for d in able if (mode := mode_now(node, d.kind))}
        lock("documents/wet")
        year = node.clock.today().year
        used = Document.objects.filter(office=node.id, wet_year=year).aggregate(last=Max("wet_serial"))["last"] or 0
        for serial, document in enumerate(able, max(used + 1, first_number(node.box))):
            said = DocumentSigned(
                document=document.id,
                mode="basah",
                signer=head.name,
                year=year,
                serial=serial,
                acting=acting[document.kind],
            )
            act.record(said, subject=document.subject)
        return act.done([d.id for d in able])


def _no(code: str, message: str, field: str = "", basis: str = "", **params: object) -> Refusal:
    return Refusal(f"documents.{code}", message, field, basis, params)


def _gone() -> Refusal:
    return _no("unknown", "Dokumen ini tidak ada di kantor ini. Muat ulang daftarnya.")


def _chosen_wet(node: Node, kind: str) -> Refusal | None:
    mode = mode_now(node, kind)
    if mode is not None and mode.mode == "basah":
        return None
    choose = (
        "Tanda tangan basah belum dipilih untuk hari ini. Pilih dahulu caranya dan masanya pada antrean tanda tangan."
    )
    return _no("mode_not_wet", choose, basis=WET_BASIS)


def _may_wet(document: Document, gone: Mapping[UUID, str]) -> Refusal | None:
    kind = BY_CODE.get(document.kind)
    if kind is None or not kind.signed:
        never = "Dokumen jenis ini tidak pernah ditandatangani sebagai dokumen."
        return _no("never_signed", never, basis="Permendagri 104/2019")
    if document.superseded_by or document.id in gone:
        return _no("closed", "Dokumen ini sudah tidak aktif. Tandatangani penggantinya.")
    if document.state in (ELECTRONIC, WET):
        return _no("signed", "Dokumen ini sudah ditandatangani. Cetak dari halamannya.")
    return None
