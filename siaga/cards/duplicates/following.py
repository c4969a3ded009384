"""What an office does by itself: cases begin when the centre finds a duplicate, and a closed NIK has consequences here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from siaga.journal.act import SYSTEM, Act
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.people.codes import ResidentStatus, Shdk
from siaga.people.due import record_due
from siaga.people.facts import FamilyClosed
from siaga.people.models import Family, Resident
from siaga.recording.status import Status

from .. import facts as cards
from ..models import PrintOrder
from .facts import ClosingFollowed, DuplicateFound, subject_of
from .models import ClosedNik

BATCH = 100

# Recordings that are duplicates without a case that is under way: none yet, or one that had ended before this verdict. One that another
# office's case closed (`ditutup`) begins none.
_NEW = """
SELECT r.id, r.nik, r.other_nik, COALESCE(c.n, 0)
  FROM recording_record r LEFT JOIN cards_duplicatecase c ON c.record = r.id
  LEFT JOIN cards_duplicateanswer a ON a.record = r.id
 WHERE r.status = %s AND r.current AND r.office = %s AND (a.verdict IS NULL OR a.verdict <> 'ditutup')
   AND (c.record IS NULL OR (a.n = c.n AND c.state = 'menunggu_pusat' AND r.status_since > a.at))
 ORDER BY r.status_since, r.id LIMIT %s
"""
_CLOSED = """
SELECT k.nik FROM cards_closednik k JOIN people_resident p ON p.nik = k.nik
 WHERE NOT k.followed AND p.office = %s ORDER BY k.at, k.nik LIMIT %s FOR UPDATE OF k SKIP LOCKED
"""


def open_found(node: Node, now: datetime) -> int:
    """A case for every recording that the centre found to be a duplicate. Returns how many began."""
    if node.point:  # the office summons; a service point sends people there
        return 0
    with Act(node, SYSTEM) as act:
        found = fetch(_NEW, (Status.DUPLICATE_RECORD, node.id, BATCH))
        for record, nik, other, n in found:
            body = DuplicateFound(record=record, nik=nik, other_nik=other, after=n)
            act.record(body, subject=subject_of(record))
        return len(found)


def follow_closed(node: Node, now: datetime) -> int:
    """Cards that were handed over under a closed NIK are void; the family's KK is made again without it. Returns how many NIKs."""
    if node.point:
        return 0
    with Act(node, SYSTEM) as act:
        niks = [nik for (nik,) in fetch(_CLOSED, (node.id, BATCH))]
        for nik in niks:
            handed = PrintOrder.objects.filter(nik=nik, office=node.id, state="diserahkan", void="").order_by("id")
            for order in handed.values_list("id", flat=True):
                act.record(cards.CardVoided(order=order, nik=nik, why="ditarik"), subject=f"pesanan/{order}")
            body = ClosingFollowed(nik=nik, needs_head=_leave_family(act, Resident.objects.get(nik=nik)))
            act.record(body, subject=f"penduduk/{nik}")
        return len(niks)


def _leave_family(act: Act, person: Resident) -> bool:
    """True where an officer has to choose a new head (a new KK number, UU 23/2006 art. 61)."""
    home = Family.objects.select_for_update().filter(no_kk=person.no_kk, status="aktif").first()
    if home is None:
        return False
    left = Resident.objects.filter(no_kk=home.no_kk, status=ResidentStatus.AKTIF).exclude(nik=person.nik)
    if not left.exists():
        act.record(FamilyClosed(no_kk=home.no_kk), subject=f"keluarga/{home.no_kk}")
        return False
    if person.shdk == Shdk.KEPALA or home.nik_kepala == person.nik:
        return True
    record_due(act, "kk", f"keluarga/{home.no_kk}", home.nik_kepala)
    return False


OFFICE_TICKS = (open_found, follow_closed)


def closed_without_head(node: Node) -> list[ClosedNik]:
    """NIKs whose family still waits for a new head."""
    rows = ClosedNik.objects.filter(needs_head=True, nik__in=_headless(node).values("nik"))
    return list(rows.order_by("at", "nik"))


def _headless(node: Node) -> QuerySet[Resident]:
    homes = Family.objects.filter(status="aktif", office=node.id)
    return Resident.objects.filter(status=ResidentStatus.DITUTUP, office=node.id, no_kk__in=homes.values("no_kk"))
