"""The end of the exchange that answers: the centre's, and between the boxes of one office. One envelope in, one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import PUSAT, Node, office_of, point_of
from siaga.kit.refusal import Fault, PermanentFault, TemporaryFault

from . import blobs, boxes, membership, mirror, point_line, returning, vouching
from .act import Refused, settle
from .exchange import BATCH_BYTES, CONFIRM, heads_of, take_facts
from .facts import ZERO
from .intake import Gap
from .messages import (
    UNKNOWN_BOX,
    AskBack,
    AskBlobs,
    AskChunks,
    AskHealth,
    AskPackage,
    Envelope,
    Have,
    Health,
    Knock,
    Message,
    Mirror,
    NewBox,
    Problem,
    PutChunks,
    Reply,
    ShowBox,
    Talk,
    Welcome,
    brings_facts,
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


BoxDoor = Callable[[Node, str, Knock | AskPackage], Message]
"""Lets a second machine of an office in, and tells it later what became of the office's settings (`roles.point_home.door`)."""


def serve(node: Node, data: bytes, centre: Centre, box_door: BoxDoor | None = None) -> bytes:
    """Answer one envelope. Never raises for what a peer sends: problems are told in the reply."""
    sender = ""
    try:
        envelope = open_envelope(data)
        sender = envelope.sender
        message = _checked(node, envelope)
        if isinstance(message, Knock | AskPackage) and node.id != PUSAT and box_door is not None:
            return pack(node, sender, box_door(node, sender, message))
        answer = _answer(node, sender, message, centre)
        if brings_facts(answer):
            settle()
        return pack(node, sender, answer)
    except Gap as e:
        return pack(node, sender, Problem(text=str(e), after=e.after))
    except Fault as e:
        return pack(node, sender, Problem(text=str(e), temporary=isinstance(e, TemporaryFault), about=e.about))


def _checked(node: Node, envelope: Envelope) -> Any:
    keys = membership.keys_of(node, envelope.sender)
    if keys is not None and envelope.sender != node.chain:
        return unpack(node, envelope, keys)
    if len(envelope.content) > 4096 and office_of(envelope.sender) == envelope.sender:
        raise BadSignature(f"simpul {envelope.sender[:20]} belum diterima oleh pusat")
    if office_of(envelope.sender) != envelope.sender:
        shown = decode(envelope.content)
        if isinstance(shown, NewBox):
            return unpack(node, envelope, PublicKeys(shown.verify_key, shown.seal_key))
        if not isinstance(shown, ShowBox):
            raise PermanentFault(f"simpul {envelope.sender[:20]} belum diperkenalkan", about=UNKNOWN_BOX)
        return unpack(node, envelope, vouching.meet(node, envelope.sender, shown))
    knock = decode(envelope.content)
    if not isinstance(knock, Knock):
        raise BadSignature(f"simpul {envelope.sender[:20]} belum diterima oleh pusat")
    return unpack(node, envelope, PublicKeys(knock.verify_key, knock.seal_key))


def _answer(node: Node, sender: str, message: Any, centre: Centre) -> Message:
    if point_of(sender):
        return point_line.answer(node, sender, message)
    match message:
        case Mirror():
            return mirror.mirrored(node, sender, message)
        case AskChunks():
            return mirror.chunks_for(node, sender, message)
        case AskBack():
            why = centre.down("release", office_of(sender)) if node.id == PUSAT else ""
            return returning.give_back(node, sender, message, why)
        case ShowBox():
            return Have(bytes_here={})
    if node.id != PUSAT:
        raise PermanentFault("pesan ini untuk pusat")
    match message:
        case NewBox():
            return returning.give_box(node, sender, message)
        case Knock():
            return _answer_knock(node, sender, message)
        case Talk():
            return _answer_talk(node, sender, message, centre)
        case AskBlobs(shas=shas):
            return Have(bytes_here=blobs.bytes_here(node, shas[:1000], at=node.clock.now()))
        case PutChunks(chunks=chunks):
            if why := centre.down("intake", office_of(sender)):
                raise TemporaryFault(why, about="intake")
            return Have(bytes_here=blobs.take_chunks(node, chunks, at=node.clock.now()))
        case AskHealth():
            parts = {part: centre.down(part, office_of(sender)) for part in ("intake", "search", "release")}
            return Health(parts=parts, clock=_micros(node))
        case _:
            raise PermanentFault("pesan ini bukan untuk pusat")


def _micros(node: Node) -> int:
    return int(node.clock.now().timestamp() * 1_000_000)


def _answer_talk(node: Node, sender: str, talk: Talk, centre: Centre) -> Reply:
    office, chain = office_of(sender), talk.chain or sender
    if not boxes.may_bring(sender, chain):
        raise PermanentFault(f"rantai {chain[:30]} bukan milik {sender}")
    centre.heard_cuts(office, talk.cuts)
    if talk.facts:
        if why := centre.down("intake", office):
            raise TemporaryFault(why, about="intake")
        take_facts(node, chain, talk.facts)
    seq, hash = heads_of([chain]).get(chain, (0, ZERO))
    # Also what other boxes of the same office have sent: the box that took over brings the old one up to date, and the other way round.
    # All in the order in which it was understood here: a box that was built anew may lack its own records and the verdicts on them. So
    # the chain that is spoken of is among them, unless it is the sender's own: nobody knows more of that.
    names = [node.chain, f"{node.chain}>{office}", *boxes.chains_of(office)]
    if centre.down("release", office):  # verdicts are decided but not let go: reachable is not working
        names.remove(f"{node.chain}>{office}")
    told = {name: talk.heads.get(name, 0) for name in names if name != sender}
    batches = mirror.runs(returning.breath(mirror.unheld(told, list(told)), BATCH_BYTES))
    given = told | {batch[-1].chain: batch[-1].seq for batch in batches}
    more = any(head > given[name] for name, (head, _hash) in heads_of(list(told)).items())
    # Also where nothing moved: when an office was last heard shows on the centre's page.
    cursor().execute(CONFIRM, (sender, ZERO, b"", node.clock.now(), list(told), list(told.values())))
    return Reply(
        seq=seq,
        hash=hash,
        countersign=node.keys.sign(countersigned(chain, seq, hash)),
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
