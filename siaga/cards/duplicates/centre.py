"""The centre's answer to a statement: one NIK is kept and the card released, or two people, or recorded again, or sent back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from siaga.journal import blobs
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.writer import fetch
from siaga.kit.keys import CannotOpen
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, Refusal
from siaga.people.models import Resident
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.packet import Packet, unseal
from siaga.recording.status import CENTRE, PROVEN_SINGLE, Status
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.gallery import keep
from siaga.uniqueness.models import Entry

from . import rules
from .facts import DuplicateAnswered, NikClosed, subject_of
from .models import ClosedNik, DuplicateAnswer, DuplicateCase

# Statements without an answer, the first sent first.
_WAITING = """
SELECT c.record FROM cards_duplicatecase c LEFT JOIN cards_duplicateanswer a ON a.record = c.record
 WHERE c.state = 'menunggu_pusat' AND (a.record IS NULL OR (a.n <> c.n AND a.verdict <> 'ditutup'))
 ORDER BY c.stated_at, c.record
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """The recording in question, the one that it was found like, and what the centre holds of both people. other: None where it is gone."""

    case: DuplicateCase
    record: Record
    other: Record | None
    person: Resident | None
    other_person: Resident | None


def waiting(limit: int = 500) -> list[UUID]:
    return [record for (record,) in fetch(_WAITING + f" LIMIT {int(limit)}", ())]


def count_waiting() -> int:
    ((n,),) = fetch(f"SELECT count(*) FROM ({_WAITING}) w", ())
    return int(n)


def ended() -> QuerySet[DuplicateAnswer]:
    return DuplicateAnswer.objects.exclude(verdict=rules.CLOSED).order_by("-at", "record")


def pair_of(case: DuplicateCase, *, lock: bool = False) -> Pair:
    """lock: inside an act, both recordings until it ends, always in one order."""
    rows = Record.objects.filter(Q(id=case.record) | Q(nik=case.other_nik, current=True)).order_by("id")
    found = list(rows.select_for_update() if lock else rows)
    record = next(r for r in found if r.id == case.record)
    others = [r for r in found if r.id != case.record]
    others.sort(key=lambda r: (r.status not in PROVEN_SINGLE, r.recorded_at, str(r.id)))
    people = Resident.objects.in_bulk([case.nik, case.other_nik])
    return Pair(
        case, record, others[0] if others else None, people.get(case.nik), people.get(case.other_nik)
    )  # fmt: skip


def answer(
    node: Node, officer: Actor, record: UUID, verdict: str, says: str, *, key: UUID | None = None
) -> Outcome:  # fmt: skip
    """An adjudicator answers a statement: one act, its facts addressed to each office that it concerns. Done: the record's id."""
    with Act(node, officer, key=key) as act:
        case = DuplicateCase.objects.select_for_update().filter(record=record).first()
        before = DuplicateAnswer.objects.filter(record=record).first()
        if case is None or rules.standing(case.state, case.n, before) != rules.STATED:
            text = "Pernyataan ini sudah dijawab atau tidak ada. Muat ulang daftarnya."
            return act.refuse(Refusal("ganda.no_statement", text))
        if wrong := rules.check_answer(case.claim, verdict, says):
            return act.refuse(wrong)
        pair = pair_of(case, lock=True)
        if no := _carry_out(act, pair, verdict, says.strip()):
            return act.refuse(no)
        body = DuplicateAnswered(
            record=record, nik=case.nik, n=case.n, verdict=verdict, kept=_kept(pair, verdict), says=says.strip()
        )
        act.record(body, subject=subject_of(record), to=case.office)
        return act.done(record)


def _kept(pair: Pair, verdict: str) -> str:
    return pair.case.keeps if verdict == rules.KEEP else ""


def _carry_out(act: Act, pair: Pair, verdict: str, says: str) -> Refusal | None:
    if verdict == rules.RETURN:
        return None
    if pair.record.status != Status.DUPLICATE_RECORD:
        return _no("moved_on", "Rekaman ini bukan rekaman ganda lagi. Kembalikan kasusnya ke kantor.")
    if verdict == rules.RERECORD:
        return _change(act, pair.record, "wrong_body", says)
    if verdict == rules.TWO:
        return _release(act, pair.record, pair.person, says)
    return _keep_one(act, pair, says)


def _keep_one(act: Act, pair: Pair, says: str) -> Refusal | None:
    case, record, other = pair.case, pair.record, pair.other
    gone = ClosedNik.objects.filter(nik=case.keeps).first()
    if gone is not None:
        text = "NIK yang dipilih sudah ditutup; yang dipakai NIK %(kept)s. Kembalikan, agar warga memilih lagi."
        return _no("closed", text, kept=gone.kept)
    if case.nik == case.other_nik:
        return _keep_one_recording(act, pair, says)
    if case.keeps == case.nik:
        if no := _release(act, record, pair.person, says):
            return no
        if other is not None:
            _close_recording(act, other, case.nik, says)
        _close_nik(act, pair.other_person, case.other_nik, case.nik, record.id)
        return None
    if other is None or other.status not in PROVEN_SINGLE:
        text = "NIK yang dipilih belum terbukti tunggal. Selesaikan dahulu kasusnya, atau kembalikan."
        return _no("not_proven", text)
    _close_nik(act, pair.person, case.nik, case.keeps, record.id)
    return None


def _keep_one_recording(act: Act, pair: Pair, says: str) -> Refusal | None:
    """One NIK recorded at two offices: the recording at the office of domicile counts, where there is one."""
    record, other, person = pair.record, pair.other, pair.person
    away = person is not None and record.office != person.office
    if away and other is not None and other.status in PROVEN_SINGLE:
        return None  # the other one is proven, and its office prints
    if no := _release(act, record, person, says):
        return no
    if other is not None:
        _close_recording(act, other, pair.case.nik, says)
    return None


def _release(act: Act, record: Record, person: Resident | None, says: str) -> Refusal | None:
    """PRR, and into the gallery: from now on this recording stands for this body."""
    try:
        packet = unseal(blobs.read(act.node, record.packet), act.node.keys)
    except (CannotOpen, PermanentFault, ValueError):
        return _no("unreadable", "Paket rekamannya tidak terbaca di pusat. Kembalikan, agar warga direkam ulang.")
    keep(act.node, record, packet, _names(packet, person), act.now)
    return _change(act, record, "keep_this_nik", says)


def _names(packet: Packet, person: Resident | None) -> Names:
    if person is None:
        return Names(packet.nama, None, "")
    return Names(person.nama, person.tanggal_lahir, person.jenis_kelamin, person.nama_ibu)


def _close_recording(act: Act, other: Record, kept: str, says: str) -> None:
    """The other recording stands for nobody any more; its office hears that there is nothing to summon anybody for."""
    Entry.objects.filter(record=other.id).delete()
    if other.status in PROVEN_SINGLE:
        change_status(act, other, "found_duplicate", CENTRE, says=says, other_nik=kept, to=other.office)
    body = DuplicateAnswered(record=other.id, nik=other.nik, n=0, verdict=rules.CLOSED, kept=kept, says=says)
    act.record(body, subject=subject_of(other.id), to=other.office)


def _close_nik(act: Act, person: Resident | None, nik: str, kept: str, record: UUID) -> None:
    if person is None or ClosedNik.objects.filter(nik=nik).exists():
        return
    act.record(NikClosed(nik=nik, kept=kept, record=record), subject=f"penduduk/{nik}", to=person.office)


def _change(act: Act, record: Record, trigger: str, says: str) -> Refusal | None:
    return change_status(act, record, trigger, CENTRE, says=says, to=record.office)


def _no(code: str, message: str, **params: object) -> Refusal:
    return Refusal(f"ganda.{code}", message, field="verdict", basis=rules.BASIS, params=params)
