"""A node is a value: who it is, its clock, keys, database and devices, handed to every act.

Production is one process and one node on plain `DATABASES`. Drills and tests hold thirty nodes in one process and enter
them with `with node:`, which switches Django's `default` connection (see `kit.database`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from .clock import Clock
from .database import Store
from .keys import Keys, PublicKeys

PUSAT = "pusat"


def office_of(box: str) -> str:
    """The office of a box or of a service point: "3172/2" and "3172/t1" are of "3172"."""
    return box.partition("/")[0]


def point_of(name: str) -> int:
    """The number of a service point, by its name or its chain: 1 for "3172/t1", 0 for a box of an office and for the centre."""
    number = name.partition("/t")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def desk_of(name: str) -> str:
    """Where people stand who are served by this writer: "3172/t1" at a service point, "3172" at whichever box is the office."""
    return name if point_of(name) else office_of(name)


@dataclass(frozen=True, eq=False)
class Node:
    """id: "3172" for an office (its regency's code), "pusat" for the centre. wilayah: the area it serves ("" = all).

    box: which of the office's machines this is. The first is the office from the beginning; a second one holds everything with it and
    may take over. Each box writes a chain of its own, so two that are both alive can never write into one. point: the number of a
    service point of the office, 0 for the office itself.

    kinds: every kind of fact it understands, by name. devices: adapters by the name of the dependency ("pusat", "printer",
    "tte", "scanner", ...); what stands behind them may be real, simulated or cut off. store: which database; None means the
    process's own. trust: public keys known before any fact tells them (the centre's, from admission).
    """

    id: str
    name: str
    wilayah: str
    clock: Clock
    keys: Keys
    home: Path
    kinds: Mapping[str, Any]
    devices: dict[str, Any] = field(default_factory=dict)
    store: Store | None = None
    trust: dict[str, PublicKeys] = field(default_factory=dict)
    box: int = 1
    point: int = 0

    @property
    def chain(self) -> str:
        """What this machine writes, and its name among nodes."""
        if self.point:
            return f"{self.id}/t{self.point}"
        return self.id if self.box == 1 else f"{self.id}/{self.box}"

    @property
    def desk(self) -> str:
        """Whose queue, blangko and outages these are: the office's, or those of this service point."""
        return self.chain if self.point else self.id

    def __enter__(self) -> Node:
        if self.store is not None:
            self.store.enter()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, tb: TracebackType | None) -> None:
        if self.store is not None:
            self.store.leave(failed=e is not None)
