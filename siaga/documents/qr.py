"""The claim in a document's QR: signed by the issuing office, checked without a line to anybody.

A claim is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052, Ed25519 by RFC 9053), deflated (RFC 1950), in base45 (RFC 9285)
behind the prefix "SGA1:", at most 300 characters of the QR's alphanumeric set. It holds issuer (the office), day of
issue and, under one private-use key, kind, number, holder and the first half of the digest of the document's content.
What would be longer than that has holder and number packed (`packing`) and is not deflated: then base45 holds the
COSE_Sign1 itself, which begins with 0xD2, as no deflated text does.
It proves that the office issued it, not that it is still valid: whether it was superseded, only the register knows.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import base45
import cbor2
import segno
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from siaga.documents.kind import Document, DocumentKind, digest
from siaga.documents.packing import pack_name, pack_number, unpack_name, unpack_number

PREFIX = "SGA1:"
LIMIT = 300
DIGEST_SIZE = 16

_SIGN1_TAG = 18
_HEADER_ALG, _HEADER_KID, _EDDSA = 1, 4, -8
_ISSUER, _ISSUED_AT, _OURS = 1, 6, -65537
_MAX_TEXT, _MAX_BYTES = 1_000, 1_024
_PLAIN = b"\xd2"  # CBOR's tag 18
_CLAIM_MASK, _QUIET = 3, 4
_DARK = re.compile(rb"\x01+")


class BadClaim(Exception):
    """The text is not a claim that can be trusted. code: form or content (not a claim of ours), key (whose key is not known, or
    may not speak for this office), signature. said: what it claims, unproven, for key and signature.
    """

    def __init__(self, code: str, message: str, said: Claim | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.said = said


@dataclass(frozen=True, slots=True)
class Claim:
    """kind: the registry's claim number. number: the document's. holder: the name, perhaps only its beginning (see
    `make_claim`).

    digest: first 16 bytes of the SHA-256 of the content. office: area code of the issuer. issued: day of issue. key:
    id of the key.
    """

    kind: int
    number: str
    holder: str
    digest: bytes
    office: str
    issued: date
    key: bytes = b""


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """A public key (32 bytes, Ed25519) and the only office it may speak for."""

    public: bytes
    office: str


def claim_of(kind: DocumentKind, data: Document, *, number: str, holder: str, office: str, issued: date) -> Claim:
    """The claim of a document. ValueError for a kind that carries none (KTP-el, receipt)."""
    if not kind.claim_number:
        raise ValueError(f"{kind.code} carries no claim")
    return Claim(kind.claim_number, number, holder, digest(data)[:DIGEST_SIZE], office, issued)


def fits(claim: Claim, kind: DocumentKind, data: Document) -> bool:
    """Whether the claim speaks of exactly this content: tells a paper whose text was altered around a genuine QR."""
    return claim.kind == kind.claim_number and claim.digest == digest(data)[:DIGEST_SIZE]


def key_id(public: bytes) -> bytes:
    """Eight bytes of the SHA-256 of the public key, as the EU's health certificate has it."""
    return hashlib.sha256(public).digest()[:8]


def make_claim(claim: Claim, key: SigningKey) -> str:
    """The text for the QR, at most 300 characters; `claim.key` is ignored and comes from `key`.

    Every name of 60 letters fits whole beside every number of 40 capitals and signs. Where letters cannot be packed (other
    alphabets, small letters in a number), a name too long is cut at the end: the digest still covers all of it.
    ValueError if the fields are out of bounds (digest not 16 bytes, number over 40 characters).
    """
    if len(claim.digest) != DIGEST_SIZE or not 0 < len(claim.number) <= 40 or claim.kind <= 0:
        raise ValueError("a claim needs a kind, a number of 1 to 40 characters and a digest of 16 bytes")
    text = _encode(claim, key)
    if len(text) > LIMIT:
        text = _encode(claim, key, packed=True)
    while len(text) > LIMIT and claim.holder:
        claim = replace(claim, holder=claim.holder[:-1])
        text = _encode(claim, key, packed=True)
    if len(text) > LIMIT:
        raise ValueError(f"{len(text)} characters are too many for a claim")
    return text


def _encode(claim: Claim, key: SigningKey, *, packed: bool = False) -> str:
    number, holder = claim.number, claim.holder
    if packed:
        number, holder = _shorter(number, pack_number(number)), _shorter(holder, pack_name(holder))
    issued = int(datetime(claim.issued.year, claim.issued.month, claim.issued.day, tzinfo=UTC).timestamp())
    ours = [claim.kind, number, holder, claim.digest]
    payload = cbor2.dumps({_ISSUER: claim.office, _ISSUED_AT: issued, _OURS: ours}, canonical=True)
    protected = cbor2.dumps({_HEADER_ALG: _EDDSA, _HEADER_KID: key_id(bytes(key.verify_key))}, canonical=True)
    signature = key.sign(_to_be_signed(protected, payload)).signature
    message = cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))
    return PREFIX + base45.b45encode(message if packed else zlib.compress(message, 9)).decode("ascii")


def _shorter(text: str, packed: bytes | None) -> Any:
    return text if packed is None else packed


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """Sig_structure of RFC 9052 §4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def read_claim(text: str, keys: Mapping[bytes, ClaimKey]) -> Claim:
    """Check a scanned text against the known keys (key id → key). Raises `BadClaim`; never anything else, whatever the
    text.
    """
    protected, payload, signature = _open_envelope(_inflate(text))
    header = _cbor(protected, dict)
    if set(header) != {_HEADER_ALG, _HEADER_KID} or header[_HEADER_ALG] != _EDDSA:
        raise BadClaim("form", "unknown protected header")
    kid = header[_HEADER_KID]
    if not isinstance(kid, bytes):
        raise BadClaim("form", "unknown protected header")
    claim = _claim(_cbor(payload, dict), kid)
    known = keys.get(kid)
    if known is None:
        raise BadClaim("key", "signed by a key that is not known here", claim)
    try:
        VerifyKey(known.public).verify(_to_be_signed(protected, payload), signature)
    except (CryptoError, ValueError, TypeError) as error:
        raise BadClaim("signature", "the signature does not fit", claim) from error
    if claim.office != known.office:
        raise BadClaim("key", f"a key of {known.office} may not speak for {claim.office}", claim)
    return claim


def _inflate(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > _MAX_TEXT:
        raise BadClaim("form", "not a claim of this programme")
    try:
        packed = base45.b45decode(text[len(PREFIX) :])
        if packed[:1] == _PLAIN and len(packed) <= _MAX_BYTES:
            return packed
        inflater = zlib.decompressobj()
        message = inflater.decompress(packed, _MAX_BYTES)
    except (ValueError, zlib.error) as error:
        raise BadClaim("form", "damaged") from error
    if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
        raise BadClaim("form", "damaged or too long")
    return message


def _open_envelope(message: bytes) -> tuple[bytes, bytes, bytes]:
    tag = _cbor(message, cbor2.CBORTag)
    parts = tag.value
    if tag.tag != _SIGN1_TAG or not isinstance(parts, list | tuple) or len(parts) != 4:
        raise BadClaim("form", "not a COSE_Sign1")
    protected, unprotected, payload, signature = parts
    if unprotected != {} or not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise BadClaim("form", "not a COSE_Sign1 of ours")
    return protected, payload, signature


def _cbor(data: bytes, wanted: type) -> Any:
    """One CBOR item of one type, shallow, and nothing after it."""
    stream = io.BytesIO(data)
    try:
        value = cbor2.CBORDecoder(stream, max_depth=4, allow_indefinite=False, read_size=1).decode()
    except Exception as error:  # a decoder of foreign bytes: whatever it raises, the text is not a claim
        raise BadClaim("form", "not CBOR") from error
    if not isinstance(value, wanted) or stream.read(1):
        raise BadClaim("form", "unexpected CBOR")
    return value


def _claim(payload: dict[Any, Any], kid: bytes) -> Claim:
    if set(payload) != {_ISSUER, _ISSUED_AT, _OURS}:
        raise BadClaim("content", "unexpected claims")
    office, issued, ours = payload[_ISSUER], payload[_ISSUED_AT], payload[_OURS]
    if not isinstance(ours, list | tuple) or len(ours) != 4 or type(ours[0]) is not int:
        raise BadClaim("content", "unexpected fields")
    if type(office) is not str or type(issued) is not int:
        raise BadClaim("content", "unexpected fields")
    kind, number, holder, digest = ours[0], _text(ours[1], unpack_number), _text(ours[2], unpack_name), ours[3]
    if type(digest) is not bytes or len(digest) != DIGEST_SIZE:
        raise BadClaim("content", "unexpected fields")
    try:
        day = datetime.fromtimestamp(issued, UTC).date()
    except (OverflowError, ValueError, OSError) as error:
        raise BadClaim("content", "impossible date") from error
    return Claim(kind, number, holder, digest, office, day, kid)


def _text(value: Any, unpack: Callable[[bytes], str]) -> str:
    try:
        text = unpack(value) if type(value) is bytes else value
    except ValueError as error:
        raise BadClaim("content", "unexpected fields") from error
    if type(text) is not str:
        raise BadClaim("content", "unexpected fields")
    return text


def qr_svg(text: str, error: str = "m") -> str:
    """A QR of the text as a standalone SVG, one unit a module, with the quiet zone of four. error: L, M, Q or H.

    segno chooses the alphanumeric mode by itself for a claim, which needs 5.5 bits a character. A claim looks like noise
    under any of the eight masks, so one is taken unweighed: weighing them costs more than drawing the page.
    """
    mask = _CLAIM_MASK if text.startswith(PREFIX) else None
    code = segno.make(text, error=error, boost_error=False, micro=False, mask=mask)
    side = len(code.matrix) + 2 * _QUIET
    runs = "".join(
        f"M{run.start() + _QUIET} {y + _QUIET}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
        for y, row in enumerate(code.matrix)
        for run in _DARK.finditer(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{runs}"/></svg>'
    )
