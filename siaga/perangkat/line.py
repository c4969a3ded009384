"""How fast the line really is: measured while packets go, never by sending something for the measure's sake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from siaga.kit.node import PUSAT, Node

from .models import LineSpeed

LEAST = 16 * 1024  # bytes: fewer say nothing about a line
NEWEST = 0.3  # the weight of the last measure


@contextmanager
def metered(node: Node, peer: str = PUSAT) -> Iterator[Callable[[int], None]]:
    """Hands out the `progress` of `exchange.push_blobs`; what went is kept also when the line was cut."""
    sent = 0

    def went(more: int) -> None:
        nonlocal sent
        sent += more

    began = node.clock.now()
    try:
        yield went
    finally:
        took = (node.clock.now() - began).total_seconds()
        if sent >= LEAST and took > 0:
            keep(peer, sent / took, node.clock.now())


def keep(peer: str, rate: float, at: datetime) -> None:
    held = LineSpeed.objects.filter(peer=peer).values_list("bytes_per_second", flat=True).first()
    mean = rate if held is None else NEWEST * rate + (1 - NEWEST) * held
    LineSpeed.objects.update_or_create(peer=peer, defaults={"bytes_per_second": mean, "at": at})


def rate_to(peer: str = PUSAT) -> float | None:
    """Bytes a second; None: nothing was sent yet that would tell."""
    found: float | None = LineSpeed.objects.filter(peer=peer).values_list("bytes_per_second", flat=True).first()
    return found


def arrival(left: int, rate: float | None, now: datetime) -> datetime | None:
    """When `left` bytes will be there at this rate. Pure."""
    if not left or not rate:
        return None
    return now + timedelta(seconds=min(left / rate, 365 * 86400))
