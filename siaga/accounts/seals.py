"""Accounts travel to the other boxes of their office, with hashes that nobody else can open.

The second box, and a box built anew with its old keys, make their Officer rows from what was told; the centre holds only ciphertext.
"""

from __future__ import annotations

import msgspec

from siaga.journal import blobs, boxes
from siaga.kit.keys import CannotOpen
from siaga.kit.node import Node

from .models import Officer, OfficerSeal


class Seal(msgspec.Struct, frozen=True, array_like=True):
    """Hashes, never the secrets themselves."""

    password: str
    pin: str
    must_change: bool


def seal(node: Node, officer: Officer) -> str:
    """Hex of the officer's hashes, for the boxes of this node's office alone."""
    content = msgspec.msgpack.encode(Seal(officer.password, officer.pin, officer.must_change))
    return blobs.seal(content, boxes.readers(node)).hex()


def open_seals(node: Node) -> int:
    """Make or change the accounts of this office as its facts tell them. Returns how many differed; what cannot be opened is left out."""
    held = {o.username: o for o in Officer.objects.all()}
    return sum(_open(node, told, held.get(told.username)) for told in OfficerSeal.objects.filter(office=node.id))


def _open(node: Node, told: OfficerSeal, held: Officer | None) -> int:
    try:
        content = msgspec.msgpack.decode(blobs.unseal(bytes.fromhex(told.sealed), node.keys), type=Seal)
    except (CannotOpen, msgspec.MsgspecError, ValueError):
        return 0  # told before this box was admitted: it is told again at the admission
    wanted = {
        "name": told.name,
        "roles": told.roles.split(",") if told.roles else [],
        "wilayah": told.wilayah,
        "active": told.active,
        **msgspec.structs.asdict(content),
    }
    if held is not None and all(getattr(held, field) == value for field, value in wanted.items()):
        return 0
    Officer.objects.update_or_create(username=told.username, defaults=wanted)
    return 1
