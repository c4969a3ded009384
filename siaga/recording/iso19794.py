"""Biometric templates as bytes: ISO/IEC 19794-2:2005 finger minutiae records, and our own container for iris codes.

Finger record (ISO/IEC 19794-2:2005, clause 8, "record format"), big-endian, one finger view:

    24 bytes  "FMR\\0", " 20\\0", length (4), capture equipment (2), width (2), height (2), x and y resolution in
              pixels a centimetre (2 + 2), number of views (1), reserved (1)
     4 bytes  finger position, view number << 4 | impression type, quality 0..100, number of minutiae
     6 n      minutiae: type << 14 | x (2), y (2), angle in units of 1.40625 degrees (1), quality 0..100 (1)
     2 + e    length of extended data, extended data (read and dropped, written empty)

Angles are degrees counter-clockwise from the x axis pointing right; y counts downwards, as in the standard.

ISO/IEC 19794-6 carries iris *images*, and no standard carries codes, so the iris container is our own: "SIR\\0", eye
("L" or "R"), three zero bytes, 256 bytes of code, 256 of mask (1 = usable), CRC-32 of all before it. The 2048 bits are
8 bands from the pupil outwards x 128 angles x 2 phase bits, most significant bit first.

Every decoder takes hostile bytes: whatever is not exactly such a record raises `TemplateError`.
"""

from __future__ import annotations

import math
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

MAX_MINUTIAE = 255  # the count is one byte
MAX_EXTENDED = 4096  # bytes; none of ours, some vendors add ridge counts
ANGLE_UNIT = 360 / 256
IRIS_BYTES = 256

_HEADER = struct.Struct(">4s4sIHHHHHBB")
_VIEW = struct.Struct(">BBBB")
_MINUTIA = struct.Struct(">HHBB")
_IRIS = struct.Struct(f">4s1s3s{IRIS_BYTES}s{IRIS_BYTES}sI")
_MAX_COORDINATE = 0x3FFF  # 14 bits
_IMPRESSIONS = (0, 1, 2, 3, 8)  # live plain, live rolled, non-live plain, non-live rolled, swipe
_FINGERS = range(1, 11)
_PPCM = range(39, 788)  # 100 to 2000 dpi

Eye = Literal["L", "R"]


class TemplateError(ValueError):
    """Bytes or values that are no template of this format; the message says which part."""


class MinutiaKind(IntEnum):
    OTHER = 0
    ENDING = 1
    BIFURCATION = 2


@dataclass(frozen=True, slots=True)
class Minutia:
    """x, y in pixels from the upper left corner; angle_deg in [0, 360); quality 1..100, or 0 for not reported."""

    x: int
    y: int
    angle_deg: float
    kind: MinutiaKind
    quality: int = 0


@dataclass(frozen=True, slots=True)
class FingerTemplate:
    """One finger. position: 1 right thumb .. 5 right little, 6 left thumb .. 10 left little. ppcm: 197 is 500 dpi."""

    position: int
    width: int
    height: int
    ppcm: int
    quality: int
    minutiae: tuple[Minutia, ...]
    impression: int = 0


@dataclass(frozen=True, slots=True)
class IrisTemplate:
    """One eye of its owner ("L" is the left one): code and mask, 256 bytes each; a mask bit of 1 is usable."""

    eye: Eye
    code: bytes
    mask: bytes


def encode_finger(template: FingerTemplate) -> bytes:
    """The template as a finger minutiae record; raises TemplateError for values the format cannot hold."""
    _check_finger(template)
    count = len(template.minutiae)
    length = _HEADER.size + _VIEW.size + _MINUTIA.size * count + 2
    parts = [
        _HEADER.pack(
            b"FMR\0", b" 20\0", length, 0, template.width, template.height, template.ppcm, template.ppcm, 1, 0
        ),
        _VIEW.pack(template.position, template.impression, template.quality, count),
    ]
    for m in template.minutiae:
        parts.append(_MINUTIA.pack(int(m.kind) << 14 | m.x, m.y, round(m.angle_deg / ANGLE_UNIT) % 256, m.quality))
    parts.append(b"\0\0")
    return b"".join(parts)


def decode_finger(data: bytes) -> FingerTemplate:
    """The one finger view in a record; raises TemplateError for anything else."""
    if not _HEADER.size + _VIEW.size + 2 <= len(data) <= _HEADER.size + _VIEW.size + 6 * 255 + 2 + MAX_EXTENDED:
        raise TemplateError(f"finger record of {len(data)} bytes")
    magic, version, length, _equipment, width, height, x_ppcm, y_ppcm, views, reserved = _HEADER.unpack_from(data)
    if magic != b"FMR\0" or version != b" 20\0":
        raise TemplateError("not an ISO/IEC 19794-2:2005 record")
    if length != len(data):
        raise TemplateError(f"length field says {length}, there are {len(data)} bytes")
    if x_ppcm != y_ppcm:
        raise TemplateError("resolutions of x and y differ")
    if views != 1 or reserved != 0:
        raise TemplateError(f"{views} finger views, expected one")
    position, view_impression, quality, count = _VIEW.unpack_from(data, _HEADER.size)
    if view_impression >> 4:
        raise TemplateError("view number of a single view is not 0")
    start = _HEADER.size + _VIEW.size
    end = start + _MINUTIA.size * count
    if end + 2 > len(data):
        raise TemplateError(f"{count} minutiae do not fit into {len(data)} bytes")
    (extended,) = struct.unpack_from(">H", data, end)
    if end + 2 + extended != len(data):
        raise TemplateError("extended data do not fill the record")
    minutiae = tuple(_minutia(*fields) for fields in _MINUTIA.iter_unpack(data[start:end]))
    template = FingerTemplate(position, width, height, x_ppcm, quality, minutiae, view_impression)
    _check_finger(template)
    return template


def encode_iris(template: IrisTemplate) -> bytes:
    """The code and mask in our container; raises TemplateError for wrong sizes."""
    if template.eye not in ("L", "R") or len(template.code) != IRIS_BYTES or len(template.mask) != IRIS_BYTES:
        raise TemplateError("an iris template is one eye, 256 bytes of code and 256 of mask")
    head = _IRIS.pack(b"SIR\0", template.eye.encode(), bytes(3), template.code, template.mask, 0)[:-4]
    return head + struct.pack(">I", zlib.crc32(head))


def decode_iris(data: bytes) -> IrisTemplate:
    """The template in a container of ours; raises TemplateError for anything else."""
    if len(data) != _IRIS.size:
        raise TemplateError(f"iris container of {len(data)} bytes, expected {_IRIS.size}")
    magic, eye, reserved, code, mask, crc = _IRIS.unpack(data)
    if magic != b"SIR\0" or reserved != bytes(3):
        raise TemplateError("not an iris container")
    if crc != zlib.crc32(data[:-4]):
        raise TemplateError("iris container is damaged")
    if eye == b"L":
        return IrisTemplate("L", code, mask)
    if eye == b"R":
        return IrisTemplate("R", code, mask)
    raise TemplateError("eye is neither L nor R")


def _minutia(kind_x: int, y: int, angle: int, quality: int) -> Minutia:
    if kind_x >> 14 == 3 or y > _MAX_COORDINATE:
        raise TemplateError("reserved bits of a minutia are set")
    return Minutia(kind_x & _MAX_COORDINATE, y, angle * ANGLE_UNIT, MinutiaKind(kind_x >> 14), quality)


def _check_finger(t: FingerTemplate) -> None:
    if t.position not in _FINGERS:
        raise TemplateError(f"finger position {t.position} is not 1..10")
    if t.impression not in _IMPRESSIONS:
        raise TemplateError(f"unknown impression type {t.impression}")
    if not (0 < t.width <= _MAX_COORDINATE + 1 and 0 < t.height <= _MAX_COORDINATE + 1):
        raise TemplateError(f"image of {t.width} x {t.height}")
    if t.ppcm not in _PPCM:
        raise TemplateError(f"resolution {t.ppcm} pixels a centimetre")
    if not 0 <= t.quality <= 100:
        raise TemplateError(f"quality {t.quality} is not 0..100")
    if len(t.minutiae) > MAX_MINUTIAE:
        raise TemplateError(f"{len(t.minutiae)} minutiae, at most {MAX_MINUTIAE}")
    for m in t.minutiae:
        if not (0 <= m.x < t.width and 0 <= m.y < t.height):
            raise TemplateError(f"minutia at {m.x}, {m.y} lies outside the image")
        if not (math.isfinite(m.angle_deg) and 0 <= m.angle_deg < 360 and 0 <= m.quality <= 100):
            raise TemplateError(f"minutia with angle {m.angle_deg}, quality {m.quality}")
