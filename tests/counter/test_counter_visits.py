"""Visits, applications and what is promised, on a real database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from siaga.cards.models import PrintOrder
from siaga.continuity.models import Dependency
from siaga.counter import ticks
from siaga.counter.acts import (
    ApplicationItem,
    Opened,
    add_application,
    call_next,
    cancel,
    close_application,
    close_day,
    open_visit,
    take_ticket,
)
from siaga.counter.models import Application, DayClose, Promise, Ticket, Visit
from siaga.counter.standing import load_stages
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import CITIZEN, Actor, AlreadyDone
from siaga.journal.models import JournalFact, Parked
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.models import Akta, Resident
from siaga.recording.models import Record
from tests.counter.country_counter import ANI, BUDI, KK, SITI, VILLAGE, blangko, family, in_line, recorded, ten_days_of

OFFICER = Actor("siti", "Siti", frozenset({"loket"}))
COUNTER_TABLES = (Ticket, Visit, Application, Promise, DayClose)


def item(service: str = "ktp", nik: str = SITI, name: str = "SITI PERTIWI", **more: object) -> ApplicationItem:
    return ApplicationItem(service, nik, name, **more)  # type: ignore[arg-type]


def opened(node: Node, *items: ApplicationItem, ticket: UUID | None = None, key: UUID | None = None) -> Opened:
    outcome = open_visit(node, OFFICER, ticket, SITI, "SITI PERTIWI", "", items or (item(),), key=key)
    assert outcome, outcome
    return outcome.value  # type: ignore[no-any-return, union-attr]


def sentence(node: Node, id: UUID) -> str:
    return load_stages(node, Application.objects.filter(id=id))[id].sentence()


def test_one_visit_holds_a_family(jakut: Node) -> None:
    family(jakut)
    take_ticket(jakut, CITIZEN, "C", "umum")
    ticket = call_next(jakut, OFFICER, 3).value  # type: ignore[union-attr]
    made = opened(
        jakut,
        item(need="sim", need_by=date(2026, 12, 1)),
        item("kk", BUDI, "BUDI SANTOSO"),
        item("kelahiran", "", "bayi Siti"),
        ticket=ticket,
    )
    visit = Visit.objects.get()
    assert (visit.id, visit.code, visit.officer) == (made.visit, made.code, "siti") and len(made.code) == 10
    rows = {a.service: a for a in Application.objects.all()}
    assert set(rows) == {"ktp", "kk", "kelahiran"} and {a.id for a in rows.values()} == set(made.applications)
    assert (rows["ktp"].need, rows["ktp"].need_by) == ("sim", date(2026, 12, 1))
    assert (rows["ktp"].kecamatan, rows["ktp"].kelurahan) == (VILLAGE[:6], VILLAGE), "the family's address"
    assert Ticket.objects.get(id=ticket).state == "dilayani"
    again = open_visit(jakut, OFFICER, ticket, BUDI, "BUDI", "", [item("ktp", BUDI, "BUDI")])
    assert not again and again.codes() == {"visit.ticket_used"}  # type: ignore[union-attr]


def test_pressing_twice_opens_one_visit(jakut: Node) -> None:
    key = uuid4()
    made = opened(jakut, key=key)
    with pytest.raises(AlreadyDone) as again:
        opened(jakut, key=key)
    assert again.value.subject == f"kunjungan/{made.visit}"
    assert Visit.objects.count() == Application.objects.count() == 1


def test_all_faults_at_once_and_nothing_written(jakut: Node) -> None:
    outcome = open_visit(jakut, OFFICER, uuid4(), "12", "", "x", [item(nik="1"), item(service="??")])
    assert not outcome
    assert outcome.codes() >= {"visit.name", "visit.nik", "visit.phone", "item.service", "ticket.unknown"}  # type: ignore[union-attr]
    assert not Visit.objects.exists() and not JournalFact.objects.filter(chain="3172").exists()


def test_the_same_wish_is_not_opened_twice(jakut: Node) -> None:
    made = opened(jakut)
    again = open_visit(jakut, OFFICER, None, SITI, "SITI", "", [item()])
    assert not again and again.codes() == {"item.already_open"}  # type: ignore[union-attr]
    assert cancel(jakut, OFFICER, made.applications[0], "salah orang")
    assert open_visit(jakut, OFFICER, None, SITI, "SITI", "", [item()])


def test_an_application_ends_once(jakut: Node) -> None:
    made = opened(jakut)
    first = made.applications[0]
    assert not cancel(jakut, OFFICER, first, "  ")
    assert close_application(jakut, OFFICER, first, "pesanan/x")
    assert not close_application(jakut, OFFICER, first) and not cancel(jakut, OFFICER, first, "a")
    assert Application.objects.get(id=first).subject == "pesanan/x"
    assert add_application(jakut, OFFICER, made.visit, item("kk"))
    assert not add_application(jakut, OFFICER, uuid4(), item("suket"))


@pytest.mark.parametrize(
    ("status", "words", "waits"),
    [
        ("", "belum direkam", "perekaman Anda"),
        ("SENT_FOR_ENROLLMENT", "menunggu jawaban pusat", "jawaban pusat"),
        ("DUPLICATE_RECORD", "Datanglah sendiri", "kedatangan Anda"),
    ],
)
def test_what_cannot_be_promised_is_not_promised(jakut: Node, status: str, words: str, waits: str) -> None:
    family(jakut)
    if status:
        recorded(jakut, SITI, status)
    made = opened(jakut)
    promise = Promise.objects.get()
    assert (promise.earliest, promise.latest, promise.waits_for) == (None, None, waits)
    assert words in sentence(jakut, made.applications[0])


def test_the_date_follows_place_pace_and_blangko(jakut: Node) -> None:
    family(jakut)
    recorded(jakut, SITI, "PRINT_READY_RECORD")
    ten_days_of(jakut, 4)
    for n in range(11):
        in_line(jakut, f"8{n:015d}", at=jakut.clock.now() - timedelta(hours=n + 1))
    in_line(jakut, SITI)
    blangko(jakut, 500)
    opened(jakut)
    promise = Promise.objects.get()
    # Fourteen days back hold ten working days; Saturday's and Sunday's eight cards count for their Friday.
    assert promise.place == 12 and promise.earliest and promise.latest and promise.earliest > date(2026, 11, 23)
    assert promise.earliest <= date(2026, 11, 26) < promise.latest + timedelta(days=2)


def test_at_no_blangko_nothing_is_promised_and_the_date_comes_with_the_delivery(negeri: Country, jakut: Node) -> None:
    family(jakut)
    recorded(jakut, SITI, "PRINT_READY_RECORD")
    ten_days_of(jakut, 2)
    in_line(jakut, SITI)
    made = opened(jakut)
    assert Promise.objects.get().waits_for == "blangko kosong"
    assert "Blangko sedang habis" in load_stages(jakut, Application.objects.all())[made.applications[0]].note
    assert ticks.tell_anew(jakut, jakut.clock.now()) == 0, "nothing has changed, nothing is told"
    blangko(jakut, 40)
    assert ticks.tell_anew(jakut, jakut.clock.now()) == 0, "looked within the hour"
    negeri.clock.advance(timedelta(hours=1))
    assert ticks.tell_anew(jakut, jakut.clock.now()) == 1
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["diberikan", "diganti"]
    assert Promise.objects.get(state="diberikan").earliest is not None


def look(node: Node, country: Country) -> int:
    country.clock.advance(timedelta(hours=1))
    return ticks.tell_anew(node, node.clock.now())


def dated(node: Node) -> tuple[Opened, UUID]:
    family(node)
    recorded(node, SITI, "PRINT_READY_RECORD")
    ten_days_of(node, 2)
    order = in_line(node, SITI)
    blangko(node, 40)
    made = opened(node)
    assert Promise.objects.get().earliest is not None
    return made, order


def test_a_promise_is_kept_when_the_card_is_there(negeri: Country, jakut: Node) -> None:
    made, order = dated(jakut)
    PrintOrder.objects.filter(id=order).update(state="tercetak", printed_at=jakut.clock.now())
    assert look(jakut, negeri) == 1 and Promise.objects.get().state == "ditepati"
    assert look(jakut, negeri) == 0, "and told once"
    assert "Silakan ambil" in sentence(jakut, made.applications[0])
    PrintOrder.objects.filter(id=order).update(state="diserahkan", handed_at=jakut.clock.now())
    assert ticks.end_handed_over(jakut, jakut.clock.now()) == 1
    row = Application.objects.get()
    assert (row.state, row.subject) == ("selesai", f"pesanan/{order}")
    assert ticks.end_handed_over(jakut, jakut.clock.now()) == 0


def test_a_promise_that_passes_is_recorded_as_broken_and_a_new_date_is_told(negeri: Country, jakut: Node) -> None:
    dated(jakut)
    negeri.clock.advance(timedelta(days=9))
    assert look(jakut, negeri) == 1
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["diberikan", "lewat"]


def test_a_replacement_is_its_own_card(jakut: Node) -> None:
    """The card handed over last year is not the one that is asked for today."""
    family(jakut)
    recorded(jakut, SITI, "CARD_ISSUED")
    last_year = jakut.clock.now() - timedelta(days=400)
    in_line(jakut, SITI, state="diserahkan", at=last_year, printed_at=last_year, handed_at=last_year)
    made = opened(jakut, item("penggantian"))
    assert "belum selesai mengerjakannya" in sentence(jakut, made.applications[0])
    assert ticks.end_handed_over(jakut, jakut.clock.now()) == 0
    in_line(jakut, SITI)
    blangko(jakut, 5)
    assert "Giliran Anda berikutnya" in sentence(jakut, made.applications[0])


def test_who_is_sixteen_is_told_the_birthday(jakut: Node) -> None:
    family(jakut)
    Resident.objects.filter(nik=ANI).update(tanggal_lahir=date(2010, 1, 5))
    recorded(jakut, ANI, "PRINT_READY_RECORD")
    made = opened(jakut, item("ktp", ANI, "ANI"))
    assert "mulai 05-01-2027" in sentence(jakut, made.applications[0])


def test_a_birth_is_followed_to_its_signed_deed(jakut: Node) -> None:
    family(jakut)
    made = opened(jakut, item("kelahiran", "", "bayi"))
    (id,) = made.applications
    assert "belum selesai mengerjakannya" in sentence(jakut, id)
    now = jakut.clock.now()
    Resident.objects.create(
        nik="3172016311260001", no_kk=KK, nama="BAYI", jenis_kelamin="P", tempat_lahir="JAKARTA", shdk=4, agama=1,
        tanggal_lahir=date(2026, 11, 23), status_kawin=1, registered_at=now, reason="kelahiran", office="3172",
    )  # fmt: skip
    Akta.objects.create(
        number="3172-LU-1", kind="kelahiran", nik="3172016311260001", registered_on=date(2026, 11, 23), data={}, office="3172"
    )  # fmt: skip
    assert "sudah dicatat" in sentence(jakut, id)
    Document.objects.create(
        id=uuid4(), kind="akta_kelahiran", number="3172-LU-1", subject="akta/3172-LU-1", holder="x", holder_name="BAYI",
        data={}, digest="", made_at=now, office="3172",
    )  # fmt: skip
    assert "menunggu tanda tangan" in sentence(jakut, id)
    Document.objects.update(state="basah")
    assert "Silakan ambil" in sentence(jakut, id)


def test_the_centre_down_changes_nothing_but_the_words(jakut: Node) -> None:
    family(jakut)
    line = jakut.devices["pusat"]
    line.up = False
    Dependency.objects.create(name="pusat", state="terputus", since=jakut.clock.now(), probed_at=jakut.clock.now())
    recorded(jakut, SITI, "BIO_CAPTURED")
    made = opened(jakut)
    stage = load_stages(jakut, Application.objects.all())[made.applications[0]]
    assert "dikirim sendiri setelah tersambung" in stage.note and line.calls == 0


def test_a_thousand_applications_are_read_in_few_queries(jakut: Node) -> None:
    family(jakut)
    for n in range(300):
        recorded(jakut, f"7{n:015d}", "SENT_FOR_ENROLLMENT")
    rows = [
        Application(id=uuid4(), service="ktp", nik=f"7{n:015d}", state="terbuka", opened_at=jakut.clock.now())
        for n in range(300)
    ]
    with CaptureQueriesContext(connection) as asked:
        assert len(load_stages(jakut, rows)) == 300
    assert len(asked) <= 8 and Record.objects.count() == 300


def test_the_day_is_closed_once_and_says_what_is_left(negeri: Country, jakut: Node) -> None:
    opened(jakut)
    take_ticket(jakut, CITIZEN, "A", "umum")
    blangko(jakut, 7, "petugas")
    blangko(jakut, 2, "pencetak")
    blangko(jakut, 3, "selisih")
    refused = close_day(jakut, OFFICER)
    assert not refused and refused.codes() == {"day.blangko"}  # type: ignore[union-attr]
    assert close_day(jakut, OFFICER, "petugas lembur mencetak")
    row = DayClose.objects.get()
    assert (row.day, row.officer, row.office) == (date(2026, 11, 23), "siti", "3172")
    assert row.figures["opened"] == 1 and row.figures["unserved"] == 1 and row.figures["blangko_officers"] == 7
    assert (row.figures["blangko_printer"], row.figures["blangko_missing"]) == (2, 3), "what is missing is signed too"
    assert row.figures["unsent"] >= 4
    assert Ticket.objects.get().state == "batal"
    again = close_day(jakut, OFFICER, "x")
    assert not again and again.codes() == {"day.closed"}  # type: ignore[union-attr]
    negeri.clock.advance(timedelta(days=1))
    blangko(jakut, 0, "petugas")
    assert close_day(jakut, OFFICER)


def test_two_offices_meet_at_the_centre_without_a_quarrel(negeri: Country) -> None:
    for code, name in (("3172", "Jakarta Utara"), ("3507", "Malang")):
        with (node := negeri.office(code, name)):
            take_ticket(node, CITIZEN, "A", "umum")
            assert call_next(node, OFFICER, 1)
            assert open_visit(node, OFFICER, None, SITI, "SITI", "", [item()])
            assert close_day(node, OFFICER)
            exchange.talk(node, node.devices["pusat"])
    with negeri.centre:
        assert Parked.objects.count() == 0
        assert Ticket.objects.count() == DayClose.objects.count() == Visit.objects.count() == 2


def test_rebuilt_tables_are_the_same(negeri: Country, jakut: Node) -> None:
    made = opened(jakut, item(), item("kk", BUDI, "BUDI"))
    recorded(jakut, BUDI, "PRINT_READY_RECORD")
    add_application(jakut, OFFICER, made.visit, item("suket", BUDI, "BUDI"))
    cancel(jakut, OFFICER, made.applications[1], "tidak jadi")
    negeri.clock.advance(timedelta(days=9))
    ticks.tell_anew(jakut, jakut.clock.now())
    take_ticket(jakut, CITIZEN, "A", "prioritas")
    close_day(jakut, OFFICER)
    before = tables_hash(COUNTER_TABLES)
    assert Promise.objects.filter(state="lewat").exists()
    rebuild(jakut, COUNTER_TABLES)
    assert tables_hash(COUNTER_TABLES) == before
