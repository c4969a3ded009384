"""A form before it is submitted: kept as it was typed, with the sheets that were scanned for it (local tables)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max

from siaga.journal import blobs, boxes, membership
from siaga.journal.act import Actor
from siaga.journal.blobs import BlobRef
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal

from .facts import Sheet
from .models import Berkas, Draft, DraftSheet
from .rules import MOST_SHEETS
from .scans import JPEG, Scan, turned

PRIORITY = 200  # scans travel last: everything else is waited for
MOST_LETTERS = 4_000  # of one field
APPLICATION = "permohonan"
"""What of the counter's it fulfils: its id, as the form carries it."""
LETTER, PROOF = "skpwni", "bukti"
"""What a draft of an arrival keeps of the letter that was proven. It never comes from a form: the browser cannot say it."""


def find(officer: str, event: str, about: str) -> Draft | None:
    return Draft.objects.filter(officer=officer, event=event, about=about).first()


def keep(node: Node, actor: Actor, event: str, about: str, typed: Mapping[str, str]) -> Draft:
    """What stands in the fields now; two tabs of one officer write the same draft, the last one wins. What it holds stays."""
    values = {name: text[:MOST_LETTERS] for name, text in typed.items() if name not in (LETTER, PROOF)}
    with transaction.atomic():
        draft, _new = Draft.objects.select_for_update().get_or_create(
            officer=actor.id, event=event, about=about, defaults={"id": ids.fresh(), "at": node.clock.now()}
        )
        draft.values = values | {name: draft.values[name] for name in (LETTER, PROOF) if name in draft.values}
        draft.at = node.clock.now()
        draft.save(update_fields=["values", "at"])
    return draft


def application_of(draft: Draft | None) -> UUID | None:
    """Of the counter, that the draft was begun for."""
    said = draft.values.get(APPLICATION, "") if draft else ""
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def hold(node: Node, actor: Actor, event: str, about: str, held: Mapping[str, str]) -> Draft:
    """Keep these of LETTER and PROOF in the draft, whole, beside whatever was typed."""
    with transaction.atomic():
        draft, _new = Draft.objects.select_for_update().get_or_create(
            officer=actor.id, event=event, about=about, defaults={"id": ids.fresh(), "at": node.clock.now()}
        )
        draft.values = {**draft.values, **held}
        draft.save(update_fields=["values"])
    return draft


def correct(
    node: Node, actor: Actor, row: Berkas, typed: Mapping[str, str], held: Mapping[str, str] = MappingProxyType({})
) -> Draft:
    """A draft of a returned case file, with the sheets that it had; one that was begun already goes on."""
    begun = find(actor.id, row.event, row.about)
    if begun is not None and begun.berkas == row.id:
        return begun
    with transaction.atomic():
        keep(node, actor, row.event, row.about, typed)
        draft = hold(node, actor, row.event, row.about, held)
        draft.berkas = row.id
        draft.save(update_fields=["berkas"])
        draft.sheets.all().delete()
        for sheet in sheets_of(row):
            content = blobs.unseal(blobs.read(node, sheet.sha), node.keys)
            _add(node, draft, sheet.need, Scan(sheet.mime, content, sheet.pages))
    return draft


def sheets_of(row: Berkas) -> list[Sheet]:
    """The scans of a case file, in their order."""
    return msgspec.convert(row.sheets, list[Sheet])


def add(node: Node, draft: Draft, need: int, scans: Sequence[Scan], *, instead: UUID | None = None) -> Refusal | None:
    """Put sheets at the end of a paper, or one in the place of another."""
    with transaction.atomic():
        Draft.objects.select_for_update().get(id=draft.id)
        old = draft.sheets.filter(id=instead, need=need).first() if instead else None
        kept = draft.sheets.filter(need=need).exclude(id=old.id if old else ids.fresh())
        pages = [*kept.values_list("pages", flat=True), *(s.pages for s in scans)]
        if sum(pages) > MOST_SHEETS:
            many = "Satu dokumen paling banyak %(most)d halaman. Pindai hanya halaman yang perlu."
            return Refusal("scan.too_many", many, field=f"syarat_{need}", params={"most": MOST_SHEETS})
        for scan in scans:
            made = _add(node, draft, need, scan)
            if old is not None:
                DraftSheet.objects.filter(id=made.id).update(place=old.place)
                old.delete()
                old = None
    return None


def _add(node: Node, draft: Draft, need: int, scan: Scan) -> DraftSheet:
    last = draft.sheets.filter(need=need).aggregate(last=Max("place"))["last"]
    sealed = bytes(node.keys.at_rest().encrypt(scan.content))
    return DraftSheet.objects.create(
        id=ids.fresh(), draft=draft, need=need, place=(last or 0) + 1, mime=scan.mime, pages=scan.pages, sealed=sealed
    )


def content_of(node: Node, sheet: DraftSheet) -> bytes:
    return bytes(node.keys.at_rest().decrypt(bytes(sheet.sealed)))


def change(node: Node, draft: Draft, deed: str, id: UUID) -> None:
    """One sheet: "putar" (a quarter to the right), "naik", "turun", "hapus". What is not there any more changes nothing."""
    with transaction.atomic():
        Draft.objects.select_for_update().get(id=draft.id)
        sheet = draft.sheets.filter(id=id).first()
        if sheet is None:
            return
        match deed:
            case "hapus":
                sheet.delete()
            case "putar" if sheet.mime == JPEG:
                scan = Scan(JPEG, turned(content_of(node, sheet)))
                place = sheet.place
                sheet.delete()  # a new id: the browser does not show the picture that it remembers
                DraftSheet.objects.filter(id=_add(node, draft, sheet.need, scan).id).update(place=place)
            case "naik":
                _swap(sheet, draft.sheets.filter(need=sheet.need, place__lt=sheet.place).order_by("-place").first())
            case "turun":
                _swap(sheet, draft.sheets.filter(need=sheet.need, place__gt=sheet.place).order_by("place").first())


def _swap(one: DraftSheet, other: DraftSheet | None) -> None:
    if other is not None:
        one.place, other.place = other.place, one.place
        DraftSheet.objects.bulk_update([one, other], ["place"])


def needs_scanned(draft: Draft | None) -> set[int]:
    """Which of the required papers have a sheet."""
    return set(draft.sheets.values_list("need", flat=True)) if draft else set()


def photographed(draft: Draft | None) -> set[int]:
    """Which of them have a picture, no PDF."""
    return set(draft.sheets.filter(mime=JPEG).values_list("need", flat=True)) if draft else set()


def to_blobs(node: Node, draft: Draft, at: datetime) -> tuple[list[Sheet], list[BlobRef]]:
    """Inside an act: each sheet as a sealed blob, on the disk before the fact that names it.

    Readable by the office's boxes alone; the centre carries it blindly, so that an office that burns gets it back.
    """
    readers = boxes.readers(node)
    wanted_by = PUSAT if membership.keys_of(node, PUSAT) is not None else ""
    sheets, refs = [], []
    for s in draft.sheets.order_by("need", "place"):
        sealed = blobs.seal(content_of(node, s), readers)
        ref = blobs.put(node, sealed, at=at, wanted_by=wanted_by, priority=PRIORITY)
        sheets.append(Sheet(s.need, ref.sha, s.mime, s.pages))
        refs.append(ref)
    return sheets, refs
