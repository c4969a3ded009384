"""From what was measured and what failed in use to one state: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .dependencies import DOWN, NORMAL, SLOW, STATES

SLOW_ANSWER = timedelta(seconds=5)
INTERVAL = timedelta(seconds=5)
REMEMBER = timedelta(seconds=8)  # a failure in use that is younger than this outweighs a good probe
DOWN_AFTER = timedelta(
    seconds=15
)  # use that fails for so long is down, whatever the probe says: reachable is not working
PROBE_SHARE = 4  # probing takes at most a fifth of the time, however slowly things answer


@dataclass(frozen=True, slots=True)
class Measured:
    """What a probe saw. says: a few words for the officer; "" while there is nothing to say."""

    state: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures in use since the thing last did well."""

    since: datetime | None = None
    last: datetime | None = None
    says: str = ""

    def more(self, at: datetime, says: str) -> Failures:
        return Failures(self.since or at, at, says)

    def fresh(self, now: datetime) -> bool:
        return self.last is not None and now - self.last < REMEMBER

    def state(self) -> str:
        if self.since is None or self.last is None:
            return NORMAL
        return DOWN if self.last - self.since >= DOWN_AFTER else SLOW


def judged(measured: Measured, took: timedelta, failures: Failures, now: datetime) -> tuple[Measured, Failures]:
    """The state to show, and the failures that are still remembered."""
    if measured.state == NORMAL and took > SLOW_ANSWER:
        measured = Measured(SLOW, f"jawaban lambat: {took.total_seconds():.0f} detik")
    if not failures.fresh(now):
        failures = Failures()
    by_use = failures.state()
    if STATES.index(by_use) > STATES.index(measured.state):
        measured = Measured(by_use, f"dapat dihubungi, tetapi gagal dipakai: {failures.says}")
    return measured, failures


def due(probed_at: datetime, took_ms: int, now: datetime) -> bool:
    """Every five seconds; a thing that answers slowly is asked less often. A clock that went back makes it due."""
    pause = max(INTERVAL, PROBE_SHARE * timedelta(milliseconds=took_ms))
    return not probed_at <= now < probed_at + pause
