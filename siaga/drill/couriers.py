"""Bundles carried by hand while a line is dead: written at both ends, read late, in another order, twice, or cut short on a bad stick."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from siaga.drill.land import Land, Office
from siaga.drill.oracle import Oracle
from siaga.journal import carry
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault
from siaga.roles import carrying

KEPT = 6  # sticks in a drawer
CUT_SHORT = 0.25
Judge = Callable[[str, BaseException], None]


def write(land: Land, office: Office, number: int) -> None:
    """A stick for the centre, and one from the centre for the box that is the office now."""
    for sender, to in ((office.box, PUSAT), (land.centre, office.box.chain)):
        file = land.home / f"kiriman-{office.id}-{number}-{'keluar' if to == PUSAT else 'masuk'}"
        with sender:
            carrying.carry_out(sender, file, to)
        office.sticks.append((file, to))
    for file, _to in office.sticks[:-KEPT]:
        file.unlink()
    del office.sticks[:-KEPT]


def read(land: Land, office: Office, draw: Random, oracle: Oracle, judge: Judge) -> None:
    """Three sticks out of the drawer, whichever come to hand, each at the end that it is for."""
    for _ in range(3):
        file, to = office.sticks[draw.randrange(len(office.sticks))]
        receiver: Node | None = land.centre if to == PUSAT else office.box if to == office.box.chain else None
        if receiver is None:  # for a box that is no more
            continue
        short = draw.random() < CUT_SHORT
        part = cut_short(file.read_bytes(), draw) if short else b""
        if short:
            file = land.home / f"potong-{office.id}"
            file.write_bytes(part)
        with receiver:
            try:
                carried = carry.carry_in(receiver, file, land.parts if receiver is land.centre else None)
            except PermanentFault as e:
                told = isinstance(e, carry.BadBundle) and (short or bool(land.parts.broken))
                oracle.tally["kiriman ditolak"] += 1
                if not told:
                    judge(f"kiriman {file.name}", e)
                continue
        oracle.tally["kiriman dibaca"] += 1
        oracle.tally["bagian kiriman menunggu"] += carried.aside


def cut_short(content: bytes, draw: Random) -> bytes:
    """Some whole frames and a piece of the next."""
    size, ends = len(carry.MAGIC), [len(carry.MAGIC)]
    while size < len(content):
        size += 4 + int.from_bytes(content[size : size + 4], "big")
        ends.append(size)
    return content[: ends[draw.randrange(len(ends))] + 9] if len(ends) > 1 else content[:5]
