"""Where a checked card is put: a box of its kecamatan and a slot in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SLOTS = 100  # cards of one box
Place = tuple[str, int]


def free_places(kecamatan: str, taken: Iterable[Place]) -> Iterator[Place]:
    """The free slots of a kecamatan's boxes, the lowest first, without end: "01-1" slot 1, 2, … then "01-2"."""
    full = set(taken)
    number = 1
    while True:
        box = f"{kecamatan[-2:] or '00'}-{number}"
        for slot in range(1, SLOTS + 1):
            if (box, slot) not in full:
                yield box, slot
        number += 1


def shelf_of(box: str, slot: int) -> str:
    """As it is written on the label and read out at the counter."""
    return f"{box}/{slot}"
