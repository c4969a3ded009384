"""Every paper is an archive (PDF/A-3a, ISO 19005-3) that a screen reader can read (PDF/UA-1, ISO 14289-1), also after it was signed.

What a program can see of those standards, looked up in the file itself; typst refuses to make a file that breaks what it knows of them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from samples_documents import KEY, MADE_AT, sample

from siaga.documents.certificates import make_office_pki
from siaga.documents.kind import DocumentKind, content
from siaga.documents.kinds import KINDS
from siaga.documents.qr import PREFIX, claim_of, make_claim
from siaga.documents.render import render
from siaga.documents.signing import LocalSigner

SIGNER = LocalSigner(*make_office_pki("Kepala Contoh", "Kota Contoh", datetime(2019, 1, 1, tzinfo=UTC)))
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
PRINT, HIDDEN, NO_VIEW, INVISIBLE = 4, 2, 32, 1


def files(kind: DocumentKind) -> Iterator[PdfFileReader]:
    """The paper as it is made and, if it is one that is signed, as it is handed out."""
    data = sample(kind)
    if kind.claim_number:
        said = claim_of(kind, data, number="3172-XX-0001", holder="CONTOH", office="3172", issued=MADE_AT.date())
        data = msgspec.structs.replace(data, qr=make_claim(said, KEY))
    made = render(kind, data, made_at=MADE_AT)
    yield PdfFileReader(io.BytesIO(made))
    if kind.signed:
        yield PdfFileReader(io.BytesIO(SIGNER.sign_pdf(made, reason="r", location="l", at=MADE_AT)))


def plain(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def walk(element: Any) -> Iterator[Any]:
    """All structure elements below this one."""
    kids = element.get("/K")
    for kid in kids if isinstance(kids, list) else [kids]:
        each = plain(kid)
        if hasattr(each, "get") and "/S" in each:
            yield each
            yield from walk(each)


def pages(node: Any) -> Iterator[Any]:
    for kid in node["/Kids"]:
        each = plain(kid)
        yield from pages(each) if each["/Type"] == "/Pages" else [each]


def fonts(reader: PdfFileReader) -> Iterator[Any]:
    for page in pages(reader.root["/Pages"]):
        for font in page["/Resources"].get("/Font", {}).values():
            yield plain(font)


@every_kind
def test_it_is_an_archive(kind: DocumentKind) -> None:
    for reader in files(kind):
        metadata = reader.root["/Metadata"].get_object().data
        for said in (b"<pdfaid:part>3<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"dc:title"):
            assert said in metadata
        intent = plain(plain(reader.root["/OutputIntents"])[0])
        assert intent["/S"] == "/GTS_PDFA1" and len(intent["/DestOutputProfile"].get_object().data) > 100
        assert "/Encrypt" not in reader.trailer_view
        for font in fonts(reader):
            below = [plain(each) for each in font.get("/DescendantFonts", [])] or [font]
            described = below[0]["/FontDescriptor"]
            assert any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")), font["/BaseFont"]
            assert "/ToUnicode" in font  # letters can be read out and copied
        for page in pages(reader.root["/Pages"]):
            for note in page.get("/Annots", []):
                flags = int(plain(note)["/F"])
                assert flags & PRINT and not flags & (HIDDEN | NO_VIEW | INVISIBLE)
        assert not plain(reader.root.get("/AcroForm", {})).get("/NeedAppearances", False)
        assert not {"/JavaScript", "/OpenAction", "/AA"} & set(reader.root)


@every_kind
def test_its_data_are_attached(kind: DocumentKind) -> None:
    for reader in files(kind):
        names = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
        files_ = {str(name): spec.get_object() for name, spec in zip(names[::2], names[1::2], strict=True)}
        assert set(files_) == ({"data.json", "klaim.txt"} if kind.claim_number else {"data.json"})
        assert len(reader.root["/AF"]) == len(files_)
        assert files_["data.json"]["/AFRelationship"] == "/Data"
        data = files_["data.json"]["/EF"]["/F"].get_object().data
        assert data == content(sample(kind)) and len(hashlib.sha256(data).digest()) == 32
        if kind.claim_number:
            assert files_["klaim.txt"]["/EF"]["/F"].get_object().data.decode().startswith(PREFIX)


@every_kind
def test_a_screen_reader_can_read_it(kind: DocumentKind) -> None:
    for reader in files(kind):
        root = reader.root
        assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "id"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        elements = list(walk(root["/StructTreeRoot"]))
        kinds = [str(each["/S"]) for each in elements]
        assert kinds[0] == "/Document" and len(kinds) > 10
        for each in elements:
            if each["/S"] == "/Figure":
                assert str(each.get("/Alt", "")).strip(), "a picture without a word"
            if each["/S"] == "/Table":
                assert any(below["/S"] == "/TH" for below in walk(each)), "a table without heads: use grid"
        levels = [int(name[2:]) for name in kinds if name[1] == "H" and name[2:].isdigit()]
        assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False)), levels
        if kind.paper.startswith("A4"):
            assert levels[:1] == [1], "a paper has a title"
