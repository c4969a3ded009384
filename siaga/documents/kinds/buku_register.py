"""A register of deeds printed as a book, one for a month and a kind: a table for each entry, pages counted, closed with the number
of entries and the registrar's signature (UU 23/2006 art. 66 to 68). A4 portrait.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import MONTHS, date_long, number_words


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One deed as the register holds it. lines: (what, value). state: "" in force, else what became of it. notes: marginal notes."""

    number: str
    registered_on: date
    lines: tuple[tuple[str, str], ...]
    late: bool = False
    state: str = ""
    notes: tuple[str, ...] = ()


class BukuRegister(Document, frozen=True, kw_only=True):
    """number: of the book. kind: what is registered ("kelahiran"). month: its first day. entries: by number; none is a book too."""

    office: Office
    number: str
    kind: str
    month: date
    closed_on: date
    entries: tuple[Entry, ...]
    signature: Signature

    @property
    def name(self) -> str:
        return f"Register Akta {self.kind.capitalize()} {MONTHS[self.month.month - 1]} {self.month.year}"


def view(book: BukuRegister) -> dict[str, Any]:
    count = len(book.entries)
    many = f"{count} ({number_words(count)}) akta" if count else "tanpa akta (nihil)"
    return {
        "office": office_view(book.office),
        "number": book.number,
        "kind": book.kind,
        "month": f"{MONTHS[book.month.month - 1]} {book.month.year}",
        "count": many,
        "first": book.entries[0].number if count else "",
        "last": book.entries[-1].number if count else "",
        "closed_on": date_long(book.closed_on),
        "entries": [
            {
                "number": e.number,
                "on": date_long(e.registered_on),
                "late": e.late,
                "state": e.state,
                "lines": [list(line) for line in e.lines],
                "notes": list(e.notes),
            }
            for e in book.entries
        ],
        "signature": signature_view(book.signature),
    }


BUKU_REGISTER = DocumentKind(
    code="buku_register",
    title="Buku Register Akta",
    struct=BukuRegister,
    view=view,
    template="buku_register.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 66 sampai 68",
    claim_number=16,
)
