"""Whose biometrics were taken: what a SKPWNI says of its movers, and what an office knows of those who came with one."""

from __future__ import annotations

from collections.abc import Collection

from .models import Record
from .status import FAILED, Status


def recorded(niks: Collection[str]) -> set[str]:
    """Of these, who has a recording that counts and did not fail."""
    rows = Record.objects.filter(nik__in=sorted(niks), current=True).exclude(status__in=[*FAILED, Status.UNREGISTERED])
    return set(rows.values_list("nik", flat=True))
