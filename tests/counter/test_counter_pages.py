"""The counter's pages through real requests: kiosk, display, console, visit, receipt, tracking, lists, closing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from siaga.accounts import attempts
from siaga.accounts.models import Attempt, ViewLog
from siaga.counter.acts import ApplicationItem, call_next, open_visit, take_ticket
from siaga.counter.closing import FIGURE_WORDS
from siaga.counter.models import Application, DayClose, Promise, Ticket, Visit
from siaga.counter.receipts import of_visit
from siaga.drill.country import Country
from siaga.journal.act import CITIZEN, Actor
from siaga.kit.node import Node
from tests.counter.country_counter import BUDI, SITI, blangko, family
from tests.pages import anonymous, client_for

OFFICER = Actor("siti", "Siti", frozenset({"loket"}))


def text(page: Any) -> str:
    assert page.status_code in (200, 404, 422, 429), (page.status_code, page.content[:500])
    return page.content.decode()  # type: ignore[no-any-return]


def visit_of(node: Node, *names: str) -> Visit:
    items = [ApplicationItem("kk", f"{3172010101800000 + n:016d}", name) for n, name in enumerate(names)]
    assert open_visit(node, OFFICER, None, SITI, "SITI PERTIWI", "08123456789", items)
    return Visit.objects.get()


def test_three_taps_at_the_kiosk(jakut: Node) -> None:
    kiosk = anonymous(jakut)
    first = text(kiosk.get("/publik/kios/"))
    assert first.count('class="tap"') == 8 and "KTP-el: cetak dan ambil" in first
    second = text(kiosk.get("/publik/kios/C/"))
    key = re.findall(r'name="kunci" value="([^"]+)"', second)
    assert len(set(key)) == 1, "either button, one number"
    for _ in range(2):
        third = kiosk.post("/publik/kios/C/ambil/", {"kunci": key[0], "jalur": "prioritas"})
        assert third.status_code == 302
    assert Ticket.objects.count() == 1
    shown = text(kiosk.get(third.url))
    assert "C-001" in shown and "data-print-now" in shown and 'data-reset="/publik/kios/"' in shown
    assert kiosk.get("/publik/kios/Z/").status_code == 404
    refused = kiosk.post("/publik/kios/C/ambil/", {"jalur": "teman"})
    assert refused.status_code == 422 and text(refused).count('class="tap"') == 8 and 'role="alert"' in text(refused)


def test_a_kiosk_that_is_pressed_all_day_says_how_long_to_wait(jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attempts.LIMITS, attempts.TICKETS, 2)
    kiosk = anonymous(jakut)
    answers = [kiosk.post("/publik/kios/A/ambil/", {"jalur": "umum"}) for _ in range(3)]
    assert [a.status_code for a in answers] == [302, 302, 429] and Ticket.objects.count() == 2
    assert "Tunggu 60 menit" in text(answers[2]) and answers[2]["Retry-After"] == "3600"


def test_the_display_calls_and_shows_the_next_three(jakut: Node) -> None:
    hall = anonymous(jakut)
    assert "Belum ada nomor yang dipanggil" in text(hall.get("/publik/layar/"))
    for service in "AACBA":
        assert take_ticket(jakut, CITIZEN, service, "umum")
        jakut.clock.advance(timedelta(seconds=5))  # type: ignore[attr-defined]
    assert call_next(jakut, OFFICER, 3, "A")
    part = text(hall.get("/publik/layar/isi/"))
    assert "A-001" in part and "Loket 3" in part
    assert 'data-announce="Nomor antrean A, satu. Silakan ke loket tiga."' in part
    assert re.findall(r"<li>([A-Z]-\d+)</li>", part) == ["A-002", "C-001", "B-001"]
    assert re.findall(r"<li>([A-Z]-\d+)</li>", text(hall.get("/publik/layar/isi/?layanan=B"))) == ["B-001"]
    assert 'hx-trigger="every 2s"' in text(hall.get("/publik/layar/"))


def test_the_console_calls_serves_and_misses(jakut: Node) -> None:
    for _ in range(3):
        take_ticket(jakut, CITIZEN, "A", "umum")
    desk = client_for(jakut, "loket")
    assert "Pilih loket Anda" in text(desk.get("/loket/"))
    assert desk.post("/loket/duduk/", {"loket": "500"}).status_code == 302
    assert "1 sampai 99" in text(desk.get("/loket/"))
    desk.post("/loket/duduk/", {"loket": "4", "layanan": ["A", "C"]})
    page = text(desk.get("/loket/"))
    assert "Loket 4" in page and 'data-key="n"' in page
    desk.post("/loket/panggil/", {"kunci": str(uuid4())})
    first = Ticket.objects.get(state="dipanggil")
    assert (first.number, first.loket) == (1, 4)
    desk.post("/loket/panggil/", {"kunci": str(uuid4())})
    assert "masih dipanggil" in text(desk.get("/loket/"))
    desk.post(f"/loket/nomor/{first.id}/terlewat/", {})
    desk.post("/loket/panggil/", {})
    second = Ticket.objects.get(state="dipanggil")
    answer = desk.post(f"/loket/nomor/{second.id}/layani/", {})
    assert answer.url == f"/loket/kunjungan/baru/?tiket={second.id}"
    assert "A-001" in text(desk.get("/loket/"))
    desk.post(f"/loket/nomor/{second.id}/selesai/", {})
    assert Ticket.objects.get(id=second.id).state == "selesai"


def rows_of(page: str) -> int:
    found = re.search(r'name="baris-TOTAL_FORMS" value="(\d+)"', page)
    assert found
    return int(found[1])


def test_a_visit_for_two_of_a_family_and_its_receipt(jakut: Node) -> None:
    family(jakut)
    take_ticket(jakut, CITIZEN, "A", "umum")
    ticket = call_next(jakut, OFFICER, 1).value  # type: ignore[union-attr]
    desk = client_for(jakut, "loket")
    assert "SITI PERTIWI" in text(desk.get(f"/loket/kunjungan/baru/?q={SITI}"))
    url = f"/loket/kunjungan/baru/?tiket={ticket}&nik={SITI}"
    page = text(desk.get(url))
    assert all(name in page for name in ("BUDI SANTOSO", "SITI PERTIWI", "ANI")) and rows_of(page) == 5
    assert ViewLog.objects.filter(subject=f"penduduk/{SITI}").exists()
    form = {
        "kunci": str(uuid4()), "name": "SITI PERTIWI", "nik": SITI, "phone": "0812 3456 7890",
        "baris-TOTAL_FORMS": "5", "baris-INITIAL_FORMS": "3",
        "baris-0-pick": "on", "baris-0-name": "BUDI SANTOSO", "baris-0-nik": BUDI, "baris-0-service": "penggantian",
        "baris-0-need": "sim", "baris-0-need_by": "01-12-2026",
        "baris-1-pick": "on", "baris-1-name": "SITI PERTIWI", "baris-1-nik": SITI, "baris-1-service": "",
        "baris-3-nik": "123",
    }  # fmt: skip
    refused = desk.post(url, form)
    assert refused.status_code == 422 and "Pilih layanan dari daftar." in text(refused)
    assert not Visit.objects.exists()
    form["baris-1-service"] = "kk"
    done = desk.post(url, form)
    visit = Visit.objects.get()
    assert done.status_code == 302 and done.url == f"/loket/kunjungan/{visit.id}/"
    assert desk.post(url, form).url == done.url and Visit.objects.count() == 1, "pressed twice"
    assert {a.service for a in Application.objects.all()} == {"penggantian", "kk"}
    shown = text(desk.get(done.url))
    assert "Belum dapat dijanjikan, menunggu pe" in shown and "SIM, paling lambat 1 Desember 2026" in shown
    pdf = desk.get(f"{done.url}tanda-terima.pdf")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    more = {"kunci": str(uuid4()), "pick": "on", "name": "ANI", "nik": "3172015512100001", "service": "perekaman"}
    assert desk.post(done.url, more).status_code == 302
    assert Application.objects.count() == 3


def test_faults_of_a_visit_stand_at_their_rows(jakut: Node) -> None:
    desk = client_for(jakut, "loket")
    page = desk.post(
        "/loket/kunjungan/baru/",
        {
            "name": "X", "baris-TOTAL_FORMS": "2", "baris-INITIAL_FORMS": "0",
            "baris-0-pick": "on", "baris-0-name": "X", "baris-0-service": "ktp", "baris-0-nik": "31",
            "baris-1-pick": "on", "baris-1-name": "Y", "baris-1-service": "ktp", "baris-1-need_by": "31-02-2026",
        },
    )  # fmt: skip
    assert page.status_code == 422 and not Visit.objects.exists()
    assert "Tulis 16 angka; yang ditulis ada 2." in text(page) and "Tulis tanggal yang ada" in text(page)
    nothing = desk.post("/loket/kunjungan/baru/", {"name": "X", "baris-TOTAL_FORMS": "2", "baris-INITIAL_FORMS": "0"})
    assert nothing.status_code == 422 and "sedikitnya satu permohonan" in text(nothing)
    empty = desk.post("/loket/kunjungan/baru/", {"baris-TOTAL_FORMS": "2", "baris-INITIAL_FORMS": "0"})
    assert "sedikitnya satu permohonan" in text(empty) and "name" in empty.context["form"].errors, "both in one go"


def test_all_faults_of_a_visit_are_told_at_once_and_in_the_summary(jakut: Node) -> None:
    form = {
        "name": "X", "phone": "abc", "baris-TOTAL_FORMS": "2", "baris-INITIAL_FORMS": "0",
        "baris-0-pick": "on", "baris-0-name": "X", "baris-0-service": "",
        "baris-1-pick": "on", "baris-1-service": "ktp", "baris-1-nik": "3172030101800001", "baris-1-need_by": "31-02-2026",
    }  # fmt: skip
    page = text(client_for(jakut, "loket").post("/loket/kunjungan/baru/", form))
    summary = page.partition('id="perbaiki"')[2].partition("</div>")[0]
    for said in (
        "Nomor telepon hanya angka",
        "Pilih layanan dari daftar",
        "Tulis untuk siapa",
        "Tulis tanggal yang ada",
    ):
        assert said in summary and page.count(said) == 2, said
    assert 'href="#id_baris-0-service">Baris 1, Layanan' in summary and 'href="#id_baris-1-need_by">Baris 2,' in summary
    assert "data-has-errors" in page, "no draft is laid over what was just refused"


def test_a_visits_applications_stand_as_they_were_asked_for(jakut: Node) -> None:
    names = [f"ORANG {letter}" for letter in "ABCDEFGH"]
    visit = visit_of(jakut, *names)
    assert [a.name for a in of_visit(visit.id)] == names
    page = text(client_for(jakut, "loket").get(f"/loket/kunjungan/{visit.id}/"))
    places = [page.index(name) for name in names]
    assert places == sorted(places)


def test_a_citizen_follows_the_receipt_without_an_account(jakut: Node) -> None:
    visit = visit_of(jakut, "SITI PERTIWI", "SLAMET")
    phone = anonymous(jakut)
    page = phone.get(f"/publik/lacak/{visit.code}/")
    shown = text(page)
    assert "S*** P***" in shown and "S***" in shown and "PERTIWI" not in shown and "SLAMET" not in shown
    assert "0812" not in shown and SITI not in shown
    assert (
        "Permohonan Anda sudah kami terima. Petugas loket belum selesai mengerjakannya." in shown and "gratis" in shown
    )
    assert "Tidak seorang pun boleh meminta uang" in shown
    assert len(page.content) < 60_000 and "<script" not in shown
    typed = f"{visit.code[:5]}-{visit.code[5:]}".lower()
    assert phone.get("/publik/lacak/", {"kode": typed}).url == f"/publik/lacak/{visit.code}/"


def test_of_one_day_nothing_is_said_of_two(jakut: Node) -> None:
    visit = visit_of(jakut, "SITI")
    day = jakut.clock.today() + timedelta(days=3)
    for latest, said in ((day, False), (day + timedelta(days=2), True)):
        told = Promise.objects.filter(state="diberikan").update(
            earliest=day, likely=day, latest=latest, binds="printer"
        )
        shown = text(anonymous(jakut).get(f"/publik/lacak/{visit.code}/"))
        assert told and "kemampuan printer" in shown and ("di antara kedua tanggal itu" in shown) is said


def test_a_guessed_code_gets_the_same_friendly_answer_and_is_counted(negeri: Country, jakut: Node) -> None:
    visit = visit_of(jakut, "SITI")
    thief = anonymous(jakut)
    for n in range(30):
        page = thief.get(f"/publik/lacak/{'2346789ABC'[:-2]}{'DEFGHJKMNP'[n % 10]}{'QRTUV'[n % 5]}/")
        assert page.status_code == 404 and "tidak kami kenal" in text(page)
    assert Attempt.objects.get(what="tebakan").count == 30
    stopped = thief.get(f"/publik/lacak/{visit.code}/")
    assert stopped.status_code == 429 and 0 < int(stopped["Retry-After"]) <= 3600
    assert "Terlalu banyak percobaan" in text(stopped) and "SITI" not in text(stopped)
    negeri.clock.advance(timedelta(hours=1))
    assert thief.get(f"/publik/lacak/{visit.code}/").status_code == 200


@pytest.mark.parametrize("typed", ["abc", "0000000000", "' OR 1=1 --", "K7M42QXDAB", "<script>alert(1)</script>"])
def test_nonsense_typed_as_a_code(jakut: Node, typed: str) -> None:
    page = anonymous(jakut).get("/publik/lacak/", {"kode": typed}, follow=True)
    assert page.status_code == 404 and "tidak kami kenal" in text(page) and "<script>" not in text(page)


def test_the_list_its_filters_and_csv(jakut: Node) -> None:
    jakut.clock.advance(timedelta(hours=-2))  # type: ignore[attr-defined]
    family(jakut)  # at six in the morning: still yesterday in UTC
    visit_of(jakut, "SITI PERTIWI", "=1+1")
    desk = client_for(jakut, "loket")
    page = text(desk.get("/loket/permohonan/"))
    assert "SITI PERTIWI" in page and "Kartu keluarga" in page and "Tanjung Priok" in page
    assert "SITI PERTIWI" not in text(desk.get("/loket/permohonan/?layanan=ktp"))
    assert "Tidak ada permohonan yang cocok" in text(desk.get("/loket/permohonan/?kecamatan=317299"))
    assert "SITI PERTIWI" in text(desk.get("/loket/permohonan/?cari=pertiwi"))
    csv = desk.get("/loket/permohonan/?format=csv").content.decode()
    assert "SITI PERTIWI" in csv and "'=1+1" in csv and str(jakut.clock.today()) in csv


def test_an_officer_of_one_kecamatan_sees_only_it(jakut: Node) -> None:
    family(jakut)
    assert open_visit(jakut, OFFICER, None, SITI, "SITI", "", [ApplicationItem("kk", SITI, "SITI PERTIWI")])
    row = Application.objects.get()
    here = client_for(jakut, "loket", wilayah=row.kecamatan)
    there = client_for(jakut, "loket", wilayah="317206")
    assert "SITI PERTIWI" in text(here.get("/loket/permohonan/"))
    assert "SITI PERTIWI" not in text(there.get("/loket/permohonan/"))
    assert there.get(f"/loket/permohonan/{row.id}/").status_code == 404


def test_one_application_is_closed_or_cancelled(jakut: Node) -> None:
    visit_of(jakut, "SITI PERTIWI", "SLAMET")
    desk = client_for(jakut, "loket")
    first, second = Application.objects.order_by("id")
    page = text(desk.get(f"/loket/permohonan/{first.id}/"))
    assert "Permohonan diterima" in page and "Janji kepada pemohon" in page
    desk.post(f"/loket/permohonan/{first.id}/selesai/", {"kunci": str(uuid4())})
    desk.post(f"/loket/permohonan/{second.id}/batal/", {"reason": ""})
    assert Application.objects.get(id=second.id).state == "terbuka"
    desk.post(f"/loket/permohonan/{second.id}/batal/", {"reason": "tidak jadi"})
    assert [a.state for a in Application.objects.order_by("id")] == ["selesai", "batal"]
    assert "Dibatalkan: tidak jadi" in text(desk.get(f"/loket/permohonan/{second.id}/")), (
        "the officer is sent here for it"
    )


def test_closing_the_day_on_the_page(jakut: Node) -> None:
    take_ticket(jakut, CITIZEN, "A", "umum")
    blangko(jakut, 3, "petugas")
    head = client_for(jakut, "kepala")
    page = text(head.get("/tutup-hari/"))
    assert "Masih ada yang tersisa" in page and "Blangko di tangan petugas" in page
    refused = head.post("/tutup-hari/", {"kunci": str(uuid4()), "reason": ""})
    assert refused.status_code == 422 and "Masih ada 3 blangko" in text(refused)
    done = head.post("/tutup-hari/", {"kunci": str(uuid4()), "reason": "lembur"})
    assert done.url == "/tutup-hari/2026-11-23/" and DayClose.objects.get().officer == "uji-kepala"
    sheet = text(head.get(done.url))
    assert "Petugas Uji" in sheet and "lembur" in sheet
    places = [sheet.index(f">{word}<") for word in FIGURE_WORDS.values()]
    assert places == sorted(places), "in the order in which they were signed"
    assert head.get(re.findall(r'href="([^"]+)">Kembali', sheet)[0]).status_code == 200, (
        "who signed may go where the sheet leads"
    )
    assert head.get("/tutup-hari/").url == done.url, "a signed day is shown, not signed again"
    assert head.get("/tutup-hari/2026-11-22/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/loket/", "/loket/permohonan/", "/loket/kunjungan/baru/", "/tutup-hari/", f"/loket/permohonan/{UUID(int=7)}/"],
)
def test_citizens_are_sent_to_the_door(jakut: Node, path: str) -> None:
    answer = anonymous(jakut).get(path)
    assert answer.status_code == 302 and answer.url.startswith("/masuk/")
    assert client_for(jakut, "teknisi").get(path).status_code == 403


def test_a_residents_page_lists_what_they_still_wait_for(jakut: Node) -> None:
    family(jakut)
    items = [ApplicationItem("kk", SITI, "SITI PERTIWI"), ApplicationItem("kelahiran", "", "bayi")]
    assert open_visit(jakut, OFFICER, None, SITI, "SITI PERTIWI", "", items)
    clerk = client_for(jakut, "loket")
    shown = text(clerk.get(f"/penduduk/{SITI}/"))
    assert "Permohonan yang berjalan" in shown and "Kartu keluarga" in shown and "Akta kelahiran dan NIK anak" in shown
    assert f"/loket/permohonan/{Application.objects.get(service='kk').id}/" in shown
    assert "Permohonan yang berjalan" not in text(clerk.get(f"/penduduk/{BUDI}/"))
