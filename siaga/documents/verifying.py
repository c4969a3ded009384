"""Is this paper ours, and does it still hold? Asked by anybody, answered from this node alone, also while the line is cut.

The verdicts are `checking.verdicts`. A genuine paper that was replaced is never called false.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from siaga.documents.checking.verdicts import (
    ACTIVE,
    BEFORE_REVOCATION,
    BY_HAND,
    COLOURS,
    ELSEWHERE,
    FORGED,
    GREEN,
    LATE_KEY,
    NO_KEY,
    NO_OFFICE,
    NOT_LISTED,
    NOT_SIGNED,
    OVER,
    REPLACED,
    REVOKED,
    UNKNOWN,
    VERDICT_WORDS,
)
from siaga.documents.kinds import BY_CODE, KINDS
from siaga.documents.qr import DIGEST_SIZE, PREFIX, BadClaim, Claim, ClaimKey, key_id, read_claim
from siaga.journal.models import Peer
from siaga.kit.node import Node, office_of

from .apply import UNSIGNED, WAITING, WET
from .listing import signed_by
from .models import Document, KeyStatement
from .over import over
from .presenting import local_day, register_number
from .publishing import revoked_since

MAX_UPLOAD = 5 * 1024 * 1024
MAX_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """verdict: a key of VERDICT_WORDS. holder: only where the asker holds the paper's own code. detail: one clause more."""

    verdict: str
    kind: str = ""
    number: str = ""
    holder: str = ""
    office: str = ""
    issued: date | None = None
    signer: str = ""
    signed_at: datetime | None = None
    register: str = ""
    countersigned: bool = False
    detail: str = ""

    @property
    def colour(self) -> str:
        return COLOURS[self.verdict]

    @property
    def words(self) -> str:
        return VERDICT_WORDS[self.verdict]


def known_keys(node: Node) -> dict[bytes, ClaimKey]:
    """The claims' keys of this node and of every machine admitted, as far as known here; a second box and a service point speak for
    their office."""
    keys = {node.keys.public.verify: node.id}
    for id, key in Peer.objects.order_by("admitted_at", "id").values_list("id", "verify_key"):
        keys.setdefault(bytes(key), office_of(id))
    for known, office in KeyStatement.objects.order_by("key", "by").values_list("key", "office"):
        keys.setdefault(bytes.fromhex(known), office)  # of machines that have other keys by now
    return {key_id(key): ClaimKey(key, office) for key, office in keys.items()}


def verify_text(node: Node, text: str) -> Checked:
    """What is in a QR (typed, pasted or from a scanner), or a document's number. Never raises, whatever the text."""
    typed = text.strip()
    if not typed or len(typed) > 1000 or "\x00" in typed:
        return Checked(UNKNOWN)
    if typed[: len(PREFIX)].upper() == PREFIX:
        return verify_claim(node, typed)
    return verify_number(node, typed)


def verify_claim(node: Node, text: str) -> Checked:
    """By the code on the paper: signature first, without a line to anybody; then the register, if it is held here."""
    keys = known_keys(node)
    try:
        claim = read_claim(text, keys)
    except BadClaim as e:
        return _refused(node, e, {known.office for known in keys.values()})
    kind = next((k for k in KINDS if k.claim_number == claim.kind), None)
    ended = revoked_since().get(keys[claim.key].public.hex(), "")
    late = bool(ended) and claim.issued.isoformat() >= ended
    rows = Document.objects.filter(number=claim.number, office=claim.office, kind=kind.code if kind else "")
    same = next((d for d in rows if d.digest[: 2 * DIGEST_SIZE] == claim.digest.hex()), None)
    if same is not None:
        found = standing(node, same, holder=claim.holder)
        # What the register holds was not made with a stolen key, yet nobody is to accept it unasked.
        return replace(found, verdict=LATE_KEY) if late and found.colour == GREEN else found
    verdict = NOT_LISTED if claim.office == node.id else ELSEWHERE
    if ended:
        verdict = REVOKED if late else BEFORE_REVOCATION
    return _claimed(claim, verdict, kind.title if kind else "")


def _refused(node: Node, e: BadClaim, offices: set[str]) -> Checked:
    if e.said is None:
        return Checked(UNKNOWN)
    if e.code == "signature":
        return Checked(FORGED)
    known = e.said.office in offices
    return Checked(NO_KEY if known else NO_OFFICE, office=office_name(e.said.office, node) if known else "")


def _claimed(claim: Claim, verdict: str, title: str) -> Checked:
    return Checked(verdict, title, claim.number, claim.holder, office_name(claim.office), claim.issued)


def verify_number(node: Node, typed: str) -> Checked:
    """By number alone: says no name, for a number can be guessed. Of several papers with it the one that holds, else the last."""
    number = "".join(typed.split()).upper()
    if not 4 <= len(number) <= MAX_NUMBER:
        return Checked(UNKNOWN)
    digits = number.replace(".", "").replace("-", "")
    wanted = {number, typed.upper(), *([digits] if digits.isdigit() and len(digits) == 16 else [])}
    rows = list(
        Document.objects.filter(number__in=sorted(wanted)).exclude(state=UNSIGNED).order_by("-made_at", "id")[:50]
    )
    if not rows:
        return Checked(UNKNOWN)
    return standing(node, next((d for d in rows if not d.superseded_by and not d.ended), rows[0]))


def standing(node: Node, document: Document, *, holder: str = "") -> Checked:
    """How a paper of the register stands today."""
    kind = BY_CODE.get(document.kind)
    detail = over(node, document)
    verdict = BY_HAND if document.state == WET else ACTIVE
    if document.state == WAITING:
        verdict = NOT_SIGNED
    if detail:
        verdict = OVER
    if document.superseded_by:
        verdict, detail = REPLACED, ""
    return Checked(
        verdict,
        kind=kind.title if kind else document.kind,
        number=document.number,
        holder=holder,
        office=office_name(document.office, node),
        issued=local_day(node, document.made_at),
        signer=signed_by(document),
        signed_at=document.signed_at,
        register=register_number(document),
        countersigned=document.countersigned_at is not None,
        detail=detail,
    )


def office_name(id: str, node: Node | None = None) -> str:
    if node is not None and node.id == id:
        return node.name
    return Peer.objects.filter(id=id).values_list("name", flat=True).first() or id
