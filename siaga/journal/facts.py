"""What a fact is, and how it is hashed.

Evolution rule: a wire type is never changed, only extended. New fields go at the end with a default; a changed meaning is a new
`version`, understood beside the old one. A fact's bytes are stored as they came, so fields that this program does not know yet are kept.

hash(n) = SHA-256( hash(n-1) || seq(n) as 8 bytes big-endian || digest(n) )
digest  = SHA-256( MessagePack array of [chain, id as 16 bytes, kind, version, at, actor, subject, body as text] )

`at` in microseconds since 1970 UTC.

The first fact's previous hash is 32 zero bytes. The digest needs no lock, so it is made before the head of the chain is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from siaga.kit.node import desk_of, office_of
from siaga.kit.refusal import PermanentFault

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ZERO = bytes(32)
MAX_BODY = 256 * 1024
MAX_SUBJECT = 100


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every wire type. `kind` is "feature.past_participle"; both class variables are set by each subclass."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1


class Fact(msgspec.Struct, frozen=True):
    """A fact as `apply` sees it: decoded, and without its place in the chain, on which no row may depend."""

    chain: str
    id: UUID
    at: datetime
    actor: str
    subject: str
    body: Any

    @property
    def office(self) -> str:
        """Whose fact it is: the office that wrote it, whichever of its boxes did, or "pusat"."""
        return office_of(self.chain.partition(">")[0])

    @property
    def desk(self) -> str:
        """Where it was said: the office, or one of its service points ("3172/t1")."""
        return desk_of(self.chain.partition(">")[0])


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """A fact as it is stored, sent and hashed. `at` in microseconds since 1970 UTC; `body` is JSON text as first written."""

    chain: str
    seq: int
    id: bytes
    kind: str
    version: int
    at: int
    actor: str
    subject: str
    body: str
    hash: bytes

    @property
    def when(self) -> datetime:
        return when_of(self.at)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: its wire type for each version, and the pure function that turns it into rows."""

    body: type[Body]
    apply: Callable[[Fact], Iterable[Any]]
    older: Mapping[int, type[Body]] | None = None


def kinds(*tables: Iterable[tuple[type[Body], Callable[..., Iterable[Any]]]]) -> dict[str, Kind]:
    """One mapping from features' explicit `KINDS` tuples; a kind named twice is an error of the program."""
    found: dict[str, Kind] = {}
    for table in tables:
        for body, apply in table:
            if body.kind in found:
                raise ValueError(f"kind {body.kind} is declared twice")
            found[body.kind] = Kind(body, apply)
    return found


class UnknownKind(PermanentFault):
    """A newer node speaks of something this program does not know yet."""


class BadBody(PermanentFault):
    """Authentic, but not of its own wire type."""


_reader = cache(msgspec.json.Decoder)
_pack = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder(order="deterministic").encode


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def when_of(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def encode_body(body: Body) -> str:
    text = _json(body).decode()
    if len(text) > MAX_BODY:
        raise ValueError(f"{body.kind}: a body of {len(text)} characters belongs into a blob")
    return text


def digest(chain: str, id: bytes, kind: str, version: int, at: int, actor: str, subject: str, body: str) -> bytes:
    return hashlib.sha256(_pack((chain, id, kind, version, at, actor, subject, body))).digest()


def link(previous: bytes, seq: int, content: bytes) -> bytes:
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + content).digest()


def hash_of(previous: bytes, f: Sealed) -> bytes:
    return link(previous, f.seq, digest(f.chain, f.id, f.kind, f.version, f.at, f.actor, f.subject, f.body))


def open_fact(f: Sealed, known: Mapping[str, Kind]) -> Fact:
    """Decode a stored fact. Raises UnknownKind or BadBody; never anything else for hostile bytes."""
    kind = known.get(f.kind)
    if kind is None:
        raise UnknownKind(f"jenis fakta {f.kind} belum dikenal program ini")
    wire = kind.body if f.version == kind.body.version else (kind.older or {}).get(f.version)
    if wire is None:
        raise UnknownKind(f"jenis fakta {f.kind} versi {f.version} belum dikenal program ini")
    try:
        body = _reader(wire).decode(f.body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as e:
        raise BadBody(f"isi fakta {f.kind} tidak sesuai bentuknya: {e}") from e
    return Fact(f.chain, UUID(bytes=f.id), f.when, f.actor, f.subject, body)
