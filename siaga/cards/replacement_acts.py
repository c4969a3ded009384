"""Another card for one that was lost, is damaged or out of date."""

from __future__ import annotations

from uuid import UUID

from siaga.continuity.standing import may_begin
from siaga.continuity.table import PRINTING
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.biodata import of_card_age
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.rules import not_here
from siaga.recording.status import OFFICE, PROVEN_SINGLE, Status

from . import order as order_rules
from .facts import OldCardTaken, OrderJoined
from .handover_rules import BASIS
from .models import OpenOrder

EVIDENCE = {
    "hilang": "Isi nomor surat kehilangan dari kepolisian.",
    "rusak": "Isi keterangan kartu rusak yang dibawa.",
    "ubah_data": "Isi dokumen yang mengubah data, misalnya nomor KK baru.",
    "bencana": "Isi nomor surat keterangan bencana.",
}


def order_replacement(
    node: Node,
    officer: Actor,
    nik: str,
    reason: str,
    evidence: str,
    *,
    card_taken: bool = False,
    key: UUID | None = None,
) -> Outcome:
    """A new card for one that is lost, damaged or out of date: no new recording, no new verdict. Done(order id).

    evidence: the police letter, the damaged card, the new papers. card_taken: the old card is handed in at once.
    """
    with Act(node, officer, key=key) as act:
        if no := may_begin(node, PRINTING, kept=True):
            return act.refuse(no)
        person = Resident.objects.select_for_update().filter(nik=nik).first()
        record = Record.objects.select_for_update().filter(nik=nik, current=True, office=node.id).first()
        if person is None:
            return act.refuse(_no("unknown", "NIK ini tidak ada di register kantor ini.", "nik"))
        klass = order_rules.class_for(reason)
        if wrong := _why_not(node, person, record, reason, klass, evidence):
            return act.refuse(wrong)
        assert record is not None and isinstance(klass, str)
        if record.status == Status.CARD_ISSUED:
            change_status(act, record, "replace", OFFICE)
        order = ids.nth(key, 0) if key else ids.fresh()
        act.record(
            OrderJoined(
                order=order,
                nik=nik,
                record=record.id,
                klass=klass,
                reason=reason,
                recorded_at=record.recorded_at,
                kecamatan=record.kecamatan,
                kelurahan=record.kelurahan,
                evidence=evidence.strip(),
            ),
            subject=f"pesanan/{order}",
        )
        if card_taken:
            act.record(OldCardTaken(nik=nik, what="ktp_el", reason=reason), subject=f"penduduk/{nik}")
        return act.done(order)


def _why_not(
    node: Node, person: Resident, record: Record | None, reason: str, klass: str | Refusal, evidence: str
) -> list[Refusal]:
    if no := not_here(person):
        return [no]
    wrong = [klass] if isinstance(klass, Refusal) else []
    if record is None or record.status not in PROVEN_SINGLE:
        text = "Belum ada rekaman yang dinyatakan tunggal oleh pusat. Rekam dahulu, atau tunggu jawaban pusat."
        wrong.append(_no("not_proven", text, "nik"))
    if not of_card_age(person.tanggal_lahir, person.status_kawin, node.clock.today()):
        wrong.append(_no("card_age", "Kartu dicetak mulai umur 17 tahun, atau bila sudah atau pernah kawin.", "nik"))
    if OpenOrder.objects.filter(office=node.id, nik=person.nik).exists():
        wrong.append(_no("in_line", "Kartu untuk orang ini sudah dalam antrean cetak atau di rak pengambilan.", "nik"))
    if not evidence.strip():
        wrong.append(_no("evidence", EVIDENCE.get(reason, "Isi buktinya."), "evidence"))
    return wrong


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"handover.{code}", message, field=field, basis=BASIS)
