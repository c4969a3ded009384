"""Telling owners, giving hours, storing what nobody fetches, withdrawing what nobody will fetch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Exists, OuterRef, QuerySet

from siaga.documents.issuing import lock
from siaga.documents.wording import moment
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import OFFICE, Status

from .. import line
from ..models import PrintOrder
from ..telling import acts as telling
from . import rules
from .facts import CardStored, CardWithdrawn, HolderTold, PickupHoursSet
from .models import DeliveryRound, PickupCall, PickupHours, StoredCard

MOST = 200  # told at once
GONE_WORDS = {"meninggal": "pemilik meninggal", "pindah": "pemilik pindah", "ditutup": "NIK ditutup"}


def hours_of(node: Node) -> rules.Hours:
    row = PickupHours.objects.filter(office=node.id).first()
    if row is None:
        return rules.Hours()
    return rules.Hours(**{name: getattr(row, name) for name in rules.Hours.__struct_fields__})


def set_hours(node: Node, head: Actor, hours: rules.Hours, *, key: UUID | None = None) -> Outcome:
    """What the counter manages, from now on; hours that were given stay given. Done: None."""
    with Act(node, head, key=key) as act:
        if wrong := rules.check_hours(hours):
            return act.refuse(wrong)
        said = msgspec.structs.asdict(hours) | {"opens": f"{hours.opens:%H:%M}", "shuts": f"{hours.shuts:%H:%M}"}
        act.record(PickupHoursSet(**said), subject=f"pengambilan/{node.id}")
        return act.done()


def waiting(node: Node) -> QuerySet[Any]:
    """Cards on the shelf of this office, with the state of their owners as `owner` and what was told as `told_at`, `slot`, `times`."""
    call = PickupCall.objects.filter(order=OuterRef("id"), at__gte=OuterRef("printed_at"))
    owner = Resident.objects.filter(nik=OuterRef("nik"))
    out = DeliveryRound.objects.filter(back_at=None, orders__contains=[OuterRef("id")])
    return line.held(node).filter(state=line.SHELF).annotate(
        told_at=call.values("at"),
        slot_at=call.values("slot"),
        times=call.values("times"),
        owner=owner.values("status"),
        stored=Exists(StoredCard.objects.filter(order=OuterRef("id"), at__gte=OuterRef("printed_at"))),
        carried=Exists(out),
    )  # fmt: skip


def booked(node: Node, *, but: Sequence[UUID] = ()) -> Counter[datetime]:
    """How many cards each hour to come has, in the office's own time (naive). but: of other orders."""
    zone = ZONES[node.clock.zone]
    rows = PickupCall.objects.filter(office=node.id, slot__gte=node.clock.now()).exclude(order__in=list(but))
    open_ = rows.filter(Exists(PrintOrder.objects.filter(id=OuterRef("order"), state=line.SHELF)))
    return Counter(slot.astimezone(zone).replace(tzinfo=None) for slot in open_.values_list("slot", flat=True))


def tell(node: Node, officer: Actor, orders: Sequence[UUID], *, key: UUID | None = None) -> Outcome:
    """Tell these owners that the card is there, each with an hour of their own. Done: (batch, how many, how many without a telephone)."""
    with Act(node, officer, key=key) as act:
        lock("pengambilan")  # two officers give two hours
        rows = list(_chosen(node, orders[:MOST]).filter(owner="aktif", carried=False).order_by("printed_at", "id"))
        if not rows:
            return act.refuse(_no("nobody", "Pilih kartu di rak yang pemiliknya masih penduduk di sini."))
        slots = rules.free_slots(hours_of(node), node.clock.today(), booked(node, but=[r.id for r in rows]), len(rows))
        if len(slots) < len(rows):
            return act.refuse(
                _no("full", "Jadwal pengambilan penuh untuk 120 hari. Kepala kantor menambah kapasitasnya.")
            )
        batch, zone = ids.nth(key, 0) if key else ids.fresh(), ZONES[node.clock.zone]
        people = Resident.objects.in_bulk([r.nik for r in rows])
        silent = 0
        for r, slot in zip(rows, slots, strict=True):
            at = slot.replace(tzinfo=zone)
            said = HolderTold(order=r.id, nik=r.nik, batch=batch, slot=at, times=(r.times or 0) + 1)
            act.record(said, subject=line.subject_of(node, r.id))
            silent += not telling.tell(act, people[r.nik], text_of(node, people[r.nik], at), f"pesanan/{r.id}")
        return act.done((batch, len(rows), silent))


def another_hour(node: Node, officer: Actor, order: UUID, slot: datetime, *, key: UUID | None = None) -> Outcome:
    """The owner asks for another hour. slot: in the office's own time (naive). Done: the order's id."""
    with Act(node, officer, key=key) as act:
        lock("pengambilan")
        row = _chosen(node, [order]).filter(owner="aktif").first()
        if row is None:
            return act.refuse(_no("not_there", "Kartu ini tidak ada di rak. Muat ulang daftarnya."))
        if slot not in rules.open_slots(hours_of(node), node.clock.today(), booked(node, but=[order])):
            return act.refuse(_no("taken", "Waktu itu penuh atau kantor tutup. Pilih waktu lain.", "slot"))
        at = slot.replace(tzinfo=ZONES[node.clock.zone])
        batch = ids.nth(key, 0) if key else ids.fresh()
        said = HolderTold(order=order, nik=row.nik, batch=batch, slot=at, times=row.times or 1)
        act.record(said, subject=line.subject_of(node, order))
        person = Resident.objects.get(nik=row.nik)
        telling.tell(act, person, text_of(node, person, at), f"pesanan/{order}")
        return act.done(order)


def text_of(node: Node, person: Resident, at: datetime) -> str:
    """What the owner reads on a telephone: no NIK, and nothing that a stranger could use."""
    when = moment(at, ZONES[node.clock.zone], node.clock.zone)
    return (
        f"{node.name}: KTP-el {telling.first_name(person.nama)} sudah jadi. Ambil pada {when}. Bawa KK dan suket atau KTP-el lama "
        "bila ada. Bila berhalangan, anggota satu KK boleh mengambil dengan surat kuasa. Gratis; jangan memberi uang kepada siapa pun."
    )


def store(node: Node, officer: Actor, orders: Sequence[UUID], place: str, *, key: UUID | None = None) -> Outcome:
    """Nobody fetched these in their period: to the store. Done: how many. All or none."""
    with Act(node, officer, key=key) as act:
        rows = list(_chosen(node, orders[:MOST]).filter(stored=False, carried=False).order_by("printed_at", "id"))
        hours, now = hours_of(node), node.clock.now()
        wrong = [no for r in rows if (no := rules.may_store(r.told_at, r.slot_at, r.printed_at, now, hours))]
        if not place.strip():
            wrong.append(_no("place", "Isi tempat penyimpanannya, misalnya lemari 2.", "place"))
        if not rows or wrong:
            return act.refuse(wrong[:1] or [_no("not_there", "Kartu ini tidak ada di rak. Muat ulang daftarnya.")])
        for r in rows:
            act.record(CardStored(order=r.id, nik=r.nik, place=place.strip()), subject=line.subject_of(node, r.id))
        return act.done(len(rows))


def withdraw_gone(node: Node, officer: Actor, orders: Sequence[UUID], *, key: UUID | None = None) -> Outcome:
    """Cards of who died, moved away or keeps another NIK: to the old cards, to be destroyed with minutes. Done: how many."""
    with Act(node, officer, key=key) as act:
        rows = list(_chosen(node, orders[:MOST]).filter(owner__in=sorted(GONE_WORDS)).order_by("printed_at", "id"))
        if not rows:
            return act.refuse(_no("here", "Pemilik kartu ini masih penduduk di sini. Serahkan, atau simpan."))
        records = Record.objects.select_for_update().in_bulk([r.record for r in rows])
        for r in rows:
            subject = line.subject_of(node, r.id)
            act.record(CardWithdrawn(order=r.id, nik=r.nik, why=GONE_WORDS[str(r.owner)]), subject=subject)
            record = records.get(r.record)
            if record is not None and record.status in (Status.CARD_PRINTED, Status.CARD_SHIPPED):
                change_status(act, record, "spoil", OFFICE, subject=line.status_subject(node, r.id))
        return act.done(len(rows))


def _chosen(node: Node, orders: Sequence[UUID]) -> QuerySet[Any]:
    return waiting(node).filter(id__in=list(orders)).select_for_update(of=("self",))


def heaps(node: Node) -> dict[str, QuerySet[Any]]:
    """The shelf in the heaps in which it is worked on; each card is in one."""
    all_ = waiting(node)
    here = all_.filter(owner="aktif", stored=False, carried=False)
    now = node.clock.now()
    return {
        "belum": here.filter(told_at=None),
        "diberitahu": here.filter(slot_at__gte=now),
        "lewat": here.filter(slot_at__lt=now),
        "diantar": all_.filter(owner="aktif", carried=True),
        "disimpan": all_.filter(owner="aktif", stored=True, carried=False),
        "ditarik": all_.filter(owner__in=sorted(GONE_WORDS)),
    }


def count_to_tell(node: Node) -> int:
    """Cards whose owners do not know yet."""
    call = PickupCall.objects.filter(order=OuterRef("id"), at__gte=OuterRef("printed_at"))
    return line.held(node).filter(~Exists(call), state=line.SHELF).count()


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"pickup.{code}", message, field=field, basis=rules.BASIS)
