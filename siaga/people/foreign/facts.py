"""What may be said of foreign residents. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from siaga.journal.facts import Body

from .permit import Guest, Permit


class StayPermitted(Body, frozen=True):
    """The permit that holds from now on. guest: who it is, where the person is in no family. letter: number of the SKTT.

    minted: the NIK was made with it. minted_offline: the centre could not be asked.
    """

    kind: ClassVar[str] = "people.stay_permitted"
    nik: str
    permit: Permit
    guest: Guest | None = None
    letter: str = ""
    minted: bool = False
    minted_offline: bool = False


class StayEnded(Body, frozen=True):
    """No guest of this register any more. reason: `permit.SETTLED`, `DIED` or `LEFT`. on: the day, None of who became a resident."""

    kind: ClassVar[str] = "people.stay_ended"
    nik: str
    reason: str
    on: date | None = None
