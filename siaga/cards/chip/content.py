"""What is on the chip: biodata, photo, signature, two fingerprints, in at most 8 kB and signed by the office that printed the card.

A layout of our own, as the ministry's is not published: 6 bytes magic, 2 bytes length of the body, 32 bytes SHA-256 of the body, 64 bytes
Ed25519 signature of that digest, then the body, one msgpack map. Keeping others from reading it is the work of the card's own access
conditions, behind the reader.
"""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
from PIL import Image

from siaga.kit.keys import Keys, PublicKeys
from siaga.kit.refusal import PermanentFault

CAPACITY: Final = 8192  # bytes: a chip of 8 kB
MAGIC: Final = b"SIAGA1"
HEADER: Final = struct.Struct(">6sH32s64s")
MOST_PHOTO, MOST_SIGNATURE, MOST_FINGER = 3_600, 1_400, 1_100  # bytes
FINGERS: Final = (2, 7, 3, 8, 1, 6, 4, 9, 5, 10)  # ISO/IEC 19794-2 positions: the index fingers if there are any
SIZES: Final = (
    (180, 240, 60),
    (150, 200, 50),
    (120, 160, 45),
    (90, 120, 40),
    (75, 100, 30),
)  # width, height, JPEG quality


class ChipData(msgspec.Struct, frozen=True, kw_only=True):
    """photo: JPEG; signature: one-bit PNG; fingers: position -> ISO/IEC 19794-2 record. Evolution: fields at the end, with a default."""

    nik: str
    nama: str
    tempat_lahir: str
    tanggal_lahir: date
    jenis_kelamin: str
    golongan_darah: str
    alamat: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    agama: str
    status_kawin: str
    pekerjaan: str
    kewarganegaraan: str
    diterbitkan: date
    photo: bytes = b""
    signature: bytes = b""
    fingers: dict[int, bytes] = {}


def pack(data: ChipData, keys: Keys) -> bytes:
    """The chip's bytes. Raises PermanentFault where they do not fit."""
    body = msgspec.msgpack.encode(data)
    if HEADER.size + len(body) > CAPACITY:
        raise _fault(f"isi cip {HEADER.size + len(body)} bita, muatnya {CAPACITY}")
    digest = hashlib.sha256(body).digest()
    return HEADER.pack(MAGIC, len(body), digest, keys.sign(digest)) + body


def unpack(raw: bytes, office: PublicKeys) -> ChipData:
    """Raises PermanentFault (BadSignature among them) for a chip that says something else than the office wrote."""
    try:
        magic, length, digest, signature = HEADER.unpack_from(raw)
    except struct.error:
        raise _fault("cip kosong") from None
    body = raw[HEADER.size : HEADER.size + length]
    if magic != MAGIC or len(body) != length or hashlib.sha256(body).digest() != digest:
        raise _fault("isi cip rusak")
    office.check(digest, signature)
    try:
        return msgspec.msgpack.decode(body, type=ChipData)
    except msgspec.MsgspecError as e:
        raise _fault("isi cip tidak terbaca") from e


def two_fingers(fingers: Mapping[int, bytes]) -> dict[int, bytes]:
    """The two that identify best and fit; fewer where a person has fewer."""
    chosen = [p for p in FINGERS if p in fingers and len(fingers[p]) <= MOST_FINGER]
    return {position: fingers[position] for position in chosen[:2]}


def small_photo(photo: bytes) -> bytes:
    """The largest JPEG that fits; b"" where there is no photo. Raises PermanentFault for what is no picture."""
    if not photo:
        return b""
    image = _opened(photo).convert("RGB")
    for width, height, quality in SIZES:
        smaller = image.copy()
        smaller.thumbnail((width, height))
        out = io.BytesIO()
        smaller.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_PHOTO:
            return out.getvalue()
    raise _fault("pasfoto tidak muat dalam cip")


def small_signature(signature: bytes) -> bytes:
    """Black on white in one bit a pixel; b"" for those who cannot sign."""
    if not signature:
        return b""
    image = _opened(signature).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    plain = Image.alpha_composite(paper, image).convert("L")
    for width in (240, 160, 100):
        smaller = plain.copy()
        smaller.thumbnail((width, width // 3))
        out = io.BytesIO()
        smaller.point(lambda v: 255 if v > 127 else 0).convert("1").save(out, "PNG", optimize=True)
        if out.tell() <= MOST_SIGNATURE:
            return out.getvalue()
    raise _fault("tanda tangan tidak muat dalam cip")


def _opened(picture: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(picture))
        image.load()
        return image
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as e:
        raise _fault("gambar pada paket perekaman tidak terbaca") from e


def _fault(says: str) -> PermanentFault:
    return PermanentFault(says, about="kartu")
