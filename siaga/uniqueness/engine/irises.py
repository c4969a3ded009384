"""Iris codes compared: the share of usable bits that differ, over a few turns of the head.

Masked fractional Hamming distance after Daugman, "How Iris Recognition Works", IEEE TCSVT 14(1), 2004. Layout of the
bits: `siaga.recording.iso19794`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from siaga.recording.iso19794 import IrisTemplate

TURNS = 7  # angular columns of 2.8 degrees to either side
ANGLES = 128
MIN_BITS = 600  # usable in both; fewer say nothing
Words = NDArray[np.uint64]


def packed(template: IrisTemplate) -> tuple[Words, Words]:
    """Code and mask as 32 words each."""
    return np.frombuffer(template.code, np.uint64), np.frombuffer(template.mask, np.uint64)


def distances(probe: IrisTemplate, codes: Words, masks: Words) -> NDArray[np.float64]:
    """Smallest distance over all turns to each row (people x 32 words); nan where too few bits are usable."""
    best = np.full(len(codes), np.inf)
    for code, mask in _turned(probe):
        both = masks & mask
        usable = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        differ = np.bitwise_count((codes ^ code) & both).sum(axis=1, dtype=np.int64)
        share = np.where(usable >= MIN_BITS, differ / np.maximum(usable, 1), np.inf)
        best = np.minimum(best, share)
    return np.where(np.isfinite(best), best, np.nan)


def stacked(templates: Sequence[IrisTemplate]) -> tuple[Words, Words]:
    """Codes and masks of many templates, a row each."""
    rows = [packed(t) for t in templates]
    empty = np.zeros((0, 32), np.uint64)
    if not rows:
        return empty, empty
    return np.stack([c for c, _ in rows]), np.stack([m for _, m in rows])


def _turned(template: IrisTemplate) -> list[tuple[Words, Words]]:
    planes = [
        np.unpackbits(np.frombuffer(part, np.uint8)).reshape(-1, ANGLES, 2) for part in (template.code, template.mask)
    ]
    return [
        (_words(np.roll(planes[0], turn, axis=1)), _words(np.roll(planes[1], turn, axis=1)))
        for turn in range(-TURNS, TURNS + 1)
    ]


def _words(bits: NDArray[np.uint8]) -> Words:
    return np.packbits(bits.reshape(-1)).view(np.uint64)
