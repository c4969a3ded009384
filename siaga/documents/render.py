"""Content → PDF or PNG by typst, one reused compiler a thread.

Nothing a citizen typed is ever read as markup: contents travel as JSON strings and are placed as text. Fonts come from
one package alone, the timestamp is given, so equal input gives equal bytes on every machine. PDF is PDF/A-3a and
PDF/UA-1 (ISO 19005-3, ISO 14289-1: typst refuses to make one that is not) with the content attached as `data.json` and
the claim of the QR, if there is one, as `klaim.txt`.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import fontpkg_plus_jakarta_sans
import msgspec
import typst

from siaga.documents.kind import Document, DocumentKind, content
from siaga.documents.qr import PREFIX, qr_svg
from siaga.kit.refusal import PermanentFault

TEMPLATES = Path(__file__).parent / "kinds"
FONTS = Path(fontpkg_plus_jakarta_sans.__file__).parent / "files"
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
SCREEN_PPI, CARD_PPI = 150.0, 300.0

_thread = threading.local()


class CannotRender(PermanentFault):
    """The content cannot be drawn, for instance because the photograph is not an image."""

    def __init__(self, message: str) -> None:
        super().__init__(message, about="dokumen")


def compiler() -> typst.Compiler:
    """This thread's compiler: it may not be shared, and making one costs more than a page."""
    held: typst.Compiler | None = getattr(_thread, "compiler", None)
    if held is None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        held = _thread.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts)
    return held


def inputs(kind: DocumentKind, data: Document) -> dict[str, str]:
    """What the template reads: one JSON text with the view, the attached content and the QR as SVG. TypeError for a
    wrong struct.
    """
    if not isinstance(data, kind.struct):
        raise TypeError(f"{kind.code} is made of {kind.struct.__name__}, not {type(data).__name__}")
    payload = {
        "title": kind.title,
        "code": kind.code,
        "specimen": data.specimen,
        "qr": qr_svg(data.qr) if data.qr else "",
        "claim": data.qr if data.qr.startswith(PREFIX) else "",
        "content": content(data).decode(),
        "view": _for_template(kind.view(data)),
    }
    return {"data": msgspec.json.encode(payload).decode()}


def _for_template(value: Any) -> Any:
    """Image bytes become lists of numbers: typst's inputs are text, and `bytes(list)` is its way back."""
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, dict):
        return {key: _for_template(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_for_template(each) for each in value]
    return value


def render(
    kind: DocumentKind,
    data: Document,
    *,
    made_at: datetime,
    format: Literal["pdf", "png"] = "pdf",
    ppi: float = SCREEN_PPI,
) -> bytes:
    """The document as one file: all pages for PDF, the first page for PNG (see `render_pages`).

    made_at: aware, written into the PDF; equal arguments give equal bytes. ppi: of the PNG; 300 for a card. Raises
    `CannotRender`.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at must be aware")
    if format == "png":
        return render_pages(kind, data, ppi=ppi)[0]
    made = _compile(kind, data, format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at.timestamp()))
    assert isinstance(made, bytes)
    return made


def render_pages(kind: DocumentKind, data: Document, *, ppi: float = SCREEN_PPI) -> list[bytes]:
    """One PNG a page, ppi pixels an inch. Raises `CannotRender`."""
    made = _compile(kind, data, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else made


def _compile(kind: DocumentKind, data: Document, **options: Any) -> Any:
    source = str(TEMPLATES / kind.template)
    try:
        return compiler().compile(source, sys_inputs=inputs(kind, data), **options)
    except typst.TypstError as error:
        raise CannotRender(f"{kind.code}: {error.message}") from error
