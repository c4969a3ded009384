"""What was promised, kept outside the office's disk.

`? key deed n` before a clerk begins an act, `= key` after `Act` has returned, `- key` when the rules said no. What it calls acknowledged
must be in the journal for ever after; what it calls begun and no more may be there or not, and is asked again with the same key, as a
person presses the button again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import UUID


class Witness:
    """One line a write, so that it is there as soon as the kernel has it: only the office's own disk loses its power."""

    def __init__(self, path: Path, marks: Path | None = None) -> None:
        self.path = path
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._marks = os.open(marks, os.O_WRONLY | os.O_CREAT, 0o600) if marks else None

    def begins(self, key: UUID, what: str, n: int) -> None:
        os.write(self._fd, f"? {key} {what} {n}\n".encode())

    def told(self, key: UUID) -> None:
        os.write(self._fd, f"= {key}\n".encode())
        if self._marks is not None:
            os.write(self._marks, key.bytes)

    def refused(self, key: UUID) -> None:
        os.write(self._fd, f"- {key}\n".encode())


def read_witness(path: Path) -> tuple[list[UUID], list[tuple[UUID, str, int]]]:
    """Acknowledged, and begun without an answer: (key, deed, n)."""
    told: dict[UUID, None] = {}
    begun: dict[UUID, tuple[str, int]] = {}
    with suppress(FileNotFoundError):
        for line in path.read_text().splitlines():
            sign, key, *rest = line.split()
            if sign == "=":
                told[UUID(key)] = None
                begun.pop(UUID(key), None)
            elif sign == "?":
                begun[UUID(key)] = rest[0], int(rest[1])
            else:
                begun.pop(UUID(key), None)
    return list(told), [(key, what, n) for key, (what, n) in begun.items()]
