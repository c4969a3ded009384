"""The pages of moves: issued at one office, received at another by the centre's word, by the QR alone, by the file; a tampered code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from siaga.berkas.models import Berkas
from siaga.documents.issuing import issue_due
from siaga.documents.kind import content
from siaga.documents.kinds.skpwni import SKPWNI
from siaga.documents.models import Document
from siaga.documents.moving_letter import shown_letter
from siaga.documents.presenting import drawn
from siaga.documents.qr import claim_of, make_claim
from siaga.documents.resident_builders import BUILDERS
from siaga.documents.verifying import verify_text
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.people.moving.leaving import take_back
from siaga.people.moving.models import Move, MoveEnd, Recall
from siaga.people.moving.showing import letter_in
from tests.pages import NodeClient, client_for
from tests.people.test_moving_between_offices import MALANG, a_family, come, letter_at, meet, number_of, out


@pytest.fixture
def jakut(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def malang(negeri: Country) -> Node:
    return negeri.office("3507", "Kabupaten Malang")


GO = {
    "kode_wilayah": MALANG,
    "alamat": "Jalan Ijen 4",
    "rt": "001",
    "rw": "002",
    "alasan": "pekerjaan",
    "syarat_0": "ada",
}
HOME = {"alamat": "Jalan Ijen 4", "rt": "001", "rw": "002", "kode_wilayah": MALANG, "syarat_1": "ada"}
SHOWN = "/berkas/pindah-datang/"


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[-3000:]
    return str(response.content.decode())


def test_a_letter_is_issued_and_listed(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    desk = client_for(jakut, "loket")
    begun = desk.get(f"/penduduk/{wife}/pindah-keluar/")
    form = page(desk.get(begun["Location"]))
    assert "/penduduk/perpindahan/wilayah/" in form
    at = begun["Location"].partition("?")[0]
    wrong = page(desk.post(at, GO | {f"relations_{child}": "4"}), 422)
    assert "belum dewasa" in wrong
    sent = desk.post(at, GO | {f"relations_{wife}": "1", f"relations_{child}": ""})
    assert sent.status_code == 302
    case = page(desk.get(sent["Location"]))
    assert "dalam perjalanan dengan SKPWNI" in case and "Kabupaten Malang" in case
    with jakut:
        assert not Move.objects.exists(), "nobody is on the way before it was verified"
        row = Berkas.objects.get()
    checker = client_for(jakut, "verifikator")
    done = checker.post(f"{sent['Location']}langkah/", {"dilihat": f"{row.id}:{row.round}:{row.state}"}, follow=True)
    assert "SKPWNI/3172-3507/23112026/0001 diterbitkan" in page(done)
    number = "SKPWNI/3172-3507/23112026/0001"
    shown = page(desk.get(f"/penduduk/perpindahan/{number}/"))
    assert number in shown and "Dalam perjalanan" in shown and "Kabupaten Malang" in shown
    history = page(desk.get(f"/penduduk/{wife}/"))
    assert f"{number} diterbitkan: pindah ke Kabupaten Malang" in history
    assert "Berkas pindah ke luar kabupaten/kota: diajukan" in history
    assert "Berkas pindah ke luar kabupaten/kota: Verifikasi; disetujui dan dicatat" in history
    assert number not in page(desk.get(f"/penduduk/{child}/")), "the child stayed"
    assert number in page(desk.get(f"/penduduk/keluarga/{no_kk}/"))
    assert "Dewi Lestari" in page(desk.get("/penduduk/perpindahan/"))
    meet(negeri, jakut, malang)
    there = client_for(malang, "loket")
    assert "Dewi Lestari" in page(there.get(SHOWN))
    assert "Dewi Lestari" in page(there.get(SHOWN, {"nomor": number}, follow=True))
    sent = there.post(f"{SHOWN}{number}/", {f"relations_{wife}": "1", **HOME})
    with malang:
        assert not MoveEnd.objects.exists(), "nobody is received before it was verified"
    assert "Buka berkasnya" in page(there.get(SHOWN)), "the list leads to the case file, not to a second one"
    assert "sudah diajukan" in page(there.post(f"{SHOWN}{number}/", {f"relations_{wife}": "1", **HOME}), 422)
    assert "Kedatangan dicatat" in verified(malang, sent)
    with malang:
        assert Resident.objects.get(nik=wife).office == "3507" and MoveEnd.objects.get().proof == "pusat"
    assert "sudah dipakai" in page(there.get(SHOWN, {"nomor": number}, follow=True))
    history = page(there.get(f"/penduduk/{wife}/"))
    assert "Berkas pindah datang dari kabupaten/kota lain: diajukan" in history
    assert "Datang dari Kota" in history


def verified(node: Node, sent: Any) -> str:
    """The case file that was submitted, taken by who checks; what is said then."""
    assert sent.status_code == 302 and sent["Location"].startswith("/berkas/"), sent.content.decode()[-3000:]
    with node:
        row = Berkas.objects.get(id=sent["Location"].rstrip("/").split("/")[-1])
    taken = {"dilihat": f"{row.id}:{row.round}:{row.state}"}
    return page(client_for(node, "verifikator").post(f"{sent['Location']}langkah/", taken, follow=True))


def code_of(node: Node, number: str) -> tuple[str, str]:
    """(the QR's text, the attached content) of a SKPWNI as the origin makes it."""
    letter = letter_at(node, number)
    first = letter.movers[0]
    fields = {
        "office": {"name": "Dinas", "region": "Kota", "province": "DKI Jakarta"},
        "number": number,
        "issued_on": letter.issued_on.isoformat(),
        "valid_until": letter.valid_until.isoformat(),
        "applicant": first.nama,
        "reason": letter.reason,
        "origin": dwelling(letter.home.alamat, letter.home.no_kk),
        "destination": dwelling(letter.address.alamat, letter.home.no_kk if letter.keeps_kk else ""),
        "movers": [],
        "signature": {
            "state": "belum",
            "name": "",
            "role": "Kepala",
            "on": letter.issued_on.isoformat(),
            "place": "Jakarta",
        },
        "persons": [msgspec.to_builtins(m) for m in letter.movers],
    }
    data = msgspec.convert(fields, SKPWNI.struct)
    claim = claim_of(SKPWNI, data, number=number, holder=first.nama, office=node.id, issued=letter.issued_on)
    return make_claim(claim, node.keys.signing_key()), content(data).decode()


def dwelling(street: str, no_kk: str) -> dict[str, str]:
    names = dict.fromkeys(("kelurahan", "kecamatan", "region", "province"), "")
    return {"address": street, "rt": "001", "rw": "002", "postcode": "", "no_kk": no_kk, **names}


def show(client: NodeClient, code: str, **more: str) -> Any:
    return client.post(SHOWN, {"kode": code, **more})


def test_the_code_alone_is_proof_while_every_line_is_cut(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    meet(negeri, jakut, malang)
    jakut.devices["pusat"].up = malang.devices["pusat"].up = False
    number = number_of(out(jakut, no_kk, {wife: 1}))
    code, _content = code_of(jakut, number)
    desk = client_for(malang, "loket")
    assert "belum disampaikan pusat" in page(show(desk, number), 422)
    form = page(show(desk, code, orang="1"))
    assert "Orang ke-1" in form and "DEWI LESTARI" in form.upper()
    person = {
        "o0-nik": wife, "o0-nama": "Dewi Lestari", "o0-jenis_kelamin": "P", "o0-tempat_lahir": "Jakarta", "o0-tanggal_lahir": "24-12-1988",
        "o0-kewarganegaraan": "WNI", "o0-agama": "1", "o0-golongan_darah": "13", "o0-status_kawin": "2", "o0-shdk": "1",
        "o0-pendidikan": "5",        "o0-pekerjaan": "15", "o0-nama_ibu": "Kartinah",
    }  # fmt: skip
    typed = {"langkah": "ketik", "kode": code, "orang": "1", "no_kk_asal": no_kk}
    other = page(desk.post(SHOWN, typed | person | {"o0-nama": "Rina Marlina"}), 422)
    assert "sebagai pemohon" in other
    assert desk.get(f"{SHOWN}{number}/")["Location"] == SHOWN, "nothing was shown here yet"
    unknown = page(desk.post(SHOWN, typed | person | {"o0-tanggal_lahir": ""}), 422)
    assert "tanggal lahir Dewi Lestari" in unknown, "told where it is typed, not on the next page"
    typed_in = desk.post(SHOWN, typed | person)
    assert typed_in.status_code == 302, typed_in.content.decode()[-3000:]
    form = page(desk.get(typed_in["Location"]))
    assert "Kode QR-nya asli" in form and "Dewi Lestari" in form
    lacking = page(
        desk.post(typed_in["Location"], {f"relations_{wife}": "1", "skpwni": "{}", **HOME, "alamat": ""}), 422
    )
    assert "Kode QR-nya asli" in lacking, "what the browser says of the letter is not heard"
    case = desk.post(typed_in["Location"], {f"relations_{wife}": "1", **HOME})
    asked = page(desk.get(case["Location"]))
    assert "datanya diketik dari lembar itu" in asked and "Kartinah" in asked, "who verifies reads what was typed"
    verified(malang, case)
    with malang:
        row = Resident.objects.get(nik=wife)
        assert (row.status, row.office, row.nama, row.reason) == ("aktif", "3507", "Dewi Lestari", "pindah_datang")
        assert MoveEnd.objects.get().proof == "qr"
    jakut.devices["pusat"].up = malang.devices["pusat"].up = True
    meet(negeri, malang, jakut)
    with jakut:
        assert MoveEnd.objects.get().settled


def test_the_file_fills_the_form_and_its_content_is_held_to_its_code(
    negeri: Country, jakut: Node, malang: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_kk, man, wife, child = a_family(jakut)
    meet(negeri, jakut, malang)
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    code, inside = code_of(jakut, number)
    desk = client_for(malang, "loket")
    came = {f"relations_{nik}": shdk for nik, shdk in ((man, "1"), (wife, "3"), (child, "4"))}
    # A file of the pages of a SKPWNI with something else attached is built by no printer: what is attached is given here.
    monkeypatch.setattr("siaga.documents.moving_letter.attached", lambda pdf: [pdf.removeprefix(b"%PDF-")])

    def file(text: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("skpwni.pdf", b"%PDF-" + text.encode())

    forged = desk.post(SHOWN, {"kode": code, "berkas": file(inside.replace("Dewi Lestari", "Dewi Sartika"))})
    assert "sudah diubah" in page(forged, 422)
    kept = desk.post(SHOWN, {"kode": code, "berkas": file(inside)})
    assert kept.status_code == 302, kept.content.decode()[-3000:]
    assert "kodenya cocok dengan isinya" in page(desk.get(kept["Location"]))
    done = verified(malang, desk.post(kept["Location"], came | HOME))
    assert f"KK: {no_kk}" in done, "the number came along"


def test_the_paper_that_the_origin_prints_is_enough(negeri: Country, jakut: Node, malang: Node) -> None:
    """The real SKPWNI as a file, carried over with every line cut."""
    no_kk, man, wife, child = a_family(jakut)
    meet(negeri, jakut, malang)
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    with jakut:
        issue_due(jakut, SYSTEM, BUILDERS)
        paper = Document.objects.get(kind="skpwni")
        assert paper.number == number and len(paper.claim) <= 300
        pdf = drawn(jakut, paper)
    with malang:
        shown = shown_letter(malang, pdf=pdf)
        assert not isinstance(shown, Refusal), shown
        letter = letter_in(shown)
        assert not isinstance(letter, Refusal), letter
    assert letter.keeps_kk and letter.movers == letter_at(jakut, number).movers
    assert letter.valid_until == letter_at(jakut, number).valid_until


@pytest.mark.parametrize(
    ("how", "says"), [("datang", "Surat pindah ini sudah dipakai"), ("kembali", "Kepindahannya dibatalkan")]
)
def test_a_letter_that_was_used_or_cancelled_is_never_green_again(
    negeri: Country, jakut: Node, how: str, says: str
) -> None:
    no_kk, _man, wife, _child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    with jakut:
        issue_due(jakut, SYSTEM, BUILDERS)
        paper = Document.objects.get(kind="skpwni")
        Document.objects.update(state="elektronik")
        assert verify_text(jakut, paper.claim).colour == "hijau"
        MoveEnd.objects.create(number=number, how=how, office="3507", on=jakut.clock.today())
        checked = verify_text(jakut, paper.claim)
        assert checked.colour == "kuning" and checked.detail.startswith(says)


def test_a_code_of_one_other_bit_and_of_an_unknown_office(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    code, _content = code_of(jakut, number)
    with malang:
        unknown = shown_letter(malang, code)
        assert isinstance(unknown, Refusal) and unknown.code == "move.unknown_office"
    meet(negeri, jakut, malang)
    with malang:
        for n in range(5, len(code), 7):
            altered = code[:n] + ("A" if code[n] != "A" else "B") + code[n + 1 :]
            answer = shown_letter(malang, altered)
            assert isinstance(answer, Refusal), n
        assert not isinstance(shown_letter(malang, code), Refusal)
    assert "rusak atau sudah diubah" in page(show(client_for(malang, "loket"), code[:-1]), 422)


def test_it_is_taken_back_renewed_and_asked_about(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    desk = client_for(jakut, "verifikator")
    there = f"/penduduk/perpindahan/{number}/akhiri/"
    assert "hanya pusat yang tahu" in page(desk.post(there, {"tindakan": "kembali"}, follow=True))
    negeri.clock.advance(timedelta(days=31))
    assert "habis masa berlaku" in page(desk.get("/penduduk/perpindahan/"))
    page(desk.post(there, {"tindakan": "tanya"}, follow=True))
    with jakut:
        assert Recall.objects.filter(number=number).exists()
    renewed = desk.post(there, {"tindakan": "perbarui", "lembar": "1"})
    assert renewed.status_code == 302 and number not in renewed["Location"]
    page(desk.post(f"{renewed['Location']}akhiri/", {"tindakan": "kembali", "lembar": "1"}, follow=True))
    with jakut:
        assert Resident.objects.get(nik=wife).status == "aktif" and Move.objects.count() == 2


def test_who_was_received_in_vain_is_not_told_as_arrived(negeri: Country, jakut: Node, malang: Node) -> None:
    """A copy of the letter was used after the paper had come back: the centre's no is said in the list and at the letter."""
    no_kk, _man, wife, _child = a_family(jakut)
    meet(negeri, jakut, malang)
    letter = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1})))
    with jakut:
        assert take_back(jakut, SYSTEM, letter.number, paper=True)
    assert come(malang, letter, {wife: 1})
    meet(negeri, jakut, malang, rounds=3)
    clerk = client_for(malang, "loket")
    for where in ("/penduduk/perpindahan/?keadaan=semua", f"/penduduk/perpindahan/{letter.number}/"):
        told = page(clerk.get(where))
        assert "penduduk Kota Administrasi Jakarta Utara" in told and "beri tahu pemohon" in told
        assert "menunggu kantor asal memastikan" not in told


def test_a_letter_that_comes_back_ends_on_the_offices_own_day(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, _man, wife, _child = a_family(jakut)
    letter = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1})))
    negeri.clock.move_to(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))  # half past six of the 25th in Jakarta
    with jakut:
        assert take_back(jakut, SYSTEM, letter.number, paper=True)
        assert str(MoveEnd.objects.get(number=letter.number).on) == "2026-11-25"
