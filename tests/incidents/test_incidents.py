"""Who waits, counted once each; notices whose numbers are the database's; draining by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from siaga.cards.models import Balance, PrintOrder
from siaga.continuity.models import Dependency, Outage
from siaga.counter.models import Application
from siaga.drill.country import Country
from siaga.incidents import drain, waiting
from siaga.incidents.models import Notice
from siaga.incidents.pages import bars
from siaga.incidents.paper import content_of, number_of
from siaga.incidents.ticks import OFFICE_TICKS
from siaga.journal import blobs
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.roles.office import OFFICE
from tests.pages import client_for

KOJA, LAGOA, CILINCING = "3172031001", "3172031002", "3172041001"


def record(node: Node, n: int, kelurahan: str, status: str = "BIO_CAPTURED") -> str:
    nik = f"31720301019000{n:02d}"
    at = node.clock.now() - timedelta(days=n)
    Record.objects.create(
        id=uuid4(),
        nik=nik,
        status=status,
        status_since=at,
        recorded_at=at,
        operator="op",
        office=node.id,
        kecamatan=kelurahan[:6],
        kelurahan=kelurahan,
    )
    return nik


def apply_for(
    node: Node, nik: str, kelurahan: str, service: str = "ktp", need: str = "", by: date | None = None
) -> None:
    Application.objects.create(
        id=uuid4(),
        office=node.id,
        visit=uuid4(),
        service=service,
        nik=nik,
        name="Uji",
        opened_at=node.clock.now(),
        need=need,
        need_by=by,
        kecamatan=kelurahan[:6],
        kelurahan=kelurahan,
    )


def order(node: Node, nik: str, kelurahan: str, state: str = "menunggu") -> None:
    now = node.clock.now()
    PrintOrder.objects.create(
        id=uuid4(),
        nik=nik,
        record=uuid4(),
        klass="baru",
        recorded_at=now,
        joined_at=now,
        state=state,
        state_since=now,
        kecamatan=kelurahan[:6],
        kelurahan=kelurahan,
    )


@pytest.fixture
def town(jakut: Node) -> Node:
    """Six people: three wait for the centre, one for a card, one to be recorded, one only has to fetch theirs."""
    soon, late = jakut.clock.today() + timedelta(days=3), jakut.clock.today() + timedelta(days=60)
    one = record(jakut, 1, KOJA)
    apply_for(jakut, one, KOJA, need="sim", by=soon)
    apply_for(jakut, one, KOJA, service="suket", need="bank", by=late)
    record(jakut, 2, KOJA, "SENT_FOR_ENROLLMENT")
    three = record(jakut, 3, LAGOA, "RECEIVED_AT_CENTRAL")
    apply_for(jakut, three, LAGOA, need="sim", by=late)
    four = record(jakut, 4, CILINCING, "PRINT_READY_RECORD")
    order(jakut, four, CILINCING)
    apply_for(jakut, "3172030101900005", LAGOA, service="perekaman", need="sekolah")
    six = record(jakut, 6, KOJA, "CARD_PRINTED")
    order(jakut, six, KOJA, "tercetak")
    apply_for(jakut, six, KOJA)
    return jakut


def measure(node: Node, country: Country) -> None:
    country.clock.advance(timedelta(seconds=6))
    for tick in OFFICE_TICKS:
        tick(node, node.clock.now())


def test_everybody_is_counted_once_by_what_they_wait_for(town: Node) -> None:
    found = waiting.who_waits(town)
    assert {c: n for (c,), (n, _) in found.by("cause").items()} == {"pusat": 3, "cetak": 1, "rekam": 1}
    assert found.by("need") == {("",): (2, 0), ("sekolah",): (1, 0), ("sim",): (2, 1)}
    assert (found.total, found.pressing) == (5, 1) and found.first == town.clock.now() - timedelta(days=3)


def test_an_outage_is_waited_for_only_by_those_whom_it_holds_up(town: Node) -> None:
    centre = waiting.who_waits(town, down={"pusat", "search"})
    assert centre.by("kelurahan") == {(KOJA,): (2, 1), (LAGOA,): (1, 0)}
    assert waiting.who_waits(town, down={"blangko"}).by("kelurahan") == {(CILINCING,): (1, 0)}
    assert waiting.who_waits(town, down={"scanner"}).total == 1
    assert centre.within("31.72.03").total == 3 and centre.within("317204").total == 0


def test_whom_an_outage_hit_that_is_over(town: Node) -> None:
    now = town.clock.now()
    outage = Outage(id=uuid4(), dependency="pusat", began=now - timedelta(days=3), ended=now - timedelta(hours=30))
    assert waiting.who_waits(town, outage).total == 2  # recorded two and three days ago
    outage.ended = now + timedelta(hours=1)
    assert waiting.who_waits(town, outage).by("cause") == {("kantor",): (2, 0), ("pusat",): (3, 0)}


def test_notice_numbers_are_those_of_the_database_and_replay(negeri: Country, town: Node) -> None:
    town.devices["pusat"].up = False
    measure(town, negeri)
    client = client_for(town, "kepala")
    assert client.get("/pemberitahuan/buat/").status_code == 200
    sent = client.post("/pemberitahuan/buat/", {"audience": "kelurahan", "area": "", "kunci": str(ids.fresh())})
    notice = Notice.objects.get()
    assert sent.status_code == 302 and sent.url == f"/pemberitahuan/{notice.id}/"
    held = Record.objects.filter(status__in=["BIO_CAPTURED", "SENT_FOR_ENROLLMENT", "RECEIVED_AT_CENTRAL"]).count()
    assert notice.figures["total"] == held == 3 and notice.figures["pressing"] == 1
    assert sum(a["people"] for a in notice.figures["areas"]) == 3
    text = notice.text
    assert "YANG MENUNGGU: 3 orang, 1 di antaranya perlu dalam dua minggu." in text and "gratis" in text
    assert "jalur ke pusat data kependudukan terputus" in text and "MENUNGGU: Pemeriksaan ketunggalan" in text
    assert "LATIHAN" not in text
    assert "SIM 2" in text and "perekaman KTP-el" in text.split("MENUNGGU:")[0]
    assert not any(f"31720301019000{n:02d}" in text for n in range(9)), "no person in a notice"
    assert "3 orang" in client.get(sent.url).content.decode()
    pdf = client.get(f"{sent.url}pdf/")
    assert pdf.content[:5] == b"%PDF-" and pdf.content == client.get(f"{sent.url}pdf/").content
    assert content_of(town, notice).signature.state == "tangan", "an announcement has room for a hand; it is no deed"
    before = tables_hash([Notice, Outage])
    rebuild(town, [Notice, Outage])
    assert tables_hash([Notice, Outage]) == before


@pytest.mark.parametrize(
    ("zone", "hour", "day"), [("WIB", 21, "20261123"), ("WIT", 15, "20261123"), ("WIB", 15, "20261122")]
)
def test_a_notice_is_numbered_by_the_day_of_its_office(zone: str, hour: int, day: str) -> None:
    early = datetime(2026, 11, 22, hour, 43, tzinfo=UTC)
    made = Notice(id=UUID("bb0129b3-0000-4000-8000-000000000000"), at=early)
    assert number_of(made, ZONES[zone]) == f"PG/{day}/BB0129"


def test_a_notice_of_a_training_says_so(negeri: Country, town: Node) -> None:
    town.devices["pusat"].up = False
    measure(town, negeri)
    Outage.objects.update(training=True)
    client = client_for(town, "kepala")
    sent = client.post("/pemberitahuan/buat/", {"audience": "kelurahan", "area": "", "kunci": str(ids.fresh())})
    assert Notice.objects.get().text.startswith("*LATIHAN, bukan gangguan sungguhan")
    assert "Jangan diteruskan kepada warga" in client.get(sent.url).content.decode()
    assert client.get(f"{sent.url}pdf/").content[:5] == b"%PDF-"


def test_an_officer_of_one_kecamatan_tells_only_of_it(negeri: Country, town: Node) -> None:
    town.devices["pusat"].up = False
    measure(town, negeri)
    client = client_for(town, "kepala", wilayah="31.72.04")
    assert "Tidak ada yang menunggu." in client.get("/pemberitahuan/").content.decode()
    client.post("/pemberitahuan/buat/", {"audience": "kecamatan", "area": ""})
    assert Notice.objects.get().figures["total"] == 0
    whole = client_for(town, "kepala").post("/pemberitahuan/buat/", {"audience": "rt_rw", "area": KOJA})
    assert client_for(town, "kepala").get(whole.url).status_code == 200
    assert client.get(whole.url).status_code == 404
    assert client.post("/pemberitahuan/buat/", {"audience": "rt_rw", "area": KOJA}).status_code == 422


def test_without_an_outage_there_is_nothing_to_announce(town: Node) -> None:
    client = client_for(town, "kepala")
    page = client.post("/pemberitahuan/buat/", {"audience": "kelurahan", "area": ""})
    assert page.status_code == 422 and "Tidak ada yang sedang terputus" in page.content.decode()
    assert not Notice.objects.exists()


def test_the_page_counts_and_exports(negeri: Country, town: Node) -> None:
    client = client_for(town, "loket")
    page = client.get("/pemberitahuan/").content.decode()
    assert "Semua yang menunggu" in page and "<svg" in page
    town.devices["pusat"].up = False
    measure(town, negeri)
    page = client.get("/pemberitahuan/").content.decode()
    assert "Siapa menunggu karena Pusat" in page
    csv = client.get("/pemberitahuan/?format=csv").content.decode().strip().splitlines()
    assert sum(int(line.split(",")[4]) for line in csv[1:]) == 3
    outage = Outage.objects.get(dependency="pusat")
    assert client.get(f"/pemberitahuan/?gangguan={outage.id}").status_code == 200
    assert client.get("/pemberitahuan/?gangguan=x").status_code == 404
    assert client_for(town, "perekaman").get("/pemberitahuan/").status_code == 403


def test_a_restored_thing_is_announced_too(negeri: Country, town: Node) -> None:
    town.devices["pusat"].up = False
    measure(town, negeri)
    record(town, 0, KOJA)
    town.devices["pusat"].up = True
    measure(town, negeri)
    outage = Outage.objects.get(dependency="pusat")
    sent = client_for(town, "kepala").post(
        f"/pemberitahuan/buat/?gangguan={outage.id}", {"audience": "kelurahan", "area": ""}
    )
    assert sent.status_code == 302
    text = Notice.objects.get().text
    assert "Sudah pulih" in text and "TERDAMPAK: 1 orang" in text
    assert client_for(town, "kepala").get(f"{sent.url}pdf/").content[:5] == b"%PDF-"


def test_blangko_is_measured_by_the_ledger(negeri: Country, jakut: Node) -> None:
    def state() -> tuple[str, str]:
        measure(jakut, negeri)
        held = Dependency.objects.get(name="blangko")
        return held.state, held.says

    assert state()[0] == "tersendat"
    Balance.objects.create(office="3172", account="stok", amount=30)
    assert state() == ("normal", "")
    for n in range(10):
        order(jakut, f"31720301019001{n:02d}", KOJA, "tercetak")
    PrintOrder.objects.update(printed_at=jakut.clock.now())
    Balance.objects.update(amount=4)
    assert state() == ("tersendat", "tinggal 4, cukup kira-kira 4 hari kerja")
    Balance.objects.update(amount=0)
    assert state() == ("terputus", "habis")


def test_everything_drains_by_itself_and_the_bar_follows(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    OFFICE.tick(jakut, jakut.clock.now())
    line.up = False
    for n in range(3):
        blobs.put(jakut, bytes([n]) * 5000, at=jakut.clock.now(), wanted_by="pusat")
        negeri.clock.advance(timedelta(hours=1))
        OFFICE.tick(jakut, jakut.clock.now())
    packets = {p.name: p for p in drain.piles(jakut, jakut.clock.now())}["packets"]
    assert (packets.left, packets.peak, packets.percent) == (3, 3, 0)
    client = client_for(jakut, "loket")
    assert "Jalur ke pusat terputus" in client.get("/pemberitahuan/kuras/").content.decode()
    line.up = True
    for _ in range(3):
        negeri.clock.advance(timedelta(seconds=6))
        OFFICE.tick(jakut, jakut.clock.now())
    assert drain.count(jakut) == {"facts": 0, "packets": 0, "records": 0}
    assert "Semua sudah terkirim" in client.get("/pemberitahuan/kuras/").content.decode()
    assert Dependency.objects.get(name="pusat").state == "normal"
    assert Outage.objects.filter(dependency="pusat", ended__isnull=False).count() == 1


AT = datetime.fromisoformat("2026-11-23T08:00:00+07:00")


def test_the_estimate_follows_the_pace_since_the_peak() -> None:
    row = drain.grown("facts", 100, None, AT)
    assert (row.peak, row.left) == (100, 100) and drain.pile(row, AT).ends is None
    row = drain.grown("facts", 75, row, AT + timedelta(minutes=1))
    told = drain.pile(row, AT + timedelta(minutes=1))
    assert (told.done, told.percent) == (25, 25) and told.ends == AT + timedelta(minutes=4)
    row = drain.grown("facts", 130, row, AT + timedelta(minutes=2))
    assert (row.peak, row.peak_at) == (130, AT + timedelta(minutes=2))
    assert drain.pile(drain.grown("facts", 0, row, AT), AT).percent == 100


def test_bars_are_to_scale_and_the_most_is_first() -> None:
    drawn = bars({"Koja": (50, 25), "Pademangan": (100, 0), "Cilincing": (1, 1)})
    assert [(b.label, b.width, b.pressing_width) for b in drawn] == [
        ("Pademangan", 520, 0),
        ("Koja", 260, 130),
        ("Cilincing", 5, 5),
    ]
