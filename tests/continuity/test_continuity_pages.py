"""The page *Gangguan*, its switches, table and history, through real requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from siaga.continuity import acts
from siaga.continuity.models import Outage, Switch
from siaga.continuity.pages import lines
from siaga.continuity.parts import CentreParts
from siaga.continuity.timeline import LEFT, WIDTH, draw
from siaga.drill.country import Country
from siaga.incidents.ticks import CENTRE_TICKS, OFFICE_TICKS
from siaga.journal import exchange
from siaga.journal.act import SYSTEM
from siaga.kit import ids
from siaga.kit.node import Node
from tests.pages import client_for


def measure(node: Node, country: Country) -> None:
    country.clock.advance(timedelta(seconds=6))
    with node:
        for tick in CENTRE_TICKS if node is country.centre else OFFICE_TICKS:
            tick(node, node.clock.now())


def test_the_page_shows_each_thing_and_hides_switches_from_those_who_may_not(negeri: Country, jakut: Node) -> None:
    page = client_for(jakut, "loket").get("/gangguan/").content.decode()
    assert "Semua yang diandalkan berjalan" not in page, "nobody knows it yet"
    measure(jakut, negeri)
    page = client_for(jakut, "loket").get("/gangguan/").content.decode()
    assert "Mesin ketunggalan" in page and "belum ada kotak kedua" in page and "Putus (latihan)" not in page
    assert "Semua yang diandalkan berjalan" not in page, "there is no second box"
    assert client_for(jakut, "loket").get("/gangguan/sakelar/pusat/").status_code == 403
    page = client_for(jakut, "teknisi").get("/gangguan/").content.decode()
    assert page.count("Putus (latihan)") == 9 and "sengaja diputus" not in page.lower()


def test_cutting_asks_first_then_cuts_then_puts_back(negeri: Country, jakut: Node) -> None:
    measure(jakut, negeri)
    client = client_for(jakut, "kepala")
    asked = client.get("/gangguan/sakelar/pusat/").content.decode()
    assert "Putus Pusat untuk latihan?" in asked and "Layanan lain tetap berjalan" in asked
    key = str(ids.fresh())
    sent = client.post("/gangguan/sakelar/pusat/", {"diputus": "1", "kunci": key})
    assert sent.status_code == 302 and Switch.objects.get(name="pusat").cut
    again = client.post("/gangguan/sakelar/pusat/", {"diputus": "1", "kunci": key}, follow=True)
    assert Outage.objects.count() == 1 and again.status_code == 200
    page = client.get("/gangguan/").content.decode()
    assert "Sengaja diputus: Pusat" in page and "LATIHAN: Pusat diputus." in page
    assert "Sambungkan lagi Pusat?" in client.get("/gangguan/sakelar/pusat/").content.decode()
    client.post("/gangguan/sakelar/pusat/", {"diputus": "0", "kunci": str(ids.fresh())})
    measure(jakut, negeri)
    page = client.get("/gangguan/").content.decode()
    assert "Sengaja diputus" not in page and "LATIHAN" not in page
    assert client.get("/gangguan/sakelar/basisdata/").status_code == 404
    assert client.get("/gangguan/sakelar/bulan/").status_code == 404


def test_an_age_is_an_hour_of_the_offices_day_and_no_age_of_what_is_not_known(negeri: Country, jakut: Node) -> None:
    negeri.clock.advance(timedelta(hours=-2))  # six in the morning: still yesterday in UTC
    measure(jakut, negeri)
    page = client_for(jakut, "kepala").get("/gangguan/").content.decode()
    assert "sejak 06.00" in page.partition("Cadangan")[2][:400]
    assert acts.turn_switch(jakut, SYSTEM, "pusat", True)
    measure(jakut, negeri)
    rows = {line.name: line for line in lines(jakut, acts.cuts())}
    assert rows["search"].state == "" and rows["search"].since is None and rows["pusat"].since is not None


def test_the_table_marks_what_is_in_force_in_both_languages(negeri: Country, jakut: Node) -> None:
    client = client_for(jakut, "loket")
    assert "berlaku sekarang" not in client.get("/gangguan/tabel/").content.decode()
    jakut.devices["pusat"].up = False
    measure(jakut, negeri)
    page = client.get("/gangguan/tabel/").content.decode()
    assert "Sekarang terputus: Pusat" in page and page.count("berlaku sekarang") == page.count("outages__active") > 5
    assert "tidak pernah kedaluwarsa" in page and "Yang tidak tertulis di tabel ini berhenti." in page
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/gangguan/tabel/").content.decode()


def test_history_filters_and_exports(negeri: Country, jakut: Node) -> None:
    measure(jakut, negeri)
    acts.turn_switch(jakut, acts.SYSTEM, "tte", True)
    jakut.devices["pusat"].up = False
    measure(jakut, negeri)
    client = client_for(jakut, "loket")
    page = client.get("/gangguan/riwayat/").content.decode()
    assert page.count("masih berlangsung") == 2
    only = client.get("/gangguan/riwayat/?jenis=latihan").content.decode()
    assert only.count("masih berlangsung") == 1
    csv = client.get("/gangguan/riwayat/?format=csv&apa=pusat").content.decode()
    assert len(csv.strip().splitlines()) == 2 and "sungguhan" in csv


def test_the_centre_sees_each_office_and_cuts_for_everybody(negeri: Country, jakut: Node) -> None:
    silent = negeri.office("3507", "Kabupaten Malang")
    for office in (jakut, silent):
        office.devices["pusat"].parts = CentreParts(negeri.centre)
    exchange.talk(jakut, jakut.devices["pusat"], cuts=["search"])
    jakut.__exit__(None, None, None)
    try:
        measure(negeri.centre, negeri)
        client = client_for(negeri.centre, "operator_pusat")
        page = client.get("/gangguan/").content.decode()
        assert page.index(silent.name) < page.index(jakut.name), "who was never heard stands above"
        assert "belum pernah" in page and page.count("Putus (latihan)") == 3
        assert "siapa menunggu" not in page.lower()
        client.post("/gangguan/sakelar/intake/", {"diputus": "1", "kunci": str(ids.fresh())})
        assert "Kantor-kantor tetap melayani" in client.get("/gangguan/").content.decode()
        assert client.get("/gangguan/sakelar/printer/").status_code == 404
    finally:
        jakut.__enter__()
    for office, expected in ((jakut, {"intake", "search"}), (silent, {"intake"})):
        measure(office, negeri)
        with office:
            found = Outage.objects.filter(office=office.id).values_list("dependency", flat=True)
            assert set(found) == expected, "what one office plays as down is down for that office alone"


def test_the_line_of_ninety_days_is_to_scale() -> None:
    now = datetime.fromisoformat("2026-11-23T08:00:00+07:00")

    def period(name: str, began: int, ended: int | None) -> SimpleNamespace:
        last = None if ended is None else now - timedelta(days=ended)
        return SimpleNamespace(dependency=name, began=now - timedelta(days=began), ended=last, training=False)

    drawn = draw(["pusat", "tte"], [period("pusat", 45, 36), period("pusat", 9, None), period("tte", 200, 100)], now)
    pusat, tte = drawn.lanes
    assert [(float(b.x), float(b.width)) for b in pusat.bars] == [(LEFT + WIDTH / 2, 90.0), (LEFT + WIDTH * 0.9, 90.0)]
    assert tte.bars == () and [float(m.x) for m in drawn.marks] == [LEFT + WIDTH * n / 3 for n in range(4)]
