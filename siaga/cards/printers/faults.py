"""What can be made to go wrong with the virtual printer, on order."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from pyipp.enums import IppOperation

LONGEST_SECONDS: Final = 600.0

# Fault → what a person reads about it on the page.
FAULTS: Final[dict[str, str]] = {
    "busy": "Sibuk: setiap permintaan pekerjaan ditolak sementara",
    "paper_out": "Blangko/kertas habis: berhenti sampai diisi",
    "cover_open": "Tutup terbuka: berhenti sampai ditutup",
    "offline": "Mati: sambungan diputus tanpa jawaban",
    "abort_half_way": "Memutus sambungan di tengah pengiriman dokumen",
    "answer_lost": "Menerima pekerjaan, jawabannya hilang di jalan",
    "says_done_prints_nothing": "Mengaku selesai, tidak ada yang tercetak",
    "jams": "Macet: pekerjaan dibatalkan oleh printer",
    "slow": "Lambat: setiap permintaan baru dikerjakan setelah sekian detik",
    "ribbon_low": "Pita hampir habis",
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """seconds: for `slow`. operation: the only IPP operation it applies to; None for all it can apply to."""

    seconds: float = 5.0
    operation: int | None = None


class Faults:
    """The faults of one queue. Set and asked from any thread."""

    def __init__(self) -> None:
        self._ordered: dict[str, Ordered] = {}
        self._lock = threading.Lock()

    def set(self, name: str, on: bool = True, *, seconds: float = 5.0, operation: str | None = None) -> None:
        """operation: as pyipp names it, "SEND_DOCUMENT". Raises ValueError for an unknown fault, operation or
        duration."""
        if name not in FAULTS:
            raise ValueError(f"unknown fault: {name}")
        if not 0 <= seconds <= LONGEST_SECONDS:
            raise ValueError(f"seconds must be between 0 and {LONGEST_SECONDS:g}")
        if operation is not None and operation not in IppOperation.__members__:
            raise ValueError(f"unknown operation: {operation}")
        with self._lock:
            if on:
                self._ordered[name] = Ordered(seconds, None if operation is None else IppOperation[operation].value)
            else:
                self._ordered.pop(name, None)

    def get(self, name: str, operation: int | None = None) -> Ordered | None:
        """The fault if it is on and applies to `operation`."""
        with self._lock:
            ordered = self._ordered.get(name)
        if ordered is None or (ordered.operation is not None and ordered.operation != operation):
            return None
        return ordered

    def on(self, name: str) -> bool:
        return self.get(name) is not None

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()

    def names(self) -> list[str]:
        with self._lock:
            return sorted(self._ordered)
