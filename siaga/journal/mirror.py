"""The second box: everything that the office writes is there before the officer reads "tersimpan".

The office pushes, of every chain and in the order in which it understood them, what the second box does not hold yet. An act waits for the
push that contains it; acts that arrive together share one. While the second box is away the office goes on alone, and says so.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby

import psycopg
from django.db.models import F

from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Fault, PermanentFault

from . import blobs, boxes, exchange
from .facts import Sealed, micros
from .messages import AskChunks, Chunk, Link, Mirror, Mirrored, PutChunks, Wanted
from .models import Blob
from .verify import COLUMNS
from .writer import fetch, raw

log = logging.getLogger("siaga.boxes")
DEPENDENCY = "cadangan"
BATCH = 1000
TOO_FAR = 5000  # facts behind: catching up is due work, no act waits for it
REST = 5.0  # seconds in which nobody waits again for a second box that did not answer


class Replaced(PermanentFault):
    """Another box has become the office; this one is told so by its own second box."""


@dataclass
class SecondBox:
    """The office's end. peer: the second box's name ("3172/2"). held: how far it holds each chain, as it last said."""

    peer: str
    link: Link
    held: dict[str, int] = field(default_factory=dict)
    heard: bool = False
    seconds: Callable[[], float] = time.monotonic  # a drill's are simulated
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _rest_until: float = 0.0

    def hold(self, node: Node) -> None:
        """Return when the second box holds all that this node's chain holds now, or cannot take it now. Raises Replaced."""
        if self.seconds() < self._rest_until:
            return
        ((seq,),) = fetch("SELECT seq FROM journal_head WHERE chain = %s", (node.chain,))
        with self._lock:
            if self.held.get(node.chain, 0) >= seq or self.seconds() < self._rest_until:
                return
            try:
                self._push_up_to(node, seq)
            except Replaced:
                raise
            except Fault as fault:  # also one that would not pass: the office goes on alone, and the probe says why
                log.warning("the second box does not hold %s %d: %s", node.chain, seq, fault)
                self._rest_until = self.seconds() + REST

    def _push_up_to(self, node: Node, seq: int) -> None:
        if not self.heard:
            self._hear(node, Mirror())
        if seq - self.held.get(node.chain, 0) <= TOO_FAR:
            while self.held.get(node.chain, 0) < seq and self._push(node):
                pass

    def behind(self, node: Node) -> int:
        """Ask it: how many of this node's facts does it not hold yet? Raises TemporaryFault when it does not answer, or Replaced."""
        with self._lock:
            self._hear(node, Mirror())
            held = dict(self.held)
        return sum(max(0, seq - held.get(chain, 0)) for chain, (seq, _hash) in exchange.all_heads().items())

    def catch_up(self, node: Node) -> int:
        """Due work: push until nothing is left. Returns how many facts moved. Raises TemporaryFault when it does not answer."""
        moved = 0
        with self._lock:
            self._hear(node, Mirror())  # also when nothing is new: is it there, and is it still the second?
        while True:
            with self._lock:
                now = self._push(node)
            moved += now
            if not now:
                self._rest_until = 0.0
                return moved

    def _push(self, node: Node) -> int:
        if not self.heard:
            self._hear(node, Mirror())
        facts = list(unheld(self.held))
        if facts:
            self._hear(node, Mirror(facts=facts))
        return len(facts)

    def _hear(self, node: Node, message: Mirror) -> None:
        answer: Mirrored = exchange.ask(node, self.link, message, self.peer)
        if answer.taken:
            exchange.take_facts(node, answer.taken[0].chain, answer.taken)
            raise Replaced("kotak cadangan sudah mengambil alih; kotak ini bukan lagi kantor", about=DEPENDENCY)
        self.held, self.heard = dict(answer.heads), True


LAST = sys.maxsize  # a place after every place
_UNHELD = f"""
SELECT f.* FROM (SELECT h.chain, coalesce(k.seq, 0) AS seq FROM journal_head h
       LEFT JOIN unnest(%s::text[], %s::int8[]) AS k(chain, seq) ON k.chain = h.chain
       WHERE h.seq > coalesce(k.seq, 0) AND (%s::text[] IS NULL OR h.chain = ANY(%s))) held
 CROSS JOIN LATERAL (SELECT {COLUMNS}, lsn FROM journal_journalfact j
       WHERE j.chain = held.chain AND j.seq > held.seq ORDER BY j.seq LIMIT %s) f
 ORDER BY f.chain, f.seq
"""


def unheld(held: Mapping[str, int], only: Sequence[str] | None = None) -> Iterator[Sealed]:
    """The next facts of all chains (or `only` these), merged in the order in which they were understood here; each chain without a gap."""
    chains = None if only is None else list(only)
    with psycopg.Cursor(raw()) as cur:
        cur.execute(_UNHELD, (list(held), list(held.values()), chains, chains, BATCH))
        rows = cur.fetchall()
    by_chain: dict[str, list[tuple[int, Sealed]]] = {}
    for c, q, i, k, v, at, a, s, b, h, lsn in rows:
        by_chain.setdefault(c, []).append((lsn or 0, Sealed(c, q, i.bytes, k, v, micros(at), a, s, b, bytes(h))))
    placed = [_in_place(found, cut_off=len(found) == BATCH) for found in by_chain.values()]
    # Beyond the end of a chain that was cut off nothing may follow: its next fact may belong before.
    limit = min((chain[-1][0] for chain in placed if len(chain) == BATCH), default=LAST)
    for place, fact in merge(*placed, key=lambda pair: pair[0]):
        if place <= limit:
            yield fact


def _in_place(found: Sequence[tuple[int, Sealed]], *, cut_off: bool) -> list[tuple[int, Sealed]]:
    """Never later than what follows it in its own chain: a fact that was parked first was understood out of its place.

    What is parked still and is followed by nothing that was understood comes last of all, as it would be tried last here too; in a chain
    that was cut off it follows at once. Were it first, all of its chain would go before what it rests on.
    """
    after = max((lsn for lsn, _ in found), default=0) if cut_off else LAST
    placed: list[tuple[int, Sealed]] = []
    for lsn, fact in reversed(found):
        after = min(lsn or after, after)
        placed.append((after, fact))
    return placed[::-1]


# --- the second box's end ---------------------------------------------------------------------------------------------


def mirrored(node: Node, sender: str, message: Mirror) -> Mirrored:
    """Take in what the office holds, run by run in its own order."""
    boxes.known_box(node, sender)
    if taken := boxes.taken_by(node, sender):
        return Mirrored(heads={}, taken=taken)
    take_in_order(node, message.facts)
    return Mirrored(heads={chain: seq for chain, (seq, _hash) in exchange.all_heads().items()})


def take_in_order(node: Node, facts: Iterable[Sealed]) -> int:
    """Intake of facts of several chains, run by run as they were understood elsewhere. Returns how many were new."""
    return sum(exchange.take_facts(node, run[0].chain, run).new for run in runs(facts))


def runs(facts: Iterable[Sealed]) -> list[list[Sealed]]:
    """The same in lists of one chain each, in their order."""
    return [list(run) for _chain, run in groupby(facts, key=lambda f: f.chain)]


def fetch_blobs(node: Node, link: Link, peer: str, *, limit: int = 64) -> int:
    """Due work of a second box: bring what facts have named and is not here. Returns how many became complete."""
    lacking = {b.sha: b for b in Blob.objects.filter(have__lt=F("size")).order_by("priority", "since", "sha")[:limit]}
    there = {sha: blobs.have(node, sha) for sha in lacking}
    wanted, done = len(lacking), 0
    while lacking:
        ask = AskChunks(wanted=[Wanted(sha, there[sha]) for sha in lacking])
        chunks = exchange.ask(node, link, ask, peer).chunks
        if not chunks:
            break
        there |= blobs.take_chunks(node, chunks, at=node.clock.now())
        lacking = {sha: b for sha, b in lacking.items() if there[sha] < b.size}
        done = wanted - len(lacking)
    return done


def chunks_for(node: Node, sender: str, message: AskChunks) -> PutChunks:
    """The next bytes for another box of the office, one breath; what is not here either is passed over.

    The centre gives them to any node that it admitted: a blob's name is a secret of whoever the fact was for, its content is sealed.
    """
    if node.id != PUSAT:
        boxes.known_box(node, sender)
    sizes = dict(
        Blob.objects.filter(sha__in=[w.sha for w in message.wanted[:200]], have=F("size")).values_list("sha", "size")
    )
    room, chunks = blobs.CHUNK, []
    for w in message.wanted:
        if w.sha in sizes and room > 0 and 0 <= w.offset < sizes[w.sha]:
            chunks.append(Chunk(w.sha, sizes[w.sha], w.offset, blobs.read_chunk(node, w.sha, w.offset, room)))
            room -= len(chunks[-1].data)
    return PutChunks(chunks=chunks)
