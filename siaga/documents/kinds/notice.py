"""Pemberitahuan gangguan: A4 portrait, for kecamatan, kelurahan and RT/RW: what is down, what works, who waits, what
to tell.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_weekday, figure, moment
from siaga.kit.clock import ZONES

NO_ESTIMATE = "belum ada perkiraan"


class WaitingRow(msgspec.Struct, frozen=True, kw_only=True):
    """People waiting in one kelurahan; pressing: those who said by when they need it, within two weeks."""

    kecamatan: str
    kelurahan: str
    people: int
    pressing: int = 0


class Notice(Document, frozen=True, kw_only=True):
    """down: what is down, one clause. since, as_of: aware instants; as_of is when the figures were counted.

    expected: when it returns, "" if nobody says. stopped, working, instead, tell: one sentence each.
    """

    office: Office
    number: str
    addressed: tuple[str, ...]
    down: str
    since: datetime
    as_of: datetime
    zone: Literal["WIB", "WITA", "WIT"]
    issued_on: date
    stopped: tuple[str, ...]
    working: tuple[str, ...]
    instead: tuple[str, ...]
    tell: tuple[str, ...]
    waiting: tuple[WaitingRow, ...]
    signature: Signature
    expected: str = ""
    contact: str = ""


def view(notice: Notice) -> dict[str, Any]:
    zone = ZONES[notice.zone]
    return {
        "office": office_view(notice.office),
        "number": notice.number,
        "addressed": list(notice.addressed),
        "down": notice.down,
        "since": moment(notice.since, zone, notice.zone),
        "as_of": moment(notice.as_of, zone, notice.zone),
        "days": figure(max((notice.as_of - notice.since).days, 0)),
        "issued_on": date_weekday(notice.issued_on),
        "expected": notice.expected or NO_ESTIMATE,
        "stopped": list(notice.stopped),
        "working": list(notice.working),
        "instead": list(notice.instead),
        "tell": list(notice.tell),
        "waiting": [[w.kecamatan, w.kelurahan, figure(w.people), figure(w.pressing)] for w in notice.waiting],
        "total": figure(sum(w.people for w in notice.waiting)),
        "total_pressing": figure(sum(w.pressing for w in notice.waiting)),
        "contact": notice.contact,
        "signature": signature_view(notice.signature),
    }


NOTICE = DocumentKind(
    code="notice",
    title="Pemberitahuan Gangguan Layanan",
    struct=Notice,
    view=view,
    template="notice.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 25/2009 pasal 15 dan 18",
    claim_number=5,
)
