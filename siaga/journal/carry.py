"""By hand: the same facts and packets in one file, when there is no line for a month.

The file is a list of frames; each is an envelope as on the line, sealed again to the receiver so that a lost stick tells nobody
anything. Any order, twice, or only part of it: what is understood stays; a frame that came before its turn is put aside as it is and
taken when the gap closes (`aside`); what is missing is asked for by the cursor.

    "SIAGA-CARRY-1\n" then for each frame: length (4 bytes, big-endian), sealed box of the envelope
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from siaga.kit.keys import BadSignature
from siaga.kit.node import PUSAT, Node, office_of
from siaga.kit.refusal import PermanentFault

from . import aside, blobs, boxes, exchange, membership, mirror, relay
from .act import settle
from .answering import Centre
from .intake import Gap
from .messages import MAX_MESSAGE, Chunk, Message, PutChunks, Reply, Talk, countersigned, open_envelope, pack, unpack
from .models import Blob, Cursor, Head

MAGIC = b"SIAGA-CARRY-1\n"
MAX_FRAME = MAX_MESSAGE + 4096


NOT_ADMITTED = "kunci pusat belum dikenal: simpul ini belum diterima oleh pusat"

Step = Callable[[int, int], object]
"""How far the work is, of how much (0: nobody knows)."""


def unseen(done: int, total: int) -> None:
    """Nobody watches."""


class BadBundle(PermanentFault):
    """Not a bundle, cut short, changed, or meant for another node. Nothing of the bad frame was taken."""


@dataclass(slots=True)
class Carried:
    """What went out or came in: facts, complete blobs, and facts that were here already.

    aside: frames that wait here for one that has not come yet; lacking: what they wait for, in words.
    """

    facts: int = 0
    blobs: int = 0
    repeated: int = 0
    aside: int = 0
    lacking: tuple[str, ...] = ()


def carry_out(node: Node, target: Path, peer: str = PUSAT, step: Step = unseen) -> Carried:
    """Write everything that `peer` has not confirmed. The cursors do not move: only the peer's own answer moves them.

    peer: the centre; at the centre the box of an office that is to read it ("3507", "3507/2").
    """
    if (node.id == PUSAT) == (peer == PUSAT):  # an office's register is for the centre alone
        raise PermanentFault(
            f"kiriman dari {node.id} bukan untuk {peer}: kantor mengirim ke pusat, pusat ke satu kantor"
        )
    keys = membership.keys_of(node, peer)
    if keys is None:
        raise PermanentFault(NOT_ADMITTED if peer == PUSAT else f"kantor {peer} belum diterima oleh pusat ini")
    carried = Carried()
    temporary = target.with_name(target.name + ".new")
    try:
        with open(temporary, "wb") as f:
            f.write(MAGIC)
            for message in _outgoing(node, peer, carried):
                sealed = keys.seal_to(pack(node, peer, message))
                f.write(len(sealed).to_bytes(4, "big") + sealed)
                step(carried.facts + carried.blobs, 0)
            f.flush()
            os.fsync(f.fileno())
        settle()
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)  # half a bundle on a stick that is full helps nobody
    return carried


def _outgoing(node: Node, peer: str, carried: Carried) -> Iterator[Message]:
    if peer == PUSAT:
        yield from _office_facts(node, carried)
        for b in Blob.objects.filter(wanted_by=peer).order_by("priority", "since", "sha"):
            for offset in range(0, b.size, blobs.CHUNK):
                data = blobs.read_chunk(node, b.sha, offset)
                yield PutChunks(chunks=[Chunk(b.sha, b.size, offset, data)])
            carried.blobs += 1
    else:
        yield from _centre_facts(node, peer, carried)


def _office_facts(node: Node, carried: Carried) -> Iterator[Message]:
    after, more = exchange.cursor_of(node).seq, True
    heads = dict(Head.objects.filter(chain__in=(PUSAT, f"{PUSAT}>{node.id}")).values_list("chain", "seq"))
    mine = [chain for chain in boxes.chains_of(node.id) if boxes.may_bring(node.chain, chain)]
    if len(mine) > 1:
        yield from _several_chains(node, mine, heads, carried)
        return
    while more:
        facts, more = exchange.next_facts(node.chain, after)
        yield Talk(facts=facts, heads=heads)
        carried.facts += len(facts)
        after = facts[-1].seq if facts else after


def _several_chains(node: Node, mine: Sequence[str], heads: dict[str, int], carried: Carried) -> Iterator[Message]:
    """With what its service points and the boxes before it wrote, in the order in which this office understood it."""
    held = {chain: exchange.cursor_of(node, PUSAT, chain).seq for chain in mine}
    while found := list(mirror.unheld(held, mine)):
        for run in relay.runs(found):
            yield Talk(facts=run, heads=heads, chain=run[0].chain)
            held[run[-1].chain] = run[-1].seq
            carried.facts += len(run)
    yield Talk(facts=[], heads=heads)


def _centre_facts(node: Node, peer: str, carried: Carried) -> Iterator[Message]:
    """The centre's chains from where the office last said that it holds them, and the countersigned head of the office's own."""
    head = Head.objects.filter(chain=peer).first()
    seq, hash = (head.seq, bytes(head.hash)) if head else (0, bytes(32))
    countersign = node.keys.sign(countersigned(peer, seq, hash))
    for chain in (node.chain, f"{node.chain}>{office_of(peer)}"):  # verdicts are the office's, whichever box is it now
        held = Cursor.objects.filter(peer=peer, chain=chain).values_list("seq", flat=True).first()
        after, more = held or 0, True
        while more:
            facts, more = exchange.next_facts(chain, after)
            yield Reply(seq=seq, hash=hash, countersign=countersign, facts=[facts] if facts else [])
            carried.facts += len(facts)
            after = facts[-1].seq if facts else after


def carry_in(node: Node, source: Path, centre: Centre | None = None, step: Step = unseen) -> Carried:
    """Take a bundle in. Raises BadBundle at the first frame that is not right; the frames before it stay taken.

    centre: at the centre, its parts, so that a bundle passes the same gate as the line.
    """
    carried = Carried()
    try:
        with open(source, "rb") as f:
            size = os.fstat(f.fileno()).st_size
            for frame in frames_of(f):
                if not _taken(node, frame, carried, centre):
                    aside.put(node, frame)
                step(f.tell(), size)
    finally:
        _take_waiting(node, carried, centre)
    return carried


def _taken(node: Node, frame: bytes, carried: Carried, centre: Centre | None) -> bool:
    """False: it came before its turn."""
    try:
        _take(node, node.keys.open(frame), carried, centre)
    except Gap:
        return False
    except BadBundle:
        raise
    except PermanentFault as e:
        raise BadBundle(str(e)) from e
    return True


def _take_waiting(node: Node, carried: Carried, centre: Centre | None) -> None:
    """Those put aside, again and again as long as one closes the gap of another."""
    lacking: dict[str, str] = {}
    while True:
        lacking.clear()
        left, moved = aside.waiting(node), 0
        for place in left:
            try:
                _take(node, node.keys.open(place.read_bytes()), carried, centre)
            except Gap as gap:
                lacking[str(place)] = str(gap)
                continue
            except PermanentFault as e:
                lacking[str(place)] = str(e)
                continue
            place.unlink()
            moved += 1
        if not moved:
            break
    carried.aside, carried.lacking = len(lacking), tuple(sorted(set(lacking.values())))


def frames_of(f: BinaryIO) -> Iterator[bytes]:
    """The sealed frames of a bundle, in order. Raises BadBundle where it is not one, or is cut short."""
    if f.read(len(MAGIC)) != MAGIC:
        raise BadBundle("berkas ini bukan kiriman SIAGA")
    while head := f.read(4):
        length = int.from_bytes(head, "big")
        if len(head) < 4 or length > MAX_FRAME:
            raise BadBundle("kiriman terpotong atau rusak")
        frame = f.read(length)
        if len(frame) < length:
            raise BadBundle("kiriman terpotong: salin ulang berkasnya")
        yield frame


def _take(node: Node, data: bytes, carried: Carried, centre: Centre | None) -> None:
    envelope = open_envelope(data)
    keys = membership.keys_of(node, envelope.sender)
    if keys is None:
        raise BadSignature(f"pengirim {envelope.sender[:20]} tidak dikenal")
    message: Any = unpack(node, envelope, keys)
    # Only the centre speaks to an office, and only of what it answers: another office's signature must not bring verdicts here.
    fits = isinstance(message, Talk | PutChunks) if node.id == PUSAT else isinstance(message, Reply)
    if not fits or (node.id != PUSAT and envelope.sender != PUSAT):
        raise BadBundle(f"kiriman dari {envelope.sender[:20]} ini bukan untuk simpul ini")
    match message:
        case Talk(facts=facts):
            if centre and (why := centre.down("intake", envelope.sender)):
                raise BadBundle(why)
            chain = message.chain or envelope.sender
            if not boxes.may_bring(envelope.sender, chain):
                raise BadBundle(f"rantai {chain[:30]} bukan milik {envelope.sender}")
            taken = exchange.take_facts(node, chain, facts) if facts else None
            carried.facts += taken.new if taken else 0
            carried.repeated += len(facts) - (taken.new if taken else 0)
            for held, seq in message.heads.items():
                if seq > exchange.cursor_of(node, envelope.sender, held).seq:  # an older bundle tells nothing new
                    exchange.confirm(node, envelope.sender, seq, bytes(32), b"", chain=held)
        case PutChunks(chunks=chunks):
            before = {c.sha: blobs.have(node, c.sha) for c in chunks}
            after = blobs.take_chunks(node, chunks, at=node.clock.now())
            carried.blobs += sum(before[c.sha] < c.size == after[c.sha] for c in chunks)
        case Reply(facts=batches):
            new = 0
            for batch in filter(None, batches):
                new += exchange.take_facts(node, batch[0].chain, batch).new
            if message.seq > exchange.cursor_of(node, envelope.sender).seq:
                exchange.take_reply(node, msgspec.structs.replace(message, facts=[]), envelope.sender)
            carried.facts += new
            carried.repeated += sum(map(len, batches)) - new
        case _:
            raise BadBundle("isi kiriman tidak dikenal")
