"""Scans that somebody sends: by their content, not their name. A picture is drawn again by us, without what the camera wrote into it."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from siaga.kit.refusal import Refusal

from . import pdf_check

JPEG, PDF = "image/jpeg", "application/pdf"
MAX_UPLOAD = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000  # A4 at 800 dpi; 180 MB once opened
LONGEST = 2200  # pixels: A4 at 190 dpi, its small print is read
LEAST = 200
MAX_SHEET = 700_000  # bytes of one picture: it has to pass a thin line some day
MOST_PAGES = 20
BROKEN = (OSError, ValueError, SyntaxError, EOFError)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Scan:
    """mime: JPEG or PDF. content: what is kept."""

    mime: str
    content: bytes
    pages: int = 1


def scan_from(raw: bytes, field: str) -> Scan | Refusal:
    """What is kept of an upload, or why not. Any bytes may come in."""
    if no := size_refused(len(raw), field):
        return no
    if raw.startswith(b"%PDF-"):
        pages = pdf_check.pages_of(raw, field, MOST_PAGES)
        return pages if isinstance(pages, Refusal) else Scan(PDF, raw, pages)
    return _picture(raw, field)


def size_refused(size: int, field: str) -> Refusal | None:
    """Asked before anything is read."""
    if size <= MAX_UPLOAD:
        return None
    big = "Berkas ini %(size)s MB; paling besar %(most)d MB. Pindai hitam putih 200 dpi, atau foto lembarnya."
    return Refusal(
        "scan.size",
        big,
        field=field,
        params={"size": f"{size / 1024 / 1024:.0f}", "most": MAX_UPLOAD // 1024 // 1024},
    )


def _picture(raw: bytes, field: str) -> Scan | Refusal:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG"))
            if image.width * image.height > MAX_PIXELS:
                return _huge(field)
            if image.format == "JPEG":
                image.draft("RGB", (LONGEST, LONGEST))  # decoded at the size that is needed: a fraction of the work
            image.load()
            upright = ImageOps.exif_transpose(image)
    except BOMBS:
        return _huge(field)
    except BROKEN:
        kind = "Berkas ini bukan gambar JPEG atau PNG yang utuh, dan bukan PDF. Pindai atau foto lembarnya."
        return Refusal("scan.kind", kind, field=field)
    if max(upright.size) < LEAST:
        small = "Gambar ini terlalu kecil untuk dibaca. Foto lembarnya lebih dekat."
        return Refusal("scan.small", small, field=field)
    return Scan(JPEG, _as_jpeg(_on_paper(upright)))


def _huge(field: str) -> Refusal:
    huge = "Gambar ini terlalu besar bila dibuka. Pindai 200 dpi, atau foto biasa."
    return Refusal("scan.pixels", huge, field=field)


def _on_paper(image: Image.Image) -> Image.Image:
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode in ("L", "RGB"):
        return image
    paper = Image.new("RGB", image.size, "white")
    opaque = image.convert("RGBA")
    paper.paste(opaque, mask=opaque.getchannel("A"))
    return paper


def _as_jpeg(image: Image.Image) -> bytes:
    plain = Image.new(image.mode, image.size)
    plain.paste(image)  # pixels alone: no profile, no comment, no place where it was taken
    for quality in (82, 70, 55, 40):
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_SHEET:
            return out.getvalue()
    plain.thumbnail((LONGEST // 2, LONGEST // 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=40)  # noise only
    return out.getvalue()


def turned(jpeg: bytes) -> bytes:
    """A quarter to the right."""
    return _as_jpeg(Image.open(io.BytesIO(jpeg), formats=("JPEG",)).transpose(Image.Transpose.ROTATE_270))
