"""Due work: measure what this node depends on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from siaga.kit.node import Node

from .probes import Probe, probe_all


def probing(probes: Sequence[Probe]) -> Callable[[Node, datetime], int]:
    """The tick that takes these probes. It works also in a node's first second, and costs one query while nothing is due."""

    def probe_tick(node: Node, now: datetime) -> int:
        return probe_all(node, now, probes)

    return probe_tick
