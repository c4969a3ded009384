"""Pictures that somebody sends: only what is really a small picture is kept, drawn again by us, without what the camera wrote into it."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from siaga.kit.refusal import Refusal

MAX_UPLOAD = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000  # a telephone's largest; 120 MB once opened
SMALLEST = (180, 240)
PORTRAIT = (480, 640)
MAX_PORTRAIT = 60_000  # bytes: a photo has to pass a thin line
SIGNATURE = (480, 160)
INK = 60  # dark pixels of a reduced signature; fewer is a slip of the pen
BROKEN = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Portrait:
    """jpeg: at most MAX_PORTRAIT bytes, 3:4. background: "merah", "biru" or "" as its upper corners look."""

    jpeg: bytes
    background: str


def _no(code: str, message: str, field: str, **params: object) -> Refusal:
    return Refusal(f"recording.{code}", message, field, params=params)


def _opened(raw: bytes, field: str) -> Image.Image | Refusal:
    """The picture, decoded. Any bytes may come in."""
    if len(raw) > MAX_UPLOAD:
        return _no(
            "photo_size",
            "Berkas ini %(size)s MB; paling besar %(most)d MB. Ambil foto dengan ukuran lebih kecil.",
            field,
            size=f"{len(raw) / 1024 / 1024:.1f}".replace(".", ","),
            most=MAX_UPLOAD // 1024 // 1024,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=("JPEG", "PNG"))
            if image.width * image.height > MAX_PIXELS:
                return _no("photo_pixels", "Gambar ini terlalu besar bila dibuka. Ambil foto biasa.", field)
            image.load()
            return ImageOps.exif_transpose(image)
    except BROKEN:
        return _no("photo_kind", "Berkas ini bukan gambar JPEG atau PNG yang utuh. Pilih berkas foto.", field)


def portrait_from(raw: bytes) -> Portrait | Refusal:
    """A portrait cut from the middle to 3:4."""
    image = _opened(raw, "foto")
    if isinstance(image, Refusal):
        return image
    if image.width < SMALLEST[0] or image.height < SMALLEST[1]:
        return _no(
            "photo_small",
            "Foto terlalu kecil: %(w)d × %(h)d titik. Paling sedikit 180 × 240.",
            "foto",
            w=image.width,
            h=image.height,
        )
    whole = Image.new("RGB", image.size, "white")
    whole.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
    target = PORTRAIT if min(image.width / 3, image.height / 4) >= PORTRAIT[0] / 3 else (300, 400)
    small = ImageOps.fit(whole, target, Image.Resampling.LANCZOS)
    return Portrait(_as_jpeg(small), background_of(small))


def _as_jpeg(image: Image.Image) -> bytes:
    for quality in (85, 75, 65, 50, 35):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MAX_PORTRAIT:
            return out.getvalue()
    image = image.resize((300, 400), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=30, optimize=True)  # noise only: about 40 kB
    return out.getvalue()


def background_of(image: Image.Image) -> str:
    """What the upper corners look like; only for a hint, light and cameras differ."""
    w, h = image.size
    corners = [image.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) for box in _corners(w, h)]
    r, _g, b = (sum(c[i] for c in corners) / 2 for i in range(3))  # type: ignore[index,misc]
    if r > 1.5 * b:
        return "merah"
    return "biru" if b > 1.3 * r else ""


def _corners(w: int, h: int) -> tuple[tuple[int, int, int, int], ...]:
    return (0, 0, w // 6, h // 6), (w - w // 6, 0, w, h // 6)


def signature_from(raw: bytes, field: str = "ttd") -> bytes | Refusal:
    """Ink on white as a small PNG."""
    image = _opened(raw, field)
    if isinstance(image, Refusal):
        return image
    ink = image.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    small = ImageOps.pad(paper.convert("L"), SIGNATURE, Image.Resampling.LANCZOS, color=255)
    if sum(small.histogram()[:160]) < INK:
        return _no("signature_empty", "Bidang tanda tangan masih kosong. Minta warga menandatangani.", field)
    out = io.BytesIO()
    small.quantize(8).save(out, "PNG", optimize=True)
    return out.getvalue()
