"""How much of a large thing goes in one breath, so that a fact never waits long behind it, whatever the line carries."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from .blobs import CHUNK

BREATH = 0.7  # seconds: what a fact that comes meanwhile waits at most; also about what a cut throws away
LEAST = 8 * 1024  # bytes: below this the envelope around them would cost too much of a thin line
FIRST = 16 * 1024


@dataclass
class Pace:
    """room: bytes of the next breath. seconds: a clock that only goes forward (a simulated line brings its own)."""

    room: int = FIRST
    seconds: Callable[[], float] = time.monotonic

    def learn(self, sent: int, took: float) -> None:
        """A breath of `sent` bytes took so many seconds; no more than twice the last room, as one measure says little."""
        if sent >= self.room // 2:
            wanted = int(BREATH * sent / took) if took > 0 else CHUNK
            self.room = max(LEAST, min(wanted, 2 * self.room, CHUNK))
