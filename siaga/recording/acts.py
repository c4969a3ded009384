"""Recording somebody, and sending what was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from siaga.journal import blobs, membership
from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.models import Blob
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Family, Resident

from . import packet as packets
from . import rules
from .facts import Exemption, Recorded, StatusChanged
from .models import Record, Session
from .status import OFFICE, Status
from .status import KTP_EL as MACHINE

FIRST_TIMER, LATER = 10, 50  # priority of packets on the line: first-timers go first, as on the print list
BATCH = 200


def record(
    node: Node,
    officer: Actor,
    packet: packets.Packet,
    *,
    quality: int,
    exceptions: Sequence[Exemption] = (),
    link_up: bool,
    permanent_change: str = "",
    session: UUID | None = None,
    key: UUID | None = None,
) -> Outcome:
    """Store a capture as the person's recording. Done(value=record id), or why it may not be (under 16, recorded already)."""
    with Act(node, officer, key=key) as act:
        resident = Resident.objects.select_for_update().filter(nik=packet.nik).first()
        if resident is None:
            return act.refuse(
                Refusal(
                    "recording.unknown",
                    "NIK ini tidak ada di register kantor ini. Daftarkan biodatanya lebih dahulu.",
                    "nik",
                )
            )
        earlier = Record.objects.filter(nik=packet.nik, current=True, office=node.id).first()
        if no := rules.may_record(
            resident, node.clock.today(), earlier, link_up=link_up, permanent_change=permanent_change
        ):
            return act.refuse(no)
        record_id = ids.nth(key, 0) if key else ids.fresh()
        ref = _keep(node, packet, act.now, FIRST_TIMER if earlier is None else LATER)
        area = Family.objects.filter(no_kk=resident.no_kk).values_list("kode_wilayah", flat=True).first() or ""
        act.record(
            Recorded(
                record=record_id,
                nik=packet.nik,
                blobs=[ref],
                quality=quality,
                exceptions=list(exceptions),
                first_time=earlier is None,
                link_up=link_up,
                kecamatan=area[:6],
                kelurahan=area,
                replaces=earlier.id if earlier else None,
                home=resident.office if resident.office != node.id else "",
            ),
            subject=f"rekaman/{record_id}",
        )
        if session is not None:
            Session.objects.filter(id=session).update(done=True, sealed=b"")
        return act.done(record_id, rules.recording_notes(link_up=link_up))


def _keep(node: Node, packet: packets.Packet, at: datetime, priority: int) -> blobs.BlobRef:
    """Seal to this office and the centre, and queue for the centre. Before admission there is no centre to seal to: it is refused."""
    readers = [node.keys.public]
    centre = membership.keys_of(node, PUSAT)
    if centre is not None:
        readers.append(centre)
    return blobs.put(node, packets.seal(packet, readers), at=at, wanted_by=PUSAT, priority=priority)


def change_status(
    act: Act, record: Any, trigger: str, by: str, *, says: str = "", other_nik: str = "", to: str = ""
) -> Refusal | None:
    """Move one record along the machine, inside another act. Returns the refusal if there is no such way."""
    after = MACHINE.step(record.status, trigger, by=by)
    if isinstance(after, Refusal):
        return after
    act.record(
        StatusChanged(record=record.id, nik=record.nik, status=str(after), says=says, other_nik=other_nik),
        subject=f"rekaman/{record.id}",
        to=to,
    )
    record.status = str(after)
    return None


def mark_sent(node: Node, now: datetime) -> int:
    """Records whose packet is complete at the centre become SENT_FOR_ENROLLMENT. Returns how many."""
    waiting = Record.objects.filter(status=Status.BIO_CAPTURED, office=node.id).order_by("recorded_at", "id")[:BATCH]
    found = list(waiting)
    queued = set(
        Blob.objects.filter(sha__in=[r.packet for r in found]).exclude(wanted_by="").values_list("sha", flat=True)
    )
    return _send(node, [r for r in found if r.packet not in queued])


def send_by_hand(node: Node) -> int:
    """Before a bundle is written: everything recorded goes into it, so everything recorded counts as sent."""
    return _send(node, Record.objects.filter(status=Status.BIO_CAPTURED, office=node.id).order_by("recorded_at", "id"))


def _send(node: Node, records: Iterable[Record]) -> int:
    found = list(records)
    if not found:
        return 0
    with Act(node, SYSTEM) as act:
        for r in found:
            # "prepare" and "send" are one deed here: a packet is prepared when it is sealed.
            r.status = str(MACHINE.step(r.status, "prepare", by=OFFICE))
            change_status(act, r, "send", OFFICE)
    return len(found)
