"""What can be made to go wrong with the virtual e-sign service, on order."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

LONGEST_SECONDS: Final = 600.0

# Fault → what a person reads about it on the service's page.
FAULTS: Final[dict[str, str]] = {
    "down": "Mati: sambungan diputus tanpa jawaban, tidak ada yang ditandatangani",
    "never": "Diam: permintaan diterima, tidak ditandatangani, tidak pernah dijawab",
    "lost": "Ditandatangani, jawabannya hilang (batas waktu terlampaui)",
    "half": "Ditandatangani, jawabannya terputus di tengah; id dokumen sempat diterima",
    "late": "Terlambat: dijawab setelah sekian detik",
    "twice": "Dikerjakan dua kali; jawaban kedua yang sampai",
    "error": "Gagal: HTTP 500 sebelum menandatangani",
    "error_after": "Gagal: HTTP 500 sesudah menandatangani",
    "wrong_passphrase": "Frasa sandi dianggap salah (2031)",
    "unknown_signer": "Penanda tangan tidak dikenal (2011)",
    "not_issued": "Sertifikat belum ISSUE (1110)",
    "wrong_file": "Mengembalikan berkas lain yang bertanda tangan",
    "slow_from_noon": "Lambat sejak tengah hari: dijawab setelah sekian detik mulai pukul 12",
}


@dataclass(slots=True)
class Ordered:
    """seconds: for late and slow_from_noon. left: how many requests it still spoils; None: until taken back."""

    seconds: float = 5.0
    left: int | None = None


class Faults:
    """Set and asked from any thread. Sign requests use faults up; the certificate's state is only told by them."""

    def __init__(self) -> None:
        self._ordered: dict[str, Ordered] = {}
        self._lock = threading.Lock()

    def set(self, name: str, on: bool = True, *, seconds: float = 5.0, times: int | None = None) -> None:
        """Raises ValueError for an unknown fault, duration or count."""
        if name not in FAULTS:
            raise ValueError(f"unknown fault: {name}")
        if not 0 <= seconds <= LONGEST_SECONDS:
            raise ValueError(f"seconds must be between 0 and {LONGEST_SECONDS:g}")
        if times is not None and times < 1:
            raise ValueError("times must be at least 1")
        with self._lock:
            if on:
                self._ordered[name] = Ordered(seconds, times)
            else:
                self._ordered.pop(name, None)

    def take(self, name: str) -> Ordered | None:
        """The fault if it is on, used up by one."""
        with self._lock:
            ordered = self._ordered.get(name)
            if ordered is None:
                return None
            if ordered.left is not None:
                ordered.left -= 1
                if ordered.left <= 0:
                    del self._ordered[name]
            return ordered

    def on(self, name: str) -> Ordered | None:
        with self._lock:
            return self._ordered.get(name)

    def clear(self) -> None:
        with self._lock:
            self._ordered.clear()

    def names(self) -> list[str]:
        with self._lock:
            return sorted(self._ordered)
