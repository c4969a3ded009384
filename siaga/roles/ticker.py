"""The process of a node that takes its due work."""

from __future__ import annotations

import logging
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from siaga.kit.node import Node
from siaga.kit.processes import Stop, stop_on_signals

from .process import become, role_of
from .role import Role

log = logging.getLogger("siaga.ticks")
IDLE = 0.5  # seconds between rounds of due work when there was none


def run(home: Path) -> None:
    """In a process of its own, until SIGTERM or SIGINT."""
    tick_for_ever(become(home), stop_on_signals())


def tick_for_ever(node: Node, stop: Stop) -> None:
    """Take due work until told to stop; at once again as long as there is work. Each round asks anew what this machine is: a second box
    that takes over is the office from the next round on, and one that was replaced stops."""
    while not stop.is_set():
        role = _role_now(node)
        if role is None or not role.tick(node, node.clock.now()):
            stop.wait(IDLE)


def _role_now(node: Node) -> Role | None:
    try:
        return role_of(node)
    except DatabaseError:
        log.exception("which box this is could not be read")
        close_old_connections()
        return None
