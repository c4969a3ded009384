"""What two nodes say to each other: tagged structs in signed, compressed envelopes, the same bytes over HTTP, on a stick or a bad line.

Evolution: fields at the end with defaults; a new message is a new tag; an unknown tag is answered by `Problem`.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
import zstandard

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault

from .facts import Sealed

UNKNOWN_BOX = "kotak"  # a problem's `about`: the box must show itself first
MAX_MESSAGE = 32 * 1024 * 1024


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what two nodes say to each other."""


class Talk(Message, tag="talk", frozen=True):
    """facts: the next of `chain` ("" = the sender's own; a box that took over also sends what it holds of the box before it);
    heads: how far it holds each chain that may come back. cuts: parts of the centre that this office
    plays as down in training (they stop for this office alone)."""

    facts: list[Sealed] = []
    heads: dict[str, int] = {}
    cuts: list[str] = []
    chain: str = ""


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


class Chunk(msgspec.Struct, frozen=True):
    """A piece of a blob; size: of the whole."""

    sha: str
    size: int
    offset: int
    data: bytes


class PutChunks(Message, tag="put_chunks", frozen=True):
    """Pieces of one or many blobs, together at most blobs.CHUNK bytes: what a thin line carries in one breath."""

    chunks: list[Chunk]


class Mirror(Message, tag="mirror", frozen=True):
    """The office to its second box: all that it wrote or understood since, of every chain, in the order in which it understood it."""

    facts: list[Sealed] = []


class Mirrored(Message, tag="mirrored", frozen=True):
    """heads: how far the second box holds each chain. taken: if it has become the office, the facts that say so."""

    heads: dict[str, int]
    taken: list[Sealed] = []


class Wanted(msgspec.Struct, frozen=True):
    """Where the bytes of a blob are to go on."""

    sha: str
    offset: int


class AskChunks(Message, tag="ask_chunks", frozen=True):
    """A second box asks for the next bytes of blobs that it lacks; answered by PutChunks."""

    wanted: list[Wanted]


class AskHealth(Message, tag="ask_health", frozen=True):
    pass


class Health(Message, tag="health", frozen=True):
    """parts: name of a part of the centre -> why it does not work ("" = it works). Reachable is not working."""

    parts: dict[str, str]
    clock: int


class Knock(Message, tag="knock", frozen=True):
    """A newcomer's request to be admitted; the envelope is signed with the keys named here. url: of a second box, for its office."""

    name: str
    wilayah: str
    verify_key: bytes
    seal_key: bytes
    code_proof: bytes
    url: str = ""


class BoxShown(msgspec.Struct, frozen=True):
    """One of an office's boxes, by its number, as the box that let it in vouched for it (`boxes.BoxAdded`)."""

    box: int
    verify_key: bytes
    seal_key: bytes
    proof: bytes


class ShowBox(Message, tag="show_box", frozen=True):
    """A second box of an office to a centre that has not heard of it yet. proof: its office's signature (`boxes.BoxAdded`). before: the
    boxes before it, for the one that let it in may be as unknown."""

    verify_key: bytes
    seal_key: bytes
    proof: bytes
    before: list[BoxShown] = []


class NewBox(Message, tag="new_box", frozen=True):
    """A new machine of an office that lost its own, to the centre, from "3172/0". known: the highest box number that it has heard of."""

    wilayah: str
    verify_key: bytes
    seal_key: bytes
    code_proof: bytes
    known: int = 1


class BoxGiven(Message, tag="box_given", frozen=True):
    """Its number, its office's name, the centre's keys and the proof that the centre knows the code."""

    box: int
    name: str
    verify_key: bytes
    seal_key: bytes
    code_proof: bytes


class AskBack(Message, tag="ask_back", frozen=True):
    """A box asks for all that the other holds of its office, beyond what it holds of each chain."""

    held: dict[str, int]


class GivenBack(Message, tag="given_back", frozen=True):
    """facts: in the order in which the giver understood them, none = that was all; heads: how far the giver has each chain."""

    facts: list[Sealed]
    heads: dict[str, int]


def brings_facts(message: Message) -> bool:
    """Whether somebody hears facts by this message."""
    return isinstance(message, Talk | Reply | Mirror | GivenBack) and bool(message.facts)


class AskPackage(Message, tag="ask_package", frozen=True):
    """A second box: what does it need to be the office by now? mark: of what it was told last."""

    mark: bytes = b""


class Welcome(Message, tag="welcome", frozen=True):
    """package: for a second box, what it needs to be one (`roles.package.Package`), sealed to its keys; b"" where nothing changed."""

    verify_key: bytes
    seal_key: bytes
    code_proof: bytes
    package: bytes = b""


class Problem(Message, tag="problem", frozen=True):
    """about: what is down ("" = the message itself was wrong). temporary: ask again later."""

    text: str
    temporary: bool = False
    about: str = ""
    after: int = -1


AnyMessage = (
    Talk
    | Reply
    | AskBlobs
    | Have
    | PutChunks
    | AskChunks
    | AskHealth
    | Health
    | Knock
    | Welcome
    | Problem
    | Mirror
    | Mirrored
    | ShowBox
    | NewBox
    | BoxGiven
    | AskBack
    | GivenBack
    | AskPackage
)


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
        Envelope(node.chain, receiver, content, node.keys.sign(_signed(node.chain, receiver, content)))
    )


def open_envelope(data: bytes) -> Envelope:
    try:
        return msgspec.msgpack.decode(data, type=Envelope)
    except msgspec.MsgspecError as e:
        raise PermanentFault("amplop pertukaran tidak terbaca") from e


def unpack(node: Node, envelope: Envelope, keys: PublicKeys) -> Any:
    """The message of a checked envelope. Raises BadSignature, or PermanentFault for hostile bytes."""
    if envelope.receiver != node.chain:
        raise BadSignature(f"kiriman ini untuk {envelope.receiver}, bukan untuk {node.chain}")
    keys.check(_signed(envelope.sender, envelope.receiver, envelope.content), envelope.signature)
    return decode(envelope.content)


def decode(content: bytes) -> Any:
    """Decompress within bounds and decode: nothing that a peer sends can fill the memory."""
    try:
        raw = zstandard.ZstdDecompressor().decompress(content, max_output_size=MAX_MESSAGE)
        return msgspec.msgpack.decode(raw, type=AnyMessage)
    except (zstandard.ZstdError, msgspec.MsgspecError) as e:
        raise PermanentFault(f"isi pertukaran tidak terbaca: {e}") from e


def countersigned(chain: str, seq: int, hash: bytes) -> bytes:
    """What a receiver signs to say: I hold this chain up to here. The sender keeps it as proof."""
    return b"siaga holds 1\0" + msgspec.msgpack.encode((chain, seq, hash))
