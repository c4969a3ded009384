"""Two nodes swap the facts that the other lacks, by cursor. Idempotent for ever; any message may be lost, repeated or late.

The office speaks, the centre answers (`answering`). A `Talk` offers the office's next facts and says how far it holds the centre's
chains; the `Reply` countersigns the head that the centre now holds and brings the next of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from django.db.models import F

from siaga.kit.keys import BadSignature
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import blobs, boxes, membership, parked, vouching
from .act import settle
from .facts import MAX_BODY, ZERO, Sealed
from .intake import Gap, Taken, intake
from .messages import (
    UNKNOWN_BOX,
    AskBlobs,
    Chunk,
    Link,
    Message,
    Problem,
    PutChunks,
    Reply,
    ShowBox,
    Talk,
    brings_facts,
    countersigned,
    open_envelope,
    pack,
    unpack,
)
from .models import Blob
from .pace import Pace
from .verify import batch_after
from .writer import cursor, fetch

BATCH = 1000
BATCH_BYTES = 1_000_000


def ask(node: Node, link: Link, message: Message, peer: str = PUSAT) -> Any:
    """Say one thing and hear the answer. Raises TemporaryFault, PermanentFault, or Gap when the peer lacks what came before."""
    keys = membership.keys_of(node, peer)
    if keys is None:
        raise TemporaryFault("simpul ini belum diterima oleh pusat", about=PUSAT)
    if brings_facts(message):
        settle()
    envelope = open_envelope(link.call(pack(node, peer, message)))
    if envelope.sender != peer:
        raise BadSignature(f"jawaban datang dari {envelope.sender}, bukan dari {peer}")
    answer = unpack(node, envelope, keys)
    if isinstance(answer, Problem):
        if answer.after >= 0:
            raise Gap(node.chain, answer.after)
        if answer.about == UNKNOWN_BOX and node.box > 1 and not isinstance(message, ShowBox):
            ask(node, link, vouching.introduction(node), peer)
            return ask(node, link, message, peer)
        raise (TemporaryFault if answer.temporary else PermanentFault)(answer.text, about=answer.about or "")
    return answer


class Confirmed(NamedTuple):
    """How far a peer has confirmed that it holds a chain, and its proof."""

    seq: int
    hash: bytes
    countersign: bytes


# An idle round comes twice a tick and from every office: its reads are prepared, and it writes only what moved.
_CONFIRMED = "SELECT seq, hash, countersign FROM journal_cursor WHERE peer = %s AND chain = %s"
_HEADS = "SELECT chain, seq, hash FROM journal_head WHERE chain = ANY(%s)"
CONFIRM = """
INSERT INTO journal_cursor (peer, chain, seq, hash, countersign, at)
SELECT %s, chain, seq, %s, %s, %s FROM unnest(%s::text[], %s::int8[]) AS held(chain, seq)
    ON CONFLICT (peer, chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
       countersign = excluded.countersign, at = excluded.at
"""


def cursor_of(node: Node, peer: str = PUSAT, chain: str = "") -> Confirmed:
    found = fetch(_CONFIRMED, (peer, chain or node.chain))
    return Confirmed(*found[0]) if found else Confirmed(0, ZERO, b"")


def heads_of(chains: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The last fact held here of each of these chains: seq and hash."""
    return {chain: (seq, hash) for chain, seq, hash in fetch(_HEADS, (list(chains),))}


def all_heads() -> dict[str, tuple[int, bytes]]:
    return {chain: (seq, hash) for chain, seq, hash in fetch("SELECT chain, seq, hash FROM journal_head")}


def unsent(node: Node, peer: str = PUSAT) -> int:
    """Facts of this node that the peer has not confirmed yet."""
    seq, _hash = heads_of([node.chain]).get(node.chain, (0, ZERO))
    return seq - cursor_of(node, peer).seq


def next_facts(chain: str, after: int) -> tuple[list[Sealed], bool]:
    """The next batch, bounded in number and size; whether more follow."""
    found = batch_after(chain, after, BATCH + 1)
    size, take = 0, 0
    for f in found[:BATCH]:
        size += len(f.body) + 200
        if take and size > BATCH_BYTES:
            break
        take += 1
    return found[:take], take < len(found)


def talk(node: Node, link: Link, *, cuts: list[str] | None = None, rounds: int = 1000) -> int:
    """Exchange facts until neither side has more. Returns how many facts moved. Raises what `ask` raises; what moved stays moved."""
    ours = boxes.chains_of(node.id) or [node.chain]
    mine = [chain for chain in ours if boxes.may_bring(node.chain, chain)]
    return sum(_talk_of(node, link, chain, ours, cuts or [], rounds) for chain in mine or [node.chain])


def _talk_of(node: Node, link: Link, chain: str, ours: Sequence[str], cuts: list[str], rounds: int) -> int:
    moved = 0
    incoming = (PUSAT, f"{PUSAT}>{node.id}", *ours)
    for _ in range(rounds):
        held = cursor_of(node, PUSAT, chain)
        facts, more = next_facts(chain, held.seq)
        heads = dict.fromkeys(incoming, 0) | {name: seq for name, (seq, _hash) in heads_of(incoming).items()}
        try:
            reply = ask(node, link, Talk(facts=facts, heads=heads, cuts=cuts, chain=chain))
        except Gap as gap:  # the centre was restored from an older copy: go back to what it holds
            confirm(node, PUSAT, gap.after, ZERO, b"", chain)
            continue
        moved += take_reply(node, reply, held=held, chain=chain)
        if not more and not reply.more:
            return moved
    return moved


def take_reply(node: Node, reply: Reply, peer: str = PUSAT, held: Confirmed | None = None, chain: str = "") -> int:
    """Keep the peer's proof and take its facts in. held: what it had confirmed before, if that was read already."""
    chain = chain or node.chain
    held = held or cursor_of(node, peer, chain)
    keys = membership.keys_of(node, peer)
    assert keys is not None
    keys.check(countersigned(chain, reply.seq, reply.hash), reply.countersign)
    if held != (reply.seq, reply.hash, reply.countersign):
        confirm(node, peer, reply.seq, reply.hash, reply.countersign, chain)
    moved = max(0, reply.seq - held.seq)
    for batch in reply.facts:
        if batch:
            moved += take_facts(node, batch[0].chain, batch).new
    return moved


def confirm(node: Node, peer: str, seq: int, hash: bytes, countersign: bytes, chain: str = "") -> None:
    """The peer holds this chain (default: this node's) up to `seq`."""
    cursor().execute(CONFIRM, (peer, hash, countersign, node.clock.now(), [chain or node.chain], [seq]))


def push_blobs(
    node: Node,
    link: Link,
    *,
    limit: int = 64,
    progress: Callable[[int], None] | None = None,
    pace: Pace | None = None,
    between: Callable[[], None] | None = None,
    peer: str = PUSAT,
) -> int:
    """Send queued blobs, most urgent first, each from where it was cut. Returns how many became complete at the other end.

    between: called after every breath; what is smaller and more urgent goes there. peer: a service point's is its office, which sends
    them on once they are whole.
    """
    pace = pace or Pace(room=blobs.CHUNK)
    whole_here = Blob.objects.filter(wanted_by=PUSAT, have=F("size"))
    queue = {b.sha: b for b in whole_here.order_by("priority", "since", "sha")[:limit]}
    if not queue:
        return 0
    there = dict(ask(node, link, AskBlobs(shas=list(queue)), peer).bytes_here)
    finished = 0
    while True:
        whole = [sha for sha, b in queue.items() if there.get(sha, 0) >= b.size]
        for sha in whole:
            del queue[sha]
        if whole:
            cursor().execute("UPDATE journal_blob SET wanted_by = '' WHERE sha = ANY(%s)", (whole,))
        finished += len(whole)
        if not queue:
            return finished
        chunks = list(_next_chunks(node, queue.values(), there, pace.room))
        began, sent = pace.seconds(), sum(len(c.data) for c in chunks)
        there |= ask(node, link, PutChunks(chunks=chunks), peer).bytes_here
        pace.learn(sent, pace.seconds() - began)
        if progress:
            progress(sent)
        if between:
            between()


def _next_chunks(node: Node, queue: Iterable[Blob], there: Mapping[str, int], room: int) -> Iterator[Chunk]:
    """The next breath: small blobs travel together, a large one alone and piece by piece."""
    for b in queue:
        offset = there.get(b.sha, 0)
        data = blobs.read_chunk(node, b.sha, offset, room)
        yield Chunk(b.sha, b.size, offset, data)
        room -= len(data)
        if room <= 0:
            return


def take_facts(node: Node, chain: str, facts: list[Sealed], *, wanted_by: str = "") -> Taken:
    """Intake of a batch, with the blobs that its facts name expected from now on. wanted_by: who gets those from here."""
    if any(len(f.body) > MAX_BODY for f in facts):
        raise PermanentFault("sebuah fakta melampaui batas ukuran")
    taken = intake(node, chain, facts)
    refs = [r for f in facts if f.seq > taken.seq - taken.new for r in _blob_refs(node.kinds, f)]
    if refs:
        blobs.expect(refs, at=node.clock.now(), wanted_by=wanted_by)
    parked.follow(node, facts)
    return taken


def _blob_refs(known: Mapping[str, Any], f: Sealed) -> list[blobs.BlobRef]:
    if '"blobs":[{' not in f.body:
        return []
    try:
        found = msgspec.json.decode(f.body, type=_Refs).blobs
    except msgspec.MsgspecError:
        return []
    return list(found)


class _Refs(msgspec.Struct):
    blobs: list[blobs.BlobRef] = []
