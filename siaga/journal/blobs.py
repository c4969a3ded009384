"""Large things (photos, fingerprints, scans): encrypted, named by the SHA-256 of their ciphertext, kept as files.

Layout of a blob: MessagePack array [1, [key sealed to each reader …], nonce || XSalsa20-Poly1305 ciphertext]. Only the readers that it was
sealed to can open it; everybody else carries it blindly. A blob is on the disk before the fact that names it.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from siaga.kit.keys import CannotOpen, Keys, PublicKeys
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .writer import cursor, fetch

MAX_BLOB = 64 * 1024 * 1024
CHUNK = 256 * 1024
MOST_READERS = 64
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


_EXPECT = """
INSERT INTO journal_blob (have, since, wanted_by, sha, size, priority)
SELECT 0, %s::timestamptz, %s, * FROM unnest(%s::text[], %s::int8[], %s::int4[]) ON CONFLICT DO NOTHING
"""


class BlobRef(msgspec.Struct, frozen=True):
    """A fact's pointer to a blob. priority: lower travels first."""

    sha: str
    size: int
    priority: int = 100


class BadBlob(PermanentFault):
    """A name, size or content that does not belong together."""


class _Box(msgspec.Struct, frozen=True, array_like=True):
    version: int
    keys: list[bytes]
    content: bytes


def seal(content: bytes, readers: Sequence[PublicKeys]) -> bytes:
    key = os.urandom(SecretBox.KEY_SIZE)
    box = _Box(1, [r.seal_to(key) for r in readers], bytes(SecretBox(key).encrypt(content)))
    return msgspec.msgpack.encode(box)


def unseal(blob: bytes, keys: Keys) -> bytes:
    """Raises CannotOpen if it was not sealed to these keys, or is damaged."""
    try:
        box = msgspec.msgpack.decode(blob, type=_Box)
    except msgspec.MsgspecError as e:
        raise CannotOpen("berkas tersegel ini rusak") from e
    for wrapped in box.keys[:MOST_READERS]:
        try:
            return bytes(SecretBox(keys.open(wrapped)).decrypt(box.content))
        except (CannotOpen, CryptoError, ValueError):
            continue
    raise CannotOpen("berkas ini disegel untuk simpul lain")


def path_of(node: Node, sha: str) -> Path:
    if len(sha) != 64 or not all(c in "0123456789abcdef" for c in sha):
        raise BadBlob("nama berkas tersegel tidak sah")
    return node.home / "blobs" / sha[:2] / sha


# One statement, prepared: a recording waits for it at the desk.
_QUEUE = """
INSERT INTO journal_blob (sha, size, have, priority, since, wanted_by) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (sha) DO UPDATE SET size = excluded.size, have = excluded.have, priority = excluded.priority,
       since = excluded.since, wanted_by = excluded.wanted_by
"""
# The same for what came from another node: who still wants it, and how urgently, stays as it was.
_CAME = """
INSERT INTO journal_blob (sha, size, have, since, wanted_by)
SELECT sha, size, size, %s, '' FROM unnest(%s::text[], %s::int8[]) AS came(sha, size)
    ON CONFLICT (sha) DO UPDATE SET size = excluded.size, have = excluded.have
"""


def put(node: Node, blob: bytes, *, at: datetime, wanted_by: str = "", priority: int = 100) -> BlobRef:
    """Keep a whole sealed blob, durably; the row that queues it for `wanted_by` joins the caller's transaction."""
    sha = hashlib.sha256(blob).hexdigest()
    place = path_of(node, sha)
    if not place.exists():
        _write_durably(place, blob)
    cursor().execute(_QUEUE, (sha, len(blob), len(blob), priority, at, wanted_by))
    return BlobRef(sha, len(blob), priority)


def _write_durably(place: Path, content: bytes) -> None:
    _make_folder(place.parent)
    temporary = place.with_suffix(f".{os.getpid()}.new")
    try:
        with open(temporary, "wb") as f:
            f.write(content)
            f.flush()
            os.fsync(f.fileno())
        os.replace(temporary, place)
    except OSError as e:
        temporary.unlink(missing_ok=True)  # what is half written would keep a full disk full
        if e.errno in NO_ROOM:
            raise TemporaryFault(
                "ruang simpan server penuh: berkas tidak disimpan. Panggil teknisi.", about="database"
            ) from e
        raise
    _sync_folder(place.parent)


def _make_folder(folder: Path) -> None:
    """A new folder is on the disk before what it holds."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def expect(refs: Sequence[BlobRef], *, at: datetime, wanted_by: str = "") -> None:
    """Facts named these blobs: remember that they are still to come, and who gets them from here."""
    columns = [[r.sha for r in refs], [r.size for r in refs], [r.priority for r in refs]]
    fetch(_EXPECT, (at, wanted_by, *columns))


def read(node: Node, sha: str) -> bytes:
    """The sealed bytes of a complete blob. Raises BadBlob if it is not here or its content changed on the disk."""
    place = path_of(node, sha)
    try:
        content = place.read_bytes()
    except FileNotFoundError as e:
        raise BadBlob(f"berkas {sha[:12]} belum ada di sini") from e
    if hashlib.sha256(content).hexdigest() != sha:
        raise BadBlob(f"berkas {sha[:12]} berubah di penyimpanan")
    return content


def read_chunk(node: Node, sha: str, offset: int, limit: int = CHUNK) -> bytes:
    with open(path_of(node, sha), "rb") as f:
        f.seek(offset)
        return f.read(limit)


class Piece(Protocol):
    """A part of a blob as it comes over the line (`messages.Chunk`)."""

    @property
    def sha(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def data(self) -> bytes: ...


def take_chunks(node: Node, chunks: Sequence[Piece], *, at: datetime) -> dict[str, int]:
    """Append what came to the partial files; returns how many bytes of each are here now, so that a cut line resumes there.

    A wrong whole is thrown away and begins again. Raises BadBlob on hostile names, sizes and offsets.
    """
    here = {c.sha: _take(path_of(node, c.sha), c) for c in chunks}
    _note({c.sha: c.size for c in chunks if here[c.sha] == c.size}, at)
    return here


def bytes_here(node: Node, shas: Sequence[str], *, at: datetime) -> dict[str, int]:
    """How much of each is here. One that is whole is noted so once more: power may have gone between its file and its row."""
    here = {sha: have(node, sha) for sha in shas}
    _note({sha: n for sha, n in here.items() if n and path_of(node, sha).exists()}, at)
    return here


def _note(whole: dict[str, int], at: datetime) -> None:
    if whole:
        cursor().execute(_CAME, (at, list(whole), list(whole.values())))


def _take(place: Path, c: Piece) -> int:
    if not 0 < c.size <= MAX_BLOB or len(c.data) > CHUNK or c.offset < 0 or c.offset + len(c.data) > c.size:
        raise BadBlob("ukuran atau letak potongan berkas tidak sah")
    if place.exists():
        return c.size
    if len(c.data) == c.size:
        if hashlib.sha256(c.data).hexdigest() != c.sha:
            return 0
        _write_durably(place, c.data)
        return c.size
    _make_folder(place.parent)
    part = place.with_suffix(".part")
    there = part.stat().st_size if part.exists() else 0
    if c.offset > there:
        return there
    with open(part, "r+b" if part.exists() else "w+b") as f:
        f.seek(c.offset)
        f.write(c.data)
        f.truncate()
        f.flush()
        os.fsync(f.fileno())
        there = f.tell()
    if there < c.size:
        return there
    if hashlib.sha256(part.read_bytes()).hexdigest() != c.sha:
        part.unlink()
        return 0
    os.replace(part, place)
    _sync_folder(place.parent)
    return c.size


def have(node: Node, sha: str) -> int:
    place = path_of(node, sha)
    if place.exists():
        return place.stat().st_size
    part = place.with_suffix(".part")
    return part.stat().st_size if part.exists() else 0
