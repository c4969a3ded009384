"""The centre's answer to a recording: searched by the engine, or decided by an adjudicator."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from siaga.journal import blobs
from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.models import Blob
from siaga.journal.writer import fetch
from siaga.kit.keys import CannotOpen
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.facts import NikConfirmed
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.iso19794 import TemplateError
from siaga.recording.models import Record
from siaga.recording.moving import follower_id
from siaga.recording.packet import Packet, unseal
from siaga.recording.status import CENTRE, Status

from .engine.names import Names
from .engine.verdict import Unreadable, Verdict
from .facts import CaseDecided, CaseOpened, Likeness
from .gallery import Searcher
from .models import Case, Entry

log = logging.getLogger("siaga.uniqueness")
WAITING = (Status.SENT_FOR_ENROLLMENT, Status.RECEIVED_AT_CENTRAL)
VERDICTS = {Status.PRINT_READY_RECORD: "found_single", Status.DUPLICATE_RECORD: "found_duplicate"}


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


# Offices by name, then of each its first few in the lawful order: the index `recording_line` gives both without sorting everybody.
_DUE = """
SELECT first.id
  FROM (SELECT DISTINCT office FROM recording_record
         WHERE current AND status IN ('SENT_FOR_ENROLLMENT', 'RECEIVED_AT_CENTRAL') AND office <> ALL(%s)) o
 CROSS JOIN LATERAL (
       SELECT id, first_time, recorded_at, row_number() OVER (ORDER BY first_time DESC, recorded_at, id) AS place
         FROM (SELECT r.id, r.first_time, r.recorded_at FROM recording_record r
                WHERE r.current AND r.status IN ('SENT_FOR_ENROLLMENT', 'RECEIVED_AT_CENTRAL') AND r.office = o.office
                  AND EXISTS (SELECT 1 FROM journal_blob b WHERE b.sha = r.packet AND b.have = b.size)
                ORDER BY r.first_time DESC, r.recorded_at, r.id LIMIT %s) here) first
 ORDER BY first.place, first.first_time DESC, first.recorded_at, first.id LIMIT %s
"""


def due(node: Node, limit: int, cut: Sequence[str] = ()) -> list[Record]:
    """Records that wait for the centre and whose packet is here: first-timers first, then by recording date, one office after another.

    Fair across offices: the first of each office before the second of any. cut: offices that train without a search.
    """
    ids = [id for (id,) in fetch(_DUE, (list(cut), limit, limit))]
    found = Record.objects.in_bulk(ids)
    return [found[id] for id in ids]


def answer(node: Node, searcher: Searcher, records: Sequence[Record]) -> int:
    """Search and answer a batch: one act, its facts addressed to each record's office. Returns how many were answered.

    A TemporaryFault of the engine leaves everything waiting: re-asked at the next tick, never aged out. Who is found single joins
    the gallery before the next is searched, or two recordings of one person in a batch would not meet.
    """
    niks = [r.nik for r in records]
    people = {r.nik: r for r in Resident.objects.filter(nik__in=niks)}
    own = _own(niks)
    found = []
    for r in records:
        f = _search(node, searcher, r, people.get(r.nik), own[r.nik, r.office])
        if f.trigger in ("found_single", "found_similar") and f.packet and f.names:
            searcher.enrol(r, f.packet, f.names, node.clock.now())
        found.append(f)
    with Act(node, SYSTEM) as act:
        for f in found:
            _tell(act, f, people.get(f.record.nik))
    return len(found)


def _own(niks: Sequence[str]) -> dict[tuple[str, str], list[UUID]]:
    """(NIK, office) -> the recordings that a new one there replaces: earlier ones at the same office (failure, approved change), and
    where the centre let one follow a mover to it, all of that person. What two offices recorded apart stays a case.
    """
    known: dict[tuple[str, str], list[UUID]] = {}
    everywhere: dict[str, list[UUID]] = {}
    rows = Record.objects.filter(nik__in=niks).order_by("id").values_list("id", "nik", "office")
    for id, nik, office in rows:
        known.setdefault((nik, office), []).append(id)
        everywhere.setdefault(nik, []).append(id)
    followed = {at for at, mine in known.items() if {follower_id(of, at[1]) for of in everywhere[at[0]]} & set(mine)}
    return known | {at: everywhere[at[0]] for at in followed}


def _search(node: Node, searcher: Searcher, record: Record, person: Resident | None, own: Sequence[UUID]) -> Found:
    try:
        packet = unseal(blobs.read(node, record.packet), node.keys)
        if packet.nik != record.nik:
            return Found(record, "found_unreadable", "Paket perekaman berisi NIK lain; rekam ulang.")
        names = _names(packet, person)
        verdict = searcher.search(record, packet, names, own)
    except blobs.BadBlob:
        forget(node, record.packet)
        return Found(record, "found_unreadable", "Paket perekaman rusak di pusat. Kirim ulang.")
    except (CannotOpen, TemplateError) as e:
        return Found(record, "found_unreadable", f"Paket perekaman tidak terbaca di pusat ({e}). Rekam ulang.")
    except (ValueError, ArithmeticError, LookupError, TypeError, PermanentFault) as e:
        # One record that the engine stumbles over must not stop all who wait behind it.
        log.exception("search of record %s failed", record.id)
        return Found(record, "search_failed", f"Pencarian gagal untuk rekaman ini ({type(e).__name__}). Kirim ulang.")
    if isinstance(verdict, Unreadable):
        fingers = ", ".join(str(p) for p in (*verdict.missing, *verdict.poor))
        return Found(record, "found_unreadable", f"Jari {fingers} tidak terbaca; rekam ulang.")
    return _judged(record, verdict, packet, names)


def _names(packet: Packet, person: Resident | None) -> Names:
    if person is None:
        return Names(packet.nama, None, "")
    return Names(person.nama, person.tanggal_lahir, person.jenis_kelamin, person.nama_ibu)


def forget(node: Node, sha: str) -> None:
    """A packet that changed on this disk is thrown away, so that the office can send it again."""
    blobs.path_of(node, sha).unlink(missing_ok=True)
    Blob.objects.filter(sha=sha).update(have=0)


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
            fingers={str(position): score for position, score in c.finger_scores},
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
    if f.trigger == "found_single":
        _confirm(act, r.nik, r.office, person)


def _confirm(act: Act, nik: str, office: str, person: Any) -> None:
    """A NIK minted while the centre could not be asked is told to be the person's only one."""
    if person is not None and person.minted_offline:
        act.record(NikConfirmed(nik=nik), subject=f"penduduk/{nik}", to=office)


def decide(
    node: Node,
    officer: Actor,
    record_id: UUID,
    decision: str,
    note: str,
    *,
    other: UUID | None = None,
    key: UUID | None = None,
) -> Outcome:
    """An adjudicator's decision on a case: PRINT_READY_RECORD (two people) or DUPLICATE_RECORD (one person).

    other: the candidate's record that is the same person, else the likeliest.
    """
    with Act(node, officer, key=key) as act:
        case = Case.objects.select_for_update().filter(record=record_id).first()
        if case is None or case.state != "terbuka":
            return act.refuse(
                Refusal("uniqueness.no_case", "Kasus ini sudah diputus atau tidak ada. Muat ulang daftarnya.")
            )
        if decision not in VERDICTS:
            return act.refuse(
                Refusal("uniqueness.decision", "Pilih salah satu: orang yang sama, atau dua orang berbeda.", "decision")
            )
        if not note.strip():
            return act.refuse(
                Refusal(
                    "uniqueness.note",
                    "Tulis alasan keputusan; kantor perekam membacanya dan menjelaskannya kepada warga.",
                    "note",
                )
            )
        record = Record.objects.select_for_update().get(id=record_id)
        like = [c for c in case.candidates if other is None or str(c["record"]) == str(other)]
        other_nik = str(like[0]["nik"]) if decision == Status.DUPLICATE_RECORD and like else ""
        act.record(CaseDecided(record=record_id, decision=decision, note=note), subject=f"kasus/{record_id}", to=PUSAT)
        if record.status == Status.ADJUDICATE_RECORD:
            change_status(act, record, "take_case", CENTRE, to=record.office)
        if decision == Status.PRINT_READY_RECORD:
            _confirm(act, record.nik, record.office, Resident.objects.filter(nik=record.nik).first())
        no = change_status(
            act, record, VERDICTS[Status(decision)], CENTRE, says=note, other_nik=other_nik, to=record.office
        )
        if no is not None:
            return act.refuse(no)
        if decision == Status.DUPLICATE_RECORD:
            Entry.objects.filter(record=record_id).delete()  # the one kept NIK stands for this body in the gallery
        return act.done(record_id)
