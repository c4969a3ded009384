"""Which node this process serves. Production sets it once; a drill or test that serves several sets it for a block."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

from siaga.journal import boxes
from siaga.kit.node import PUSAT, Node

_process: list[Node] = []
_here: ContextVar[Node | None] = ContextVar("siaga_node", default=None)
_serving: WeakKeyDictionary[Node, tuple[float, int]] = WeakKeyDictionary()
STALE = 1.0  # seconds for which it is not asked again which box is the office


def use(node: Node) -> None:
    """Serve this node from now on, in every thread of the process."""
    _process[:] = [node]


@contextmanager
def using(node: Node) -> Iterator[Node]:
    """Serve this node inside the block, in this thread only."""
    token = _here.set(node)
    try:
        yield node
    finally:
        _here.reset(token)


def node() -> Node:
    """Raises RuntimeError before `use`: a page without a node would not know whose data it shows."""
    here = _here.get()
    if here is not None:
        return here
    if not _process:
        raise RuntimeError("no node was set: start through the command `siaga` or siaga.web.wsgi")
    return _process[0]


def serving_box(node: Node) -> int:
    """Which box of this node's office is the office; at the centre always its own. Asked once a second: every request wants to know."""
    if node.id == PUSAT:
        return node.box
    now = time.monotonic()
    held = _serving.get(node)
    if held is None or now - held[0] > STALE:
        held = _serving[node] = (now, boxes.serving_box(node.id))
    return held[1]


def ask_again(node: Node) -> None:
    """This node has just become the office, or has just heard that another box did."""
    _serving.pop(node, None)
