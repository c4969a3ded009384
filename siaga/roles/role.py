"""What tells an office from the centre: a table each, nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from siaga.continuity.acts import noticed
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

Tick = Callable[[Node, datetime], int]
log = logging.getLogger("siaga.ticks")
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Role:
    """ticks: due work in the order in which it is taken; each returns how many things it did. tells: whether what is down is noted in the
    table of outages: only the office and the centre may write."""

    name: str
    ticks: tuple[Tick, ...]
    tells: bool = True

    def tick(self, node: Node, now: datetime) -> int:
        """Take all due work once. What is down is left for later; what is broken is logged and blocks nobody else."""
        return sum(self._take(node, now, tick) for tick in self.ticks)

    def _take(self, node: Node, now: datetime, tick: Tick) -> int:
        done = 0
        try:
            for _ in range(ROUNDS):
                did = tick(node, now)
                done += did
                if not did:
                    break
        except TemporaryFault as fault:
            self._tell(node, fault)  # the work itself is asked again at the next tick
        except PermanentFault:
            log.exception("%s needs a person", tick.__name__)
        except DatabaseError:
            log.exception("%s: database", tick.__name__)
            close_old_connections()
        except Exception:
            # One feature's mistake must not stop the others' due work; it is told, and tried again.
            log.exception("%s failed", tick.__name__)
        return done

    def _tell(self, node: Node, fault: TemporaryFault) -> None:
        """What is down shows at once on every page."""
        if not self.tells:
            return
        try:
            noticed(node, fault.about, str(fault))
        except PermanentFault:
            log.exception("a fault could not be noted")  # this box was replaced a moment ago
        except DatabaseError:
            log.exception("a fault could not be noted")
            close_old_connections()
