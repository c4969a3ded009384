"""A box shows itself to a node that has not heard of it: its office vouched for it when it was let in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import msgspec

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import Node, office_of
from siaga.kit.refusal import PermanentFault

from . import boxes, membership
from .messages import BoxShown, ShowBox
from .writer import fetch

MOST_BOXES = 50  # of one office, of which an introduction tells


def introduction(node: Node) -> ShowBox:
    """At a second box: what the office said of it, and of the boxes before it: each was let in by one of those."""
    found = fetch(
        "SELECT body FROM journal_journalfact WHERE kind = %s AND subject LIKE %s",
        (boxes.BoxAdded.kind, f"kotak/{node.id}/%"),
    )
    told = {b.box: b for b in (msgspec.json.decode(body, type=boxes.BoxAdded) for (body,) in found)}
    if node.box not in told:
        raise PermanentFault("kotak ini belum mendengar bahwa kantornya menerimanya")
    before = [
        BoxShown(box, bytes.fromhex(b.verify_key), bytes.fromhex(b.seal_key), bytes.fromhex(b.proof))
        for box, b in sorted(told.items())
        if box < node.box
    ]
    mine, proof = node.keys.public, bytes.fromhex(told[node.box].proof)
    return ShowBox(verify_key=mine.verify, seal_key=mine.seal, proof=proof, before=before)


def meet(node: Node, sender: str, message: ShowBox) -> PublicKeys:
    """A box that this node has not heard of, vouched for by its office. Raises BadSignature. Believed until its fact has come."""
    office = office_of(sender)
    first = membership.keys_of(node, office)
    if first is None or office == sender:
        raise BadSignature(f"simpul {sender[:20]} belum diterima oleh pusat")
    # The office's word may be that of a box which took over, and of which nothing was heard yet either: each box whom a known one
    # vouches for speaks for its office.
    others = fetch(f"SELECT verify_key, seal_key FROM journal_peer WHERE {boxes.BOXES} ORDER BY id", (office,))
    voices = [first, *(PublicKeys(*row) for row in others)]
    for shown in message.before[:MOST_BOXES]:
        keys = PublicKeys(shown.verify_key, shown.seal_key)
        if _spoken_for(voices, boxes.box_name(office, shown.box), keys, shown.proof):
            voices.append(keys)
    keys = PublicKeys(message.verify_key, message.seal_key)
    if not _spoken_for(voices, sender, keys, message.proof):
        raise BadSignature(f"tidak ada kotak yang dikenal yang menerima {sender[:20]}")
    node.trust[sender] = keys
    return keys


def _spoken_for(voices: Iterable[PublicKeys], name: str, keys: PublicKeys, proof: bytes) -> bool:
    for voice in voices:
        with suppress(BadSignature):
            voice.check(boxes.vouched(name, keys), proof)
            return True
    return False
