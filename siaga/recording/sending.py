"""What becomes of packets by themselves: sent, sealed again for a centre that was not known yet, or found lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import F, Q

from siaga.journal import blobs, exchange, membership
from siaga.journal.act import SYSTEM, Act
from siaga.journal.messages import AskBlobs
from siaga.journal.models import Blob, OfficeBox
from siaga.journal.questions import finds
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault

from . import packet as packets
from .acts import FIRST_TIMER, LATER, NO_CENTRE_YET, change_status, keep
from .facts import PacketResealed
from .models import Record
from .status import KTP_EL as MACHINE
from .status import OFFICE, Status

BATCH = 200
RESEAL_BATCH = 50
LOST = "Paket rekaman hilang dari penyimpanan kantor sebelum terkirim; rekam ulang warganya."
LOST_ON_THE_WAY = "Paket rekaman hilang bersama kotak lama sebelum sampai di pusat; rekam ulang warganya."
GRACE = timedelta(days=3)  # a bundle that the box before wrote may still be on its way by hand
EVERY = timedelta(hours=1)


@finds(
    "EXISTS (SELECT FROM recording_record WHERE status = %s AND current AND office = %s)",
    lambda node, now: (Status.BIO_CAPTURED.value, node.id),
)
def mark_sent(node: Node, now: datetime) -> int:
    """Records whose packet is complete at the centre become SENT_FOR_ENROLLMENT. Returns how many."""
    waiting = Record.objects.filter(status=Status.BIO_CAPTURED, office=node.id, current=True)
    found = dict(waiting.order_by("recorded_at", "id").values_list("id", "packet")[:BATCH])
    known = dict(Blob.objects.filter(sha__in=list(found.values())).values_list("sha", "wanted_by"))
    # A box that took over got most rows from the box before it: there that nobody wants a packet does not say that it was sent.
    sure = node.box == 1
    sent = [id for id, sha in found.items() if sure and known.get(sha) == ""]
    unknown = {id: sha for id, sha in found.items() if sha not in known or (not sure and known[sha] == "")}
    return _send(node, sent) + (_settle_unknown(node, unknown) if unknown else 0)


def _settle_unknown(node: Node, unknown: dict[UUID, str]) -> int:
    """A box that was rebuilt or took over has its records but perhaps not their packets: the centre may hold them, else they are sent
    from here, else they are lost."""
    link = node.devices.get(PUSAT)
    if link is None:
        return 0
    there = exchange.ask(node, link, AskBlobs(shas=list(unknown.values()))).bytes_here
    sizes = dict(Record.objects.filter(id__in=list(unknown)).values_list("id", "packet_size"))
    whole = [id for id, sha in unknown.items() if there.get(sha, 0) == sizes[id]]
    of_points = Record.objects.filter(id__in=list(unknown)).exclude(point="").values("packet")
    # What a service point recorded lies there until it brings it.
    to_come = Q(have=F("size")) | Q(sha__in=of_points)
    here = Blob.objects.filter(to_come, sha__in=[unknown[id] for id in unknown if id not in whole])
    to_send = set(here.values_list("sha", flat=True))
    Blob.objects.filter(sha__in=sorted(to_send)).update(wanted_by=PUSAT, priority=FIRST_TIMER)
    gone = [id for id, sha in unknown.items() if id not in whole and sha not in to_send]
    return _send(node, whole) + _lose(node, gone)


def follow_up(node: Node, now: datetime) -> int:
    """At a box that took over or was rebuilt: what counts as sent but never arrived, because the box before had only written it into a
    bundle, or its facts had gone ahead of its packets. What lies here goes up; what lies nowhere GRACE after the change is lost and its
    person recorded again. Returns how many of both.
    """
    if node.box == 1 or now < _asked.get(node, now):
        return 0
    since = OfficeBox.objects.filter(office=node.id, box=node.box).values_list("since", flat=True).first()
    if since is None:
        return 0
    sent = Record.objects.filter(status=Status.SENT_FOR_ENROLLMENT, office=node.id, current=True, point="")
    packets_of = {
        sha: (id, size)
        for id, sha, size in sent.order_by("recorded_at", "id").values_list("id", "packet", "packet_size")[:BATCH]
    }
    link = node.devices.get(PUSAT)
    if not packets_of or link is None:
        return 0
    there = exchange.ask(node, link, AskBlobs(shas=list(packets_of))).bytes_here
    _asked[node] = now + EVERY
    away = [sha for sha, (_id, size) in packets_of.items() if there.get(sha, 0) != size]
    here = Blob.objects.filter(sha__in=away, have=F("size"))
    found = set(here.values_list("sha", flat=True))
    queued = here.exclude(wanted_by=PUSAT).update(wanted_by=PUSAT, priority=FIRST_TIMER)
    gone = [packets_of[sha][0] for sha in away if sha not in found] if now >= since + GRACE else []
    if gone:
        with Act(node, SYSTEM) as act:
            for r in sent.select_for_update().filter(id__in=gone).order_by("recorded_at", "id"):
                change_status(act, r, "found_incomplete", OFFICE, says=LOST_ON_THE_WAY)
    return queued + len(gone)


_asked: WeakKeyDictionary[Node, datetime] = WeakKeyDictionary()  # when each node asks again


def send_by_hand(node: Node) -> int:
    """Before a bundle is written: everything recorded goes into it, so everything recorded counts as sent."""
    while reseal(node, node.clock.now()):
        pass
    waiting = Record.objects.filter(status=Status.BIO_CAPTURED, office=node.id, current=True)
    mine = dict(waiting.values_list("id", "packet"))
    queued = set(
        Blob.objects.filter(sha__in=list(mine.values()), wanted_by__in=[PUSAT, ""], have=F("size")).values_list(
            "sha", flat=True
        )
    )
    return _send(node, [id for id, sha in mine.items() if sha in queued])


def _send(node: Node, records: Collection[UUID]) -> int:
    return _move(node, records, "send", "")


def _lose(node: Node, records: Collection[UUID]) -> int:
    return _move(node, records, "found_incomplete", LOST)


def _move(node: Node, records: Collection[UUID], trigger: str, says: str) -> int:
    """Preparing is no deed of its own here, a packet is prepared when it is sealed; so two steps are one fact."""
    if not records:
        return 0
    with Act(node, SYSTEM) as act:
        locked = Record.objects.select_for_update().filter(id__in=list(records), status=Status.BIO_CAPTURED)
        found = list(locked.order_by("recorded_at", "id"))
        for r in found:
            r.status = str(MACHINE.step(r.status, "prepare", by=OFFICE))
            change_status(act, r, trigger, OFFICE, says=says)
    return len(found)


@finds(
    "(SELECT true FROM journal_blob WHERE wanted_by = %s ORDER BY priority, since LIMIT 1) IS NOT NULL",
    lambda node, now: (NO_CENTRE_YET,),
)
def reseal(node: Node, now: datetime) -> int:
    """Packets sealed before this office was admitted are sealed again, so that the centre can open them. Returns how many.

    A packet that this office itself cannot open any more is lost and its person recorded again.
    """
    if membership.keys_of(node, PUSAT) is None:
        return 0
    old = list(Blob.objects.filter(wanted_by=NO_CENTRE_YET).order_by("since", "sha").values_list("sha", flat=True))
    done = 0
    for sha in old[:RESEAL_BATCH]:
        done += 1
        found = Record.objects.filter(packet=sha, office=node.id).first()
        if found is not None and not _resealed(node, found):
            _lose(node, [found.id])
        Blob.objects.filter(sha=sha).delete()
        blobs.path_of(node, sha).unlink(missing_ok=True)
    return done


def _resealed(node: Node, record: Record) -> bool:
    try:
        packet = packets.unseal(blobs.read(node, record.packet), node.keys)
    except PermanentFault:
        return False
    with Act(node, SYSTEM) as act:
        ref = keep(node, packet, act.now, FIRST_TIMER if record.first_time else LATER)
        body = PacketResealed(record=record.id, nik=record.nik, blobs=[ref])
        act.record(body, subject=f"rekaman/{record.id}")
    return True
