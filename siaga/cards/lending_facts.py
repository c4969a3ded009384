"""What may be said of cards and blangko that an office lends to its service points. Evolution: fields at the end, with a default."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from siaga.journal.blobs import BlobRef
from siaga.journal.facts import Body


class OrderLent(Body, frozen=True):
    """By the office: from now on a service point ("3172/t1") alone prints and hands over this card. packet: the recording, sealed to it."""

    kind: ClassVar[str] = "cards.order_lent"
    order: UUID
    nik: str
    point: str
    packet: BlobRef | None = None


class OrderReturned(Body, frozen=True):
    """By the point, of a card that it has not printed: it will not."""

    kind: ClassVar[str] = "cards.order_returned"
    order: UUID
    nik: str


class OrderTakenBack(Body, frozen=True):
    """By the office: the card is its own again, at its old place. why: kembali (the point returned it) | titik diakhiri."""

    kind: ClassVar[str] = "cards.order_taken_back"
    order: UUID
    nik: str
    why: str


class BlangkoEntrusted(Body, frozen=True):
    """Out of the stock of who says so, on their way to another desk of this office ("3172", "3172/t1"): both ends in one fact.

    spoiled: out of the spoiled ones of a service point, among those of its office, where they wait to be burnt before witnesses.
    """

    kind: ClassVar[str] = "cards.blangko_entrusted"
    target: str
    amount: int
    note: str = ""
    item: str = "ktp_el"
    serials: list[list[int]] = []
    spoiled: bool = False


class BooksTakenOver(Body, frozen=True):
    """The office takes the books of a service point that was ended over as they were last known. amounts: KTP-el blangko by
    account; others: of other items; serials: item -> account -> ranges,
    of accounts that hold exactly these.
    """

    kind: ClassVar[str] = "cards.books_taken_over"
    point: str
    amounts: dict[str, int]
    others: dict[str, dict[str, int]] = {}
    serials: dict[str, dict[str, list[list[int]]]] = {}
