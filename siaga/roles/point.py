"""What a service point does by itself: speak to its office, print what is lent to it, and go on when that line is dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from siaga.cards.join_acts import cancel_dead
from siaga.cards.line import AT_THE_PRINTER, SHELF, WAITING, held
from siaga.cards.ticks import PRINTING
from siaga.journal import blobs, boxes, exchange, point_line, points
from siaga.journal.facts import micros
from siaga.journal.heard import Heard, heard_of, keep
from siaga.journal.http import HttpLink
from siaga.journal.messages import AskChunks, Link, Wanted
from siaga.journal.questions import every
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault

from .role import Role
from .second import OFFICE_LINE, OFTEN, SELDOM, open_accounts, retry_parked

PACKETS = 16  # lent recordings asked for in one round


def speak(node: Node, now: datetime) -> int:
    """Facts both ways, then packets up, then lent recordings down; how it went is kept in the home for the strip. Returns how many facts
    and files moved. Raises nothing for a line that is dead: the point serves on."""
    if OFFICE_LINE not in node.devices:
        return 0
    says = ""
    for peer, link in ways(node):
        try:
            moved = point_line.swap(node, link, peer)
            moved += exchange.push_blobs(node, link, limit=PACKETS, peer=peer)
            moved += fetch_lent(node, link, peer)
        except TemporaryFault as fault:
            says = says or str(fault)
            continue
        _keep(node, now, "")
        return moved
    _keep(node, now, says)
    return 0


def ways(node: Node) -> Iterator[tuple[str, Link]]:
    """Whom to ask, one after the other: the office by the address that let this point in; then each box that may have taken over since,
    by the address that it was admitted with."""
    yield points.office_name(node), node.devices[OFFICE_LINE]
    line_to: Callable[[str], Link] = node.devices.get("line_to", _by_http)
    for box in range(max(2, boxes.serving_box(node.id)), boxes.next_box(node.id)):
        if address := boxes.address_of(node.id, box):
            yield boxes.box_name(node.id, box), line_to(address)


def _by_http(address: str) -> Link:
    return HttpLink(address, 5.0, OFFICE_LINE, "kantor")


def fetch_lent(node: Node, link: Link, peer: str) -> int:
    """Recordings sealed to this point that are not whole here. Returns how many became so."""
    lacking = list(_lacking(node))
    there = {sha: blobs.have(node, sha) for sha in lacking}
    wanted = len(there)
    while there:
        ask = AskChunks(wanted=[Wanted(sha, n) for sha, n in there.items()])
        chunks = exchange.ask(node, link, ask, peer).chunks
        if not chunks:
            break
        there |= blobs.take_chunks(node, chunks, at=node.clock.now())
        there = {sha: n for sha, n in there.items() if not blobs.path_of(node, sha).exists()}
    return wanted - len(there)


def _lacking(node: Node) -> Iterator[str]:
    mine = held(node).filter(state__in=[WAITING, AT_THE_PRINTER, SHELF]).exclude(lent_packet="")
    for sha in mine.order_by("recorded_at", "id").values_list("lent_packet", flat=True).iterator():
        if not blobs.path_of(node, sha).exists():
            yield sha


def _keep(node: Node, now: datetime, says: str) -> None:
    """since: when the line began to answer, or not to; at: when the office was last heard."""
    before, at = heard_of(node.home), micros(now)
    last = at if not says else before.at if before is not None else 0
    keep(node.home, Heard(not says, at, last, point_line.unsent(node), says))


POINT = Role(
    "titik layanan",
    (
        every(OFTEN)(speak),
        every(SELDOM)(retry_parked),
        every(OFTEN)(open_accounts),
        cancel_dead,
        *PRINTING,
    ),
    tells=False,
)
# Its office took everything back: it writes no more, and what it wrote before it heard so still goes up.
ENDED = Role("titik layanan yang diakhiri", (every(OFTEN)(speak),), tells=False)
