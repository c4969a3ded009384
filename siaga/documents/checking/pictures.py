"""The QR of a paper in a photograph or a scan, by zxing-cpp."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from siaga.documents.qr import PREFIX

MAX_PIXELS = 60_000_000


class NotAPicture(Exception):
    """Cannot be read as a picture, or is larger than any photograph."""


def codes_in(picture: bytes) -> list[str]:
    """The texts of all QR codes in it that begin as ours do, in the order found. Raises `NotAPicture`."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise NotAPicture("too many pixels")
            grey = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [each.text for each in found if each.text.startswith(PREFIX)]
