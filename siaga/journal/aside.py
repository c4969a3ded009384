"""Frames of carried bundles that came before their turn: kept sealed as they came, until the bundle before them is here."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault

ROOM = 512 * 1024 * 1024  # bytes: a stick with the wrong bundles must not fill the disk


class NoRoom(PermanentFault):
    """Too much waits already: the earlier bundle must come first."""


def _folder(node: Node) -> Path:
    return node.home / "menunggu"


def put(node: Node, frame: bytes) -> None:
    """Keep a frame, once, durably. Raises NoRoom."""
    folder = _folder(node)
    folder.mkdir(exist_ok=True)
    place = folder / f"{hashlib.sha256(frame).hexdigest()}.siaga"
    if place.exists():
        return
    if sum(p.stat().st_size for p in waiting(node)) + len(frame) > ROOM:
        raise NoRoom("terlalu banyak kiriman menunggu yang sebelumnya; masukkan berkas yang lebih awal dahulu")
    temporary = place.with_suffix(".new")
    with open(temporary, "wb") as f:
        f.write(frame)
        f.flush()
        os.fsync(f.fileno())
    os.replace(temporary, place)


def waiting(node: Node) -> list[Path]:
    """In a settled order."""
    return sorted(_folder(node).glob("*.siaga"))
