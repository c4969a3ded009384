"""Is this paper genuine? Answered from a list of keys alone: no network, no database, no register.

It proves who issued a paper and that nothing in it was changed; whether it still holds, only the register knows. The one-file
verifier `siaga-verify.js` answers alike, and both are tested against the same samples.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography import x509

from siaga.documents.checking.keylist import Known, Statement
from siaga.documents.checking.verdicts import (
    ALTERED,
    BEFORE_REVOCATION,
    COLOURS,
    FORGED,
    GENUINE,
    NO_CODE,
    NO_KEY,
    NO_OFFICE,
    REVOKED,
    SIGNED,
    UNVOUCHED,
    VERDICT_WORDS,
)
from siaga.documents.qr import DIGEST_SIZE, PREFIX, BadClaim, Claim, read_claim
from siaga.documents.signing import BadPdf, Validation, validate_pdf

MAX_FILE = 20 * 1024 * 1024
MAX_ATTACHED = 4 * 1024 * 1024
MAX_PARTS = 40
_EMBEDDED = re.compile(rb"/Type\s*/EmbeddedFile\b[^\0]{0,600}?\bstream\r?\n")
_CLAIM = re.compile(rb"\s*(SGA1:[0-9A-Z $%*+\-./:]{20,1000}?)\s*\Z")


@dataclass(frozen=True, slots=True)
class Answer:
    """verdict: of `verdicts`. kind, office: what they are called, "" if unknown. key: who says whose key it is. content: what the file
    says of itself, if the claim vouches for it. signature: of the PDF. problem: "" | too_big | not_readable.
    """

    verdict: str
    claim: Claim | None = None
    kind: str = ""
    office: str = ""
    key: Statement | None = None
    content: dict[str, Any] | None = None
    signature: Validation | None = None
    problem: str = ""

    @property
    def colour(self) -> str:
        return COLOURS[self.verdict]

    @property
    def words(self) -> str:
        return VERDICT_WORDS[self.verdict]


def check_text(text: str, known: Known) -> Answer:
    """The text of a QR. Never raises, whatever the text."""
    try:
        claim = read_claim(text.strip(), known.claim_keys())
    except BadClaim as e:
        return _refused(e, known)
    entry = known.entries[claim.key]
    verdict = GENUINE if claim.key in known.trusted else UNVOUCHED
    if entry.revoked:
        verdict = REVOKED if claim.issued.isoformat() >= entry.revoked else BEFORE_REVOCATION
    return Answer(verdict, claim, known.kinds.get(str(claim.kind), ""), entry.name, entry)


def _refused(e: BadClaim, known: Known) -> Answer:
    if e.said is None:
        return Answer(NO_CODE)
    if e.code == "signature":
        return Answer(FORGED, e.said)
    offices = {each.office: each.name for each in known.entries.values()}
    office = offices.get(e.said.office, "")
    return Answer(NO_KEY if office else NO_OFFICE, e.said, office=office)


def check_pdf(pdf: bytes, known: Known, now: datetime) -> Answer:
    """A paper as a file: its claim, whether what is attached is what the claim vouches for, and its electronic signature, judged at
    `now` (aware) against the certificates in the list. Never raises for hostile bytes; runs nothing that is in the file.
    """
    if len(pdf) > MAX_FILE:
        return Answer(NO_CODE, problem="too_big")
    try:
        signature = validate_pdf(pdf, [x509.load_pem_x509_certificate(pem.encode()) for pem in known.roots], now)
    except (BadPdf, ValueError):
        return Answer(NO_CODE, problem="not_readable")
    parts = list(attached(pdf))
    claims = claims_in(parts)
    answer = check_text(claims[-1], known) if claims else Answer(NO_CODE)
    if not claims and signature is not None and signature.good:
        answer = Answer(SIGNED)
    answer = replace(answer, signature=signature)
    if signature is not None and not (signature.intact and signature.covers_whole_document):
        return replace(answer, verdict=ALTERED)
    if answer.claim is None or answer.verdict in (FORGED, NO_KEY, NO_OFFICE):
        return answer
    altered, content = vouched_content(parts, answer.claim)
    return replace(answer, verdict=ALTERED) if altered else replace(answer, content=content)


def claims_in(parts: Sequence[bytes]) -> list[str]:
    """The claims among what is embedded in a file."""
    return [found[1].decode() for found in map(_CLAIM.match, parts) if found]


def vouched_content(parts: Sequence[bytes], claim: Claim) -> tuple[bool, dict[str, Any] | None]:
    """Whether data are embedded of which the claim knows nothing, and the data that it vouches for (None: there are none)."""
    contents = [part for part in parts if part[:1] == b"{"]
    same = next((part for part in contents if _fits(part, claim)), None)
    return (bool(contents), None) if same is None else (False, _decoded(same))


def _fits(content: bytes, claim: Claim) -> bool:
    return hashlib.sha256(content).digest()[:DIGEST_SIZE] == claim.digest


def _decoded(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def attached(pdf: bytes) -> Iterator[bytes]:
    """What is embedded in a PDF, at most `MAX_PARTS` files of at most `MAX_ATTACHED` bytes each: found by their own headers, so that no
    parser has to follow a hostile file's tables. Streams of a kind that we do not write are left out.
    """
    for at, found in enumerate(_EMBEDDED.finditer(pdf)):
        if at >= MAX_PARTS:
            return
        head, rest = found[0], pdf[found.end() : found.end() + MAX_ATTACHED]
        if b"/FlateDecode" in head:
            try:
                yield zlib.decompressobj().decompress(rest, MAX_ATTACHED)
            except zlib.error:
                continue
        elif b"/Filter" not in head:
            end = rest.find(b"endstream")
            if end >= 0:
                yield rest[:end].rstrip(b"\r\n")


def looks_like_code(text: str) -> bool:
    return text.strip().startswith(PREFIX)
