"""The journal proved bit by bit as due work: new facts every night, everything again once a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from siaga.journal.facts import ZERO, Sealed, hash_of
from siaga.journal.models import Head
from siaga.journal.verify import batch_after
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

from .models import ChainCheck

AT_ONCE = 1000  # facts a round: some hundredths of a second
NIGHT = range(1, 5)  # local hours
AFTER, AT_LATEST = timedelta(hours=12), timedelta(hours=26)  # a box that is off at night does it in the day
FULLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Walked:
    """Where a walk along a chain ended, and the first thing that was wrong ("" = nothing)."""

    seq: int
    hash: bytes
    fault: str = ""


def walk(start: Walked, facts: Sequence[Sealed], head_seq: int, head_hash: bytes) -> Walked:
    """Follow the chain from `start` over the next facts. Pure."""
    seq, previous, fault = start.seq, start.hash, start.fault
    for f in facts:
        if f.seq > head_seq:
            break  # written after the head was read
        seq += 1
        if f.seq != seq:
            fault, seq = fault or f"{seq}: hilang, berikutnya {f.seq}", f.seq
        elif hash_of(previous, f) != f.hash:
            fault = fault or f"{seq}: isi atau sambungannya tidak cocok"
        previous = f.hash
    if not facts and seq < head_seq:
        return Walked(head_seq, head_hash, fault or f"{seq + 1}: hilang sampai {head_seq}")
    if seq == head_seq and previous != head_hash:
        fault = fault or f"{seq}: kepala rantai tidak cocok"
    return Walked(seq, previous, fault)


def due(at: datetime | None, now: datetime, zone: str) -> bool:
    """At once if never done; else at night; else after a day. A clock that went back makes it due."""
    if at is None or at > now:
        return True
    night = now.astimezone(ZONES[zone]).hour in NIGHT
    return now - at >= AT_LATEST or (night and now - at >= AFTER)


def check_next(node: Node, now: datetime) -> int:
    """One batch of one chain that is due. Always 0: it calls for no further round, other due work comes between."""
    rows = {c.chain: c for c in ChainCheck.objects.all()}
    for head in Head.objects.filter(seq__gt=0).order_by("chain"):
        row = rows.get(head.chain)
        if row is None:
            row = ChainCheck(chain=head.chain, seq=0, hash=ZERO, full_at=now, fault="")
        elif not due(row.at, now, node.clock.zone):
            continue
        elif row.at is not None and not timedelta() <= now - row.full_at < FULLY:
            row.seq, row.hash, row.full_at, row.fault, row.at = 0, ZERO, now, "", None
        facts = batch_after(head.chain, row.seq, AT_ONCE)
        ended = walk(Walked(row.seq, bytes(row.hash), row.fault), facts, head.seq, bytes(head.hash))
        row.seq, row.hash, row.fault = ended.seq, ended.hash, ended.fault
        if row.seq >= head.seq:
            row.at = now
        row.save()
        return 0
    return 0


def begin_again() -> None:
    """Everything from the first fact, beginning with the next round of due work."""
    ChainCheck.objects.all().delete()
