"""How often one address may try: guessing a receipt's code, pressing the kiosk. Counted by the hour, forgotten after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from .models import Attempt

GUESSES, TICKETS = "tebakan", "nomor"
LIMITS = {GUESSES: 30, TICKETS: 400}
KEEP = timedelta(days=1)


def too_many(what: str, address: str, now: datetime) -> bool:
    found = Attempt.objects.filter(what=what, address=address, hour=_hour(now)).values_list("count", flat=True).first()
    return (found or 0) >= LIMITS[what]


def count(what: str, address: str, now: datetime) -> None:
    """One more, safe for threads that count at the same moment."""
    with connection.cursor() as cur:
        cur.execute(
            "INSERT INTO counter_attempt (what, address, hour, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (what, address, hour) DO UPDATE SET count = counter_attempt.count + 1",
            [what, address, _hour(now)],
        )


def forget(now: datetime) -> int:
    return Attempt.objects.filter(hour__lt=now - KEEP).delete()[0]


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
