"""What the country must know of an officer: the journal names actors by account, so it must say who that was, and with which duties."""

from __future__ import annotations

from typing import ClassVar

from siaga.journal.facts import Body


class OfficerChanged(Body, frozen=True, kw_only=True):
    """An account as it is from now on. sealed: the hashes of its password and PIN (`seals.Seal`), which only the boxes of its own
    office can open, in hex; "" as it was told by older programs."""

    kind: ClassVar[str] = "accounts.officer_changed"
    username: str
    name: str
    roles: list[str]
    wilayah: str
    active: bool
    sealed: str = ""
