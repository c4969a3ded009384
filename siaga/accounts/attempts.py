"""How often one address may try what anybody may: guess a receipt's code or a paper's number, hand in files, press the kiosk.

Counted by the hour in the node's own database, so that a restart forgets nothing; rows older than a day are deleted by whoever
begins a new hour. An IPv6 caller is counted by his /64, which is one household's (RFC 6177): else he has addresses without end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import connection
from django.http import HttpRequest, HttpResponse

from siaga.kit.refusal import Refusal

from .models import Attempt

RECEIPTS, TICKETS, PAPERS, FILES = "tebakan", "nomor", "dokumen", "berkas"
LIMITS = {RECEIPTS: 30, TICKETS: 400, PAPERS: 60, FILES: 60}
"""An hour. RECEIPTS and PAPERS: wrong ones, not what is found; FILES: every one, for each costs a check of its signature."""
HOUR, KEEP = timedelta(hours=1), timedelta(days=1)
HOUSEHOLD = 64


def address(request: HttpRequest) -> str:
    """Whose tries are counted together."""
    told = request.META.get("REMOTE_ADDR", "")
    try:
        found = ip_address(told)
    except ValueError:
        return told[:45]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> HOUSEHOLD << HOUSEHOLD))


def too_many(what: str, caller: str, now: datetime) -> bool:
    found = Attempt.objects.filter(what=what, address=caller, hour=_hour(now)).values_list("count", flat=True).first()
    return (found or 0) >= LIMITS[what]


def count(what: str, caller: str, now: datetime) -> None:
    """One more, safe for threads that count at the same moment."""
    with connection.cursor() as cur:
        cur.execute(
            "INSERT INTO accounts_attempt (what, address, hour, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (what, address, hour) DO UPDATE SET count = accounts_attempt.count + 1 RETURNING count",
            [what, caller, _hour(now)],
        )
        first = cur.fetchone() == (1,)
    if first:
        Attempt.objects.filter(hour__lt=now - KEEP).delete()


def again_at(now: datetime) -> datetime:
    """When who tried too often may try again."""
    return _hour(now) + HOUR


def refusal(now: datetime) -> Refusal:
    """What a citizen reads then."""
    return Refusal(
        "attempts.too_many",
        "Terlalu banyak percobaan dari jaringan ini. Tunggu %(minutes)s menit lagi, atau tanyakan di loket informasi.",
        params={"minutes": max(1, -((now - again_at(now)) // timedelta(minutes=1)))},
    )


def late(answer: HttpResponse, now: datetime) -> HttpResponse:
    """The page that says so, as 429 with the seconds to wait (RFC 6585 §4, RFC 9110 §10.2.3)."""
    answer.status_code = 429
    answer["Retry-After"] = str(max(1, -((now - again_at(now)) // timedelta(seconds=1))))
    return answer


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
