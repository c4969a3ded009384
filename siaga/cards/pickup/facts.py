"""What may be said of fetching cards. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class PickupHoursSet(Body, frozen=True):
    """The head of office: when cards are handed over, how many at a time, how long they lie. opens, shuts: "08:00"."""

    kind: ClassVar[str] = "cards.pickup_hours_set"
    opens: str
    shuts: str
    minutes: int
    per_slot: int
    told_again_after: int
    stored_after: int


class HolderTold(Body, frozen=True):
    """The owner was told that the card is there. slot: the hour that was given. batch: of those told together, for their letters."""

    kind: ClassVar[str] = "cards.holder_told"
    order: UUID
    nik: str
    batch: UUID
    slot: datetime
    times: int


class RoundLeft(Body, frozen=True):
    """Somebody carries these cards to their owners' homes. area: kelurahan and RW/RT, as on the list."""

    kind: ClassVar[str] = "cards.round_left"
    round: UUID
    number: str
    carrier: str
    area: str
    orders: list[UUID]


class RoundBack(Body, frozen=True):
    """The carrier is back. returned: those that were not at home, on the shelf again."""

    kind: ClassVar[str] = "cards.round_back"
    round: UUID
    handed: list[UUID]
    returned: list[UUID]


class CardStored(Body, frozen=True):
    """Nobody fetched it in its period: it lies in the store now, and can be fetched there."""

    kind: ClassVar[str] = "cards.card_stored"
    order: UUID
    nik: str
    place: str


class CardWithdrawn(Body, frozen=True):
    """Nobody will fetch it: its owner died, moved away or keeps another NIK. It waits among the old cards to be destroyed."""

    kind: ClassVar[str] = "cards.card_withdrawn"
    order: UUID
    nik: str
    why: str
