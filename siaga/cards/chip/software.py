"""A chip of software: 8 kB in a file, spoken to in the same commands, broken on order. For tests and demonstration."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from .card import FILE, OK, missing
from .content import CAPACITY

WRONG_LENGTH, NOT_FOUND, OUT_OF_RANGE, UNKNOWN = b"\x67\x00", b"\x6a\x82", b"\x6b\x00", b"\x6d\x00"

FAULTS: Final[dict[str, str]] = {
    "absent": "Tidak ada kartu di medan pembaca",
    "torn": "Kartu keluar dari medan setelah beberapa perintah tulis",
    "worn": "Satu sel memori tidak berubah lagi",
    "deaf": "Menjawab berhasil, tidak menulis apa pun",
    "small": "Memorinya 4 kB",
}


class SoftwareCard:
    """Keeps `Contact`. A write is on the file when it is answered. fault: one of FAULTS, "" for a good chip."""

    def __init__(self, path: Path, fault: str = "") -> None:
        if fault and fault not in FAULTS:
            raise ValueError(f"unknown fault: {fault}")
        self.path, self.fault = path, fault
        self.written = 0
        self._selected = False
        self._size = CAPACITY // 2 if fault == "small" else CAPACITY

    def memory(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else bytes(self._size)

    def transceive(self, command: bytes) -> bytes:
        if self.fault == "absent" or (self.fault == "torn" and self.written >= 3):
            raise missing(self.path.stem)
        match command[1]:
            case 0xA4:
                self._selected = command[5:] == FILE
                return OK if self._selected else NOT_FOUND
            case 0xB0 if self._selected:
                return self._read(int.from_bytes(command[2:4], "big"), command[4])
            case 0xD6 if self._selected:
                return self._write(int.from_bytes(command[2:4], "big"), command[5:], command[4])
        return UNKNOWN

    def _read(self, offset: int, length: int) -> bytes:
        if offset + length > self._size:
            return OUT_OF_RANGE
        return self.memory()[offset : offset + length] + OK

    def _write(self, offset: int, data: bytes, length: int) -> bytes:
        if len(data) != length:
            return WRONG_LENGTH
        if offset + length > self._size:
            return OUT_OF_RANGE
        self.written += 1
        if self.fault != "deaf":
            memory = bytearray(self.memory())
            memory[offset : offset + length] = data
            if self.fault == "worn":
                memory[300] = 0xFF
            part = self.path.with_suffix(".part")
            part.write_bytes(memory)
            os.replace(part, self.path)
        return OK


class SoftwareEncoder:
    """Keeps `Encoder`: a card a job, in a folder. faults: job name -> fault of its chip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def contact(self, job: str) -> SoftwareCard:
        stem = re.sub(r"[^A-Za-z0-9_-]", "_", job)[:80]
        return SoftwareCard(self.folder / f"{stem}.chip", self.faults.get(job, ""))
