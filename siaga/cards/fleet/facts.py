"""What may be said of printers. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class PrinterSet(Body, frozen=True):
    """site: the kecamatan ("317201") where it stands, "" at the office. per_day: cards a day. ribbon: cards a roll lasts."""

    kind: ClassVar[str] = "cards.printer_set"
    printer: str
    site: str
    per_day: int
    ribbon: int


class RibbonChanged(Body, frozen=True):
    """A new roll is in. roll: what is written on it."""

    kind: ClassVar[str] = "cards.ribbon_changed"
    printer: str
    roll: str = ""


class PrinterRested(Body, frozen=True):
    """Takes no cards until somebody says that it is back; what it has not printed goes to others."""

    kind: ClassVar[str] = "cards.printer_rested"
    printer: str
    why: str


class PrinterBack(Body, frozen=True):
    """Looked at by a person, and used again."""

    kind: ClassVar[str] = "cards.printer_back"
    printer: str


class CardOut(Body, frozen=True):
    """The printer says that it has printed the card. Nobody has seen it yet."""

    kind: ClassVar[str] = "cards.card_out"
    order: UUID
    nik: str
    attempt: int
    printer: str
