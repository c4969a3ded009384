"""The sheet of all documents is current."""

from __future__ import annotations

from pathlib import Path

import pytest
from goldens_documents import SHEET, difference, pictured
from PIL import Image

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds import KINDS
from siaga.documents.reference import picture_of, text

DOCS = Path(__file__).parents[2] / "docs" / "dokumen.md"


def test_the_sheet_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == text(), "siaga dokumen > docs/dokumen.md"


def test_no_picture_of_a_document_that_is_gone() -> None:
    assert {p.name for p in SHEET.glob("dokumen-*.png")} == {picture_of(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_the_picture_shows_the_document_as_it_is(kind: DocumentKind) -> None:
    path = SHEET / picture_of(kind)
    assert path.stat().st_size <= 120_000
    shown, now = Image.open(path).convert("L"), pictured(kind).convert("L")
    assert shown.size == now.size
    whole, worst = difference(shown, now)
    assert whole < 1.5 and worst < 30, "python tests/documents/goldens_documents.py docs"
