"""The line between a service point and its office: the point asks, the office answers.

A point speaks to its office alone, for what it wrote rests on what the office wrote. What it wrote goes up from there (`relay`).
"""

from __future__ import annotations

from siaga.kit.node import PUSAT, Node, office_of
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import blobs, boxes, exchange, messages, mirror, returning
from .facts import ZERO, micros
from .messages import AskBack, AskBlobs, AskChunks, GivenBack, Have, Link, Message, PutChunks, Reply, Talk
from .models import Blob, Cursor
from .points import PointEnded, alive, office_name, subject_of
from .writer import cursor, fetch

# --- the office's end -------------------------------------------------------------------------------------------------


def answer(node: Node, sender: str, message: Message) -> Message:
    """Of whatever a service point says. Raises PermanentFault at the centre and at another office."""
    if node.id == PUSAT or office_of(sender) != node.id:
        raise PermanentFault("titik layanan berbicara dengan kantornya sendiri saja")
    if not boxes.is_office(node):
        raise TemporaryFault("kotak ini bukan kantor yang sedang melayani", about="kantor")
    match message:
        case Talk():
            return _answer_talk(node, sender, message)
        case AskBack():
            return _give_back(node, sender, message)
        case AskChunks():
            return mirror.chunks_for(node, sender, message)
        case AskBlobs(shas=shas):
            return Have(bytes_here=blobs.bytes_here(node, shas[:1000], at=node.clock.now()))
        case PutChunks(chunks=chunks):
            return Have(bytes_here=blobs.take_chunks(node, chunks, at=node.clock.now()))
        case _:
            raise PermanentFault("pesan ini tidak dikenal dari sebuah titik layanan")


def _give_back(node: Node, sender: str, message: AskBack) -> GivenBack:
    """What the point lacks. One that was ended hears that it was, and nothing that came after: its machine may be in strange hands."""
    given = returning.give_back(node, sender, message, "")
    if alive(sender):
        return given
    subject = subject_of(sender)
    last = fetch(
        "SELECT chain, seq FROM journal_journalfact WHERE kind = %s AND subject = %s", (PointEnded.kind, subject)
    )
    if not last or message.held.get(last[0][0], 0) >= last[0][1]:
        return GivenBack(facts=[], heads={})
    place = next((n for n, f in enumerate(given.facts) if (f.chain, f.seq) == last[0]), len(given.facts))
    return GivenBack(facts=given.facts[: place + 1], heads={})


def _answer_talk(node: Node, sender: str, talk: Talk) -> Reply:
    """Take a point's facts in and countersign; note when it was heard, and how far it holds what is here."""
    if (talk.chain or sender) != sender:
        raise PermanentFault(f"rantai {talk.chain[:30]} bukan milik {sender}")
    if talk.facts:
        exchange.take_facts(node, sender, talk.facts, wanted_by=PUSAT)
    seq, hash = exchange.heads_of([sender]).get(sender, (0, ZERO))
    now = node.clock.now()
    told = {chain: n for chain, n in talk.heads.items() if n >= 0}
    cursor().execute(exchange.CONFIRM, (sender, ZERO, b"", now, list(told), list(told.values())))
    return Reply(
        seq=seq, hash=hash, countersign=node.keys.sign(messages.countersigned(sender, seq, hash)), clock=micros(now)
    )


def last_heard(name: str) -> Cursor | None:
    """When the point last spoke to this office: the latest of what it said of its chains."""
    return Cursor.objects.filter(peer=name).order_by("-at").first()


# --- the point's end --------------------------------------------------------------------------------------------------


def swap(node: Node, link: Link, peer: str = "") -> int:
    """Give the office what it lacks of this point's chain, then take what it has. Returns how many moved. Raises what `ask` raises.

    peer: the box that is asked, where another one may have become the office."""
    peer = peer or office_name(node)
    return _give(node, link, peer) + _take(node, link, peer)


def _give(node: Node, link: Link, peer: str) -> int:
    moved = 0
    while True:
        held = exchange.cursor_of(node, peer)
        facts, more = exchange.next_facts(node.chain, held.seq)
        heads = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items() if chain != node.chain}
        try:
            reply = exchange.ask(node, link, Talk(facts=facts, heads=heads, chain=node.chain), peer)
        except exchange.Gap as gap:  # the office was restored from an older copy: go back to what it holds
            exchange.confirm(node, peer, gap.after, ZERO, b"")
            continue
        moved += exchange.take_reply(node, reply, peer, held)
        if not more:
            return moved


def _take(node: Node, link: Link, peer: str) -> int:
    moved = 0
    for answer in returning.given_back(node, link, peer):
        moved += mirror.take_in_order(node, answer.facts)
    return moved


def unsent(node: Node) -> int:
    """Facts of this point that its office has not confirmed."""
    return exchange.unsent(node, office_name(node))


def packets_to_go(node: Node) -> int:
    return Blob.objects.filter(wanted_by=PUSAT).count()
