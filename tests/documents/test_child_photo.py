"""The photograph of a child's card: from the case file's sheet, sealed, drawn on the face, in no fact."""

from __future__ import annotations

import io
from datetime import timedelta

import msgspec
import pytest
from PIL import Image

from siaga.berkas import acts, drafts
from siaga.berkas.models import Berkas, Draft
from siaga.berkas.scans import PDF, Scan, scan_from
from siaga.documents import presenting
from siaga.documents.child_photos import with_photo
from siaga.documents.issuing import issue_due
from siaga.documents.kinds.kia import Kia
from siaga.documents.making import BUILDERS
from siaga.documents.models import Document
from siaga.journal import blobs
from siaga.journal.act import SYSTEM, Actor, Refused
from siaga.journal.models import JournalFact
from siaga.kit.ids import fresh
from siaga.kit.node import Node
from siaga.people.peristiwa.kia import KIA, ChildCard
from tests.berkas.deciding import approve_all
from tests.people.samples_people import CHILD, HUSBAND, head_of, no_kk_of, register_resident

SITI = Actor("siti", "Siti", frozenset({"loket"}))
SEEN = ("ada", "ada", "ada", "")
PAINT = (20, 160, 90)


def picture() -> Scan:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), PAINT).save(out, "JPEG")
    scan = scan_from(out.getvalue(), "syarat_3")
    assert isinstance(scan, Scan)
    return scan


@pytest.fixture
def child(jakut: Node) -> str:
    _no_kk, head = head_of(jakut, HUSBAND)
    who = msgspec.structs.replace(CHILD, no_kk=no_kk_of(head), no_akta_lahir="123/2014")
    return str(register_resident(jakut, who).value)


def ask(node: Node, child: str, photo: str, *scans: Scan) -> object:
    draft = Draft.objects.create(id=fresh(), officer="siti", event="kia", about=child, at=node.clock.now())
    if scans:
        assert drafts.add(node, draft, 3, list(scans)) is None
    return acts.submit(
        node, SITI, KIA, child, ChildCard(alasan="baru", foto=photo, papers=SEEN), draft=draft, key=fresh()
    )


def card(node: Node) -> Document:
    approve_all(node)
    while issue_due(node, SYSTEM, BUILDERS):
        pass
    return Document.objects.filter(kind="kia", superseded_by="").get()


def drawn_photo(node: Node, document: Document) -> bytes:
    held = presenting.presented(document, state="belum", name="", on=document.made_at.date())
    said = with_photo(node, held)
    assert isinstance(said, Kia)
    return said.photo


def test_it_is_on_the_face_and_nowhere_in_the_journal(jakut: Node, child: str) -> None:
    assert not isinstance(ask(jakut, child, "ada", picture()), Refused)
    paper = card(jakut)
    image = Image.open(io.BytesIO(drawn_photo(jakut, paper)))
    assert max(image.size) <= 640
    assert all(abs(a - b) < 12 for a, b in zip(image.getpixel((5, 5)), PAINT, strict=True))
    [sheet] = Berkas.objects.get().sheets
    assert paper.data["photo_blob"] == sheet["sha"] and not paper.data["photo"]
    sealed = blobs.read(jakut, sheet["sha"])
    assert b"JFIF" not in sealed
    [fact] = JournalFact.objects.filter(kind="documents.issued", subject=f"penduduk/{child}")
    assert len(fact.body) < 4000


def test_a_card_that_shows_a_photograph_needs_one(jakut: Node, child: str) -> None:
    pdf = Scan(PDF, b"%PDF-1.7\n%%EOF", 1)
    for scans in ((), (pdf,)):
        outcome = ask(jakut, child, "ada", *scans)
        assert isinstance(outcome, Refused)
        assert {(r.code, r.field) for r in outcome.refusals} == {("berkas.picture_missing", "syarat_3")}
        Draft.objects.all().delete()


def test_pasted_on_by_hand_needs_none_and_takes_no_older_one(jakut: Node, child: str) -> None:
    ask(jakut, child, "ada", picture())
    card(jakut)
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    ask(jakut, child, "tempel")
    assert drawn_photo(jakut, card(jakut)) == b""


def test_a_file_that_is_not_here_leaves_the_place_open(jakut: Node, child: str) -> None:
    ask(jakut, child, "ada", picture())
    paper = card(jakut)
    paper.data = {**paper.data, "photo_blob": "0" * 64}
    assert drawn_photo(jakut, paper) == b""
