"""What may be said of cards, blangko and suket. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from siaga.journal.blobs import BlobRef
from siaga.journal.facts import Body


class OrderJoined(Body, frozen=True):
    """A person owed a card joins the print list. evidence: the police letter's number, the new papers … of a replacement."""

    kind: ClassVar[str] = "cards.order_joined"
    order: UUID
    nik: str
    record: UUID
    klass: str
    reason: str
    recorded_at: datetime
    kecamatan: str = ""
    kelurahan: str = ""
    evidence: str = ""


class OrderCancelled(Body, frozen=True):
    """No card will be made: the person died, moved away, or was found to be recorded before."""

    kind: ClassVar[str] = "cards.order_cancelled"
    order: UUID
    nik: str
    why: str


class OrderSent(Body, frozen=True):
    """A blangko was taken for the order, and the card is for this printer. source: the account the blangko came from."""

    kind: ClassVar[str] = "cards.order_sent"
    order: UUID
    nik: str
    attempt: int
    printer: str
    source: str


class OrderMoved(Body, frozen=True):
    """To another printer, after the first has confirmed that it will not print it; the blangko goes along."""

    kind: ClassVar[str] = "cards.order_moved"
    order: UUID
    nik: str
    attempt: int
    printer: str


class CardPrinted(Body, frozen=True):
    """The card came out, somebody found it good, and it lies on the pick-up shelf in this box and slot. serial: of its blangko, where
    whoever looked at it read it, else 0.
    """

    kind: ClassVar[str] = "cards.card_printed"
    order: UUID
    nik: str
    attempt: int
    printer: str
    shelf: str = ""
    box: str = ""
    slot: int = 0
    serial: int = 0


class PrintFailed(Body, frozen=True):
    """An attempt without a good card; the order stands again where it stood. spoiled: the blangko is lost. first: before everybody.

    printer: whose it was. claimed: the printer said that it had printed it. shelved: it lay on the shelf already. photo: of the
    spoiled card, sealed.
    """

    kind: ClassVar[str] = "cards.print_failed"
    order: UUID
    nik: str
    attempt: int
    spoiled: bool
    says: str
    first: bool = False
    printer: str = ""
    claimed: bool = False
    shelved: bool = False
    photo: BlobRef | None = None


class PrecedenceGiven(Body, frozen=True):
    """Before everybody, by decision of the head of office. ground: published; reason: not."""

    kind: ClassVar[str] = "cards.precedence_given"
    order: UUID
    nik: str
    ground: str
    reason: str


class IdentityChecked(Body, frozen=True):
    """One try to prove that it is the holder who stands at the counter. part: finger position or eye."""

    kind: ClassVar[str] = "cards.identity_checked"
    order: UUID
    nik: str
    method: str
    part: str
    matched: bool


class CardHanded(Body, frozen=True):
    """The card was handed over. to: the NIK of who took it. voids: earlier cards that end with it. says: reason, or the letter's number."""

    kind: ClassVar[str] = "cards.card_handed"
    order: UUID
    nik: str
    how: str
    to: str
    says: str = ""
    voids: list[UUID] = []


class CardCameBack(Body, frozen=True):
    """It was handed to the wrong person, or left behind, and lies on the shelf again. why: as the supervisor says."""

    kind: ClassVar[str] = "cards.card_came_back"
    order: UUID
    nik: str
    why: str
    shelf: str = ""
    box: str = ""
    slot: int = 0


class CardVoided(Body, frozen=True):
    """A card that was handed over is no longer valid: ditarik | meninggal."""

    kind: ClassVar[str] = "cards.card_voided"
    order: UUID
    nik: str
    why: str


class OldCardTaken(Body, frozen=True):
    """A card or suket taken back. what: ktp_el | suket."""

    kind: ClassVar[str] = "cards.old_card_taken"
    nik: str
    what: str
    reason: str


class OldCardsDestroyed(Body, frozen=True):
    """Burnt, with minutes. cards: ids of the rows that OldCardTaken made; minutes: the number of the berita acara."""

    kind: ClassVar[str] = "cards.old_cards_destroyed"
    cards: list[UUID]
    minutes: str


class BlangkoMoved(Body, frozen=True):
    """Blangko of this office from one account to another: both halves of the double entry in one fact. serials: ranges [first, last] that
    move along; used: ranges that lay at the source and went into cards.
    """

    kind: ClassVar[str] = "cards.blangko_moved"
    move: str
    source: str
    target: str
    amount: int
    note: str = ""
    berita_acara: str = ""
    item: str = "ktp_el"
    serials: list[list[int]] = []
    used: list[list[int]] = []


class BlangkoRequested(Body, frozen=True):
    """prr: cards waiting when it was made, the number behind the request. stock: what was in the office."""

    kind: ClassVar[str] = "cards.blangko_requested"
    request: UUID
    amount: int
    prr: int
    stock: int
    item: str = "ktp_el"


class BlangkoShipped(Body, frozen=True):
    """By the centre, to the office: on their way from now on."""

    kind: ClassVar[str] = "cards.blangko_shipped"
    request: UUID
    office: str
    amount: int
    note: str = ""
    item: str = "ktp_el"
    serials: list[list[int]] = []


class ShipmentReceived(Body, frozen=True):
    """What was counted when it came, good and damaged; the movements of the ledger are facts of the same act. bast: its number."""

    kind: ClassVar[str] = "cards.shipment_received"
    request: UUID
    amount: int
    note: str = ""
    damaged: int = 0
    bast: str = ""


class MonthReported(Body, frozen=True):
    """month: its first day. Whole numbers of blangko since the beginning of the books."""

    kind: ClassVar[str] = "cards.month_reported"
    month: date
    received: int
    printed: int
    spoiled: int
    stock: int
    in_transit: int = 0
    difference: int = 0


class SuketIssued(Body, frozen=True):
    """A suket, or one that follows another (`renews`: its number). instead: why that one is replaced ("hilang, surat 12"), "" renewed."""

    kind: ClassVar[str] = "cards.suket_issued"
    number: str
    year: int
    serial: int
    nik: str
    record: UUID
    issued_on: date
    valid_to: date
    policy: str
    verified: bool = True
    renews: str = ""
    urgent_for: str = ""
    counterfactual: bool = False
    instead: str = ""


class SuketEnded(Body, frozen=True):
    """state: dicabut (the card was handed over) | dibatalkan (the recording was a duplicate)."""

    kind: ClassVar[str] = "cards.suket_ended"
    number: str
    nik: str
    state: str
    reason: str


class PrintPolicyIssued(Body, frozen=True):
    """By the centre, for all offices: a circular that orders the print list."""

    kind: ClassVar[str] = "cards.print_policy_issued"
    number: str
    issued_on: date
    issuer: str
    valid_from: date
    classes: list[list[str]]
    valid_to: date | None = None
    inside: str = "recording_date"


class SuketPolicyIssued(Body, frozen=True):
    """By the centre, for all offices: a circular that allows, narrows or forbids the suket from a day on."""

    kind: ClassVar[str] = "cards.suket_policy_issued"
    number: str
    valid_from: date
    issuer: str
    rule: str
    note: str = ""
