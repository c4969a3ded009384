"""What is told to one person who waits for a card: a day with its spread, or that no date can honestly be told, and why.

The spread is the band that holds eight of ten such cards ("80 %"), from the planner's P10 to its P90: it is what the bands that
were told are corrected by and judged by (`conformal`). Its last day is not P80, by which only eight of ten have come: people
plan by the last day, and it is kept for nine of ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NOT_YET = "belum dapat dijanjikan"
CAUSE_TEXTS = {
    "empty": "blangko kosong",
    "pace": "belum ada kartu dicetak pada sepuluh hari kerja terakhir",
    "stock": "blangko belum cukup sampai giliran ini",
    "outage": "pencetakan terhenti",
    "printer": "antrean lebih panjang daripada yang dapat diperkirakan",
    "centre": "jawaban pusat",
    "young": "kartu dicetak setelah berumur 17 tahun",
    "away": "hubungan ke pusat terputus lebih lama daripada yang pernah terjadi di kantor ini",
}
BIND_TEXTS = {
    "printer": "kemampuan printer",
    "stock": "kiriman blangko",
    "outage": "gangguan",
    "centre": "jawaban pusat",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """place: 1 is next. earliest to latest: the days between which eight of ten such cards come; likely: as many come
    before as after. All None: no honest
    date, and cause says why (of CAUSE_TEXTS). binds: what the wait mostly consists of (of BIND_TEXTS)."""

    place: int
    earliest: date | None = None
    likely: date | None = None
    latest: date | None = None
    cause: str = ""
    binds: str = ""

    @property
    def day(self) -> date | None:
        """By which nine of ten such cards are there: what is told where there is room for one day only."""
        return self.latest

    @property
    def why(self) -> str:
        """Why no date can be told; "" where one can."""
        return CAUSE_TEXTS[self.cause] if self.latest is None and self.cause else ""
