"""The office's side of the exchange as due work: facts first, then packets, most urgent first."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.continuity.guards import all_cut
from siaga.journal import exchange, relay
from siaga.journal.pace import Pace
from siaga.journal.questions import finds, thorough
from siaga.kit.node import PUSAT, Node
from siaga.perangkat.line import metered

LISTENS_EVERY = timedelta(minutes=1)
CENTRE_PARTS = ("intake", "search", "release")


@thorough()
def swap_facts(node: Node, now: datetime) -> int:
    link = node.devices.get(PUSAT)
    if link is None:
        return 0
    cut = all_cut()
    cuts = [part for part in CENTRE_PARTS if part in cut]
    return relay.talk(node, link, cuts=cuts)


@finds(
    # in the queue's order: its index answers, however many have been sent
    "(SELECT true FROM journal_blob WHERE wanted_by = %s AND have = size ORDER BY priority, since LIMIT 1) IS NOT NULL",
    lambda node, now: (PUSAT,),
)
def swap_blobs(node: Node, now: datetime) -> int:
    """Packets give way: between two breaths new facts go up, and once a minute what the centre has for us comes down."""
    link = node.devices.get(PUSAT)
    if link is None:
        return 0
    pace: Pace = node.devices.setdefault("pace", Pace())
    heard = node.clock.now()

    def give_way() -> None:
        nonlocal heard
        if exchange.unsent(node) or node.clock.now() - heard >= LISTENS_EVERY:
            heard = node.clock.now()
            swap_facts(node, heard)

    with metered(node) as went:
        return exchange.push_blobs(node, link, limit=32, progress=went, pace=pace, between=give_way)
