"""Small pictures of every document. Run as a script to draw them anew, then look at each before committing it.

With the word `docs` those of docs/dokumen.md, in colour.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from samples_documents import sample

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds import KINDS
from siaga.documents.reference import PICTURES, picture_of
from siaga.documents.render import render_pages

FOLDER = Path(__file__).parent / "goldens"
SHEET = Path(__file__).parents[2] / "docs" / PICTURES
BLOCK = 16


def drawn(kind: DocumentKind) -> Image.Image:
    """The first page in sixteen greys, A4 about 500 pixels wide."""
    ppi = 180 if kind.code in ("ktp_el", "kia") else 64
    page = Image.open(io.BytesIO(render_pages(kind, sample(kind), ppi=ppi)[0])).convert("L")
    return page.quantize(16, dither=Image.Dither.NONE).convert("L")


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Mean grey difference (0–255) of the whole, and of the worst block of 16 × 16 pixels."""
    gap = np.abs(np.asarray(one, dtype=np.int16) - np.asarray(other, dtype=np.int16))
    height, width = (side // BLOCK * BLOCK for side in gap.shape)
    blocks = gap[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK).mean(axis=(1, 3))
    return float(gap.mean()), float(blocks.max())


def pictured(kind: DocumentKind) -> Image.Image:
    """The first page as docs/dokumen.md shows it, 48 colours."""
    ppi = 160 if kind.code in ("ktp_el", "kia") else 72
    page = Image.open(io.BytesIO(render_pages(kind, sample(kind), ppi=ppi)[0])).convert("RGB")
    return page.quantize(48, dither=Image.Dither.NONE)


def sheet() -> None:
    SHEET.mkdir(exist_ok=True)
    for kind in KINDS:
        path = SHEET / picture_of(kind)
        pictured(kind).save(path, optimize=True)
        print(path.name, path.stat().st_size)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        path = FOLDER / f"{kind.code}.png"
        drawn(kind).quantize(16, dither=Image.Dither.NONE).save(path, optimize=True, bits=4)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    sheet() if sys.argv[1:] == ["docs"] else main()
