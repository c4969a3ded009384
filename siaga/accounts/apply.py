"""No row follows from an officer's fact: a node that hears of an officer must not let that officer in by it."""

from __future__ import annotations

from collections.abc import Iterable

from siaga.journal.facts import Fact
from siaga.journal.rows import Op

from .facts import OfficerChanged


def officer_changed(f: Fact) -> Iterable[Op]:
    return ()


KINDS = ((OfficerChanged, officer_changed),)
