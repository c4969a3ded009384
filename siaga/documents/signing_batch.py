"""The head of office signs a batch: one passphrase, held in the memory of the process that signs and nowhere else.

The batch is a row (`SigningBatch`) that tells how far it is; the passphrase is an argument of `work`, which runs in a thread of the
process that took it. When that process dies it is gone, and the page asks again. A wrong one ends the work at once and is never tried
again. While the service is away the work waits and goes on by itself; who pauses keeps the passphrase in memory for a while.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from siaga.continuity.acts import noticed
from siaga.journal.act import Actor, Done, Outcome, Refused
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal, TemporaryFault, refused

from .issuing import put_aside
from .models import SigningBatch, Trouble
from .signing_acts import signer_status, to_countersign, waiting
from .signing_mode import only_head
from .signing_queue import sign_far, sole_worker
from .tte.answers import OutcomeUnknown, SignerUnknown, WrongPassphrase

log = logging.getLogger("siaga.documents")
RUNNING, AWAITING, PAUSED = "berjalan", "menunggu_tte", "dijeda"
WRONG, UNKNOWN, FINISHED, STOPPED = "frasa_salah", "ditolak", "selesai", "dihentikan"
OPEN = (RUNNING, AWAITING, PAUSED)
LOOK = 1.0  # seconds between looks while paused
ASK = 3.0  # seconds between questions whether the service is back
LOST_IN_A_ROW = 3  # answers
SLOW_TEXTS = ("layanan TTE beberapa kali berturut-turut tidak menjawab utuh; lanjutkan setelah layanan lancar",)
FORGET = timedelta(hours=2)  # without progress for so long, the passphrase is dropped

Wait = Callable[[float], bool]
"""Waits so many seconds; True if the process is to end."""


def needs_passphrase(node: Node) -> bool:
    """Whether this office signs with the far service, so that papers wait for the head of office."""
    return bool(getattr(node.devices.get("signer"), "needs_passphrase", False))


def open_batch(node: Node) -> SigningBatch | None:
    """The one that is not finished yet; without its list."""
    return SigningBatch.objects.filter(state__in=OPEN).defer("documents").order_by("-begun_at").first()


def begin(node: Node, head: Actor, documents: Sequence[UUID] | None = None) -> Outcome:
    """A new batch of these papers, or of all that wait and of those signed by hand that still lack TTE, in the order of the list.
    Done: its id. A batch left open by a process that died ends here.
    """
    listed = [*_ids(waiting(node)), *_ids(to_countersign(node))]
    asked = None if documents is None else frozenset(documents)
    chosen = listed if asked is None else [id for id in listed if id in asked]
    no = refused([
        only_head(head),
        None if needs_passphrase(node) else Refusal("documents.no_service", "Kantor ini tidak memakai layanan TTE."),
        None if chosen else Refusal("documents.nothing", "Tidak ada dokumen yang menunggu tanda tangan."),
    ])  # fmt: skip
    if no:
        return Refused(tuple(no))
    now = node.clock.now()
    SigningBatch.objects.filter(state__in=OPEN).update(state=STOPPED, ended_at=now)
    batch = SigningBatch.objects.create(
        id=ids.fresh(),
        by=head.id,
        by_name=head.name,
        state=RUNNING,
        documents=[str(id) for id in chosen],
        total=len(chosen),
        begun_at=now,
        beat_at=now,
    )
    return Done(batch.id)


def _ids(rows: object) -> list[UUID]:
    found = rows.exclude(id__in=Trouble.objects.values("id")).values_list("id", flat=True)  # type: ignore[attr-defined]
    return list(found)


def turn(batch: UUID, state: str, node: Node) -> None:
    """The head of office pauses, goes on or stops; only while the batch is open."""
    ended = {"ended_at": node.clock.now()} if state == STOPPED else {}
    SigningBatch.objects.filter(id=batch, state__in=OPEN).update(state=state, says="", **ended)


def take_up(batch: UUID, node: Node) -> None:
    """A new passphrase was entered: a batch that a wrong one, or a process that died, had stopped goes on where it stood."""
    SigningBatch.objects.filter(id=batch, state__in=(*OPEN, WRONG, UNKNOWN)).update(
        state=RUNNING, says="", ended_at=None, beat_at=node.clock.now()
    )


def work(node: Node, batch: UUID, passphrase: str, wait: Wait) -> None:
    """Sign the batch until it is done, stopped, or the passphrase is wrong. In a thread of its own; tests call it as it is."""
    with sole_worker(node) as mine:
        if not mine:
            return
        row = SigningBatch.objects.get(id=batch)
        head = Actor(row.by, row.by_name, frozenset({"kepala"}))
        left = [UUID(id) for id in row.documents][row.done + row.aside :]
        for id in left:
            if not _one(node, head, batch, id, passphrase, wait):
                return
        _become(node, batch, FINISHED, "")


def _one(node: Node, head: Actor, batch: UUID, id: UUID, passphrase: str, wait: Wait) -> bool:
    """One paper, however long the service is away. False: the batch goes no further.

    A service that says it is well and loses one answer after the other is too slow: the batch pauses itself, for a person to go on.
    """
    lost = 0
    while _may_go_on(node, batch, wait):
        try:
            sign_far(node, head, id, passphrase)
            return _count(node, batch, "done")
        except WrongPassphrase:
            return _become(node, batch, WRONG, "")
        except SignerUnknown as e:
            return _become(node, batch, UNKNOWN, str(e))
        except PermanentFault as e:
            put_aside(id, str(e), node.clock.now())
            return _count(node, batch, "aside")
        except TemporaryFault as e:
            if e.about != "tte":
                raise
            lost += isinstance(e, OutcomeUnknown)
            if lost and lost % LOST_IN_A_ROW == 0:
                _tired(batch)
            else:
                _away(node, batch, e)
    return False


def _may_go_on(node: Node, batch: UUID, wait: Wait) -> bool:
    """Waits out a pause and an absence of the service."""
    while not wait(0):
        row = SigningBatch.objects.filter(id=batch).values_list("state", "beat_at").first()
        if row is None or row[0] not in OPEN or node.clock.now() - row[1] > FORGET:
            return False
        if row[0] == RUNNING:
            return True
        if wait(LOOK if row[0] == PAUSED else ASK):
            return False
        if row[0] == AWAITING and signer_status(node).state == "siap":
            SigningBatch.objects.filter(id=batch, state=AWAITING).update(state=RUNNING, says="")
    return False


def _away(node: Node, batch: UUID, fault: TemporaryFault) -> None:
    noticed(node, "tte", str(fault))
    SigningBatch.objects.filter(id=batch, state=RUNNING).update(state=AWAITING, says=str(fault)[:300])


def _tired(batch: UUID) -> None:
    SigningBatch.objects.filter(id=batch, state=RUNNING).update(state=PAUSED, says=SLOW_TEXTS[0])


def _count(node: Node, batch: UUID, what: str) -> bool:
    SigningBatch.objects.filter(id=batch).update(**{what: F(what) + 1, "beat_at": node.clock.now()})
    return True


def _become(node: Node, batch: UUID, state: str, says: str) -> bool:
    """False, for `_one`: the batch goes no further."""
    now = node.clock.now()
    SigningBatch.objects.filter(id=batch).update(state=state, says=says[:300], beat_at=now, ended_at=now)
    return False
