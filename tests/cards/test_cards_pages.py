"""The pages of cards through real requests: every page shows, every button does its deed once."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from siaga.accounts.models import ViewLog
from siaga.cards import line, print_ticks
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.figures import front_figures
from siaga.cards.fleet.look import look
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import (
    Balance,
    BlangkoRequest,
    LedgerEntry,
    MonthReport,
    OldCard,
    PrintOrder,
    PrintPolicy,
    Suket,
    SuketPolicy,
)
from siaga.cards.order import CLASSES, in_order
from siaga.drill.country import Country
from siaga.journal import blobs, exchange
from siaga.journal.seeding import Said, write_many
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.people.models import Resident
from siaga.recording import packet as packets
from siaga.recording.devices.portrait import portrait
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.facts import Recorded
from siaga.recording.models import Record
from siaga.shell.formats import nik as grouped
from tests.cards.offices_cards import (
    BENDAHARA,
    PaperPrinter,
    crowd,
    nik_of,
    person,
    put_on_shelf,
    record_of,
    settle,
    verdicts,
    with_printer,
)
from tests.pages import NodeClient, client_for


@pytest.fixture
def printer(jakut: Node) -> PaperPrinter:
    crowd(jakut, 55, blangko=100)
    made = with_printer(jakut, "kartu-1", "kartu-2")
    join_print_list(jakut, jakut.clock.now())
    return made


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def said(client: NodeClient, path: str, data: dict[str, object], *, status: int = 302) -> object:
    answer = client.post(path, {"kunci": str(uuid4()), **data})
    assert answer.status_code == status, text(answer)[-3000:]
    return answer


def run(node: Node) -> None:
    print_ticks.submit_jobs(node, node.clock.now())
    print_ticks.poll_jobs(node, node.clock.now())
    put_on_shelf(node)


def test_the_line_is_shown_in_order_with_the_reason_of_each_place(jakut: Node, printer: PaperPrinter) -> None:
    client = client_for(jakut, "pencetakan")
    page = text(client.get("/kartu/antrean/"))
    assert "Pemohon pertama" in page and "urutan-2020-01" in page and "kartu-2" in page and "halaman" in page.lower()
    second = text(client.get("/kartu/antrean/?page=2"))
    assert '<td class="num">51</td>' in second and '<td class="num">55</td>' in second
    assert nik_of(7)[-4:] in text(client.get(f"/kartu/antrean/?cari={nik_of(7)}"))
    exported = text(client.get("/kartu/antrean/?format=csv"))
    assert exported.count("\n") == 56 and nik_of(0) in exported
    printer.away = True
    look(jakut, jakut.clock.now())
    assert "tidak menjawab" in text(client.get("/kartu/antrean/"))


def test_ten_thousand_in_line_are_shown_and_exported_in_the_lawful_order(jakut: Node) -> None:
    begin = jakut.clock.now() - timedelta(days=400)
    waiting = [
        PrintOrder(
            id=UUID(int=n * 7919 % 10_007),
            nik=f"3172{n:012}",
            record=UUID(int=n),
            klass=CLASSES[n % len(CLASSES)],
            recorded_at=begin + timedelta(minutes=n * 4813 % 9_973),
            joined_at=begin + timedelta(days=399),
            state="menunggu",
            state_since=begin + timedelta(days=399),
            kecamatan="317201",
            kelurahan="3172011001",
            office="3172",
        )
        for n in range(1, 10_001)
    ]
    PrintOrder.objects.bulk_create(waiting, batch_size=2000)
    expected = [o.nik for o in in_order(waiting, line.policy_in_force(jakut.clock.today()), ZONES["WIB"])]
    client = client_for(jakut, "pencetakan")
    _head, *rows = csv.reader(io.StringIO(text(client.get("/kartu/antrean/?format=csv"))))
    assert [row[0] for row in rows] == expected
    assert rows[0][3].endswith("+07:00"), "the office's own clock"
    page = text(client.get("/kartu/antrean/?page=150"))
    assert re.findall(r'<td class="num">([\d.]+)</td>', page)[:1] == ["7.451"]
    assert list(dict.fromkeys(re.findall(r"3172 \d\d \d{6} \d{4}", page))) == [
        grouped(nik) for nik in expected[7450:7500]
    ]
    assert len(page) < 60_000, "fifty of them, and no more"


def test_a_persons_page_tells_where_the_card_is_and_offers_what_is_due(jakut: Node, printer: PaperPrinter) -> None:
    client = client_for(jakut, "loket")
    page = text(client.get(f"/penduduk/{nik_of(7)}/"))
    assert "Dalam antrean cetak, urutan 8" in page and "giliran cetak" in page
    assert f"/kartu/serahkan/{nik_of(7)}/" not in page, "nothing to hand over yet"
    PrintOrder.objects.filter(nik=nik_of(7)).update(state="tercetak", shelf="01/02-03")
    page = text(client.get(f"/penduduk/{nik_of(7)}/"))
    assert "Siap diambil, rak 01/02-03" in page and f'btn-primary" href="/kartu/serahkan/{nik_of(7)}/"' in page


def test_printing_asks_first_naming_cards_and_blangko(jakut: Node, printer: PaperPrinter) -> None:
    client = client_for(jakut, "pencetakan")
    asked = text(client.get("/kartu/cetak/?n=20&printer=kartu-1"))
    assert "Cetak 20 kartu dengan 20 blangko?" in asked and "sisanya 80" in asked
    assert PrintOrder.objects.filter(state="dikirim").count() == 0
    key = str(uuid4())
    assert client.post("/kartu/cetak/", {"n": 20, "printer": "kartu-1", "kunci": key}).status_code == 302
    again = client.post("/kartu/cetak/", {"n": 20, "printer": "kartu-1", "kunci": key})
    assert again.status_code == 200 and "tercatat" in text(again)
    assert PrintOrder.objects.filter(state="dikirim").count() == 20
    assert "menunggu dikirim ke printer" in text(client.get("/kartu/pencetak/"))
    run(jakut)
    assert len(printer.pages) == 20 and front_figures(jakut).printed_today == 20
    assert client.get("/kartu/cetak/?n=0&printer=kartu-1").status_code == 302
    assert "Jumlah kartu: " in text(client.get("/kartu/antrean/")), "which field it is about"


def test_too_few_blangko_is_told_on_the_question(jakut: Node, printer: PaperPrinter) -> None:
    client = client_for(jakut, "pencetakan")
    said(client_for(jakut, "bendahara"), "/kartu/blangko/ambil/", {"amount": 3})
    answer = said(client, "/kartu/cetak/", {"n": 20, "printer": "kartu-1"}, status=422)
    assert "Di laci hanya ada 3, diperlukan 20" in text(answer) and "minta bendahara" in text(answer)
    asked = text(client.get("/kartu/cetak/?n=20&printer=*"))
    assert "Cetak 3 kartu dengan 3 blangko?" in asked and "diambil dari laci, sisanya 0" in asked


def test_nobody_is_offered_the_blangko_in_somebody_elses_drawer(jakut: Node, printer: PaperPrinter) -> None:
    assert ledger_acts.draw(jakut, BENDAHARA, 3, to="ani")
    page = text(client_for(jakut, "pencetakan").get("/kartu/cetak/?n=2&printer=*", follow=True))
    assert "Laci Anda kosong" in page and "Cetak 2 kartu" not in page and "Blangko sedang habis" not in page


def test_what_a_printer_gave_up_on_is_settled_by_the_operator(jakut: Node, printer: PaperPrinter) -> None:
    client = client_for(jakut, "pencetakan")
    printer.hold = True
    said(client, "/kartu/cetak/", {"n": 3, "printer": "kartu-1"})
    run(jakut)
    one, two, three = PrintOrder.objects.filter(state="dikirim").order_by("recorded_at")
    for o in (one, two):
        printer.finish(o.job, "aborted")
    run(jakut)
    page = text(client.get("/kartu/pencetak/"))
    assert "printer menyerah" in page and "2 kartu perlu diperiksa" in page
    nothing = reverse("cards:nothing_there", args=[one.id])
    name = Resident.objects.get(nik=one.nik).nama
    assert f'href="{nothing}"' in page and f"Benar tidak ada kartu {name}?" in text(client.get(nothing))
    assert PrintOrder.objects.get(id=one.id).state == "dikirim", "only asked"
    said(client, nothing, {})
    assert PrintOrder.objects.get(id=one.id).state == "menunggu"
    name = Resident.objects.get(nik=two.nik).nama
    assert f"Kartu rusak: {name}" in text(client.get(reverse("cards:spoiled", args=[two.id])))
    said(client, reverse("cards:spoiled", args=[two.id]), {"reason": ""}, status=422)
    said(client, reverse("cards:spoiled", args=[two.id]), {"reason": "macet"})
    said(client, reverse("cards:move", args=[three.id]), {"printer": "kartu-2"})
    three.refresh_from_db()
    assert three.printer == "kartu-2" and line.balances(jakut)["rusak"] == 1
    page = text(client.get(reverse("cards:order", args=[two.id])))
    assert "blangko dibukukan rusak: macet" in page and ViewLog.objects.filter(subject=f"penduduk/{two.nik}").exists()


def card_on_shelf(node: Node, nik: str) -> UUID:
    scanner = SimulatedScanner()
    packet = packets.Packet(
        nik=nik, nama="WARGA", photo=portrait(nik, "L", 1990),
        fingers={c.position: c.record for c in scanner.fingers(nik, (2, 3), nonce="rekam")},
    )  # fmt: skip
    ref = blobs.put(node, packets.seal(packet, [node.keys.public]), at=node.clock.now())
    body = Recorded(record=record_of(nik), nik=nik, blobs=[ref], quality=90, kecamatan="317201")
    write_many(node, [Said(node.clock.now() - timedelta(days=300), "sistem", f"rekaman/{body.record}", body)])
    verdicts(node, [nik], "PRINT_READY_RECORD")
    join_print_list(node, node.clock.now())
    said(client_for(node, "pencetakan"), "/kartu/cetak/", {"n": 1, "printer": "kartu-1"})
    run(node)
    return PrintOrder.objects.get(nik=nik, state="tercetak").id


def test_hand_over_with_photo_and_ladder(jakut: Node) -> None:
    settle(jakut, [person(1)])
    crowd(jakut, 0, blangko=5)
    with_printer(jakut)
    jakut.devices["scanner"] = SimulatedScanner()
    order = card_on_shelf(jakut, nik_of(1))
    client = client_for(jakut, "loket")
    assert "WARGA" in text(client.get("/kartu/rak/"))
    path = reverse("cards:handover_order", args=[order])
    assert client.get(reverse("cards:handover", args=[nik_of(1)])).url == path
    page = text(client.get(path))
    assert "Jari telunjuk" in page and "Jari lain" not in page and "telunjuk kanan" in page
    assert client.get(reverse("cards:photo", args=[order]))["Content-Type"] == "image/jpeg"
    said(client, path, {"method": "telunjuk", "part": "2", "stands": "orang lain"})
    page = text(client.get(path))
    assert "Tidak cocok dengan rekaman" in page and "Jari lain" in page
    spoiled = f"{reverse('cards:spoiled', args=[order])}?salah=1"
    assert f'href="{spoiled}"' in page and "sebelum semua orang lain" in text(client.get(spoiled))
    for i in range(8):
        if PrintOrder.objects.get(id=order).state == "tercetak":
            said(client, path, {"method": "telunjuk", "part": "2", "stands": nik_of(1), "kunci": str(UUID(int=i + 1))})
    row = PrintOrder.objects.get(id=order)
    assert (row.state, row.handed_how) == ("diserahkan", "telunjuk")
    assert "Kartu diserahkan (Jari telunjuk)" in text(client.get(reverse("cards:order", args=[order])))
    head, back = client_for(jakut, "kepala"), reverse("cards:came_back", args=[order])
    assert back in text(head.get(reverse("cards:order", args=[order]))) and client.get(back).status_code == 403
    said(head, back, {"why": "salah"}, status=422)
    said(head, back, {"why": "diserahkan kepada orang bernama sama"})
    assert "Siap diambil" in text(client.get(reverse("cards:order", args=[order])))
    said(head, path, {"method": "keputusan", "reason": "pemiliknya sendiri, cocok dengan foto"})
    replace = reverse("cards:replace", args=[nik_of(1)])
    assert "Tanpa perekaman baru" in text(client.get(replace))
    said(client, replace, {"reason": "hilang", "evidence": ""}, status=422)
    said(client, replace, {"reason": "hilang", "evidence": "LP/12", "card_taken": ""})
    assert PrintOrder.objects.get(nik=nik_of(1), state="menunggu").reason == "hilang"


def test_a_scanner_that_is_away_leaves_the_supervisor(jakut: Node) -> None:
    settle(jakut, [person(1)])
    crowd(jakut, 0, blangko=5)
    with_printer(jakut)
    jakut.devices["scanner"] = SimulatedScanner(unplugged=lambda: True)
    order = card_on_shelf(jakut, nik_of(1))
    path = reverse("cards:handover_order", args=[order])
    answer = said(client_for(jakut, "loket"), path, {"method": "telunjuk", "part": "2"}, status=200)
    assert "Pemindai tidak menjawab" in text(answer)
    said(client_for(jakut, "kepala"), path, {"method": "keputusan", "reason": "alat rusak, wajah cocok"})
    assert PrintOrder.objects.get(id=order).handed_how == "keputusan"


def test_the_treasurers_book(jakut: Node) -> None:
    treasurer = client_for(jakut, "bendahara")
    for deed, data in {
        "terima": {"amount": 500, "note": "BAST 1"}, "ambil": {"amount": 40}, "kembali": {"amount": 5},
        "rusak": {"amount": 2, "note": "basah"}, "hitung": {"amount": 460, "note": "kurang", "berita_acara": "BA 3"},
    }.items():  # fmt: skip
        assert treasurer.get(f"/kartu/blangko/{deed}/").status_code == 200
        said(treasurer, f"/kartu/blangko/{deed}/", data)
    page = text(treasurer.get("/kartu/blangko/"))
    assert "Diterima 500 = tercetak 0 + rusak 2 + stok 495 + perjalanan 0 + selisih 3" in page and "cocok" in page
    wrong = said(treasurer, "/kartu/blangko/ambil/", {"amount": 9999}, status=422)
    assert "Di gudang hanya ada 460, diperlukan 9999" in text(wrong)
    assert client_for(jakut, "loket").get("/kartu/blangko/ambil/").status_code == 403
    assert treasurer.get("/kartu/blangko/entah/").status_code == 404
    assert text(treasurer.get("/kartu/blangko/?format=csv")).count("\n") == LedgerEntry.objects.count() + 1


def test_kupangs_report_is_refused_at_its_field(jakut: Node) -> None:
    treasurer = client_for(jakut, "bendahara")
    figures = {"month": "09-07-2018", "received": 30000, "printed": 28600000, "spoiled": 0, "stock": 1400,
               "in_transit": 0, "difference": 0}  # fmt: skip
    answer = said(treasurer, "/kartu/blangko/laporan/", figures, status=422)
    assert "28600000" in text(answer) and not MonthReport.objects.exists()
    said(treasurer, "/kartu/blangko/laporan/", figures | {"printed": 28600})
    assert MonthReport.objects.get().stock == 1400


def test_suket_pages(jakut: Node) -> None:
    crowd(jakut, 2)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    client = client_for(jakut, "loket")
    path = reverse("cards:suket", args=[nik_of(0)])
    assert "Kepala dinas" in text(client.get(path))
    said(client, path, {"urgent_for": ""}, status=422)
    said(client, path, {"urgent_for": "umrah"})
    number = Suket.objects.get().number
    page = text(client.get("/kartu/suket/"))
    assert number in page and "blangko kosong" in page
    shown = reverse("cards:suket_number", args=[number])
    assert "umrah" in text(client.get(shown)) and "diterbitkan" in text(client.get(shown))
    said(client, shown, {})
    assert "masih berlaku sampai" in text(client.get(shown)) and Suket.objects.count() == 1, "not twice in one day"
    said(client, "/kartu/suket/perpanjang/", {})
    assert "Pilih 1 sampai 150 suket" in text(client.get("/kartu/suket/"))
    jakut.clock.advance(timedelta(days=150))  # type: ignore[attr-defined]
    Suket.objects.update(urgent_for="")  # given while no need had to be told
    assert 'name="urgent_for"' in text(client.get(shown))
    said(client, shown, {"urgent_for": "operasi"})
    assert Suket.objects.get(renews=number).urgent_for == "operasi"
    said(client, "/kartu/suket/perpanjang/", {"pilih": [number]})
    assert "tidak dapat diperpanjang" in text(client.get("/kartu/suket/?keadaan=semua"))


def test_request_ship_receive_and_circulars(negeri: Country, jakut: Node) -> None:
    treasurer, operator = client_for(jakut, "bendahara"), client_for(negeri.centre, "operator_pusat")
    said(treasurer, "/kartu/blangko/minta/", {"amount": 700})
    exchange.talk(jakut, jakut.devices["pusat"])
    assert "Kota Administrasi Jakarta Utara" in text(operator.get("/kartu/permintaan/"))
    request = BlangkoRequest.objects.get().id
    path = reverse("cards:ship", args=[request])
    assert "Diminta 700" in text(operator.get(path))
    said(operator, path, {"amount": 600})
    for name in ("cetak", "suket"):
        assert operator.get(f"/kartu/edaran/{name}/").status_code == 200
    said(operator, "/kartu/edaran/cetak/", {
        "number": "470/1", "issuer": "Ditjen", "issued_on": "01-11-2026", "valid_from": "01-11-2026", "inside": "recording_date",
        "rank_pemula": 2, "rank_bencana": 1, "rank_suket_prr": 2})  # fmt: skip
    said(operator, "/kartu/edaran/suket/", {
        "number": "470/2", "issuer": "Ditjen", "valid_from": "01-11-2026", "rule": "forbidden"})  # fmt: skip
    assert "470/1" in text(operator.get("/kartu/edaran/"))
    exchange.talk(jakut, jakut.devices["pusat"])
    assert PrintPolicy.objects.get().classes == [["bencana"], ["pemula", "suket_prr"]]
    assert SuketPolicy.objects.get().rule == "forbidden"
    assert "dikirim 600" in text(treasurer.get("/kartu/blangko/"))
    path = reverse("cards:receive_shipment", args=[request])
    assert 'value="600"' not in text(treasurer.get(path)), "counted, not confirmed"
    said(treasurer, path, {"amount": 590}, status=422)
    said(treasurer, path, {"amount": 600})
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 600}


def test_old_cards_are_listed(jakut: Node) -> None:
    settle(jakut, [person(1)])
    OldCard.objects.create(
        id=uuid4(), nik=nik_of(1), what="ktp_el", reason="rusak", taken_at=jakut.clock.now(), taken_by="loket"
    )
    page = text(client_for(jakut, "bendahara").get("/kartu/kartu-lama/"))
    assert Resident.objects.get().nama in page and "<td>Rusak</td>" in page
    assert not Record.objects.exists()


def test_an_officer_of_one_kecamatan_sees_only_it(jakut: Node, printer: PaperPrinter) -> None:
    far = PrintOrder.objects.first()
    assert far is not None
    PrintOrder.objects.filter(id=far.id).update(kelurahan="3172061001", kecamatan="317206")
    page = text(client_for(jakut, "loket", wilayah="31.72.06").get("/kartu/antrean/"))
    assert page.count("<tr data-row") == 1


def test_without_a_blangko_no_card_is_offered_for_print(jakut: Node, printer: PaperPrinter) -> None:
    Balance.objects.update(amount=0)
    page = text(client_for(jakut, "pencetakan").get("/kartu/cetak/?n=1&printer=kartu-1", follow=True))
    assert "Blangko sedang habis" in page and "sisanya" not in page
