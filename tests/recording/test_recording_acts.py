"""Who may be recorded, once; what is kept, sent, sealed again, resent; what two clerks and two clicks do."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from siaga.drill.country import Country
from siaga.journal import blobs, boxes, exchange
from siaga.journal.act import SYSTEM, Act, AlreadyDone, Outcome
from siaga.journal.models import Blob, JournalFact, OfficeBox, Parked
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.keys import CannotOpen
from siaga.kit.node import PUSAT, Node
from siaga.people.models import Resident
from siaga.recording import acts, sending
from siaga.recording.facts import StatusChanged
from siaga.recording.models import Record, Session
from siaga.recording.packet import unseal
from siaga.recording.status import OFFICE as BY_OFFICE
from siaga.recording.status import Status
from siaga.roles.carrying import carry_in, carry_out
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.office import OFFICE
from tests.recordings import CLERK, captured, record, resident, status, turn


def say(node: Node, nik: str, state: str, trigger: str, **more: object) -> None:
    row = Record.objects.get(nik=nik, current=True)
    with Act(node, SYSTEM) as act:
        body = StatusChanged(record=row.id, nik=nik, status=state, trigger=trigger, **more)  # type: ignore[arg-type]
        act.record(body, subject=f"rekaman/{row.id}")


def test_a_recording_is_one_sealed_packet_for_two_readers(negeri: Country, jakut: Node) -> None:
    nik = resident(jakut)
    malang = negeri.office("3507", "Kabupaten Malang")
    done = record(jakut, nik, exceptions=[("jari 4", "amputasi")], fingers=[1, 2, 3, 5, 6, 7, 8, 9, 10])
    assert done and not done.warnings
    row = Record.objects.get(id=done.value)
    assert (row.status, row.office, row.operator, row.first_time) == ("BIO_CAPTURED", "3172", "rekam", True)
    assert row.exceptions == [{"part": "jari 4", "reason": "amputasi"}]
    assert (row.kecamatan, row.kelurahan, row.quality) == ("317201", "3172011001", 80)
    sealed = blobs.read(jakut, row.packet)
    assert b"FMR" not in sealed and b"BUDI" not in sealed
    assert unseal(sealed, jakut.keys).nik == unseal(sealed, negeri.centre.keys).nik == nik
    with pytest.raises(CannotOpen):
        unseal(sealed, malang.keys)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tanggal_lahir": date(2011, 1, 1)}, "recording.too_young"),
        ({"tanggal_lahir": date(2010, 11, 24)}, "recording.too_young"),  # sixteen tomorrow
        ({"tanggal_lahir": date(2010, 11, 23)}, ""),
        ({"tanggal_lahir": date(2011, 1, 1), "status_kawin": 2}, ""),
        ({"tanggal_lahir": date(2011, 1, 1), "status_kawin": 4}, ""),
    ],
)
def test_from_sixteen_or_once_married(jakut: Node, changes: dict[str, object], code: str) -> None:
    nik = resident(jakut, **changes)
    done = record(jakut, nik)
    assert bool(done) is not bool(code)
    if not done:
        assert done.codes() == {code} and done.refusals[0].basis
        assert not Record.objects.exists() and not Blob.objects.exists()


def test_the_dead_and_the_unknown_are_refused(jakut: Node) -> None:
    nik = resident(jakut)
    Resident.objects.filter(nik=nik).update(status="meninggal")
    assert record(jakut, nik).codes() == {"recording.dead"}  # type: ignore[union-attr]
    assert record(jakut, "3507010101900009").codes() == {"recording.unknown"}  # type: ignore[union-attr]


def test_once_recorded_is_not_recorded_again(jakut: Node) -> None:
    nik = resident(jakut)
    first = record(jakut, nik)
    again = record(jakut, nik, nonce="2")
    assert again.codes() == {"recording.already_recorded"}  # type: ignore[union-attr]
    assert "SFE" in again.refusals[0].text()  # type: ignore[union-attr]
    approved = record(jakut, nik, nonce="2", permanent_change="470/12")
    assert approved and Record.objects.get(current=True).id == approved.value
    assert not Record.objects.get(id=first.value).current  # type: ignore[union-attr]
    body = JournalFact.objects.filter(kind="recording.recorded").order_by("-seq").values_list("body", flat=True)[0]
    assert '"approval":"470/12"' in body


def test_the_same_form_twice_records_once(jakut: Node) -> None:
    nik, key = resident(jakut), uuid4()
    done = record(jakut, nik, key=key)
    with pytest.raises(AlreadyDone) as again:
        record(jakut, nik, key=key)
    assert again.value.subject == f"rekaman/{done.value}"  # type: ignore[union-attr]
    assert Record.objects.count() == 1


def test_two_clerks_at_once_one_wins(jakut: Node) -> None:
    nik = resident(jakut)
    ready, answers = threading.Barrier(2), []

    def clerk(nonce: str) -> None:
        packet = captured(nik, nonce=nonce)
        with jakut:
            ready.wait(10)
            answers.append(acts.record(jakut, CLERK, packet, quality=70, link_up=True))
            connection.close()

    threads = [threading.Thread(target=clerk, args=(n,)) for n in "ab"]
    for t in threads:
        t.start()
    for t in threads:
        t.join(30)
    won: list[Outcome] = [a for a in answers if a]
    lost: list[Outcome] = [a for a in answers if not a]
    assert len(won) == len(lost) == 1
    assert lost[0].codes() == {"recording.already_recorded"}  # type: ignore[union-attr]
    assert Record.objects.count() == 1


def test_cut_link_warns_queues_and_drains_by_itself(negeri: Country, jakut: Node) -> None:
    nik, line = resident(jakut), jakut.devices["pusat"]
    line.up = False
    done = record(jakut, nik, link_up=False)
    assert [w.code for w in done.warnings] == ["recording.elsewhere_unknown"]  # type: ignore[union-attr]
    OFFICE.tick(jakut, negeri.clock.now())
    assert Record.objects.get().status == "BIO_CAPTURED"
    assert Blob.objects.filter(wanted_by=PUSAT).count() == 1
    line.up = True
    OFFICE.tick(jakut, negeri.clock.now())
    assert Record.objects.get().status == "SENT_FOR_ENROLLMENT" and exchange.unsent(jakut) == 0


def test_a_packet_sealed_before_admission_is_sealed_again(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    trusted = office.trust.pop(PUSAT)
    with office:
        nik = resident(office)
        record(office, nik)
        old = Record.objects.get().packet
        assert sending.reseal(office, negeri.clock.now()) == 0
        assert sending.mark_sent(office, negeri.clock.now()) == 0, "what waits for a key was not sent"
        with pytest.raises(CannotOpen):
            unseal(blobs.read(office, old), negeri.centre.keys)
        office.trust[PUSAT] = trusted
        assert sending.reseal(office, negeri.clock.now()) == 1
        new = Record.objects.get().packet
        assert new != old and not blobs.path_of(office, old).exists()
        assert unseal(blobs.read(office, new), negeri.centre.keys).nik == nik
        assert sending.reseal(office, negeri.clock.now()) == 0
        before = tables_hash(FACT_TABLES)
        rebuild(office, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before
    turn(negeri, office)
    assert status(office, nik) == "PRINT_READY_RECORD"


def test_a_packet_lost_with_its_box_is_recorded_again(negeri: Country, jakut: Node) -> None:
    nik, held = resident(jakut, 1), resident(jakut, 2)
    line = jakut.devices["pusat"]
    record(jakut, nik)
    record(jakut, held)
    sent = Record.objects.get(nik=held)
    with negeri.centre:  # one of the two had come whole before the fire
        blobs.put(negeri.centre, blobs.read(jakut, sent.packet), at=negeri.clock.now())
    Blob.objects.all().delete()
    line.up = False
    OFFICE.tick(jakut, negeri.clock.now())
    assert set(Record.objects.values_list("status", flat=True)) == {"BIO_CAPTURED"}, "unknown is not lost"
    line.up = True
    sending.mark_sent(jakut, negeri.clock.now())
    assert Record.objects.get(nik=held).status == "SENT_FOR_ENROLLMENT"
    lost = Record.objects.get(nik=nik)
    assert lost.status == "ENROLL_FAILURE_AT_REGIONAL" and "rekam ulang" in lost.says
    assert record(jakut, nik, nonce="2")


def test_a_packet_that_went_down_after_its_fact_was_carried_is_recorded_again(negeri: Country, jakut: Node) -> None:
    nik, held, unsent = (resident(jakut, n) for n in (1, 2, 3))
    for person in (nik, held, unsent):
        record(jakut, person)
    assert sending.send_by_hand(jakut) == 3, "their facts are carried to the centre"
    assert boxes.add_box(jakut, SYSTEM, jakut.keys.public)
    exchange.talk(jakut, jakut.devices["pusat"])
    kept = Record.objects.get(nik=held).packet
    with negeri.centre:  # of the packets one came
        blobs.put(negeri.centre, blobs.read(jakut, kept), at=negeri.clock.now())
    copied = Record.objects.get(nik=unsent).packet  # came to the new box, which does not know that nobody has it
    Blob.objects.filter(sha=copied).update(wanted_by="")
    Blob.objects.exclude(sha=copied).delete()
    second = replace(jakut, box=2)
    OfficeBox.objects.create(office="3172", box=2, since=negeri.clock.now() + timedelta(minutes=1))
    later = negeri.clock.now() + sending.GRACE
    assert sending.follow_up(second, negeri.clock.now()) == 1, "what is here goes up; a bundle may still bring the rest"
    assert Blob.objects.get(sha=copied).wanted_by == PUSAT
    assert sending.follow_up(jakut, later + timedelta(days=9)) == 0, "the first box lost nothing"
    negeri.clock.advance(sending.GRACE + timedelta(hours=1))
    assert sending.follow_up(second, negeri.clock.now()) == 1
    assert {r.nik: r.status for r in Record.objects.all()} == {
        nik: "ENROLL_FAILURE_AT_REGIONAL",
        held: "SENT_FOR_ENROLLMENT",
        unsent: "SENT_FOR_ENROLLMENT",
    }
    assert "rekam ulang" in Record.objects.get(nik=nik).says
    assert sending.follow_up(second, negeri.clock.now()) == 0, "it does not ask at every tick"


def test_only_the_centre_makes_prr(negeri: Country, jakut: Node) -> None:
    nik = resident(jakut)
    record(jakut, nik)
    for trigger in ("found_single", ""):
        with pytest.raises(ValueError, match="tidak dapat menyatakan"):
            say(jakut, nik, "PRINT_READY_RECORD", trigger)
    with pytest.raises(ValueError, match="tidak dapat menyatakan"):
        say(jakut, nik, "DUPLICATE_RECORD", "found_duplicate")
    assert Record.objects.get().status == "BIO_CAPTURED"


def test_a_forged_return_to_prr_parks_at_the_centre(negeri: Country, jakut: Node) -> None:
    """An office whose program was changed says that a card was spoiled which never was: its own table is bent, the centre's not."""
    nik = resident(jakut)
    record(jakut, nik)
    with connection.cursor() as cur:
        cur.execute("ALTER TABLE recording_record DROP CONSTRAINT recording_proven")
    say(jakut, nik, "PRINT_READY_RECORD", "spoil")
    exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre:
        assert Record.objects.get().status == "BIO_CAPTURED"
        assert Parked.objects.get().subject == f"rekaman/{Record.objects.get().id}"


def test_an_office_cannot_touch_another_offices_record(negeri: Country, jakut: Node) -> None:
    malang = negeri.office("3507", "Kabupaten Malang")
    nik = resident(jakut)
    done = record(jakut, nik)
    exchange.talk(jakut, jakut.devices["pusat"])
    with malang:
        foreign = StatusChanged(record=done.value, nik=nik, status="SENT_FOR_ENROLLMENT", trigger="send")  # type: ignore[union-attr]
        with connection.cursor() as cur:
            cur.execute("ALTER TABLE recording_record DROP CONSTRAINT recording_writer")
        Record.objects.create(
            id=foreign.record,
            nik=nik,
            status="PROCESSING",
            status_since=negeri.clock.now(),
            recorded_at=negeri.clock.now(),
            operator="x",
            office="3172",
        )
        with Act(malang, SYSTEM) as act:
            act.record(foreign, subject=f"rekaman/{foreign.record}")
        exchange.talk(malang, malang.devices["pusat"])
    with negeri.centre:
        assert Record.objects.get().status == "BIO_CAPTURED"
        assert Parked.objects.get().chain == "3507"


def test_resend_after_a_failed_search(negeri: Country, jakut: Node) -> None:
    nik = resident(jakut)
    done = record(jakut, nik)
    no = acts.resend(jakut, CLERK, done.value)  # type: ignore[union-attr]
    assert not no and Record.objects.get().status == "BIO_CAPTURED"
    OFFICE.tick(jakut, negeri.clock.now())
    with negeri.centre, Act(negeri.centre, SYSTEM) as act:
        row = Record.objects.get()
        acts.change_status(act, row, "arrive", PUSAT, to="3172")
        acts.change_status(act, row, "search_failed", PUSAT, says="Pencarian gagal.", to="3172")
    OFFICE.tick(jakut, negeri.clock.now())
    assert Record.objects.get().status == "SEARCH_FAILURE_AT_CENTRAL"
    key = uuid4()
    assert acts.resend(jakut, CLERK, done.value, key=key)  # type: ignore[union-attr]
    with pytest.raises(AlreadyDone):
        acts.resend(jakut, CLERK, done.value, key=key)  # type: ignore[union-attr]
    assert Record.objects.get().status == "SENT_FOR_ENROLLMENT"
    assert Blob.objects.get(sha=Record.objects.get().packet).wanted_by == PUSAT


def test_resend_of_a_packet_that_is_gone_says_record_again(negeri: Country, jakut: Node) -> None:
    nik = resident(jakut)
    record(jakut, nik)
    row = Record.objects.get()
    Record.objects.filter(id=row.id).update(status=Status.SEARCH_FAILURE_AT_CENTRAL)
    blobs.path_of(jakut, row.packet).write_bytes(b"rusak")
    assert acts.resend(jakut, CLERK, row.id).codes() == {"recording.packet_lost"}  # type: ignore[union-attr]
    assert Record.objects.get().status == Status.SEARCH_FAILURE_AT_CENTRAL


def test_carried_by_hand_without_any_line(negeri: Country, tmp_path: Path) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    line = office.devices["pusat"]
    with office:
        nik = resident(office)
        record(office, nik)
        carry_out(office, tmp_path / "naik")
        assert Record.objects.get().status == "SENT_FOR_ENROLLMENT"
    calls = line.calls
    with negeri.centre:
        carry_in(negeri.centre, tmp_path / "naik")
    turn(negeri, rounds=1)
    with negeri.centre:
        carry_out(negeri.centre, tmp_path / "turun", "3172")
    with office:
        carry_in(office, tmp_path / "turun")
    assert status(office, nik) == "PRINT_READY_RECORD" and line.calls == calls


def test_rebuild_makes_the_same_tables(negeri: Country, jakut: Node) -> None:
    niks = [resident(jakut, n) for n in range(1, 4)]
    for nik in niks:
        record(jakut, nik, fingers=[1, 2, 6, 7])
    record(jakut, niks[0], nonce="2", permanent_change="1")
    OFFICE.tick(jakut, negeri.clock.now())
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_a_finished_session_keeps_nothing(jakut: Node) -> None:
    nik, id = resident(jakut), uuid4()
    Session.objects.create(id=id, nik=nik, operator="rekam", started_at=jakut.clock.now(), sealed=b"isi")
    record(jakut, nik, session=id)
    kept = Session.objects.get(id=id)
    assert kept.done and bytes(kept.sealed) == b""


def test_the_machine_refuses_what_is_not_the_offices(jakut: Node) -> None:
    nik = resident(jakut)
    record(jakut, nik)
    with Act(jakut, CLERK) as act:
        no = acts.change_status(act, Record.objects.get(), "found_single", BY_OFFICE)
    assert no is not None and no.code == "ktp_el.impossible"
