"""What is down when: an outage as data, laid over a country's lines and the centre's parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from siaga.continuity.dependencies import PARTS, PUSAT
from siaga.drill.country import Country, Line


@dataclass(frozen=True, slots=True)
class Spell:
    """`part` is down from `begin` (included) to `end` (not included). part: "pusat" for the line, or a part of the centre."""

    part: str
    begin: datetime
    end: datetime
    says: str = ""

    def covers(self, at: datetime) -> bool:
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Weather:
    spells: tuple[Spell, ...]

    def down(self, at: datetime) -> frozenset[str]:
        """Names of what is down at this instant."""
        return frozenset(s.part for s in self.spells if s.covers(at))

    def turns(self) -> tuple[datetime, ...]:
        """Every instant at which something goes down or comes back."""
        return tuple(sorted({t for s in self.spells for t in (s.begin, s.end)}))

    def lay_over(self, country: Country, at: datetime) -> None:
        """Cut and mend the lines and the centre's parts as they are at `at`. Nothing else learns of it: the probes find out."""
        down = {s.part: s.says for s in self.spells if s.covers(at)}
        country.parts.broken = {part: says for part, says in down.items() if part in PARTS}
        for node in country.nodes:
            line = node.devices.get(PUSAT)
            if isinstance(line, Line):
                line.up = PUSAT not in down
