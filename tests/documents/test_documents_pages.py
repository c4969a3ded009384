"""Pages of papers, as officers and citizens meet them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siaga.accounts import attempts
from siaga.accounts.models import ViewLog
from siaga.documents import acts
from siaga.documents.models import Document, Trouble
from siaga.documents.verifying_files import MAX_UPLOAD
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM, Act
from siaga.kit.node import Node
from siaga.people.due import record_due
from tests.documents.office_documents import HEAD, Tte, born, by_kind, the, tick, with_tte
from tests.pages import anonymous, client_for

CHECK = "/publik/periksa/"


@pytest.fixture
def tte(jakut: Node) -> Tte:
    return with_tte(jakut)


def wet_today(node: Node) -> None:
    today = node.clock.today()
    assert acts.choose_mode(node, HEAD, "basah", today, today, "TTE tidak menjawab")


def test_papers_of_a_person_renew_until_ready(jakut: Node, tte: Tte) -> None:
    child, _no_kk = born(jakut)
    clerk = client_for(jakut, "loket")
    url = reverse("documents:due", args=[child])
    first = clerk.get(url).content.decode()
    assert "Sedang dibuat" in first and 'hx-trigger="every 2s"' in first
    tte.up = False
    tick(jakut)
    waiting = clerk.get(url).content.decode()
    assert "TTE terputus" in waiting and 'hx-trigger="every 15s"' in waiting and "Menunggu tanda tangan" in waiting
    tte.up = True
    tick(jakut)
    part = clerk.get(reverse("documents:due_part", args=[child])).content.decode()
    assert "hx-get" not in part and part.count("Ditandatangani elektronik") == 2 and "<html" not in part
    assert reverse("documents:pdf", args=[the("akta_kelahiran").id]) in part
    looked = ViewLog.objects.filter(subject=f"penduduk/{child}", purpose="dokumen")
    assert looked.count() == 2  # the part that renews itself leaves no trace each two seconds


def test_a_pdf_is_shown_in_place(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    akta = the("akta_kelahiran")
    answer = client_for(jakut, "loket").get(reverse("documents:pdf", args=[akta.id]))
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    assert answer.content == acts.pdf_of(jakut, akta)
    assert ViewLog.objects.filter(subject=f"penduduk/{akta.holder}", purpose="cetak dokumen").count() == 1


def test_handing_over_once(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    akta = the("akta_kelahiran")
    clerk = client_for(jakut, "loket")
    page, url = reverse("documents:document", args=[akta.id]), reverse("documents:hand_over", args=[akta.id])
    assert "Catat sudah diserahkan" in clerk.get(page).content.decode()
    assert clerk.post(url, {"to": "", "kunci": uuid4()}).status_code == 422
    form = {"to": "Agus Salim", "kunci": uuid4()}
    assert clerk.post(url, form).status_code == 302
    again = clerk.post(url, form)
    assert again.status_code == 200 and "Sudah tercatat" in again.content.decode()
    shown = clerk.get(page).content.decode()
    assert "Agus Salim" in shown and "Catat sudah diserahkan" not in shown
    other = clerk.post(url, {"to": "Orang Lain", "kunci": uuid4()})
    assert other.status_code == 422 and "sudah diserahkan kepada Agus Salim" in other.content.decode()


def test_the_heads_queue_without_tte(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    head = client_for(jakut, "kepala")
    url = reverse("documents:queue")
    page = head.get(url).content.decode()
    assert "TTE terputus" in page and "2 dokumen menunggu tanda tangan" in page and "data-bulk" not in page
    day = f"{jakut.clock.today():%d-%m-%Y}"
    bad = head.post(reverse("documents:choose"), {"mode": "basah", "begins": day, "ends": "1-1-2020", "reason": "x"})
    assert bad.status_code == 422 and "mendahului" in bad.content.decode()
    choice = {"mode": "basah", "begins": day, "ends": day, "reason": "TTE tidak menjawab", "kunci": uuid4()}
    assert head.post(reverse("documents:choose"), choice).status_code == 302
    page = head.get(url).content.decode()
    assert "Tanda tangan basah sekarang" in page and "Daftarkan tanda tangan basah" in page
    kk, akta = the("kk"), the("akta_kelahiran")
    one = {"kunci": uuid4()}
    answer = head.post(reverse("documents:wet_one", args=[kk.id]), one)
    assert answer.status_code == 302 and answer.url == reverse("documents:document", args=[kk.id])
    assert "Sudah tercatat" in head.post(reverse("documents:wet_one", args=[kk.id]), one).content.decode()
    assert (
        head.post(reverse("documents:wet"), {"pilih": [str(akta.id), "bukan-id"], "kunci": uuid4()}).status_code == 302
    )
    assert {d.state for d in Document.objects.all()} == {"basah"}
    page = head.get(url, follow=True).content.decode()
    assert "2 tanda tangan basah menunggu TTE" in page
    refused = head.post(reverse("documents:wet"), {"pilih": [], "kunci": uuid4()}, follow=True)
    assert "tidak ada di kantor ini" in refused.content.decode()


def test_a_paper_put_aside_can_be_tried_again(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    kk = the("kk")
    Trouble.objects.create(id=kk.id, says="huruf tidak ada di fon", at=jakut.clock.now())
    tte.up = True
    tick(jakut)
    head = client_for(jakut, "kepala")
    assert "huruf tidak ada di fon" in head.get(reverse("documents:queue")).content.decode()
    assert head.post(reverse("documents:try_again", args=[kk.id])).status_code == 302
    tick(jakut)
    assert the("kk").state == "elektronik"


def test_only_the_head_signs(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    wet_today(jakut)
    for role in ("loket", "verifikator", "auditor", "pencetakan"):
        client = client_for(jakut, role)
        client.raise_request_exception = False
        for name in ("queue", "choose"):
            assert client.get(reverse(f"documents:{name}")).status_code == 403
        assert client.post(reverse("documents:wet"), {"pilih": [str(the("kk").id)]}).status_code == 403
    assert {d.state for d in Document.objects.all()} == {"menunggu_tanda_tangan"}


def test_the_register_sieved_and_exported(jakut: Node, tte: Tte) -> None:
    _child, no_kk = born(jakut)
    tick(jakut)
    url, client = reverse("documents:register"), client_for(jakut, "verifikator")
    everything = client.get(url).content.decode()
    assert everything.count("<tr data-row") == 2
    assert the("akta_kelahiran").number in everything  # letters and all: only a number of digits is grouped
    day = f"{jakut.clock.today():%d-%m-%Y}"
    for query, rows in (
        ({"jenis": "kk"}, 1),
        ({"keadaan": "basah"}, 0),
        ({"keadaan": "tidak_aktif"}, 0),
        ({"cari": no_kk}, 1),
        ({"cari": "citra"}, 1),
        ({"dari": day, "sampai": day}, 2),
        ({"sampai": "01-01-2020"}, 0),
    ):
        assert client.get(url, query).content.decode().count("<tr data-row") == rows, query
    assert client.get(url, {"dari": "kapan"}).status_code == 422
    csv = client.get(url, {"format": "csv"}).content.decode()
    assert csv.count("\n") == 3 and "Kartu Keluarga" in csv


def test_an_officer_of_another_area_sees_nothing(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    away = client_for(jakut, "loket", wilayah="31.72.01")
    assert "<tr data-row" not in away.get(reverse("documents:register")).content.decode()
    assert away.get(reverse("documents:pdf", args=[the("kk").id])).status_code == 404
    here = client_for(jakut, "loket", wilayah="31.72.03")
    assert here.get(reverse("documents:pdf", args=[the("kk").id])).status_code == 200


def test_a_deeds_own_address(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    akta = the("akta_kelahiran")
    client = client_for(jakut, "loket")
    answer = client.get(reverse("documents:deed", args=[akta.number]))
    assert answer.url == reverse("documents:document", args=[akta.id])
    assert client.get(reverse("documents:deed", args=["tidak-ada"])).status_code == 404


def test_a_citizen_checks_a_paper(jakut: Node, tte: Tte) -> None:
    _child, no_kk = born(jakut)
    tick(jakut)
    citizen = anonymous(jakut)
    assert citizen.get(CHECK).status_code == 200
    old = the("kk")
    page = citizen.post(CHECK, {"kode": old.claim}).content.decode()
    assert "asli dan masih berlaku" in page and "Agus Salim" in page and "dot--normal" in page
    with Act(jakut, SYSTEM) as act:
        record_due(act, "kk", f"keluarga/{no_kk}", old.holder)
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    tick(jakut)
    page = citizen.post(CHECK, {"kode": old.claim}).content.decode()
    assert "sudah digantikan" in page and "dot--tersendat" in page and "palsu" not in page.lower()
    page = citizen.post(CHECK, {"kode": by_kind("akta_kelahiran")[0].number}).content.decode()
    assert "asli dan masih berlaku" in page and "Citra" not in page
    page = citizen.post(CHECK, {"kode": old.claim[:-3] + "AAA"}).content.decode()
    assert "dot--terputus" in page
    assert citizen.post(CHECK, {}).status_code == 422
    assert len(citizen.get(CHECK).content) < 60_000


def test_a_citizen_uploads_a_file(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    citizen = anonymous(jakut)

    def send(content: bytes, name: str = "akta.pdf") -> str:
        answer = citizen.post(CHECK, {"berkas": SimpleUploadedFile(name, content, "application/pdf")})
        assert answer.status_code == 200
        return answer.content.decode()

    pdf = acts.pdf_of(jakut, the("akta_kelahiran"))
    page = send(pdf)
    assert "ditandatangani oleh kantor ini" in page and "asli dan masih berlaku" in page
    assert "berubah setelah ditandatangani" in send(pdf + b"\n%x\n")
    script = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    for rubbish in (b"", b"MZ", script, b"<script>alert(1)</script>"):
        page = send(rubbish, '"><script>x.pdf')
        assert "<script>alert" not in page and ("bukan PDF" in page or "tidak bertanda tangan" in page)
    assert "lebih dari 5 MB" in send(b"%" * (MAX_UPLOAD + 1))


def test_english(jakut: Node, tte: Tte) -> None:
    """The address answers in the other language as well: nothing in it depends on the words."""
    born(jakut)
    tick(jakut)
    client = client_for(jakut, "kepala")
    for name in ("register", "queue", "choose"):
        assert client.get(reverse(f"documents:{name}"), headers={"accept-language": "en"}).status_code == 200


def test_who_guesses_numbers_is_told_to_wait_and_right_ones_are_not_counted(
    negeri: Country, jakut: Node, tte: Tte, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(attempts.LIMITS, attempts.PAPERS, 3)
    monkeypatch.setitem(attempts.LIMITS, attempts.FILES, 2)
    born(jakut)
    tick(jakut)
    number = the("kk").number
    citizen, neighbour = anonymous(jakut), anonymous(jakut)
    neighbour.defaults["REMOTE_ADDR"] = "192.0.2.7"
    for _ in range(5):
        assert citizen.post(CHECK, {"kode": number}).status_code == 200
    guesses = [citizen.post(CHECK, {"kode": f"3172-KM-01012026-{n:04}"}).status_code for n in range(5)]
    assert guesses == [200, 200, 200, 429, 429]
    stopped = citizen.post(CHECK, {"kode": number})
    assert stopped.status_code == 429 and 0 < int(stopped["Retry-After"]) <= 3600
    assert "Terlalu banyak percobaan" in stopped.content.decode() and "verdict" not in stopped.context
    asked = citizen.post("/api/v1/periksa", {"isi": number}, content_type="application/json")
    assert asked.status_code == 429 and int(asked["Retry-After"]) > 0
    assert citizen.get(CHECK).status_code == 200 and neighbour.post(CHECK, {"kode": number}).status_code == 200
    files = [citizen.post(CHECK, {"berkas": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}) for _ in range(3)]
    assert [f.status_code for f in files] == [200, 200, 429]
    negeri.clock.advance(timedelta(hours=1))
    assert citizen.post(CHECK, {"kode": number}).status_code == 200
