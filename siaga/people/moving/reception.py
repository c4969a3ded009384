"""What receiving somebody on a SKPWNI comes to, as plain values; and what an office knows of one that is shown to it."""

from __future__ import annotations

from dataclasses import dataclass

from siaga.people.biodata import Family

from .letter import Letter, Mover

NEW, KEPT, JOINED = "baru", "tetap", "gabung"


@dataclass(frozen=True, slots=True)
class Reception:
    """What follows. how: of the KK. home: without a number where it is to be minted. left: NIKs on the letter that did not come."""

    how: str
    people: tuple[Mover, ...]
    home: Family
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownMove:
    """office: this one. used: how the SKPWNI ended here, "" it did not. withdrawn: what its origin did with it. told: as the centre
    told it here, None if it did not (yet). destination: name of the regency that its number says.
    """

    office: str
    used: str = ""
    withdrawn: str = ""
    told: Letter | None = None
    destination: str = ""
