"""What may be said of renewing sukets in bulk. Evolution: fields at the end, with a default (journal.facts).

Subject of a round: `perpanjangan/<round>`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from siaga.journal.facts import Body


class RenewalBegun(Body, frozen=True):
    """Every suket that ends by that day is to be renewed, without a visit of anybody. total: how many there were."""

    kind: ClassVar[str] = "cards.renewal_begun"
    round: UUID
    until: date
    total: int


class RenewalStep(Body, frozen=True):
    """Another batch of a round is done. after: the number it has come to. made, refused (by code): since the round began."""

    kind: ClassVar[str] = "cards.renewal_step"
    round: UUID
    after: str
    made: int
    refused: dict[str, int]
    done: bool = False


class RenewalStopped(Body, frozen=True):
    """The head of office stops a round; what was renewed stays so."""

    kind: ClassVar[str] = "cards.renewal_stopped"
    round: UUID


class SuketHoldersTold(Body, frozen=True):
    """These holders were told until when their suket holds and when the card is expected; the texts themselves are local."""

    kind: ClassVar[str] = "cards.suket_holders_told"
    numbers: list[str]
