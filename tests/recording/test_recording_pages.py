"""The recording desk through its pages: refused with the reason, kept part by part, hostile pictures, finished once; the work lists."""

from __future__ import annotations

import base64
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from siaga.accounts.models import ViewLog
from siaga.continuity.models import Switch
from siaga.drill.country import Country
from siaga.journal import blobs
from siaga.journal.act import SYSTEM, Act
from siaga.kit.node import PUSAT, Node
from siaga.recording import acts, drafts, photos
from siaga.recording.devices.registry import open_device
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.models import Record, Session
from siaga.recording.packet import unseal
from siaga.roles.office import OFFICE
from tests.pages import NodeClient, client_for
from tests.recordings import record, resident, turn


@pytest.fixture
def desk(jakut: Node) -> NodeClient:
    jakut.devices["scanner"] = SimulatedScanner()
    return client_for(jakut, "perekaman")


def png(draw: bool = True) -> str:
    image = Image.new("RGBA", (720, 240), (0, 0, 0, 0))
    if draw:
        ImageDraw.Draw(image).line([(40, 200), (300, 30), (680, 180)], fill=(10, 20, 30, 255), width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def jpeg(size: tuple[int, int] = (900, 1200), colour: str = "navy", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **options)
    return out.getvalue()


def begin(desk: NodeClient, nik: str) -> str:
    answer = desk.post(f"/rekam/mulai/{nik}/", {"kunci": ""})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer.url.split("/")[3]


def send(desk: NodeClient, id: str, step: str, **fields: Any) -> Any:
    return desk.post(f"/rekam/sesi/{id}/ambil/{step}/", fields)


def complete(desk: NodeClient, id: str) -> None:
    for step, fields in (
        ("data", {"benar": png()}),
        ("foto", {"peraga": "1"}),
        ("ttd", {"ttd": png()}),
        ("jari", {}),
        ("iris", {}),
    ):
        assert send(desk, id, step, **fields).status_code == 302


def content(node: Node, id: str) -> drafts.Content:
    return drafts.opened(node, Session.objects.get(id=id))


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"tanggal_lahir": date(2012, 1, 1)}, "Perekaman mulai umur 16 tahun"), ({"status": "meninggal"}, "meninggal")],
)
def test_refused_with_the_reason(jakut: Node, desk: NodeClient, changes: dict[str, Any], says: str) -> None:
    nik = resident(jakut, **changes)
    page = desk.get(f"/rekam/mulai/{nik}/")
    assert page.status_code == 200 and says in text(page) and "Mulai perekaman" not in text(page)
    assert desk.post(f"/rekam/mulai/{nik}/").status_code == 422 and not Session.objects.exists()


def test_a_nik_that_is_not_of_this_office_is_told_at_its_field(jakut: Node, desk: NodeClient) -> None:
    page = desk.get("/rekam/?nik=3507 0101 0190 0001")
    assert (
        page.status_code == 200
        and "NIK ini tidak ada di kantor ini" in text(page)
        and "3507 0101 0190 0001" in text(page)
    )
    assert "16 angka" in text(desk.get("/rekam/?nik=3507"))


def test_recorded_before_needs_an_approval(jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    record(jakut, nik)
    page = text(desk.get(f"/rekam/mulai/{nik}/"))
    assert "tertahan di SFE" in page and "Perpres 96/2018" in page
    answer = desk.post(f"/rekam/mulai/{nik}/", {"persetujuan": "470/12/2026"})
    assert answer.status_code == 302
    complete(desk, answer.url.split("/")[3])
    assert desk.post(f"{answer.url}selesai/").status_code == 302
    assert Record.objects.filter(current=True).count() == 1 and Record.objects.count() == 2


def test_from_the_first_step_to_prr(negeri: Country, jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    assert "Mulai perekaman" in text(desk.get(f"/rekam/mulai/{nik}/"))
    id = begin(desk, nik)
    assert begin(desk, nik) == id, "an open draft is gone on with"
    lacking = desk.post(f"/rekam/sesi/{id}/selesai/")
    assert lacking.status_code == 422
    for words in ("Foto belum ada", "Jari ke-1, 2, 3", "Iris belum lengkap", "belum ditandatangani"):
        assert words in text(lacking)
    complete(desk, id)
    page = text(desk.get(f"/rekam/sesi/{id}/"))
    assert "semua bagian lengkap" in page and "Latar biru" in page and "tampak berwarna lain" not in page
    assert desk.get(f"/rekam/sesi/{id}/foto.jpg")["Content-Type"] == "image/jpeg"
    held = bytes(Session.objects.get(id=id).sealed)
    assert b"FMR" not in held and b"JFIF" not in held, "the draft is sealed"
    key = re.search(r'name="kunci" value="([0-9a-f-]{36})"', page)
    assert key
    done = desk.post(f"/rekam/sesi/{id}/selesai/", {"kunci": key[1], "kidal": "1"})
    row = Record.objects.get()
    assert done.status_code == 302 and done.url == f"/rekam/daftar/{row.id}/"
    back = desk.get(f"/rekam/sesi/{id}/")
    assert back.status_code == 302 and back.url == done.url, "the browser's back button finds what it became"
    again = desk.post(f"/rekam/sesi/{id}/selesai/", {"kunci": key[1], "kidal": "1"})
    assert again.status_code == 200 and "tercatat satu kali" in text(again) and Record.objects.count() == 1
    packet = unseal(blobs.read(jakut, row.packet), jakut.keys)
    assert packet.left_handed and len(packet.fingers) == 10 and len(packet.irises) == 2
    assert packet.agreed.startswith(b"\x89PNG") and packet.signature.startswith(b"\x89PNG")
    assert row.packet_size < 80_000 and ViewLog.objects.filter(subject=f"penduduk/{nik}").exists()
    OFFICE.tick(jakut, negeri.clock.now())
    turn_outside(negeri, jakut)
    page = text(desk.get(f"/rekam/daftar/{row.id}/"))
    assert "Siap cetak (PRR)" in page and "pencetakan kartu" in page and "oleh pusat" in page


def turn_outside(negeri: Country, office: Node) -> None:
    """`turn` for a test body that is inside the office."""
    office.__exit__(None, None, None)
    try:
        turn(negeri, office)
    finally:
        office.__enter__()


def test_a_draft_survives_and_is_listed(jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    id = begin(desk, nik)
    send(desk, id, "jari", jari=["2", "7"])
    other = client_for(jakut, "perekaman", username="rekan")  # another clerk, after a power cut
    page = text(other.get("/rekam/"))
    assert id in page and "SITI AMINAH" in page
    assert set(content(jakut, id).fingers) == {2, 7}
    first = content(jakut, id).fingers[2]
    send(other, id, "jari", jari="2")
    assert content(jakut, id).fingers[2] != first, "one finger was taken again"
    assert other.post(f"/rekam/sesi/{id}/buang/").status_code == 302 and not Session.objects.exists()
    assert other.get(f"/rekam/sesi/{id}/").status_code == 404
    assert other.get("/rekam/", {"nik": "3172 0101 0190 0001"}).url == f"/rekam/mulai/{nik}/"


def test_exceptions_need_a_reason(jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    id = begin(desk, nik)
    assert send(desk, id, "jari", kecuali="4").status_code == 422
    assert send(desk, id, "jari", kecuali="4", **{"alasan-4": "amputasi"}).status_code == 302
    assert send(desk, id, "iris", kecuali="L", **{"alasan-L": "katarak"}).status_code == 302
    assert send(desk, id, "ttd", tidak="1").status_code == 422
    assert send(desk, id, "ttd", tidak="1", alasan="stroke").status_code == 302
    send(desk, id, "jari")
    send(desk, id, "iris", iris="R")
    send(desk, id, "foto", berkas=SimpleUploadedFile("a.jpg", jpeg()))
    assert 4 not in content(jakut, id).fingers
    assert desk.post(f"/rekam/sesi/{id}/selesai/").status_code == 302, (
        "who cannot sign does not sign for the biodata either"
    )
    told = {e["part"]: e["reason"] for e in Record.objects.get().exceptions}
    assert told == {"jari 4": "amputasi", "iris kiri": "katarak", "tanda tangan": "stroke"}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"%PDF-1.7 bukan gambar", "bukan gambar JPEG atau PNG"),
        (jpeg()[:400], "bukan gambar JPEG atau PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "bukan gambar JPEG atau PNG"),
        (b"\xff\xd8\xff" + bytes(6 * 1024 * 1024), "paling besar 5 MB"),
        (jpeg((90, 120)), "terlalu kecil"),
        (b"", "Belum ada gambar"),
    ],
)
def test_what_is_not_a_photo_is_told(jakut: Node, desk: NodeClient, raw: bytes, says: str) -> None:
    id = begin(desk, resident(jakut))
    answer = send(desk, id, "foto", berkas=SimpleUploadedFile("foto.jpg", raw) if raw else "")
    assert answer.status_code == 422 and says in text(answer)
    assert not content(jakut, id).photo


def test_fifty_megabytes_get_an_answer(jakut: Node, desk: NodeClient) -> None:
    id = begin(desk, resident(jakut))
    answer = send(desk, id, "foto", berkas=SimpleUploadedFile("foto.jpg", bytes(50 * 1024 * 1024)))
    assert answer.status_code == 413 and "terlalu besar" in text(answer)


def test_a_bomb_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    no = photos.portrait_from(out.getvalue())
    assert not isinstance(no, photos.Portrait) and len(out.getvalue()) < photos.MAX_UPLOAD


def test_a_portrait_is_made_small_and_without_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera Rahasia"
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95, exif=exif)
    made = photos.portrait_from(out.getvalue())
    assert isinstance(made, photos.Portrait) and len(made.jpeg) <= photos.MAX_PORTRAIT
    assert b"Rahasia" not in made.jpeg and b"Exif" not in made.jpeg
    with Image.open(io.BytesIO(made.jpeg)) as image:
        assert image.width * 4 == image.height * 3


@pytest.mark.parametrize(("colour", "seen"), [((200, 30, 40), "merah"), ((40, 90, 180), "biru"), ((230, 230, 230), "")])
def test_the_background_is_seen(colour: tuple[int, int, int], seen: str) -> None:
    assert photos.background_of(Image.new("RGB", (300, 400), colour)) == seen


def test_an_empty_signature_is_none(jakut: Node, desk: NodeClient) -> None:
    id = begin(desk, resident(jakut))
    for value in (png(draw=False), "", "data:image/png;base64,@@@"):
        assert send(desk, id, "ttd", ttd=value).status_code == 422
    assert not content(jakut, id).signature


def test_an_unplugged_scanner_loses_nothing(jakut: Node, desk: NodeClient) -> None:
    out = {"unplugged": False}
    jakut.devices["scanner"] = open_device("simulated", lambda: out["unplugged"])
    id = begin(desk, resident(jakut))
    send(desk, id, "jari", jari="1")
    out["unplugged"] = True
    answer = send(desk, id, "jari")
    assert answer.status_code == 422 and "Alat rekam tidak menjawab" in text(answer)
    assert set(content(jakut, id).fingers) == {1}
    del jakut.devices["scanner"]
    assert send(desk, id, "iris").status_code == 422


def test_a_duplicate_is_played_by_the_person_before_the_scanner(negeri: Country, jakut: Node, desk: NodeClient) -> None:
    one, two = resident(jakut, 1), resident(jakut, 2)
    for nik, person in ((one, ""), (two, one)):
        negeri.clock.advance(timedelta(minutes=1))
        id = begin(desk, nik)
        send(desk, id, "jari", orang=person)
        complete(desk, id)
        desk.post(f"/rekam/sesi/{id}/selesai/")
    turn_outside(negeri, jakut)
    row = Record.objects.get(nik=two)
    assert (row.status, row.other_nik) == ("DUPLICATE_RECORD", one)
    assert "memilih satu NIK" in text(desk.get(f"/rekam/daftar/{row.id}/"))
    listed = text(desk.get("/rekam/daftar/", {"tumpukan": "ganda"}))
    assert str(row.id) in listed and str(Record.objects.get(nik=one).id) not in listed


def test_a_real_device_is_not_told_who_stands_there(jakut: Node, desk: NodeClient) -> None:
    class Real(SimulatedScanner):
        name = "Pemindai sungguhan"

    jakut.devices["scanner"] = Real()
    id = begin(desk, resident(jakut))
    page = text(desk.get(f"/rekam/sesi/{id}/"))
    assert "Orang (latihan)" not in page and "Foto peraga" not in page
    send(desk, id, "jari", orang="orang lain")
    assert content(jakut, id).person == ""
    assert send(desk, id, "foto", peraga="1").status_code == 422


def test_with_the_link_cut_the_officer_is_told(jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    Switch.objects.create(name=PUSAT, cut=True, at=jakut.clock.now())
    assert "perekaman di kantor lain tidak diketahui" in text(desk.get(f"/rekam/mulai/{nik}/"))
    id = begin(desk, nik)
    complete(desk, id)
    desk.post(f"/rekam/sesi/{id}/selesai/")
    assert not Record.objects.get().link_up
    assert "kB menunggu" in text(desk.get(f"/rekam/daftar/{Record.objects.get().id}/"))


def test_work_lists_and_their_one_deed(negeri: Country, jakut: Node, desk: NodeClient) -> None:
    first, second = resident(jakut, 1), resident(jakut, 2, nama='=HYPERLINK("x")')
    record(jakut, first)
    record(jakut, second)
    OFFICE.tick(jakut, negeri.clock.now())
    with negeri.centre, Act(negeri.centre, SYSTEM) as act:
        row = Record.objects.get(nik=first)
        acts.change_status(act, row, "arrive", PUSAT, to="3172")
        acts.change_status(act, row, "search_failed", PUSAT, says="Pencarian gagal.", to="3172")
    OFFICE.tick(jakut, negeri.clock.now())
    page = text(desk.get("/rekam/daftar/"))
    assert page.index("SITI AMINAH") < page.index("HYPERLINK"), "oldest first"
    assert "Kirim ulang" in page and "Pencarian gagal." in page
    csv = desk.get("/rekam/daftar/", {"format": "csv"}).content.decode()
    assert "'=HYPERLINK" in csv and first in csv
    assert "SITI" not in text(desk.get("/rekam/daftar/", {"cari": "hyperlink"}))
    assert "SITI" in text(desk.get("/rekam/daftar/", {"tumpukan": "gagal", "kecamatan": "317201", "cari": first}))
    assert desk.post(f"/rekam/daftar/{row.id}/kirim-ulang/").status_code == 302
    assert Record.objects.get(nik=first).status == "SENT_FOR_ENROLLMENT"
    front = client_for(jakut, "loket")
    assert "Kirim ulang" not in text(front.get("/rekam/daftar/"))
    assert front.post(f"/rekam/daftar/{row.id}/kirim-ulang/").status_code == 403


def test_an_officer_of_another_area_sees_nothing(jakut: Node, desk: NodeClient) -> None:
    nik = resident(jakut)
    record(jakut, nik)
    elsewhere = client_for(jakut, "perekaman", wilayah="31.72.06")
    assert "SITI" not in text(elsewhere.get("/rekam/daftar/"))
    assert elsewhere.get(f"/rekam/daftar/{Record.objects.get().id}/").status_code == 404
    assert elsewhere.get(f"/rekam/mulai/{nik}/").status_code == 404
