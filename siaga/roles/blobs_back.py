"""Blobs for a machine that begins with none: copied where they lie, else asked of the centre."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db.models import F, Sum

from siaga.journal import blobs, exchange
from siaga.journal.messages import AskChunks, Link, Wanted
from siaga.journal.models import Blob
from siaga.kit.node import Node


def found_blob(folders: list[Path], sha: str) -> Iterator[bytes]:
    """The content of the first copy that is what its name says."""
    for folder in folders:
        place = folder / sha[:2] / sha
        if place.exists() and hashlib.sha256(content := place.read_bytes()).hexdigest() == sha:
            yield content
            return


def asked_for() -> int:
    """Bytes of blobs that are named here and not here."""
    left = Blob.objects.filter(have__lt=F("size")).aggregate(left=Sum(F("size") - F("have")))["left"]
    return int(left or 0)


def asked_of(node: Node, link: Link) -> Iterator[int]:
    """Blobs that the other end has; those it lacks are passed over. Yields how many bytes came."""
    lacking = list(Blob.objects.filter(have__lt=F("size")).order_by("sha").values_list("sha", "size"))
    while lacking:
        now, lacking = lacking[:64], lacking[64:]
        there = {sha: blobs.have(node, sha) for sha, _size in now}
        while now:
            asked = AskChunks(wanted=[Wanted(sha, there[sha]) for sha, _size in now])
            chunks = exchange.ask(node, link, asked).chunks
            there |= blobs.take_chunks(node, chunks, at=node.clock.now())
            yield sum(len(c.data) for c in chunks)
            if not chunks:
                break
            now = [(sha, size) for sha, size in now if there[sha] < size]
