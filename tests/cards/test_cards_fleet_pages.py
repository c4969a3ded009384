"""The pages of fleet, quality check, precedence and the public front line, through real requests."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.blangko.acts import receive
from siaga.cards.fleet.look import look
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import FleetPrinter, Precedence, PrintOrder, PrintPolicy, SpoiledCard
from siaga.cards.order import may_precede
from siaga.cards.public.explaining import ahead_of, explained
from siaga.counter.models import Visit
from siaga.counter.visits import ApplicationItem, open_visit
from siaga.kit.node import Node
from tests.cards.offices_cards import (
    BENDAHARA,
    HEAD,
    LOKET,
    PaperPrinter,
    crowd,
    nik_of,
    recorded,
    settle,
    verdicts,
    with_printer,
)
from tests.cards.offices_cards import person as someone
from tests.pages import NodeClient, anonymous, client_for


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def office(jakut: Node) -> Node:
    crowd(jakut, 8, blangko=20)
    with_printer(jakut, "Printer 1", "Printer 2")
    join_print_list(jakut, jakut.clock.now())
    return jakut


def out(node: Node, n: int) -> list[PrintOrder]:
    assert print_acts.print_next(node, HEAD, n)
    now = node.clock.now()
    while print_ticks.submit_jobs(node, now) or print_ticks.poll_jobs(node, now):
        pass
    return list(PrintOrder.objects.filter(out_at__isnull=False).order_by("recorded_at"))


def say(client: NodeClient, path: str, data: dict[str, object], status: int = 302) -> None:
    answer = client.post(path, {"kunci": str(uuid4())} | data)
    assert answer.status_code == status, text(answer)[-2000:]


def test_cards_are_looked_at_one_by_one_or_many_at_once(office: Node) -> None:
    client = client_for(office, "pencetakan")
    one, two, three, four = out(office, 4)
    page = text(client.get("/kartu/periksa/"))
    assert "WARGA" in page and "Printer 1" in page and "Tidak ada kartu" in page
    say(client, "/kartu/periksa/baik/", {"nik": one.nik, "seri": "luntur"})
    page = text(client.get("/kartu/periksa/"))
    assert "tidak berisi angka" in page and "Baru ditaruh" not in page, "not passed without its number"
    say(client, "/kartu/periksa/baik/", {"nik": f"{one.nik[:6]} {one.nik[6:]}"})
    assert "taruh di rak 01-1/1" in text(client.get("/kartu/periksa/"))
    say(client, "/kartu/periksa/baik/", {"nik": "bukan angka"})
    say(client, "/kartu/periksa/baik/", {"pilih": [str(two.id), "<script>"]})
    asked = text(client.get(reverse("cards:nothing_there", args=[three.id])))
    assert "Benar tidak ada kartu WARGA" in asked and PrintOrder.objects.get(id=three.id).state == line.AT_THE_PRINTER
    say(client, reverse("cards:nothing_there", args=[three.id]), {})
    say(client, reverse("cards:spoiled", args=[four.id]), {"reason": ""}, status=422)
    say(client, reverse("cards:spoiled", args=[four.id]), {"reason": "luntur"})
    assert line.balances(office) == {"stok": 17, "pencetak": 0, "tercetak": 2, "rusak": 1}
    PrintOrder.objects.filter(id=three.id).update(joined_at=office.clock.now() - timedelta(days=40))
    row = text(client.get("/kartu/antrean/")).split(three.nik[-4:])[1]
    assert "40 hari" in row.split("</tr>")[0], "it has waited since it joined, not since nothing was printed"
    page = text(client.get("/kartu/periksa/"))
    assert "Baru ditaruh" in page and "01-1/2" in page and "Tidak ada kartu yang menunggu diperiksa." in page
    photo = reverse("cards:spoiled_photo", args=[SpoiledCard.objects.get().id])
    assert client.get(photo).status_code == 404, "no photo was taken"
    assert "Tidak tercetak, blangko kembali" in text(client.get(reverse("cards:order", args=[three.id])))


def test_the_fleet_says_what_is_to_be_done(office: Node) -> None:
    client = client_for(office, "pencetakan")
    printer: PaperPrinter = office.devices["printers"]["Printer 2"]
    printer.away = True
    look(office, office.clock.now())
    page = text(client.get("/kartu/printer/"))
    assert "1/2" in page and "tidak menjawab" in page and "Periksa listrik dan kabelnya." in page
    settings_ = reverse("cards:printer_settings", args=["Printer 1"])
    assert "Kemampuan sehari" in text(client.get(settings_))
    say(client, settings_, {"site": "", "per_day": "28600000", "ribbon": "500"}, status=422)
    say(client, settings_, {"site": "", "per_day": "400", "ribbon": "500"})
    say(client, reverse("cards:printer_rest", args=["Printer 1"]), {"why": "rol dibersihkan"})
    assert "diistirahatkan, rol dibersihkan" in text(client.get("/kartu/printer/"))
    ribbon = reverse("cards:printer_ribbon", args=["Printer 1"])
    say(client, ribbon, {"roll": ""}, status=422)
    assert "minta ke bendahara" in text(client.get("/kartu/printer/"))
    assert receive(office, BENDAHARA, 3, "BAST pita", item="pita")
    assert "Di gudang 3 pita" in text(client.get(ribbon))
    say(client, ribbon, {"roll": "R-1"})
    assert "cukup ± 1.000 kartu" in text(client.get("/kartu/printer/"))
    say(client, reverse("cards:printer_back", args=["Printer 1"]), {})
    row = FleetPrinter.objects.get(name="Printer 1")
    assert (row.per_day, row.rested) == (400, "")
    assert client_for(office, "loket").get("/kartu/printer/").status_code == 403


def test_all_printers_at_once_are_the_first_choice(office: Node) -> None:
    client = client_for(office, "pencetakan")
    assert "Semua printer" in text(client.get("/kartu/antrean/"))
    say(client, "/kartu/cetak/", {"n": 4, "printer": "*"})
    assert sorted(PrintOrder.objects.filter(state="dikirim").values_list("printer", flat=True)) == [
        "Printer 1", "Printer 1", "Printer 2", "Printer 2"]  # fmt: skip


def test_precedence_is_the_heads_alone_and_counted_in_public(office: Node) -> None:
    last = PrintOrder.objects.get(nik=nik_of(7))
    path = reverse("cards:precede", args=[last.id])
    assert client_for(office, "pencetakan").post(path, {}).status_code == 403
    head = client_for(office, "kepala")
    assert "Dahulukan kartu ini" in text(head.get(reverse("cards:order", args=[last.id])))
    say(head, path, {"ground": "medis", "reason": "pendek"})
    assert not Precedence.objects.exists()
    say(head, path, {"ground": "medis", "reason": "Operasi di rumah sakit besok pagi"})
    assert line.places(office, [last.id]) == {last.id: 1}
    public = text(anonymous(office).get("/publik/cetak/"))
    assert "Keadaan medis yang mendesak: 1" in public and "rumah sakit" not in public and last.nik not in public
    assert "Didahulukan kepala kantor" in text(head.get("/kartu/antrean/"))


@pytest.mark.parametrize(
    ("roles", "state", "first", "ground", "reason", "codes"),
    [
        (HEAD.roles, "menunggu", False, "medis", "operasi besok pagi", set()),
        (LOKET.roles, "menunggu", False, "medis", "operasi besok pagi", {"only_head"}),
        (HEAD.roles, "dikirim", False, "medis", "operasi besok pagi", {"not_in_line"}),
        (HEAD.roles, "menunggu", True, "medis", "operasi besok pagi", {"not_in_line"}),
        (LOKET.roles, "", False, "uang", "   x         ", {"only_head", "not_in_line", "ground", "reason"}),
    ],
)
def test_no_precedence_without_head_ground_and_reason(
    roles: frozenset[str], state: str, first: bool, ground: str, reason: str, codes: set[str]
) -> None:
    assert {r.code for r in may_precede(roles, state, first, ground, reason)} == {f"precedence.{c}" for c in codes}


def test_the_line_explains_itself(office: Node) -> None:
    settle(office, [someone(100), someone(101)])
    recorded(office, [someone(100), someone(101)], days_ago=200)
    join_print_list(office, office.clock.now())
    PrintOrder.objects.filter(nik=nik_of(101)).update(klass="ubah_data")
    PrintOrder.objects.filter(nik=nik_of(3)).update(first=True)
    changer = PrintOrder.objects.get(nik=nik_of(101))
    assert ahead_of(office, changer) == [("", 1), ("pemula", 8)]
    assert line.place_of(office, changer) == 10
    told = explained(office, changer)
    assert told == ["Didahulukan sebelum semua orang: 1.", "Pemohon pertama, didahulukan menurut edaran: 8."]
    second = PrintOrder.objects.get(nik=nik_of(0))
    assert "Pemohon pertama yang direkam sebelum Anda: 1." in explained(office, second)
    today = office.clock.today()
    PrintPolicy.objects.create(
        number="uji", issued_on=today, issuer="uji", valid_from=today, inside="recording_month", classes=[["pemula", "ubah_data"]]
    )  # fmt: skip
    said = explained(office, second)
    assert any("Pemohon pertama di depan Anda" in text for text in said) and "direkam sebelum" not in " ".join(said)
    PrintPolicy.objects.all().delete()
    for order in PrintOrder.objects.all():
        assert sum(n for _k, n in ahead_of(office, order)) == line.place_of(office, order) - 1


def test_the_public_sees_the_front_of_each_class_and_who_is_stuck(office: Node) -> None:
    settle(office, [someone(n) for n in (200, 201, 202)])
    recorded(office, [someone(200)], status="SENT_FOR_ENROLLMENT", days_ago=60)
    recorded(office, [someone(201), someone(202)], status="SENT_FOR_ENROLLMENT", days_ago=50)
    verdicts(office, [nik_of(202)], "DUPLICATE_RECORD")
    page = text(anonymous(office).get("/publik/cetak/"))
    front = PrintOrder.objects.earliest("recorded_at").recorded_at
    months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
    ]
    assert f"Sedang dicetak: perekaman {[*months, 'Desember'][front.month - 1]} {front.year}" in page
    assert "2: menunggu jawaban pusat" in page and "1: rekaman ganda" in page and "Menunggu: 8 orang." in page
    assert "Kantor ini tidak dapat mengubahnya." in page and "WARGA" not in page and nik_of(0) not in page


def test_the_citizen_reads_who_comes_before_them(office: Node) -> None:
    nik = nik_of(3)
    made = open_visit(office, LOKET, None, nik, "WARGA", "", [ApplicationItem("perekaman", nik, "WARGA", "sim")])
    assert made
    page = text(anonymous(office).get(f"/publik/lacak/{Visit.objects.get().code}/"))
    assert "Ada 3 orang di depan Anda." in page and "Pemohon pertama yang direkam sebelum Anda: 3." in page
    assert "/publik/cetak/" in page
