"""The centre's end of the exchange: one envelope in, one out."""

from __future__ import annotations

from typing import Any, Protocol

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import Node
from siaga.kit.refusal import Fault, PermanentFault, TemporaryFault

from . import blobs, membership
from .act import Refused
from .exchange import CONFIRM, heads_of, next_facts, take_facts
from .facts import ZERO
from .intake import Gap
from .messages import (
    AskBlobs,
    AskHealth,
    Envelope,
    Have,
    Health,
    Knock,
    Message,
    Problem,
    PutChunks,
    Reply,
    Talk,
    Welcome,
    countersigned,
    decode,
    open_envelope,
    pack,
    unpack,
)
from .writer import cursor


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
            return Have(bytes_here=blobs.bytes_here(node, shas[:1000], at=node.clock.now()))
        case PutChunks(chunks=chunks):
            if why := centre.down("intake", sender):
                raise TemporaryFault(why, about="intake")
            return Have(bytes_here=blobs.take_chunks(node, chunks, at=node.clock.now()))
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
    cursor().execute(CONFIRM, (sender, ZERO, b"", node.clock.now(), list(told), list(told.values())))
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
