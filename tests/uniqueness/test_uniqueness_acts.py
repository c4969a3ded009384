"""The centre's answers through real ends: single, duplicate, similar, unreadable; fair, patient, and only its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import F

from siaga.continuity.models import OfficeCut, Switch
from siaga.continuity.table import TABLE, Mode, without
from siaga.drill.country import Country
from siaga.journal import blobs, exchange
from siaga.journal.act import Actor, AlreadyDone
from siaga.journal.models import Blob, JournalFact
from siaga.journal.seeding import write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.people.models import NikConfirmation, Resident
from siaga.recording import founding as recordings
from siaga.recording.acts import resend
from siaga.recording.models import Record
from siaga.recording.packet import Packet, seal
from siaga.roles.centre import CENTRE
from siaga.roles.kinds import FACT_TABLES
from siaga.uniqueness import counts
from siaga.uniqueness.acts import answer, decide, due
from siaga.uniqueness.arrivals import tell_arrived
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.engine.verdict import Candidate, Templates, Unreadable, Verdict
from siaga.uniqueness.founding import accept
from siaga.uniqueness.gallery import CentreGallery
from siaga.uniqueness.models import Case, Entry
from siaga.uniqueness.ticks import search_due
from tests.recordings import captured, record, resident, status, turn

JUDGE = Actor("adjudikator", "Wayan", frozenset({"adjudikator"}))
CLEAN = Verdict("unique", (), 0, 0)


class Told:
    """An engine that says what the test tells it to: real templates come in, the given verdict goes out."""

    def __init__(self, verdict: Verdict | Unreadable | Exception = CLEAN) -> None:
        self.verdict = verdict
        self.enrolled: list[str] = []

    def enrol(self, id: str, templates: Templates, names: Names) -> None:
        self.enrolled.append(id)

    def remove(self, id: str) -> None:
        self.enrolled.remove(id)

    def search(self, probe: Templates, names: Names, **_: object) -> Verdict | Unreadable:
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict


def similar_to(*records: UUID) -> Verdict:
    found = tuple(Candidate(str(r), 100, ((2, 60), (7, 40)), 0.4, 0.3, "similar") for r in records)
    return Verdict("similar", found, len(found), 10)


def telling(centre: Node, engine: Told) -> Told:
    centre.devices["searcher"] = CentreGallery(centre, engine)  # type: ignore[arg-type]
    return engine


@pytest.fixture
def office(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


def recorded(office: Node, numbers: Sequence[int], **options: object) -> list[str]:
    with office:
        niks = [resident(office, n) for n in numbers]
        for nik in niks:
            assert record(office, nik, **options)  # type: ignore[arg-type]
    return niks


def test_strangers_are_single_and_one_body_under_two_niks_is_found(negeri: Country, office: Node) -> None:
    one, other = recorded(office, [1, 2])
    with office:
        twin = resident(office, 3)
        assert record(office, twin, person=one, nonce="lain")
    turn(negeri, office)
    assert [status(office, nik) for nik in (one, other)] == ["PRINT_READY_RECORD"] * 2
    assert status(office, twin) == "DUPLICATE_RECORD"
    with office:
        row = Record.objects.get(nik=twin)
        assert row.other_nik == one and row.says and row.proven_at is None
        assert Record.objects.get(nik=one).proven_at is not None
    with negeri.centre:
        assert set(Entry.objects.values_list("nik", flat=True)) == {one, other}
        assert b"FMR" not in b"".join(bytes(e.templates) for e in Entry.objects.all())


def test_recorded_at_two_offices_cut_off_from_each_other(negeri: Country, office: Node) -> None:
    malang = negeri.office("3507", "Kabupaten Malang")
    (here,) = recorded(office, [1])
    with malang:
        there = resident(malang, 1)
        assert record(malang, there, person=here, nonce="2")
    turn(negeri, office, malang)
    assert {status(office, here), status(malang, there)} == {"PRINT_READY_RECORD", "DUPLICATE_RECORD"}
    with office:
        assert not Record.objects.filter(office="3507").exists(), "an office hears of its own people only"


def test_a_failure_is_recorded_again_and_then_single(negeri: Country, office: Node) -> None:
    with office:
        nik = resident(office)
        assert record(office, nik, fingers=[1])  # nine fingers missing and no reason given
    turn(negeri, office)
    with office:
        row = Record.objects.get(nik=nik, current=True)
        assert row.status == "ENROLL_FAILURE_AT_CENTRAL" and "Jari" in row.says and "rekam ulang" in row.says
        again = record(office, nik, nonce="2")
        assert again and Record.objects.get(id=again.value).first_time, "never proven yet: still first in line"
    turn(negeri, office)
    assert status(office, nik) == "PRINT_READY_RECORD"


def test_documented_exceptions_are_searched_with_what_there_is(negeri: Country, office: Node) -> None:
    lost = [(f"jari {p}", "amputasi") for p in (1, 2, 3, 4, 5, 8, 9, 10)]
    with office:
        nik = resident(office)
        assert record(office, nik, fingers=[6, 7], exceptions=lost)
    turn(negeri, office)
    assert status(office, nik) == "PRINT_READY_RECORD"


def test_a_tampered_packet_is_told_and_can_be_sent_again(negeri: Country, office: Node) -> None:
    (nik,) = recorded(office, [1])
    with office:
        sha = Record.objects.get().packet
        exchange.talk(office, office.devices["pusat"])
        exchange.push_blobs(office, office.devices["pusat"])
    with negeri.centre:
        blobs.path_of(negeri.centre, sha).write_bytes(b"dirusak orang")
    turn(negeri, office, rounds=1)
    with office:
        row = Record.objects.get()
        assert row.status == "ENROLL_FAILURE_AT_CENTRAL" and "rusak" in row.says
        from_here = row.id
    with negeri.centre:
        assert Blob.objects.get(sha=sha).have == 0
    with office:
        assert resend(office, JUDGE, from_here)
    turn(negeri, office)
    assert status(office, nik) == "PRINT_READY_RECORD"


def test_a_packet_of_somebody_else_is_not_searched(negeri: Country, office: Node) -> None:
    (nik,) = recorded(office, [1])
    with office:
        row = Record.objects.get()
        readers = [office.keys.public, negeri.centre.keys.public]
        foreign: Packet = captured("3172010101990099")
        ref = blobs.put(office, seal(foreign, readers), at=negeri.clock.now(), wanted_by="pusat")
        Record.objects.filter(id=row.id).update(packet=ref.sha)
        exchange.talk(office, office.devices["pusat"])
        exchange.push_blobs(office, office.devices["pusat"])
    with negeri.centre:
        Record.objects.filter(id=row.id).update(packet=ref.sha, status="SENT_FOR_ENROLLMENT")
        CENTRE.tick(negeri.centre, negeri.clock.now())
        assert Record.objects.get().status == "ENROLL_FAILURE_AT_CENTRAL"
        assert "NIK lain" in Record.objects.get().says and not Entry.objects.exists()


@pytest.mark.parametrize(
    ("decision", "state", "in_gallery"), [("PRINT_READY_RECORD", True, True), ("DUPLICATE_RECORD", False, False)]
)
def test_similar_is_decided_by_a_person(
    negeri: Country, office: Node, decision: str, state: bool, in_gallery: bool
) -> None:
    engine = telling(negeri.centre, Told())
    (one,) = recorded(office, [1])
    turn(negeri, office, rounds=1)
    with office:
        engine.verdict = similar_to(Record.objects.get(nik=one).id)
    (like,) = recorded(office, [2])
    turn(negeri, office, rounds=1)
    assert status(office, one) == "PRINT_READY_RECORD" and status(office, like) == "ADJUDICATE_RECORD"
    with negeri.centre:
        case = Case.objects.get()
        assert (case.nik, case.office, case.state, case.candidates[0]["nik"]) == (like, "3172", "terbuka", one)
        assert case.candidates[0]["fingers"] == {"2": 60, "7": 40} and counts.open_cases(negeri.centre) == 1
        assert decide(negeri.centre, JUDGE, case.record, decision, " ").codes() == {"uniqueness.note"}  # type: ignore[union-attr]
        assert decide(negeri.centre, JUDGE, case.record, "CARD_ISSUED", "x").codes() == {"uniqueness.decision"}  # type: ignore[union-attr]
        key = uuid4()
        assert decide(negeri.centre, JUDGE, case.record, decision, "Wajah dan jari dibandingkan.", key=key)
        with pytest.raises(AlreadyDone):
            decide(negeri.centre, JUDGE, case.record, decision, "Wajah dan jari dibandingkan.", key=key)
        assert decide(negeri.centre, JUDGE, case.record, decision, "Lagi.").codes() == {"uniqueness.no_case"}  # type: ignore[union-attr]
        assert Entry.objects.filter(record=case.record).exists() is in_gallery
        assert counts.open_cases(negeri.centre) == 0
        searcher = negeri.centre.devices["searcher"]
        searcher.follow()
        assert (str(case.record) in engine.enrolled) is in_gallery
        before = tables_hash(FACT_TABLES)
        rebuild(negeri.centre, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before
    turn(negeri, office, rounds=1)
    with office:
        row = Record.objects.get(nik=like)
        assert (row.status, row.says) == (decision, "Wajah dan jari dibandingkan.")
        assert row.other_nik == ("" if state else one)
        assert not Case.objects.exists(), "cases are the centre's own"


def test_the_table_of_outages_says_whether_the_search_waits(negeri: Country, office: Node) -> None:
    recorded(office, [1])
    telling(negeri.centre, Told(CLEAN))
    with negeri.centre:
        Switch.objects.create(name="search", cut=True, at=negeri.clock.now())
    turn(negeri, office, rounds=1)
    other = tuple(replace(row, mode=Mode.CONTINUE) if row.key == "ketunggalan" else row for row in TABLE)
    with negeri.centre:
        for table, answered in ((without("ketunggalan"), 0), (TABLE, 0), (other, 1)):
            negeri.centre.devices["table"] = table
            assert search_due(negeri.centre, negeri.clock.now()) == answered


def test_search_down_waits_and_is_never_aged_out(negeri: Country, office: Node) -> None:
    (nik,) = recorded(office, [1])
    engine = telling(negeri.centre, Told(TemporaryFault("mesin rusak", "search")))
    turn(negeri, office, rounds=1)
    with negeri.centre:
        with pytest.raises(TemporaryFault):
            search_due(negeri.centre, negeri.clock.now())
        Switch.objects.create(name="search", cut=True, at=negeri.clock.now())
        engine.verdict = CLEAN
        negeri.clock.advance(timedelta(days=40))
        assert search_due(negeri.centre, negeri.clock.now()) == 0
        assert counts.waiting(negeri.centre) == 1
        (queue,) = counts.by_office(negeri.centre)
        assert (queue.office, queue.waiting, queue.here, queue.first_timers) == ("3172", 1, 1, 1)
        Switch.objects.update(cut=False)
    assert status(office, nik) == "RECEIVED_AT_CENTRAL", "told at once, though nothing can be searched"
    turn(negeri, office, rounds=1)
    assert status(office, nik) == "PRINT_READY_RECORD"


def test_an_office_that_trains_waits_alone(negeri: Country, office: Node) -> None:
    malang = negeri.office("3507", "Kabupaten Malang")
    (here,) = recorded(office, [1])
    (there,) = recorded(malang, [1])
    telling(negeri.centre, Told())
    with negeri.centre:
        OfficeCut.objects.create(office="3507", part="search", since=negeri.clock.now())
    line = malang.devices["pusat"]
    with malang:
        exchange.talk(malang, line)
        exchange.push_blobs(malang, line)
    with negeri.centre:
        Record.objects.filter(office="3507").update(status="SENT_FOR_ENROLLMENT")
    turn(negeri, office, rounds=1)
    assert status(office, here) == "PRINT_READY_RECORD"
    with negeri.centre:
        assert Record.objects.get(nik=there).status == "RECEIVED_AT_CENTRAL", "here, and not answered"


def arrivals() -> int:
    return JournalFact.objects.filter(kind="recording.status_changed", body__contains='"trigger":"arrive"').count()


def test_arrival_is_told_by_itself_in_batches_and_once(
    negeri: Country, office: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siaga.uniqueness.arrivals.BATCH", 2)
    niks = recorded(office, [1, 2, 3])
    with office:
        exchange.talk(office, office.devices["pusat"])
    turn(negeri, office, rounds=0)
    assert {status(office, n) for n in niks} == {"SENT_FOR_ENROLLMENT"}
    with negeri.centre:
        Switch.objects.create(name="search", cut=True, at=negeri.clock.now())
        negeri.parts.broken["release"] = "mati"
        heard = tell_arrived(negeri.centre)
        assert heard == min(2, Blob.objects.filter(have=F("size")).count()) and heard > 0, "those whose packet is whole"
        while tell_arrived(negeri.centre):
            pass
        assert arrivals() == Record.objects.filter(status="RECEIVED_AT_CENTRAL").count() == 3
    turn(negeri, office, rounds=1)
    assert {status(office, n) for n in niks} == {"SENT_FOR_ENROLLMENT"}, (
        "a release that is down holds this word as any other"
    )
    negeri.parts.broken.clear()
    turn(negeri, office, rounds=1)
    assert {status(office, n) for n in niks} == {"RECEIVED_AT_CENTRAL"}
    with negeri.centre:
        Switch.objects.update(cut=False)
    negeri.clock.advance(timedelta(seconds=10))  # the next probe finds the search well
    turn(negeri, office, rounds=1)
    assert {status(office, n) for n in niks} == {"PRINT_READY_RECORD"}
    with negeri.centre:
        assert arrivals() == 3, "not told a second time with the verdict"
        before = tables_hash(FACT_TABLES)
        rebuild(negeri.centre, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before


def test_a_record_that_the_engine_stumbles_over_stops_nobody(negeri: Country, office: Node) -> None:
    (nik,) = recorded(office, [1])
    telling(negeri.centre, Told(ZeroDivisionError()))
    turn(negeri, office)
    with office:
        row = Record.objects.get(nik=nik)
        assert row.status == "SEARCH_FAILURE_AT_CENTRAL" and "Kirim ulang" in row.says


def test_five_offices_are_served_in_turn_first_timers_first(negeri: Country) -> None:
    centre, now = negeri.centre, negeri.clock.now()

    def waits(code: str, n: int, first: bool) -> None:
        sha = f"{code}{n:04d}".ljust(64, "0")
        at = now - timedelta(days=1000 - n if code == "1101" else 10 - n)
        Record.objects.create(
            id=uuid4(),
            nik=f"{code}{n:012d}",
            status="SENT_FOR_ENROLLMENT",
            status_since=at,
            recorded_at=at,
            operator="x",
            office=code,
            packet=sha,
            first_time=first,
        )
        Blob.objects.create(sha=sha, size=5, have=5 if n != 99 else 2, since=at)

    with centre:
        for n in range(60):  # a backlog older than everybody else's
            waits("1101", n, first=n % 2 == 0)
        for code in ("3172", "3507", "5101", "9171"):
            for n in range(3):
                waits(code, n, first=n != 0)
            waits(code, 99, first=True)  # its packet is still on the way
        taken = due(centre, 10)
        assert sorted(r.office for r in taken[:5]) == ["1101", "3172", "3507", "5101", "9171"]
        assert sorted(r.office for r in taken[5:]) == ["1101", "3172", "3507", "5101", "9171"]
        assert all(r.first_time for r in taken)
        everything = due(centre, 500)
        assert len(everything) == 60 + 4 * 3
        for code in ("1101", "3172"):
            mine = [(not r.first_time, r.recorded_at) for r in everything if r.office == code]
            assert mine == sorted(mine), "no inversion of the lawful order inside an office"
        assert not [r for r in due(centre, 500, ["1101"]) if r.office == "1101"]


def test_a_nik_minted_without_the_centre_is_confirmed(negeri: Country, office: Node) -> None:
    with office:
        nik = resident(office, minted_offline=True)
        assert record(office, nik)
    turn(negeri, office)
    with office:
        assert NikConfirmation.objects.filter(nik=nik).exists()


def test_founding_recordings_are_taken_over_and_searched_against(negeri: Country, office: Node) -> None:
    centre, now = negeri.centre, negeri.clock.now()
    with office:
        niks = [resident(office, n) for n in range(1, 6)]
        people = list(_residents(niks))
        said = recordings.said_of_recordings(
            office, people, first=now - timedelta(days=300), every=timedelta(hours=1), area_of={}
        )
        assert write_many(office, said) == 10
        exchange.talk(office, office.devices["pusat"])
    assert recordings.move_packets(office, centre) == 5
    with centre:
        assert accept(centre, "3172", recorded_before=now, at=now - timedelta(days=200)) == 5
        assert accept(centre, "3172", recorded_before=now, at=now) == 0
    with office:
        exchange.talk(office, office.devices["pusat"])
        ready = list(Record.objects.filter(status="PRINT_READY_RECORD").order_by("recorded_at", "id"))
        assert [r.nik for r in ready] == niks and not Blob.objects.exclude(wanted_by="").exists()
        write_many(office, recordings.said_of_issued(ready[:3], at=now - timedelta(days=100)))
        assert Record.objects.filter(status="CARD_ISSUED").count() == 3
        other = resident(office, 9)
        assert record(office, other, person=niks[1], nonce="2")
    turn(negeri, office)
    with office:
        row = Record.objects.get(nik=other)
        assert (row.status, row.other_nik) == ("DUPLICATE_RECORD", niks[1])


def _residents(niks: Sequence[str]) -> Sequence[object]:
    return list(Resident.objects.filter(nik__in=niks).order_by("nik"))


def test_two_of_one_batch_meet(negeri: Country, office: Node) -> None:
    (one,) = recorded(office, [1])
    with office:
        other = resident(office, 2)
        assert record(office, other, person=one, nonce="2")
    with office:
        exchange.push_blobs(office, office.devices["pusat"])
    turn(negeri, office, rounds=1)
    with negeri.centre:
        rows = due(negeri.centre, 10)
        assert answer(negeri.centre, CentreGallery(negeri.centre), rows) == len(rows)
    turn(negeri, office)
    assert [status(office, one), status(office, other)] == ["PRINT_READY_RECORD", "DUPLICATE_RECORD"]
