"""One file of a backup: facts of all chains since the file before it, and what is not a fact but cannot be made again.

    "SIAGA-SEGMEN-1\n"
    length (4 bytes, big-endian) and MessagePack of the segment's key, sealed to each reader
    then frames: length (4 bytes), XSalsa20-Poly1305 (nonce = number of the frame) of the zstd of a MessagePack part
    at the end 32 bytes: BLAKE2b over all that, keyed with the recovery key's mark

A segment is hostile until its mark is checked; cut short or changed anywhere, nothing of it is read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import zstandard
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from siaga.kit.keys import CannotOpen, Keys, PublicKeys
from siaga.kit.recovery import RecoveryPublic
from siaga.kit.refusal import PermanentFault

from .facts import Sealed

MAGIC = b"SIAGA-SEGMEN-1\n"
MARK = 32
MAX_PART = 64 * 1024 * 1024
BLOCK = 1024 * 1024


class BadSegment(PermanentFault):
    """Not a segment, cut short, changed, or made by somebody without the recovery key. Nothing of it is read."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what a segment is made of."""


class Begin(Part, tag="begin", frozen=True):
    """chain: of the box that wrote it; number: its place in its series, from 1; after: how far each chain was told
    before; at: microseconds; facts: how many follow (0 from older programs)."""

    chain: str
    series: str
    number: int
    after: dict[str, int]
    at: int
    facts: int = 0


class Facts(Part, tag="facts", frozen=True):
    """In the order in which the box understood them."""

    facts: list[Sealed]


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """The centre's countersigned word that it holds a chain up to here."""

    chain: str
    seq: int
    hash: bytes
    countersign: bytes


class Waiting(msgspec.Struct, frozen=True, array_like=True):
    """A blob that another node still wants."""

    sha: str
    priority: int
    wanted_by: str


class Local(Part, tag="local", frozen=True):
    """What is not in the journal. files: name -> content (node.json, key, signer); rows: table -> rows by column, as JSON values."""

    files: dict[str, bytes] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    waiting: list[Waiting] = []
    proofs: list[Proof] = []


class End(Part, tag="end", frozen=True):
    """heads: how far each chain is told now; tables: hash of all tables of facts at that moment; blobs: names of all complete ones."""

    heads: dict[str, int]
    tables: str
    blobs: list[str]
    parked: int = 0


AnyPart = Begin | Facts | Local | End


def write_segment(target: Path, parts: Iterable[Part], recovery: RecoveryPublic, readers: Sequence[PublicKeys]) -> int:
    """Write the file whole or not at all; returns its bytes. Raises OSError (the disk is full, or gone)."""
    key = os.urandom(SecretBox.KEY_SIZE)
    wrapped = msgspec.msgpack.encode([recovery.seal_to(key), *(r.seal_to(key) for r in readers)])
    temporary = target.with_name(target.name + ".new")
    try:
        with open(temporary, "wb") as f:
            mark = hashlib.blake2b(key=recovery.mark, digest_size=MARK)
            for data in (MAGIC, len(wrapped).to_bytes(4, "big") + wrapped):
                _tell(f, mark, data)
            for data in _frames(key, parts):
                _tell(f, mark, data)
            f.write(mark.digest())
            f.flush()
            os.fsync(f.fileno())
            size = f.tell()
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return size


def _tell(f: BinaryIO, mark: Any, data: bytes) -> None:
    mark.update(data)
    f.write(data)


def _frames(key: bytes, parts: Iterable[Part]) -> Iterator[bytes]:
    box, packer = SecretBox(key), zstandard.ZstdCompressor(level=6)
    for number, part in enumerate(parts):
        data = box.encrypt(packer.compress(msgspec.msgpack.encode(part)), _nonce(number)).ciphertext
        yield len(data).to_bytes(4, "big") + data


def _nonce(number: int) -> bytes:
    return number.to_bytes(SecretBox.NONCE_SIZE, "big")


def read_segment(source: Path, mark: bytes, keys: Keys) -> Iterator[Any]:
    """Its parts in order, once the mark of the whole file was found right. Raises BadSegment, CannotOpen."""
    length = _checked(source, mark)
    with open(source, "rb") as f:
        f.seek(len(MAGIC))
        box = SecretBox(_key(_framed(f, BLOCK), keys))
        number = 0
        while f.tell() < length:
            yield _part(box, number, _framed(f, MAX_PART))
            number += 1


def _checked(source: Path, mark: bytes) -> int:
    """Length of what is marked. The whole file is read before anything in it is believed."""
    length = source.stat().st_size - MARK
    code = hashlib.blake2b(key=mark, digest_size=MARK)
    with open(source, "rb") as f:
        if length < len(MAGIC) or f.read(len(MAGIC)) != MAGIC:
            raise BadSegment(f"{source.name} bukan salinan cadangan SIAGA")
        code.update(MAGIC)
        left = length - len(MAGIC)
        while left > 0:
            block = f.read(min(BLOCK, left))
            if not block:
                break
            code.update(block)
            left -= len(block)
        if not hmac.compare_digest(code.digest(), f.read(MARK)):
            raise BadSegment(f"{source.name} terpotong, berubah, atau bukan dari kunci pemulihan ini")
    return length


def _framed(f: BinaryIO, limit: int) -> bytes:
    length = int.from_bytes(f.read(4), "big")
    if not 0 < length <= limit:
        raise BadSegment("salinan cadangan rusak")
    return f.read(length)


def _key(wrapped: bytes, keys: Keys) -> bytes:
    for one in msgspec.msgpack.decode(wrapped, type=list[bytes])[:8]:
        try:
            return keys.open(one)
        except CannotOpen:
            continue
    raise CannotOpen("salinan cadangan ini disegel untuk kunci lain")


def _part(box: SecretBox, number: int, data: bytes) -> Any:
    try:
        raw = zstandard.ZstdDecompressor().decompress(box.decrypt(data, _nonce(number)), max_output_size=MAX_PART)
        return msgspec.msgpack.decode(raw, type=AnyPart)
    except (CryptoError, zstandard.ZstdError, msgspec.MsgspecError) as e:
        raise BadSegment(f"bagian {number + 1} salinan cadangan tidak terbaca: {e}") from e
