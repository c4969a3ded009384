"""The process of a node that takes its due work."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from siaga.kit.node import Node
from siaga.kit.processes import stop_on_signals

from .process import become, role_of
from .role import Role

IDLE = 0.5  # seconds between rounds of due work when there was none


def run(home: Path) -> None:
    """In a process of its own, until SIGTERM or SIGINT."""
    node = become(home)
    tick_for_ever(node, role_of(node), stop_on_signals())


def tick_for_ever(node: Node, role: Role, stop: Event) -> None:
    """Take due work until told to stop; at once again as long as there is work."""
    while not stop.is_set():
        if not role.tick(node, node.clock.now()):
            stop.wait(IDLE)
