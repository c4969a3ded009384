"""Which node this process serves. Production sets it once; a drill or test that serves several sets it for a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from siaga.kit.node import Node

_process: list[Node] = []
_here: ContextVar[Node | None] = ContextVar("siaga_node", default=None)


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
