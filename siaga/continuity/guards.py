"""Training switches that cut for real: every call to a guarded device asks its switch first, and a cut device is never touched."""

from __future__ import annotations

from typing import Any

from siaga.journal.writer import fetch
from siaga.kit.refusal import TemporaryFault

CUT = "sakelar latihan: sengaja diputus"


def is_cut(name: str) -> bool:
    return bool(fetch("SELECT 1 FROM continuity_switch WHERE name = %s AND cut", (name,)))


def all_cut() -> frozenset[str]:
    """The names of all switches that are cut."""
    return frozenset(name for (name,) in fetch("SELECT name FROM continuity_switch WHERE cut"))


class Guarded:
    """Any device behind its switch. `name`: the dependency. Calls raise TemporaryFault(about=name) while it is cut."""

    def __init__(self, inner: Any, name: str) -> None:
        self._inner = inner
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._inner, attribute)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            if is_cut(self._name):
                raise TemporaryFault(CUT, about=self._name)
            return found(*args, **kwargs)

        return call
