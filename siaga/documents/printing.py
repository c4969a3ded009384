"""Many papers as one print file, made a few at a time, so that a page can show how far it is; then each is on record as printed."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PdfFileWriter

from siaga.journal.act import Act, Actor, AlreadyDone
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault

from .apply import WAITING
from .facts import DocumentPrinted
from .kinds import ON_BLANKS
from .models import Document, PrintBatch
from .over import holding
from .presenting import pdf_of

MOST = 200
KEPT = timedelta(hours=12)
FEW = 10  # a second or so
PARTS = ("/Type", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources", "/Group")
"""Of a page: what is seen. Its signature, its tags and its attachments belong to the file of its own."""


def begin(node: Node, officer: Actor, chosen: Sequence[UUID]) -> PrintBatch:
    """A print file to be filled by `go_on`: the papers of this office that may be printed, in the order given, at most MOST."""
    now = node.clock.now()
    PrintBatch.objects.filter(at__lt=now - KEPT).delete()
    wanted = list(dict.fromkeys(chosen))[:MOST]
    rows = holding(node, Document.objects.filter(id__in=wanted, office=node.id)).exclude(state=WAITING)
    # Each of those on blanks takes one: they have a list of their own.
    able = {str(id) for id in rows.exclude(kind__in=ON_BLANKS).values_list("id", flat=True)}
    documents = [str(id) for id in wanted if str(id) in able]
    return PrintBatch.objects.create(id=ids.fresh(), by=officer.id, at=now, documents=documents)


def go_on(node: Node, officer: Actor, batch: UUID, *, few: int = FEW) -> PrintBatch | None:
    """Put the next few papers into the file; with the last, all are on record as printed.

    None for a batch that is not this officer's or is gone. Asking again after an answer that was lost goes on where it stood.
    """
    with transaction.atomic():
        row = PrintBatch.objects.select_for_update().filter(id=batch, by=officer.id).first()
        if row is None:
            return None
        if row.done < len(row.documents):
            _fill(node, row, few)
            row.save()
    if row.done == len(row.documents):
        _record(node, officer, row)
    return row


def _fill(node: Node, row: PrintBatch, few: int) -> None:
    made = bytes(row.pdf)
    writer = IncrementalPdfFileWriter(io.BytesIO(made), strict=False) if made else PdfFileWriter()
    for id in row.documents[row.done : row.done + few]:
        try:
            put_pages(writer, pdf_of(node, Document.objects.get(id=id)))
        except (PermanentFault, PdfReadError, Document.DoesNotExist) as e:
            row.skipped[id] = str(e)[:200]
        row.done += 1
    if row.done > len(row.skipped):
        out = io.BytesIO()
        writer.write(out)
        row.pdf = out.getvalue()


def put_pages(writer: BasePdfFileWriter, pdf: bytes) -> int:
    """All pages of a PDF at the end of another; how many. Raises PdfReadError."""
    reader, count = PdfFileReader(io.BytesIO(pdf)), 0
    for page in _pages(reader.root["/Pages"]):
        copied = DictionaryObject({n: writer.import_object(page.raw_get(n)) for n in PARTS if n in page})
        writer.insert_page(copied)
        count += 1
    return count


def _pages(node: DictionaryObject) -> Iterator[DictionaryObject]:
    for kid in node["/Kids"]:
        page = kid.get_object()
        if page["/Type"] == "/Pages":
            yield from _pages(page)
        else:
            yield page


def _record(node: Node, officer: Actor, row: PrintBatch) -> None:
    """Once for a batch, however often the last answer was asked for."""
    printed = [id for id in row.documents if id not in row.skipped]
    subjects = {str(id): s for id, s in Document.objects.filter(id__in=printed).values_list("id", "subject")}
    with contextlib.suppress(AlreadyDone), Act(node, officer, key=ids.named("documents.printed", str(row.id))) as act:
        for id in printed:
            act.record(DocumentPrinted(document=UUID(id)), subject=subjects[id])
        act.done()
