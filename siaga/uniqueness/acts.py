"""The centre's answer to a recording: searched by the engine, or decided by an adjudicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siaga.journal import blobs
from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.models import Blob
from siaga.kit.keys import CannotOpen
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal
from siaga.people.facts import NikConfirmed
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.iso19794 import TemplateError
from siaga.recording.models import Record
from siaga.recording.packet import Packet, unseal
from siaga.recording.status import CENTRE, Status

from .engine.names import Names
from .engine.verdict import Unreadable, Verdict
from .facts import CaseDecided, CaseOpened, Likeness
from .gallery import Searcher
from .models import Case, Entry

PREFIX = {Status.PRINT_READY_RECORD: "found_single", Status.DUPLICATE_RECORD: "found_duplicate"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search said of one record. trigger: of the status machine."""

    record: Record
    trigger: str
    says: str = ""
    other_nik: str = ""
    likenesses: tuple[Likeness, ...] = ()
    packet: Packet | None = None
    names: Names | None = None


def due(node: Node, limit: int, cut: Sequence[str] = ()) -> list[Record]:
    """Records that wait for the centre and whose packet is here: first-timers first, then by recording date, one office after another.

    Fair across offices: the first of each office before the second of any. cut: offices that train without a search.
    """
    waiting = Record.objects.filter(
        status__in=[Status.SENT_FOR_ENROLLMENT, Status.RECEIVED_AT_CENTRAL], current=True
    ).exclude(office__in=list(cut))
    candidates = list(waiting.order_by("-first_time", "recorded_at", "id")[: limit * 20])
    whole = set(Blob.objects.filter(sha__in=[r.packet for r in candidates]).values_list("sha", "have", "size"))
    complete = {sha for sha, have, size in whole if have == size}
    rank: dict[str, int] = {}
    ranked = []
    for r in candidates:
        if r.packet in complete:
            rank[r.office] = rank.get(r.office, 0) + 1
            ranked.append((rank[r.office], len(ranked), r))
    return [r for _, _, r in sorted(ranked, key=lambda x: x[:2])[:limit]]


def answer(node: Node, searcher: Searcher, records: Sequence[Record]) -> int:
    """Search and answer a batch: one act, its facts addressed to each record's office. Returns how many were answered.

    A TemporaryFault of the engine leaves everything waiting: re-asked at the next tick, never aged out.
    """
    people = {r.nik: r for r in Resident.objects.filter(nik__in=[r.nik for r in records])}
    found = [_search(node, searcher, r, people.get(r.nik)) for r in records]
    with Act(node, SYSTEM) as act:
        for f in found:
            _tell(act, f, people.get(f.record.nik))
    for f in found:
        if f.trigger in ("found_single", "found_similar") and f.packet and f.names:
            searcher.enrol(f.record, f.packet, f.names, act.now)
    return len(found)


def _search(node: Node, searcher: Searcher, record: Record, person: Resident | None) -> Found:
    try:
        packet = unseal(blobs.read(node, record.packet), node.keys)
        if packet.nik != record.nik:
            return Found(record, "found_unreadable", "Paket perekaman berisi NIK lain; rekam ulang.")
        if person is None:
            names = Names(packet.nama, None, "")
        else:
            names = Names(person.nama, person.tanggal_lahir, person.jenis_kelamin, person.nama_ibu)
        # Earlier recordings of this very person at this office were replaced by this one (failure, approved change).
        own = list(Record.objects.filter(nik=record.nik, office=record.office).values_list("id", flat=True))
        verdict = searcher.search(record, packet, names, own)
    except (CannotOpen, TemplateError, blobs.BadBlob) as e:
        return Found(record, "found_unreadable", f"Paket perekaman tidak terbaca di pusat ({e}). Rekam ulang.")
    if isinstance(verdict, Unreadable):
        fingers = ", ".join(str(p) for p in (*verdict.missing, *verdict.poor))
        return Found(record, "found_unreadable", f"Jari {fingers} tidak terbaca; rekam ulang.")
    return _judged(record, verdict, packet, names)


def _judged(record: Record, verdict: Verdict, packet: Packet, names: Names) -> Found:
    if verdict.decision == "unique":
        return Found(record, "found_single", packet=packet, names=names)
    likenesses = _likenesses(verdict)
    if verdict.decision == "duplicate" and likenesses:
        other = likenesses[0].nik
        says = (
            "Orang yang sama sudah direkam dengan NIK lain."
            if other != record.nik
            else "Orang ini sudah direkam di kantor lain."
        )
        return Found(record, "found_duplicate", says, other, likenesses)
    return Found(
        record,
        "found_similar",
        "Mirip dengan rekaman lain; diputuskan oleh petugas pusat.",
        "",
        likenesses,
        packet,
        names,
    )


def _likenesses(verdict: Verdict) -> tuple[Likeness, ...]:
    niks = dict(Entry.objects.filter(record__in=[c.id for c in verdict.candidates]).values_list("record", "nik"))
    return tuple(
        Likeness(
            record=UUID(c.id),
            nik=niks.get(UUID(c.id), ""),
            finger_score=c.finger_score,
            fingers=dict(c.finger_scores),
            name_score=round(c.name_score, 3),
            iris_distance=None if c.iris_distance is None else round(c.iris_distance, 3),
        )
        for c in verdict.candidates
    )


def _tell(act: Act, f: Found, person: Any) -> None:
    r = f.record
    if r.status == Status.SENT_FOR_ENROLLMENT:
        change_status(act, r, "arrive", CENTRE, to=r.office)
    change_status(act, r, f.trigger, CENTRE, says=f.says, other_nik=f.other_nik, to=r.office)
    if f.trigger == "found_similar":
        body = CaseOpened(record=r.id, nik=r.nik, office=r.office, candidates=list(f.likenesses))
        act.record(body, subject=f"kasus/{r.id}", to=PUSAT)
    if f.trigger == "found_single" and person is not None and person.minted_offline:
        act.record(NikConfirmed(nik=r.nik), subject=f"penduduk/{r.nik}", to=r.office)


def decide(
    node: Node, officer: Actor, record_id: UUID, decision: str, note: str, *, key: UUID | None = None
) -> Outcome:
    """An adjudicator's decision on a case: PRINT_READY_RECORD (two people) or DUPLICATE_RECORD (one person)."""
    with Act(node, officer, key=key) as act:
        case = Case.objects.select_for_update().filter(record=record_id).first()
        if case is None or case.state != "terbuka":
            return act.refuse(
                Refusal("uniqueness.no_case", "Kasus ini sudah diputus atau tidak ada. Muat ulang daftarnya.")
            )
        if decision not in PREFIX:
            return act.refuse(
                Refusal("uniqueness.decision", "Pilih salah satu: orang yang sama, atau dua orang berbeda.", "decision")
            )
        if not note.strip():
            return act.refuse(
                Refusal("uniqueness.note", "Tulis alasan keputusan; kantor dan warga akan membacanya.", "note")
            )
        record = Record.objects.select_for_update().get(id=record_id)
        other = case.candidates[0]["nik"] if decision == Status.DUPLICATE_RECORD and case.candidates else ""
        if record.status == Status.ADJUDICATE_RECORD:
            change_status(act, record, "take_case", CENTRE, to=record.office)
        no = change_status(act, record, PREFIX[Status(decision)], CENTRE, says=note, other_nik=other, to=record.office)
        if no is not None:
            return act.refuse(no)
        act.record(CaseDecided(record=record_id, decision=decision, note=note), subject=f"kasus/{record_id}", to=PUSAT)
        return act.done(record_id)
