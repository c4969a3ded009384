"""Both spouses' extracts, second extracts, papers about persons and moves, many papers as one print file."""

from __future__ import annotations

import io
from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from siaga.accounts.models import ViewLog
from siaga.documents import printing
from siaga.documents.again import issue_again
from siaga.documents.handing import hand_over
from siaga.documents.listing import papers_of, whose
from siaga.documents.making import BUILDERS
from siaga.documents.models import Document, PrintBatch
from siaga.journal.act import SYSTEM, Act, Done, Refused
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.people.due import record_due
from siaga.people.facts import DeedNoted, DeedRegistered
from siaga.people.models import Akta, DueDocument, Resident
from siaga.people.peristiwa.perkawinan import Marriage
from tests.documents.office_documents import CLERK, Tte, another_birth, born, by_kind, the, tick, with_tte
from tests.pages import client_for
from tests.people.samples_people import a_family

NUMBER = "3172-KW-20112026-0001"


@pytest.fixture
def tte(jakut: Node) -> Tte:
    return with_tte(jakut)


def wed(node: Node, nik_istri: str = "") -> tuple[str, str]:
    """A deed of marriage in the register, as its event writes it, and the paper that falls due. (husband, wife)."""
    _no_kk, husband, wife = a_family(node)
    said = Marriage(
        nik_suami=husband, nama_suami="Agus Salim", nik_istri=nik_istri or wife, nama_istri="Dewi Lestari",
        tanggal=date(2026, 11, 14), tempat="Jakarta Utara", dicatat="dinas", pemuka="Pdt. Contoh",
    )  # fmt: skip
    with Act(node, SYSTEM) as act:
        body = DeedRegistered(
            number=NUMBER, deed_kind="perkawinan", niks=[husband, wife], registered_on=node.clock.today(), late=False,
            deed=msgspec.to_builtins(said),
        )  # fmt: skip
        act.record(body, subject=f"penduduk/{husband}")
        record_due(act, "akta_perkawinan", f"akta/{NUMBER}", husband)
    tick(node)
    return husband, wife


def standing(kind: str) -> list[Document]:
    return [d for d in by_kind(kind) if not d.superseded_by]


def again(node: Node, row: Document, reason: str = "hilang", proof: str = "SKTLK/12/2026") -> object:
    return issue_again(node, CLERK, row.id, reason, proof, BUILDERS, key=uuid4())


def test_both_spouses_get_their_extract(jakut: Node, tte: Tte) -> None:
    husband, wife = wed(jakut)
    made = by_kind("akta_perkawinan")
    assert {(d.holder, d.holder_name) for d in made} == {(husband, "Agus Salim"), (wife, "Dewi Lestari")}
    assert {d.data["spouse"] for d in made} == {"suami", "istri"} and all(d.data["issue"] == 1 for d in made)
    assert all(d.state == "elektronik" and not d.superseded_by for d in made)
    assert len({d.claim for d in made}) == 2
    page = client_for(jakut, "loket").get(reverse("documents:due", args=[wife])).content.decode()
    assert page.count("Kutipan Akta Perkawinan") == 2 and "Agus Salim" in page


def test_one_spouse_lost_it_the_others_stays(jakut: Node, tte: Tte) -> None:
    husband, wife = wed(jakut)
    mine, hers = (next(d for d in by_kind("akta_perkawinan") if d.holder == nik) for nik in (husband, wife))
    assert isinstance(again(jakut, mine), Done)
    tick(jakut)
    now = {d.holder: d for d in standing("akta_perkawinan")}
    assert now[wife].id == hers.id and now[husband].id != mine.id
    assert (now[husband].data["issue"], now[husband].again_for) == (2, "hilang, surat SKTLK/12/2026")
    third = again(jakut, now[husband], "rusak", "")
    assert isinstance(third, Done)
    assert Document.objects.get(id=third.value).data["issue"] == 3
    with Act(jakut, SYSTEM) as act:  # a note later: both get a new one that carries it
        act.record(
            DeedNoted(number=NUMBER, text="Contoh catatan.", on=jakut.clock.today()), subject=f"penduduk/{husband}"
        )
        record_due(act, "akta_perkawinan", f"akta/{NUMBER}", husband, "berubah")
    tick(jakut)
    noted = standing("akta_perkawinan")
    assert sorted(d.data["issue"] for d in noted) == [2, 4]
    assert all(d.data["notes"] == ["Contoh catatan."] for d in noted)


def test_what_cannot_be_asked_again(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    akta, kk = the("akta_kelahiran"), the("kk")
    for row, reason, proof, code in (
        (akta, "rusak", "", "documents.not_again"),  # nobody has signed it yet
        (kk, "rusak", "", "documents.not_again"),
        (akta, "bosan", "", "documents.why"),
        (akta, "hilang", " ", "documents.police"),
    ):
        refused = again(jakut, row, reason, proof)
        assert isinstance(refused, Refused) and code in {r.code for r in refused.refusals}
    assert len(by_kind("akta_kelahiran")) == 1


def test_the_extract_of_an_annulled_deed_leaves_the_office_no_more(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    akta, kk = the("akta_kelahiran"), the("kk")
    clerk, url = client_for(jakut, "loket"), reverse("documents:document", args=[akta.id])
    assert b"Kutipan kedua" in clerk.get(url).content
    Akta.objects.update(status="dibatalkan")
    page = clerk.get(url).content.decode()
    assert "Tidak berlaku lagi: Aktanya sudah digantikan atau dibatalkan" in page
    assert "Kutipan kedua" not in page and "Catat sudah diserahkan" not in page
    assert again(jakut, akta).codes() == {"documents.not_again"}  # type: ignore[attr-defined]
    assert hand_over(jakut, CLERK, akta.id, "Dewi").codes() == {"documents.closed"}
    assert printing.begin(jakut, CLERK, [akta.id, kk.id]).documents == [str(kk.id)]
    listed = clerk.get(reverse("documents:register")).content.decode()
    assert listed.count("Tidak berlaku lagi</") == 1 + 1, "the choice of the sieve, and one row"
    csv = clerk.get(reverse("documents:register"), {"format": "csv"}).content.decode()
    assert csv.count("Tidak berlaku lagi") == 1
    assert [r.pk for r in papers_of(whose(akta.holder), jakut).closed] == [akta.id]  # type: ignore[arg-type]


def test_the_page_of_a_second_extract(jakut: Node, tte: Tte) -> None:
    child, _no_kk = born(jakut)
    tick(jakut)
    old = the("akta_kelahiran")
    clerk = client_for(jakut, "loket")
    page = reverse("documents:document", args=[old.id])
    url = reverse("documents:again", args=[old.id])
    assert url in clerk.get(page).content.decode()
    assert clerk.get(url).status_code == 200
    bad = clerk.post(url, {"reason": "hilang", "proof": "", "kunci": uuid4()})
    assert bad.status_code == 422 and "surat kehilangan" in bad.content.decode()
    form = {"reason": "hilang", "proof": "SKTLK/12/2026", "kunci": uuid4()}
    answer = clerk.post(url, form)
    new = standing("akta_kelahiran")[0]
    assert answer.url == reverse("documents:document", args=[new.id]) and new.holder == child
    shown = clerk.get(answer.url).content.decode()
    assert "karena yang lama hilang, surat SKTLK/12/2026" in shown
    assert clerk.get(url).status_code == 404  # the old one is closed
    assert "Buka penggantinya" in clerk.get(page).content.decode()
    assert client_for(jakut, "auditor").get(reverse("documents:again", args=[new.id])).status_code == 403


def test_biodata_and_childs_card(jakut: Node, tte: Tte) -> None:
    child, no_kk = born(jakut)
    with Act(jakut, SYSTEM) as act:
        record_due(act, "biodata", f"penduduk/{child}", child)
        record_due(act, "kia", f"penduduk/{child}", child)
    tick(jakut)
    said, card = the("biodata"), the("kia")
    assert (said.number, said.state) == (child, "elektronik") and said.data["birth_deed"]
    assert said.data["home"]["no_kk"] == no_kk and said.data["home"]["head"] == "Agus Salim"
    assert (card.state, card.claim) == ("tanpa_tanda_tangan", "")
    born_on = Resident.objects.get(nik=child).tanggal_lahir
    assert card.data["valid_until"] == str(born_on.replace(year=born_on.year + 5) - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(id=card.id).update(state="elektronik")


def test_a_grown_child_gets_no_card(jakut: Node, tte: Tte) -> None:
    _no_kk, father, _mother = a_family(jakut)
    with Act(jakut, SYSTEM) as act:
        record_due(act, "kia", f"penduduk/{father}", father)
    tick(jakut)
    assert not by_kind("kia") and not DueDocument.objects.filter(kind="kia", made=False).exists()


def chosen_batch(node: Node) -> tuple[str, list[Document]]:
    husband, wife = wed(node)
    another_birth(node, Resident.objects.get(nik=husband).no_kk, husband, wife)
    tick(node)
    rows = [*standing("kk"), *by_kind("akta_kelahiran"), *by_kind("akta_perkawinan")]
    clerk = client_for(node, "loket")
    answer = clerk.post(reverse("documents:print"), {"pilih": [str(d.id) for d in rows] + ["bukan-id"]})
    assert answer.status_code == 302
    return answer.url, rows


def test_many_papers_in_one_print_file(jakut: Node, tte: Tte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.go_on, "__kwdefaults__", {"few": 2})
    url, rows = chosen_batch(jakut)
    clerk = client_for(jakut, "loket")
    assert f"0 dari {len(rows)}" in clerk.get(url).content.decode()
    assert clerk.get(url + "berkas").status_code == 404
    first = clerk.post(url + "lanjut/").content.decode()
    assert f"2 dari {len(rows)}" in first and "hx-post" in first and "csrfmiddlewaretoken" in first
    asked = 1
    while "hx-post" in (page := clerk.post(url + "lanjut/").content.decode()):
        asked += 1
    assert asked + 1 == -(-len(rows) // 2) and "siap dicetak dalam satu berkas" in page
    file = clerk.get(url + "berkas")
    pages = PdfFileReader(io.BytesIO(file.content)).root["/Pages"]["/Count"]
    assert pages == len(rows)
    assert clerk.post(url + "lanjut/").status_code == 200  # an answer that was lost: nothing twice
    assert JournalFact.objects.filter(kind="documents.printed").count() == len(rows)
    assert all(d.printed_at for d in Document.objects.filter(id__in=[d.id for d in rows]))
    holders = {f"penduduk/{d.holder}" for d in rows}
    assert set(ViewLog.objects.filter(purpose="cetak dokumen").values_list("subject", flat=True)) == holders
    assert client_for(jakut, "verifikator").get(url).status_code == 404  # another officer's


def test_what_cannot_be_drawn_is_left_out_and_named(jakut: Node, tte: Tte) -> None:
    url, rows = chosen_batch(jakut)
    Document.objects.filter(id=rows[0].id).update(blob="", data={})
    page = client_for(jakut, "loket").post(url + "lanjut/").content.decode()
    assert "Tidak ikut tercetak" in page and rows[0].number in page.replace(" ", "")
    assert JournalFact.objects.filter(kind="documents.printed").count() == len(rows) - 1
    batch = PrintBatch.objects.get()
    assert list(batch.skipped) == [str(rows[0].id)] and batch.done == len(rows)


def test_nothing_to_print(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    clerk = client_for(jakut, "loket")
    answer = clerk.post(reverse("documents:print"), {"pilih": [str(the("kk").id)]}, follow=True)
    assert "Tidak ada yang dapat dicetak" in answer.content.decode()
    assert client_for(jakut, "auditor").post(reverse("documents:print"), {}).status_code == 403
