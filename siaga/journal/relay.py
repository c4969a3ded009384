"""An office's exchange with the centre where it brings more than one chain: its own, those of boxes before it, those of its service points.

A fact may rest on one of another chain: a point prints the card that the office has lent to it, and the office takes back what the point
gave. So the chains go up in the order in which the office understood them, run by run, as they go to its second box.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from siaga.kit.node import PUSAT, Node

from . import boxes, exchange, mirror
from .facts import ZERO, Sealed
from .intake import Gap
from .messages import Link, Talk

EVERY = timedelta(minutes=1)


def talk(node: Node, link: Link, *, cuts: Sequence[str] = (), rounds: int = 1000) -> int:
    """As `exchange.talk`, which serves an office that has one chain. Returns how many facts moved. Raises what `exchange.ask` raises."""
    ours = boxes.chains_of(node.id)
    mine = [chain for chain in ours if boxes.may_bring(node.chain, chain)]
    if len(mine) < 2:
        return exchange.talk(node, link, cuts=list(cuts), rounds=rounds)
    moved = 0
    for _ in range(rounds):
        now = _bring(node, link, mine, ours, list(cuts))
        moved += now
        if not now:
            break
    listened = [node.chain]
    if _due(node):
        listened += [chain for chain in mine if chain != node.chain]
        _asked[node] = node.clock.now()
    return moved + sum(_listen(node, link, chain, ours, list(cuts), rounds) for chain in listened)


_asked: WeakKeyDictionary[Node, datetime] = WeakKeyDictionary()


def _due(node: Node) -> bool:
    """Whether it is asked how far the centre holds the other chains, too: an office with thirty points asks not at every tick for all."""
    before = _asked.get(node)
    return before is None or not before <= node.clock.now() < before + EVERY


def _bring(node: Node, link: Link, mine: Sequence[str], ours: Sequence[str], cuts: list[str]) -> int:
    """The next of all chains, in order."""
    held = {chain: exchange.cursor_of(node, PUSAT, chain).seq for chain in mine}
    moved = 0
    for run in runs(mirror.unheld(held, mine)):
        moved += _say(node, link, run[0].chain, run, ours, cuts)[0]
    return moved


def _listen(node: Node, link: Link, chain: str, ours: Sequence[str], cuts: list[str], rounds: int) -> int:
    """What the centre has for us, and how far it holds this chain: one that was restored from an older copy holds less."""
    moved = 0
    for _ in range(rounds):
        now, more = _say(node, link, chain, [], ours, cuts)
        moved += now
        if not more:
            break
    return moved


def _say(
    node: Node, link: Link, chain: str, facts: list[Sealed], ours: Sequence[str], cuts: list[str]
) -> tuple[int, bool]:
    """One message. How many facts moved, and whether the centre has more."""
    incoming = (PUSAT, f"{PUSAT}>{node.id}", *ours)
    heads = dict.fromkeys(incoming, 0) | {name: seq for name, (seq, _hash) in exchange.heads_of(incoming).items()}
    try:
        reply = exchange.ask(node, link, Talk(facts=facts, heads=heads, cuts=cuts, chain=chain))
    except Gap as gap:
        exchange.confirm(node, PUSAT, gap.after, ZERO, b"", chain)
        return 1, True
    return exchange.take_reply(node, reply, chain=chain), reply.more


def runs(facts: Iterable[Sealed]) -> Iterator[list[Sealed]]:
    """Facts that follow each other in one chain travel together, bounded in number and size."""
    run, size = list[Sealed](), 0
    for f in facts:
        if run and (f.chain != run[-1].chain or len(run) >= exchange.BATCH or size > exchange.BATCH_BYTES):
            yield run
            run, size = [], 0
        run.append(f)
        size += len(f.body) + 200
    if run:
        yield run
