"""One machine of an office takes another's place: after a fire, or while the first one lives and does not hear of it."""

from __future__ import annotations

from siaga.drill.clerks import HEAD
from siaga.drill.land import Land, Office
from siaga.journal import boxes, exchange
from siaga.journal.models import Blob
from siaga.kit.node import PUSAT, Node


def strike(land: Land, office: Office) -> None:
    """The office's machine is ashes, disk and all; its second box becomes the office."""
    assert office.second is not None
    land.burnt.append(office.box.chain)
    if _head(office.box, office.box.chain) != _head(office.second, office.box.chain):
        land.rivals |= {
            office.box.chain,
            office.second.chain,
        }  # the centre may hold, and bring, what the second box never heard
    land.burn(office.box)
    _becomes(office, office.second, "terbakar")


def _head(node: Node, chain: str) -> int:
    with node:
        return exchange.heads_of([chain]).get(chain, (0, b""))[0]


def replace_alive(land: Land, office: Office, n: int) -> None:
    """The second box becomes the office while the first one lives and goes on, without a line between them; an odd n: without a line to
    the centre either. The printer and the cards on the shelf are carried over: the old box has none any more."""
    assert office.second is not None and office.old is None
    old = office.box
    old.devices["cadangan"].link.up = False
    old.devices["printers"] = {}
    land.rivals |= {old.chain, office.second.chain}
    _becomes(office, office.second, "tidak menjawab")
    office.old, office.old_cut = old, bool(n % 2)
    land.connect()


def _becomes(office: Office, second: Node, reason: str) -> None:
    second.devices.pop("kantor")
    office.box, office.second = second, None
    with second:
        assert boxes.take_over(second, HEAD, reason)


def meet(land: Land, office: Office) -> None:
    """The old box has its lines again: with the next thing it does it hears that it is the office no more."""
    assert office.old is not None
    office.old.devices["cadangan"].link.up = True
    office.old_cut = False
    land.connect()


def has_handed_over(old: Node) -> bool:
    """Whether a replaced box knows it, and everything that it holds is confirmed by the centre. Inside the node."""
    if boxes.is_office(old) or Blob.objects.filter(wanted_by=PUSAT).exists():
        return False
    heads = exchange.heads_of([c for c in boxes.chains_of(old.id) if boxes.may_bring(old.chain, c)])
    return all(exchange.cursor_of(old, PUSAT, chain).seq >= seq for chain, (seq, _hash) in heads.items())


def retire(land: Land, office: Office) -> None:
    """Nothing is on the old box that is not elsewhere: its machine is wiped."""
    assert office.old is not None
    old, office.old, office.old_cut = office.old, None, False
    land.burn(old)
