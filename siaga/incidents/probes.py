"""Probes that need the cards' ledger and the centre's search; the whole tables of an office and of the centre."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.cards.blangko.rules import OPERATOR, STOCK
from siaga.cards.line import balances
from siaga.cards.models import PrintOrder
from siaga.continuity import probes
from siaga.continuity.dependencies import BLANGKO, DOWN, SEARCH, SLOW
from siaga.continuity.models import OfficeCut
from siaga.continuity.probes import FINE, Answer, Probe
from siaga.continuity.states import Measured
from siaga.journal.models import Blob
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.recording.status import Status

LOOK_BACK = timedelta(days=14)
WORKDAYS = 10  # of fourteen days
FEW_DAYS = 5  # less than a week's work left
PATIENCE = timedelta(minutes=15)
SAYS_WORDS = {"unbooked": "belum ada blangko yang dibukukan", "none": "habis"}


def blangko(node: Node, now: datetime) -> Answer:
    """Down at none, held up with less than a working week at the pace of the last two weeks."""
    accounts = {a: n for a, n in balances(node).items() if a in (STOCK, OPERATOR)}
    left = sum(accounts.values())
    if not accounts:
        return Measured(SLOW, SAYS_WORDS["unbooked"])
    if left == 0:
        return Measured(DOWN, SAYS_WORDS["none"])
    printed = PrintOrder.objects.filter(printed_at__gte=now - LOOK_BACK, printed_at__lte=now).count()
    days = left * WORKDAYS // printed if printed else None
    if days is not None and days < FEW_DAYS:
        return Measured(SLOW, f"tinggal {left}, cukup kira-kira {days} hari kerja")
    return FINE


def search_heartbeat(node: Node, now: datetime) -> Answer:
    """The search is held up when something answerable waits too long. Never down by itself: a search that is told to be down would not
    take the work by which it could show that it is well."""
    training = OfficeCut.objects.filter(part=SEARCH).values("office")
    waiting = Record.objects.filter(
        status__in=[Status.SENT_FOR_ENROLLMENT, Status.RECEIVED_AT_CENTRAL],
        current=True,
        status_since__lt=now - PATIENCE,
    ).exclude(office__in=training)
    first = waiting.order_by("status_since").values_list("packet", "status_since").first()
    if first is None:
        return FINE
    whole = Blob.objects.filter(sha=first[0]).values_list("have", "size").first()
    if whole is None or whole[0] != whole[1]:
        return FINE  # its packet is still on the way: the search cannot be blamed
    return Measured(SLOW, f"rekaman tertua menunggu {(now - first[1]) // timedelta(minutes=1)} menit")


OFFICE_PROBES = (*probes.OFFICE_PROBES, Probe(BLANGKO, blangko))
CENTRE_PROBES = (*probes.CENTRE_PROBES, Probe(SEARCH, search_heartbeat))
