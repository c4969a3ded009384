"""The work lists of recordings at an office: which records wait for what, and how many."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siaga.journal.act import Actor
from siaga.journal.models import Blob
from siaga.kit.node import PUSAT, Node
from siaga.people.models import Resident

from .models import Record, Session
from .status import FAILED, PROVEN_SINGLE, UNDECIDED, Status


@dataclass(frozen=True, slots=True)
class Heap:
    """One work list. code: in the address."""

    code: str
    label: Promise
    statuses: tuple[str, ...]


HEAPS = (
    Heap("kirim", _("Belum dikirim"), (Status.BIO_CAPTURED, Status.PROCESSING)),
    Heap("sfe", _("Dikirim ke pusat (SFE)"), (Status.SENT_FOR_ENROLLMENT,)),
    Heap(
        "pusat",
        _("Diperiksa di pusat"),
        (Status.RECEIVED_AT_CENTRAL, Status.ADJUDICATE_RECORD, Status.ADJUDICATE_IN_PROCESS),
    ),
    Heap("gagal", _("Gagal, perlu tindakan"), tuple(sorted(FAILED))),
    Heap("ganda", _("Rekaman ganda"), (Status.DUPLICATE_RECORD,)),
    Heap("prr", _("Siap cetak (PRR)"), (Status.PRINT_READY_RECORD,)),
    Heap("selesai", _("Sudah dicetak"), tuple(sorted(PROVEN_SINGLE - {Status.PRINT_READY_RECORD}))),
)
BY_CODE = {heap.code: heap for heap in HEAPS}
UNSETTLED = tuple(sorted({*UNDECIDED, *FAILED, Status.DUPLICATE_RECORD}))


def records(node: Node, actor: Actor, heap: str = "", kecamatan: str = "", sought: str = "") -> QuerySet[Record]:
    """Current records of this office in the officer's area, oldest first; without a heap all that are not settled."""
    query = Record.objects.filter(office=node.id, current=True)
    if actor.wilayah:
        query = query.filter(kelurahan__startswith=actor.wilayah.replace(".", ""))
    if kecamatan:
        query = query.filter(kecamatan=kecamatan)
    if heap != "semua":
        query = query.filter(status__in=BY_CODE[heap].statuses if heap in BY_CODE else UNSETTLED)
    if sought:
        digits = "".join(c for c in sought if c.isdigit())
        by_name = Resident.objects.filter(nama__icontains=sought).values("nik")
        query = query.filter(Q(nik__startswith=digits) if digits else Q(nik__in=by_name))
    return query.order_by("recorded_at", "id")


def counts(node: Node, actor: Actor) -> dict[str, int]:
    """How many in each heap, by its code."""
    rows = records(node, actor, "semua").order_by().values_list("status").annotate(n=Count("id"))
    by_status = dict(rows)
    return {heap.code: sum(by_status.get(s, 0) for s in heap.statuses) for heap in HEAPS}


def bytes_to_go() -> int:
    """Of sealed packets that the centre does not have yet."""
    return int(Blob.objects.filter(wanted_by=PUSAT).aggregate(n=Sum("size"))["n"] or 0)


def drafts(node: Node, actor: Actor) -> int:
    return Session.objects.filter(done=False).count()


def failed(node: Node, actor: Actor) -> int:
    """What an officer has to act on: failures and duplicates."""
    return records(node, actor).filter(status__in=[*FAILED, Status.DUPLICATE_RECORD]).count()
