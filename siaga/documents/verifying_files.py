"""A file that somebody hands in: a paper as PDF, or a photograph or scan of one. Never raises for hostile bytes; asks no network; runs
nothing that is in the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from siaga.documents.checking.offline import attached, claims_in, vouched_content
from siaga.documents.checking.pictures import NotAPicture, codes_in
from siaga.documents.checking.verdicts import ALTERED, GREEN, RED, YELLOW
from siaga.documents.qr import BadClaim, read_claim
from siaga.documents.signing import BadPdf, Validation, validate_pdf
from siaga.kit.node import Node

from .models import Document
from .verifying import MAX_UPLOAD, Checked, known_keys, standing, verify_text


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """problem: too_big, not_pdf, unsigned, no_code or "". signature: of the PDF. paper: what the register says of exactly this file, or of
    the code in it."""

    problem: str = ""
    signature: Validation | None = None
    paper: Checked | None = None

    @property
    def colour(self) -> str:
        if self.paper is not None:
            return self.paper.colour
        return YELLOW if self.signature is not None and self.signature.good else RED


def verify_file(node: Node, data: bytes, now: datetime) -> CheckedFile:
    if len(data) > MAX_UPLOAD:
        return CheckedFile("too_big")
    if b"%PDF-" in data[:1024]:
        return verify_pdf(node, data, now)
    try:
        codes = codes_in(data)
    except NotAPicture:
        return CheckedFile("not_pdf")
    if not codes:
        return CheckedFile("no_code")
    # Of several codes in one picture the worst answer counts: nobody is to wave a second paper through.
    order = (GREEN, YELLOW, RED)
    return CheckedFile(
        paper=max((verify_text(node, code) for code in codes), key=lambda paper: order.index(paper.colour))
    )


def verify_pdf(node: Node, pdf: bytes, now: datetime) -> CheckedFile:
    """The very file as it was signed here, else what the code attached to it says and whether its data are those of the code."""
    if len(pdf) > MAX_UPLOAD:
        return CheckedFile("too_big")
    chain = getattr(node.devices.get("signer"), "chain", ())
    try:
        signature = validate_pdf(pdf, [chain[-1]] if chain else [], now)
    except BadPdf:
        return CheckedFile("not_pdf")
    if signature is not None and not (signature.intact and signature.covers_whole_document):
        return CheckedFile("", signature)
    same = Document.objects.filter(pdf_sha=hashlib.sha256(pdf).hexdigest()).first()
    paper = standing(node, same, holder=same.holder_name) if same else _by_its_code(node, pdf)
    return CheckedFile("" if signature or paper else "unsigned", signature, paper)


def _by_its_code(node: Node, pdf: bytes) -> Checked | None:
    parts = list(attached(pdf))
    claims = claims_in(parts)
    if not claims:
        return None
    paper = verify_text(node, claims[-1])
    try:
        claim = read_claim(claims[-1], known_keys(node))
    except BadClaim:
        return paper
    altered, _content = vouched_content(parts, claim)
    return replace(paper, verdict=ALTERED) if altered else paper
