"""Recording somebody, and what an office may do with a record afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import RECORDING
from siaga.journal import blobs, membership, points
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.models import Blob
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.people.moving.standing import recorded_before

from . import packet as packets
from . import rules
from .facts import Exemption, Recorded, StatusChanged
from .models import Record, Session
from .status import KTP_EL as MACHINE
from .status import OFFICE

FIRST_TIMER, LATER = 10, 50  # priority of packets on the line: first-timers go first, as on the print list
# A packet sealed before this office knew the centre's keys: it stays here until `sending.reseal` makes it readable there.
NO_CENTRE_YET = "belum ada kunci pusat"
UNKNOWN = Refusal(
    "recording.unknown",
    "NIK ini tidak ada di register kantor ini. Bila ia penduduk kantor lain, minta ia direkam di kantor domisilinya; "
    "bila belum punya biodata, daftarkan dahulu.",
    "nik",
)


class Applicant(NamedTuple):
    """What recording somebody reads of the register. area: ten digits of the family's kelurahan, "" if unknown."""

    nik: str
    tanggal_lahir: date | None
    status_kawin: int
    status: str
    office: str
    area: str


class Earlier(NamedTuple):
    """What it reads of the recording that counts so far at this office."""

    id: UUID
    status: str
    recorded_at: datetime
    first_time: bool
    proven_at: datetime | None


# Two statements, not one: the second has to see what whoever held the lock on the person has recorded meanwhile.
_LOCK_PERSON = """
SELECT r.nik, r.tanggal_lahir, r.status_kawin, r.status, r.office, COALESCE(f.kode_wilayah, '')
  FROM people_resident r LEFT JOIN people_family f ON f.no_kk = r.no_kk WHERE r.nik = %s FOR UPDATE OF r
"""
_EARLIER = """
SELECT id, status, recorded_at, first_time, proven_at FROM recording_record WHERE nik = %s AND office = %s AND current
"""


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
        if no := may_begin(node, RECORDING, kept=session is not None):
            return act.refuse(no)
        resident = next(map(Applicant._make, fetch(_LOCK_PERSON, (packet.nik,))), None)
        if resident is None:
            return act.refuse(UNKNOWN)
        earlier = next(map(Earlier._make, fetch(_EARLIER, (packet.nik, node.id))), None)
        if no := rules.may_record(
            resident,
            node.clock.today(),
            earlier,
            link_up=link_up,
            zone=node.clock.zone,
            permanent_change=permanent_change,
        ):
            return act.refuse(no)
        if earlier is None and not permanent_change and recorded_before([packet.nik]):
            return act.refuse(rules.RECORDED_ELSEWHERE)
        record_id = ids.nth(key, 0) if key else ids.fresh()
        ref = keep(node, packet, act.now, FIRST_TIMER if earlier is None else LATER)
        act.record(
            Recorded(
                record=record_id,
                nik=packet.nik,
                blobs=[ref],
                quality=quality,
                exceptions=list(exceptions),
                first_time=earlier is None or (earlier.first_time and earlier.proven_at is None),
                link_up=link_up,
                kecamatan=resident.area[:6],
                kelurahan=resident.area,
                replaces=earlier.id if earlier else None,
                home=resident.office if resident.office != node.id else "",
                approval=permanent_change.strip(),
            ),
            subject=f"rekaman/{record_id}",
        )
        if session is not None:
            Session.objects.filter(id=session).update(done=True, sealed=b"")
        return act.done(record_id, rules.recording_notes(link_up=link_up))


def again(node: Node, officer: Actor, key: UUID) -> Outcome:
    """A form whose draft is finished: raises AlreadyDone if it was this very form, else says so."""
    with Act(node, officer, key=key) as act:
        return act.refuse(Refusal("recording.finished", "Perekaman ini sudah selesai atau dibuang."))


def keep(node: Node, packet: packets.Packet, at: datetime, priority: int) -> blobs.BlobRef:
    """Seal to this office and the centre, and queue for the centre. Before admission there is no centre to seal to: it waits here.

    A service point seals to its office too, where cards are printed, and its packets go there first.
    """
    readers = [node.keys.public, *(points.office_keys(node) if node.point else ())]
    centre = membership.keys_of(node, PUSAT)
    if centre is not None:
        readers.append(centre)
    wanted_by = PUSAT if centre is not None else NO_CENTRE_YET
    return blobs.put(node, packets.seal(packet, readers), at=at, wanted_by=wanted_by, priority=priority)


def change_status(
    act: Act,
    record: Any,
    trigger: str,
    by: str,
    *,
    says: str = "",
    other_nik: str = "",
    to: str = "",
    subject: str = "",
) -> Refusal | None:
    """Move one record along the machine, inside another act. Returns the refusal if there is no such way."""
    after = MACHINE.step(record.status, trigger, by=by)
    if isinstance(after, Refusal):
        return after
    body = StatusChanged(
        record=record.id, nik=record.nik, status=str(after), says=says, other_nik=other_nik, trigger=trigger
    )
    act.record(body, subject=subject or f"rekaman/{record.id}", to=to)
    record.status = str(after)
    return None


def resend(node: Node, officer: Actor, record_id: UUID, *, key: UUID | None = None) -> Outcome:
    """Send a record's packet once more after the centre could not search or read it. Done(value=record id)."""
    with Act(node, officer, key=key) as act:
        found = Record.objects.select_for_update().filter(id=record_id, office=node.id, current=True).first()
        if found is None:
            return act.refuse(Refusal("recording.no_record", "Rekaman ini tidak ada, atau sudah diganti yang baru."))
        if no := change_status(act, found, "resend", OFFICE):
            return act.refuse(no)
        if not queue(node, found, act.now):
            return act.refuse(
                Refusal(
                    "recording.packet_lost",
                    "Paket rekaman ini tidak utuh lagi di kantor, jadi tidak dapat dikirim ulang. Rekam ulang warganya.",
                )
            )
        return act.done(found.id)


def queue(node: Node, record: Any, at: datetime) -> bool:
    """Put a record's packet on the line to the centre again; False if it is not whole here any more."""
    try:
        size = len(blobs.read(node, record.packet))
    except blobs.BadBlob:
        return False
    Blob.objects.update_or_create(
        sha=record.packet,
        defaults={"size": size, "have": size, "wanted_by": PUSAT, "priority": FIRST_TIMER},
        create_defaults={"size": size, "have": size, "wanted_by": PUSAT, "priority": FIRST_TIMER, "since": at},
    )
    return True
