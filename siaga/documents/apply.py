"""Facts about papers -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Update
from siaga.kit.node import PUSAT
from siaga.people.models import DueDocument

from . import facts as said
from .models import Document, KeyStatement, SigningMode

WAITING, ELECTRONIC, WET, UNSIGNED = "menunggu_tanda_tangan", "elektronik", "basah", "tanpa_tanda_tangan"


def issued(f: Fact) -> Iterator[Op]:
    b: said.DocumentIssued = f.body
    yield Insert(Document, {
        "id": f.id,
        "kind": b.kind_code,
        "number": b.number,
        "subject": b.about,
        "holder": b.holder,
        "holder_name": b.holder_name,
        "data": b.data,
        "digest": b.digest,
        "claim": b.claim,
        "made_at": f.at,
        "state": WAITING if b.needs_signature else UNSIGNED,
        "office": f.office,
        "again_for": b.again_for,
    })  # fmt: skip
    yield from _made(b.dues)


def due_dropped(f: Fact) -> Iterator[Op]:
    yield from _made(f.body.dues)


def _made(dues: Iterable[Any]) -> Iterator[Op]:
    for due in dues:
        yield Update(DueDocument, due, {"made": True})


def signed(f: Fact) -> Iterator[Op]:
    b: said.DocumentSigned = f.body
    yield Update(Document, b.document, {
        "state": b.mode,
        "signer": b.signer,
        "signed_at": f.at,
        "blob": b.file,
        "pdf_sha": b.pdf_sha,
        "wet_year": b.year,
        "wet_serial": b.serial,
        "acting": b.acting,
    })  # fmt: skip


def counter_signed(f: Fact) -> Iterator[Op]:
    b: said.DocumentCounterSigned = f.body
    yield Update(Document, b.document, {"countersigned_at": f.at, "blob": b.file, "pdf_sha": b.pdf_sha})


def superseded(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"superseded_by": str(f.body.by)})


def ended(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"ended": f.body.reason})


def handed_over(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"handed_at": f.at, "handed_to": f.body.to})


def printed(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"printed_at": f.at})


def unprinted(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"printed_at": None})


def signing_mode_chosen(f: Fact) -> Iterator[Op]:
    b: said.SigningModeChosen = f.body
    yield Insert(SigningMode, {
        "id": f.id,
        "mode": b.mode,
        "begins": b.begins,
        "ends": b.ends,
        "reason": b.reason,
        "by": f.actor,
        "at": f.at,
        "office": f.office,
        "kinds": b.kinds,
        "collect_on": b.collect_on,
        "acting": b.acting,
    })  # fmt: skip


def collection_promised(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"promised_on": f.body.on, "promise_kept": None})


def collection_judged(f: Fact) -> Iterator[Op]:
    yield Update(Document, f.body.document, {"promise_kept": f.body.kept})


def key_stated(f: Fact) -> Iterator[Op]:
    b: said.KeyStated = f.body
    if f.office not in (PUSAT, b.office):
        raise ValueError("only the centre speaks of another office's keys")
    columns = ("machine", "office", "name", "key", "since", "revoked", "reason", "stated", "by", "signature")
    yield Put(KeyStatement, {column: getattr(b, column) for column in columns})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.DocumentIssued, issued),
    (said.DueDropped, due_dropped),
    (said.DocumentSigned, signed),
    (said.DocumentCounterSigned, counter_signed),
    (said.DocumentSuperseded, superseded),
    (said.DocumentEnded, ended),
    (said.DocumentHandedOver, handed_over),
    (said.DocumentPrinted, printed),
    (said.DocumentUnprinted, unprinted),
    (said.SigningModeChosen, signing_mode_chosen),
    (said.CollectionPromised, collection_promised),
    (said.CollectionJudged, collection_judged),
    (said.KeyStated, key_stated),
)
