"""Tanda terima: A5 portrait, one for a visit, with the QR of its public tracking page. Handed out at once, hence not
signed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office
from siaga.documents.kinds.blocks import office_view
from siaga.documents.wording import moment
from siaga.kit.clock import ZONES


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """One application. expected: words ("sekitar 16 Agustus 2015 (14–19 Agustus)", "belum dapat dijanjikan: blangko habis").
    need: for what, "" if untold. basis: what the days follow from, "" if untold.
    """

    person: str
    service: str
    state: str
    expected: str
    need: str = ""
    basis: str = ""


class Receipt(Document, frozen=True, kw_only=True):
    """code: of the tracking page, as typed by hand. url: the page as a person may type it; the QR (`qr`) carries it in
    full.

    bring: what to bring to the collection, one item each. collect_at: where.
    """

    office: Office
    code: str
    ticket: str
    applicant: str
    received_at: datetime
    zone: Literal["WIB", "WITA", "WIT"]
    officer: str
    lines: tuple[ReceiptLine, ...]
    bring: tuple[str, ...]
    collect_at: str
    url: str


def view(receipt: Receipt) -> dict[str, Any]:
    return {
        "office": office_view(receipt.office),
        "code": receipt.code,
        "ticket": receipt.ticket,
        "applicant": receipt.applicant.upper(),
        "received": moment(receipt.received_at, ZONES[receipt.zone], receipt.zone),
        "officer": receipt.officer,
        "lines": [
            {"person": line.person.upper(), "service": line.service, "state": line.state, "need": line.need}
            | {"expected": line.expected, "basis": line.basis}
            for line in receipt.lines
        ],
        "bring": list(receipt.bring),
        "collect_at": receipt.collect_at,
        "url": receipt.url,
    }


RECEIPT = DocumentKind(
    code="receipt",
    title="Tanda Terima Permohonan",
    struct=Receipt,
    view=view,
    template="receipt.typ",
    signed=False,
    paper="A5 tegak",
    legal_basis="UU 25/2009 pasal 21; UU 24/2013 pasal 79A",
    claim_number=0,
)
