"""Two nodes swap the facts that the other lacks, by cursor. Idempotent for ever; any message may be lost, repeated or late.

The office speaks, the centre answers: every message is a tagged struct in a signed, compressed envelope, so the same bytes can go over
HTTP, through a file on a stick, or through a test's bad line. A `Talk` offers the office's next facts and says how far it holds the
centre's chains; the `Reply` countersigns the head that the centre now holds and brings the next of its own.

Evolution: fields at the end with defaults; a new message is a new tag; an unknown tag is answered by `Problem`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec
import zstandard

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Fault, PermanentFault, TemporaryFault

from . import blobs, membership
from .act import Refused
from .facts import MAX_BODY, ZERO, Sealed
from .intake import Gap, Taken, intake
from .models import Blob
from .verify import batch_after
from .writer import cursor, fetch

BATCH = 1000
BATCH_BYTES = 1_000_000
MAX_MESSAGE = 32 * 1024 * 1024


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what two nodes say to each other."""


class Talk(Message, tag="talk", frozen=True):
    """facts: the sender's next; heads: how far it holds each chain of the receiver's. cuts: parts of the centre that this office
    plays as down in training (they stop for this office alone)."""

    facts: list[Sealed] = []
    heads: dict[str, int] = {}
    cuts: list[str] = []


class Reply(Message, tag="reply", frozen=True):
    """seq, hash: the head of the asker's chain as now held here, countersigned. more: ask again at once. clock: microseconds."""

    seq: int
    hash: bytes
    countersign: bytes
    facts: list[list[Sealed]] = []
    more: bool = False
    clock: int = 0


class AskBlobs(Message, tag="ask_blobs", frozen=True):
    shas: list[str]


class Have(Message, tag="have", frozen=True):
    """Bytes already here, by name: where to resume."""

    bytes_here: dict[str, int]


class PutChunk(Message, tag="put_chunk", frozen=True):
    sha: str
    size: int
    offset: int
    chunk: bytes


class AskHealth(Message, tag="ask_health", frozen=True):
    pass


class Health(Message, tag="health", frozen=True):
    """parts: name of a part of the centre -> why it does not work ("" = it works). Reachable is not working."""

    parts: dict[str, str]
    clock: int


class Knock(Message, tag="knock", frozen=True):
    """A newcomer's request to be admitted; the envelope is signed with the keys named here."""

    name: str
    wilayah: str
    verify_key: bytes
    seal_key: bytes
    code_proof: bytes


class Welcome(Message, tag="welcome", frozen=True):
    verify_key: bytes
    seal_key: bytes
    code_proof: bytes


class Problem(Message, tag="problem", frozen=True):
    """about: what is down ("" = the message itself was wrong). temporary: ask again later."""

    text: str
    temporary: bool = False
    about: str = ""
    after: int = -1


AnyMessage = Talk | Reply | AskBlobs | Have | PutChunk | AskHealth | Health | Knock | Welcome | Problem


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """content: zstd of the MessagePack of a message; signature over sender, receiver and content."""

    sender: str
    receiver: str
    content: bytes
    signature: bytes


class Link(Protocol):
    """A way to the other node. Raises TemporaryFault(about="pusat") when it does not answer."""

    def call(self, envelope: bytes) -> bytes: ...


def _signed(sender: str, receiver: str, content: bytes) -> bytes:
    return b"siaga exchange 1\0" + msgspec.msgpack.encode((sender, receiver, content))


def pack(node: Node, receiver: str, message: Message) -> bytes:
    content = zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(message))
    return msgspec.msgpack.encode(
        Envelope(node.id, receiver, content, node.keys.sign(_signed(node.id, receiver, content)))
    )


def open_envelope(data: bytes) -> Envelope:
    try:
        return msgspec.msgpack.decode(data, type=Envelope)
    except msgspec.MsgspecError as e:
        raise PermanentFault("amplop pertukaran tidak terbaca") from e


def unpack(node: Node, envelope: Envelope, keys: PublicKeys) -> Any:
    """The message of a checked envelope. Raises BadSignature, or PermanentFault for hostile bytes."""
    if envelope.receiver != node.id:
        raise BadSignature(f"kiriman ini untuk {envelope.receiver}, bukan untuk {node.id}")
    keys.check(_signed(envelope.sender, envelope.receiver, envelope.content), envelope.signature)
    return decode(envelope.content)


def decode(content: bytes) -> Any:
    """Decompress within bounds and decode: nothing that a peer sends can fill the memory."""
    try:
        raw = zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_MESSAGE)
        return msgspec.msgpack.decode(raw, type=AnyMessage)
    except (zstandard.ZstdError, msgspec.MsgspecError) as e:
        raise PermanentFault(f"isi pertukaran tidak terbaca: {e}") from e


# --- the office's end -------------------------------------------------------------------------------------------------


def ask(node: Node, link: Link, message: Message, peer: str = PUSAT) -> Any:
    """Say one thing and hear the answer. Raises TemporaryFault, PermanentFault, or Gap when the peer lacks what came before."""
    keys = membership.keys_of(node, peer)
    if keys is None:
        raise TemporaryFault("simpul ini belum diterima oleh pusat", about=PUSAT)
    envelope = open_envelope(link.call(pack(node, peer, message)))
    if envelope.sender != peer:
        raise BadSignature(f"jawaban datang dari {envelope.sender}, bukan dari {peer}")
    answer = unpack(node, envelope, keys)
    if isinstance(answer, Problem):
        if answer.after >= 0:
            raise Gap(node.chain, answer.after)
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
_CONFIRM = """
INSERT INTO journal_cursor (peer, chain, seq, hash, countersign, at)
SELECT %s, chain, seq, %s, %s, %s FROM unnest(%s::text[], %s::int8[]) AS held(chain, seq)
    ON CONFLICT (peer, chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,
       countersign = excluded.countersign, at = excluded.at
"""


def cursor_of(node: Node, peer: str = PUSAT) -> Confirmed:
    found = fetch(_CONFIRMED, (peer, node.chain))
    return Confirmed(*found[0]) if found else Confirmed(0, ZERO, b"")


def heads_of(chains: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """The last fact held here of each of these chains: seq and hash."""
    return {chain: (seq, hash) for chain, seq, hash in fetch(_HEADS, (list(chains),))}


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
    moved = 0
    incoming = (PUSAT, f"{PUSAT}>{node.id}")
    for _ in range(rounds):
        held = cursor_of(node)
        facts, more = next_facts(node.chain, held.seq)
        heads = dict.fromkeys(incoming, 0) | {chain: seq for chain, (seq, _hash) in heads_of(incoming).items()}
        try:
            reply = ask(node, link, Talk(facts=facts, heads=heads, cuts=cuts or []))
        except Gap as gap:  # the centre was restored from an older copy: go back to what it holds
            confirm(node, PUSAT, gap.after, ZERO, b"")
            continue
        moved += take_reply(node, reply, held=held)
        if not more and not reply.more:
            return moved
    return moved


def take_reply(node: Node, reply: Reply, peer: str = PUSAT, held: Confirmed | None = None) -> int:
    """Keep the peer's proof and take its facts in. held: what it had confirmed before, if that was read already."""
    held = held or cursor_of(node, peer)
    keys = membership.keys_of(node, peer)
    assert keys is not None
    keys.check(countersigned(node.chain, reply.seq, reply.hash), reply.countersign)
    if held != (reply.seq, reply.hash, reply.countersign):
        confirm(node, peer, reply.seq, reply.hash, reply.countersign)
    moved = max(0, reply.seq - held.seq)
    for batch in reply.facts:
        if batch:
            moved += take_facts(node, batch[0].chain, batch).new
    return moved


def confirm(node: Node, peer: str, seq: int, hash: bytes, countersign: bytes, chain: str = "") -> None:
    """The peer holds this chain (default: this node's) up to `seq`."""
    cursor().execute(_CONFIRM, (peer, hash, countersign, node.clock.now(), [chain or node.chain], [seq]))


def push_blobs(node: Node, link: Link, *, limit: int = 64, progress: Callable[[int], None] | None = None) -> int:
    """Send queued blobs, most urgent first, each from where it was cut. Returns how many became complete at the other end."""
    queue = list(Blob.objects.filter(wanted_by=PUSAT).order_by("priority", "since", "sha")[:limit])
    if not queue:
        return 0
    there = ask(node, link, AskBlobs(shas=[b.sha for b in queue])).bytes_here
    finished = 0
    for b in queue:
        offset = there.get(b.sha, 0)
        while offset < b.size:
            chunk = blobs.read_chunk(node, b.sha, offset)
            reply = ask(node, link, PutChunk(sha=b.sha, size=b.size, offset=offset, chunk=chunk))
            offset = reply.bytes_here[b.sha]
            if progress:
                progress(len(chunk))
        cursor().execute("UPDATE journal_blob SET wanted_by = '' WHERE sha = %s", (b.sha,))
        finished += 1
    return finished


# --- both ends --------------------------------------------------------------------------------------------------------


def countersigned(chain: str, seq: int, hash: bytes) -> bytes:
    """What a receiver signs to say: I hold this chain up to here. The sender keeps it as proof."""
    return b"siaga holds 1\0" + msgspec.msgpack.encode((chain, seq, hash))


def take_facts(node: Node, chain: str, facts: list[Sealed]) -> Taken:
    """Intake of a batch, with the blobs that its facts name expected from now on."""
    if any(len(f.body) > MAX_BODY for f in facts):
        raise PermanentFault("sebuah fakta melampaui batas ukuran")
    taken = intake(node, chain, facts)
    refs = [r for f in facts if f.seq > taken.seq - taken.new for r in _blob_refs(node.kinds, f)]
    if refs:
        blobs.expect(refs, at=node.clock.now())
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


# --- the centre's end -------------------------------------------------------------------------------------------------


class Centre(Protocol):
    """What the centre's end asks of its own parts: why a part does not serve this office now ("" = it does)."""

    def down(self, part: str, office: str) -> str: ...

    def heard_cuts(self, office: str, cuts: list[str]) -> None: ...


def serve(node: Node, data: bytes, centre: Centre) -> bytes:
    """Answer one envelope. Never raises for what a peer sends: problems are told in the reply."""
    sender = ""
    try:
        envelope = open_envelope(data)
        sender = envelope.sender
        message = _checked(node, envelope)
        return pack(node, sender, _answer(node, sender, message, centre))
    except Gap as e:
        return pack(node, sender, Problem(text=str(e), after=e.after))
    except Fault as e:
        return pack(node, sender, Problem(text=str(e), temporary=isinstance(e, TemporaryFault), about=e.about))


def _checked(node: Node, envelope: Envelope) -> Any:
    keys = membership.keys_of(node, envelope.sender)
    if keys is not None and envelope.sender != node.id:
        return unpack(node, envelope, keys)
    if len(envelope.content) > 4096:
        raise BadSignature(f"simpul {envelope.sender[:20]} belum diterima oleh pusat")
    knock = decode(envelope.content)
    if not isinstance(knock, Knock):
        raise BadSignature(f"simpul {envelope.sender[:20]} belum diterima oleh pusat")
    return unpack(node, envelope, PublicKeys(knock.verify_key, knock.seal_key))


def _answer(node: Node, sender: str, message: Any, centre: Centre) -> Message:
    match message:
        case Talk():
            return _answer_talk(node, sender, message, centre)
        case AskBlobs(shas=shas):
            return Have(bytes_here={sha: blobs.have(node, sha) for sha in shas[:1000]})
        case PutChunk(sha=sha, size=size, offset=offset, chunk=chunk):
            if why := centre.down("intake", sender):
                raise TemporaryFault(why, about="intake")
            return Have(bytes_here={sha: blobs.take_chunk(node, sha, size, offset, chunk, at=node.clock.now())})
        case AskHealth():
            parts = {part: centre.down(part, sender) for part in ("intake", "search", "release")}
            return Health(parts=parts, clock=_micros(node))
        case Knock():
            return _answer_knock(node, sender, message)
        case _:
            raise PermanentFault("pesan ini bukan untuk pusat")


def _micros(node: Node) -> int:
    return int(node.clock.now().timestamp() * 1_000_000)


def _answer_talk(node: Node, sender: str, talk: Talk, centre: Centre) -> Reply:
    centre.heard_cuts(sender, talk.cuts)
    if talk.facts:
        if why := centre.down("intake", sender):
            raise TemporaryFault(why, about="intake")
        take_facts(node, sender, talk.facts)
    seq, hash = heads_of([sender]).get(sender, (0, ZERO))
    batches, more = [], False
    told: dict[str, int] = {}
    for chain in (node.chain, f"{node.chain}>{sender}"):
        if chain != node.chain and centre.down("release", sender):
            continue  # verdicts are decided but not let go: reachable is not working
        told[chain] = after = talk.heads.get(chain, 0)
        facts, follows = next_facts(chain, after)
        if facts:
            batches.append(facts)
        more = more or follows
    # Also where nothing moved: when an office was last heard shows on the centre's page.
    cursor().execute(_CONFIRM, (sender, ZERO, b"", node.clock.now(), list(told), list(told.values())))
    return Reply(
        seq=seq,
        hash=hash,
        countersign=node.keys.sign(countersigned(sender, seq, hash)),
        facts=batches,
        more=more,
        clock=_micros(node),
    )


def _answer_knock(node: Node, sender: str, knock: Knock) -> Message:
    keys = PublicKeys(knock.verify_key, knock.seal_key)
    outcome, proof = membership.admit(
        node, code_proof=knock.code_proof, newcomer=sender, name=knock.name, wilayah=knock.wilayah, keys=keys
    )
    if isinstance(outcome, Refused):
        return Problem(text=outcome.refusals[0].text())
    mine = node.keys.public
    return Welcome(verify_key=mine.verify, seal_key=mine.seal, code_proof=proof)
