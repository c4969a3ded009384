"""What may be said of printing a child's card. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class KiaPrinted(Body, frozen=True):
    """A blank was taken for this card's document, and the file was opened for printing. source: the account that the blank came from."""

    kind: ClassVar[str] = "cards.kia_printed"
    document: UUID
    nik: str
    source: str


class KiaFailed(Body, frozen=True):
    """No good card came of it: it is printed again. spoiled: the blank is lost, else it is back where it came from."""

    kind: ClassVar[str] = "cards.kia_failed"
    document: UUID
    nik: str
    spoiled: bool
    says: str
