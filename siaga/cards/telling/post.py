"""The way out for short texts: an adapter. Without one every text is a file in a folder, which another program may take up."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from siaga.kit.node import Node

DEVICE, FOLDER = "messenger", "pesan"
NOT_DIGIT = re.compile(r"\D")


class Messenger(Protocol):
    def send(self, id: UUID, to: str, text: str) -> None:
        """Hand the text over. The same id again is the same text: it goes out once. Raises TemporaryFault while the way is closed,
        PermanentFault where this number will never be reached."""


@dataclass(frozen=True)
class FileOutbox:
    """One file a text, named by its id: `Kepada: <number>`, an empty line, the text; whole or not there at all."""

    folder: Path

    def send(self, id: UUID, to: str, text: str) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        made = self.folder / f"{id}.txt"
        whole = made.with_suffix(".new")
        with open(whole, "w", encoding="utf-8") as out:
            out.write(f"Kepada: {to}\n\n{text}\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(whole, made)


def messenger(node: Node) -> Messenger:
    found: Messenger | None = node.devices.get(DEVICE)
    return found if found is not None else FileOutbox(node.home / FOLDER)


def number(typed: str) -> str:
    """ "+62812…" of what somebody wrote down as a telephone number; "" of what cannot be a mobile one."""
    digits = NOT_DIGIT.sub("", typed)
    if digits.startswith("0"):
        digits = "62" + digits[1:]
    return f"+{digits}" if digits.startswith("628") and 10 <= len(digits) <= 15 else ""
