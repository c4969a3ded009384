"""A notice as it was given out: the words and the numbers behind them, counts only."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from siaga.journal.facts import Body


class Count(msgspec.Struct, frozen=True):
    """People waiting in one kelurahan (names as on that day); pressing: those who need it within two weeks."""

    kecamatan: str
    kelurahan: str
    people: int
    pressing: int = 0


class Figures(msgspec.Struct, frozen=True):
    """What a notice said. down: names of continuity.dependencies; since: the first of them; by_need: need code → people.

    training: some of it is cut by a training switch, so the notice says that nothing is really broken.
    """

    total: int
    pressing: int
    as_of: datetime
    since: datetime | None = None
    down: list[str] = []
    areas: list[Count] = []
    by_need: dict[str, int] = {}
    signer: str = ""
    training: bool = False


class NoticeMade(Body, frozen=True, kw_only=True):
    """audience: kecamatan | kelurahan | rt_rw. area: code, "" for the whole office."""

    kind: ClassVar[str] = "incidents.notice_made"
    audience: str
    area: str
    text: str
    figures: Figures
    outage: UUID | None = None
