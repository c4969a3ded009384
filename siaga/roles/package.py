"""What a second box needs to be the office one day: given when it is let in, and again whenever the office's settings changed.

A printer, an e-sign service or a backup that the office got since would else be missing on the day when the second box takes over.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from siaga.journal import boxes, membership
from siaga.journal.messages import AskPackage, Message, Problem, Welcome
from siaga.kit.node import Node

from .home import Centre, EsignService, Home, LongTerm, Printer, Saving, Settings
from .signers import signer_files


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """signer_key: PEM of the local signer's key; signer_chain: its certificates. A device that signs (PKCS#11) is not among it: it stands
    at the office's own machine."""

    id: str
    name: str
    wilayah: str
    zone: str
    box: int
    pusat: Centre | None
    printers: list[Printer]
    synthetic: bool
    signer_key: bytes
    signer_chain: bytes
    salinan: Saving | None = None
    tte: EsignService | None = None
    tte_lokal: LongTerm | None = None


SETTINGS = tuple(f for f in Package.__struct_fields__ if f in Settings.__struct_fields__)


def package_of(home: Home, box: int) -> bytes:
    """For the second box of that number."""
    s, (key, chain) = home.settings, signer_files(home)
    given: dict[str, Any] = {field: getattr(s, field) for field in SETTINGS} | {"box": box}
    return msgspec.msgpack.encode(Package(**given, signer_key=key, signer_chain=chain))


def opened(content: bytes) -> Package:
    return msgspec.msgpack.decode(content, type=Package)


def mark_of(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def told_again(node: Node, sender: str, message: AskPackage) -> Message:
    """At the office: to its second box of today, and to nobody else."""
    home = Home.open(node.home)
    second, mine = home.settings.cadangan, node.keys.public
    keys = membership.keys_of(node, sender)
    if second is None or second.name != sender or keys is None or not boxes.is_office(node):
        return Problem(text="kotak ini bukan kotak cadangan kantor ini")
    content = package_of(home, boxes.box_number(sender))
    same = mark_of(content) == message.mark
    return Welcome(
        verify_key=mine.verify, seal_key=mine.seal, code_proof=b"", package=b"" if same else keys.seal_to(content)
    )


def follow(home: Home, content: bytes) -> Home:
    """At the second box: its settings as the office has them now. What was changed here by hand stays until they change there."""
    told, s = opened(content), home.settings
    changed = {field: getattr(told, field) for field in SETTINGS if field not in ("id", "box")}
    changed["salinan"] = told.salinan or s.salinan
    return home.save(msgspec.structs.replace(s, **changed, paket=mark_of(content).hex()))
