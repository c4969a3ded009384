"""The centre's clock against this machine's: kept with every sign of life, told when it is wrong. Order never depends on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .models import PeerClock

WRONG = timedelta(minutes=2)
FAR = timedelta(
    days=1
)  # so wrong is no drift: its battery is empty, or somebody set it; and every date on a paper is another day's
LATELY = timedelta(days=1)
EVERY, CHANGE = timedelta(minutes=1), timedelta(seconds=1)


def heard(peer: str, clock: int, now: datetime) -> timedelta | None:
    """Keep how far this machine is ahead of the peer. clock: the peer's, in microseconds since 1970; 0: it did not say."""
    if not clock:
        return None
    ahead = now - datetime.fromtimestamp(clock / 1_000_000, UTC)
    held = PeerClock.objects.filter(peer=peer).first()
    fresh = held is not None and timedelta() <= now - held.at < EVERY
    if held is None or not fresh or abs(held.ahead - ahead) > CHANGE:
        PeerClock.objects.update_or_create(peer=peer, defaults={"ahead": ahead, "at": now})
    return ahead


def ahead_of(peer: str) -> timedelta | None:
    """As last heard; None: never."""
    found: timedelta | None = PeerClock.objects.filter(peer=peer).values_list("ahead", flat=True).first()
    return found


def far_ahead(peer: str, now: datetime) -> timedelta | None:
    """How far this machine's dates are from the peer's, where by `FAR` or more and heard lately by this very clock: one that was put right
    since is not called wrong until it was compared again."""
    held = PeerClock.objects.filter(peer=peer).first()
    if held is None or not timedelta() <= now - held.at < LATELY or abs(held.ahead) < FAR:
        return None
    return held.ahead


def apart_words(ahead: timedelta) -> str:
    """ "3 menit", "366 hari": how far, without saying who is right."""
    minutes = abs(ahead).total_seconds() / 60
    if minutes >= 2 * 24 * 60:
        return f"{minutes / 1440:.0f} hari"
    return f"{minutes / 60:.0f} jam" if minutes >= 120 else f"{minutes:.0f} menit"
