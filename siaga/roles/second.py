"""What the other boxes of an office do by themselves: a second box stays complete, a box that was replaced hands over what it still has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from siaga.accounts.seals import open_seals
from siaga.journal import exchange, mirror, parked
from siaga.journal.facts import micros
from siaga.journal.heard import Heard, heard_of, keep
from siaga.journal.intake import retry
from siaga.journal.messages import AskPackage, Mirror, Mirrored, Welcome
from siaga.journal.models import Parked
from siaga.journal.questions import every
from siaga.kit.node import Node, office_of
from siaga.kit.refusal import Fault, TemporaryFault

from .exchanging import swap_blobs, swap_facts
from .home import Home
from .package import follow
from .role import Role

log = logging.getLogger("siaga.boxes")
OFFICE_LINE = "kantor"  # on a second box and on a service point: the device
OFTEN, SELDOM = timedelta(seconds=2), timedelta(minutes=1)


def hear_office(node: Node, now: datetime) -> int:
    """Does the office answer, and how much of what it holds is not here? Kept in the home for the status page: this box writes no fact."""
    if OFFICE_LINE not in node.devices:  # a box that was restored and has not become the office yet
        return 0
    before, at = heard_of(node.home), micros(now)
    try:
        answer = ask_office(node)
    except TemporaryFault as fault:
        heard = Heard(False, at, before.at if before else 0, before.behind if before else 0, str(fault))
    else:
        mine = {chain: seq for chain, (seq, _hash) in exchange.all_heads().items()}
        heard = Heard(True, at, at, sum(max(0, seq - mine.get(chain, 0)) for chain, seq in answer.heads.items()))
    keep(node.home, heard)
    return 0


def ask_office(node: Node) -> Mirrored:
    """What the office that let this box in says of itself; if another box has replaced it, that is taken in. Raises TemporaryFault."""
    answer: Mirrored = exchange.ask(node, node.devices[OFFICE_LINE], Mirror(), peer_of(node))
    if answer.taken:
        exchange.take_facts(node, answer.taken[0].chain, answer.taken)
    return answer


def follow_office(node: Node, now: datetime) -> int:
    """The office's settings as they are now: its printers, who signs, its backups. Returns 1 where they changed; `siaga serve` follows."""
    if OFFICE_LINE not in node.devices or not (node.home / "node.json").exists():
        return 0
    home = Home.open(node.home)
    asked = AskPackage(mark=bytes.fromhex(home.settings.paket))
    try:
        answer: Welcome = exchange.ask(node, node.devices[OFFICE_LINE], asked, peer_of(node))
    except Fault as fault:  # the line is dead, which `hear_office` says, or this is the office's second box no longer
        log.info("the office tells no settings: %s", fault)
        return 0
    if not answer.package:
        return 0
    follow(home, node.keys.open(answer.package))
    return 1


def peer_of(node: Node) -> str:
    """The office's name among nodes, as this box was let in by it."""
    return next(name for name in node.trust if office_of(name) == node.id)


def fetch_files(node: Node, now: datetime) -> int:
    link = node.devices.get(OFFICE_LINE)
    return mirror.fetch_blobs(node, link, peer_of(node)) if link is not None else 0


def open_accounts(node: Node, now: datetime) -> int:
    return open_seals(node)


def retry_parked(node: Node, now: datetime) -> int:
    """What could not be understood is tried again: the fact that mends it may have come since. Returns how many subjects are free."""
    parked.tidy(node)  # first: what people put aside is not tried again
    subjects = sorted(set(Parked.objects.values_list("subject", flat=True)))
    return sum(retry(node, subject) == 0 for subject in subjects)


def keep_second(node: Node, now: datetime) -> int:
    """Due work of an office: its second box gets what no act waited for. Raises TemporaryFault when it does not answer."""
    second: mirror.SecondBox | None = node.devices.get(mirror.DEPENDENCY)
    return second.catch_up(node) if second is not None else 0


SECOND = Role(
    "kotak kedua",
    (
        every(OFTEN)(hear_office),
        every(OFTEN)(fetch_files),
        every(SELDOM)(follow_office),
        every(SELDOM)(retry_parked),
        every(OFTEN)(open_accounts),
    ),
    tells=False,
)
# It writes no more, but what it wrote before it knew still travels.
REPLACED = Role("kotak lama", (swap_facts, swap_blobs), tells=False)
OFFICE_TICKS: tuple[Callable[[Node, datetime], int], ...] = (every(OFTEN)(keep_second),)
