"""What tells an office from the centre: a table each, nothing else."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from siaga.continuity.acts import noticed
from siaga.journal.questions import Round, Tick, leaves_nothing
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

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
        round = Round(node, now, self.ticks)
        return sum(self._take(round, tick) for tick in self.ticks)

    def _take(self, round: Round, tick: Tick) -> int:
        done = 0
        try:
            for _ in range(ROUNDS):
                if not round.worth(tick):
                    break
                did = self._taken(round, tick)
                done += did
                if leaves_nothing(tick, did):
                    break
        except TemporaryFault as fault:
            self._tell(round.node, fault)  # the work itself is asked again at the next tick
        except PermanentFault:
            log.exception("%s needs a person", tick.__name__)
        except DatabaseError:
            log.exception("%s: database", tick.__name__)
            close_old_connections()
        except Exception:
            # One feature's mistake must not stop the others' due work; it is told, and tried again.
            log.exception("%s failed", tick.__name__)
        return done

    def _taken(self, round: Round, tick: Tick) -> int:
        did = -1  # what was raised half way may have changed something
        try:
            did = tick(round.node, round.now)
        finally:
            if did:
                round.changed()
        return did

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
