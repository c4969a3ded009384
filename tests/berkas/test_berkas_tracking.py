"""What the applicant reads while the case file goes through the office."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec

from siaga.berkas import acts, drafts
from siaga.berkas.models import Berkas
from siaga.counter.acts import open_visit
from siaga.counter.case_links import of_applications
from siaga.counter.case_standing import events_of
from siaga.counter.downloads import papers_of
from siaga.counter.models import Application, Visit
from siaga.counter.rules import ApplicationItem
from siaga.counter.standing import load_stages
from siaga.documents.models import Document
from siaga.kit.node import Node
from siaga.people.due import DuePaper
from siaga.people.models import DueDocument
from siaga.people.peristiwa import BY_CODE
from tests.berkas.test_berkas_acts import BRIDE, GROOM, MOVED, NUR, RATIH, SITI, WEDDING, case, seen, take
from tests.berkas.test_berkas_pages import text
from tests.pages import client_for
from tests.people.samples_people import head_of


def asked(node: Node, nik: str, service: str) -> UUID:
    item = ApplicationItem(service, nik, "Warga")
    done = open_visit(node, SITI, None, nik, "Warga", "", [item])
    assert done, done
    return done.value.applications[0]  # type: ignore[no-any-return]


def told(node: Node, id: UUID) -> tuple[str, str]:
    stage = load_stages(node, Application.objects.filter(id=id))[id]
    return stage.sentence(), stage.waits_for


def test_the_applicant_reads_in_which_hand_it_is(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    wish, other = asked(jakut, man, "perkawinan"), asked(jakut, woman, "kk")
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman)
    row = case(acts.submit(jakut, SITI, BY_CODE["perkawinan"], man, answers))
    assert "verifikator" in told(jakut, wish)[0] and told(jakut, other)[1] == "verifikasi", (
        "her KK comes of the same event"
    )
    acts.send_back(jakut, NUR, row.id, seen(row), "Nomor surat keliru")
    assert "diperbaiki" in told(jakut, wish)[0] and "Nomor surat" not in told(jakut, wish)[0], (
        "the page is open to finders"
    )
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    again = case(acts.submit(jakut, SITI, BY_CODE["perkawinan"], man, answers))
    take(jakut, NUR, again)
    assert told(jakut, wish)[1] == "persetujuan kepala bidang"
    take(jakut, RATIH, again)
    assert "sudah dicatat" in told(jakut, wish)[0]


def test_a_case_from_before_the_application_or_of_another_event_says_nothing(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED)
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    assert told(jakut, asked(jakut, nik, "kk"))[1] != "verifikasi"
    assert "perkawinan" in events_of("perkawinan") and "pindah_alamat" not in events_of("perkawinan")
    assert "pindah_alamat" in events_of("kk") and not events_of("suket")


def begun_at_the_visit(node: Node, wish: UUID, code: str, about: str) -> drafts.Draft:
    return drafts.keep(node, SITI, code, about, {drafts.APPLICATION: str(wish)})


def made(node: Node, paper: DuePaper, state: str) -> None:
    """What `documents` does with a paper that is due."""
    DueDocument.objects.filter(kind=paper.kind, subject=paper.about).update(made=True)
    Document.objects.create(
        id=uuid4(), kind=paper.kind, number=paper.about, subject=paper.about, holder="", holder_name="", data={}, digest="",
        state=state, made_at=node.clock.now(), office="3172", blob="ada",
    )  # fmt: skip


def test_a_form_opened_from_the_visit_is_followed_to_the_last_of_its_papers(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    wish = asked(jakut, man, "perkawinan")
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman)
    draft = begun_at_the_visit(jakut, wish, "perkawinan", man)
    row = case(acts.submit(jakut, SITI, BY_CODE["perkawinan"], man, answers, draft=draft))
    assert row.application == wish and row.papers is None
    take(jakut, NUR, row)
    assert told(jakut, wish)[1] == "persetujuan kepala bidang"
    take(jakut, RATIH, row)
    row.refresh_from_db()
    deed, card = (DuePaper(p["kind"], p["about"]) for p in row.papers)
    assert (deed.kind, card.kind) == ("akta_perkawinan", "kk") and deed.about == f"akta/{row.akta}"
    assert "sedang dibuat" in told(jakut, wish)[0]
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    made(jakut, deed, "elektronik")
    assert "sedang dibuat" in told(jakut, wish)[0], "the deed is there, the KK is not"
    made(jakut, card, "menunggu_tanda_tangan")
    assert told(jakut, wish)[1] == "tanda tangan"
    Document.objects.filter(kind="kk").update(state="elektronik")
    assert "Silakan ambil" in told(jakut, wish)[0]
    made(jakut, deed, "menunggu_tanda_tangan")
    assert told(jakut, wish)[1] == "tanda tangan", "both spouses get an extract"
    Document.objects.filter(state="menunggu_tanda_tangan").update(superseded_by="x")
    assert "Silakan ambil" in told(jakut, wish)[0]
    Document.objects.update(superseded_by="")
    Document.objects.update(state="elektronik")
    assert {d.kind for d in papers_of(jakut, Visit.objects.get())} == {"akta_perkawinan", "kk"}


def test_what_yields_no_paper_is_told_as_recorded(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    wish = asked(jakut, nik, "orang_asing")
    draft = begun_at_the_visit(jakut, wish, "pindah_alamat", no_kk)
    row = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED, draft=draft))
    take(jakut, NUR, row)
    Berkas.objects.filter(id=row.id).update(papers=[])
    stage = load_stages(jakut, Application.objects.filter(id=wish))[wish]
    assert "Tidak ada dokumen" in stage.sentence() and stage.done and not stage.waits_for


def test_a_paper_that_was_dropped_is_waited_for_by_nobody(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    wish = asked(jakut, nik, "kk")
    row = case(
        acts.submit(
            jakut,
            SITI,
            BY_CODE["pindah_alamat"],
            no_kk,
            MOVED,
            draft=begun_at_the_visit(jakut, wish, "pindah_alamat", no_kk),
        )
    )
    take(jakut, NUR, row)
    assert "sedang dibuat" in told(jakut, wish)[0]
    DueDocument.objects.update(made=True)  # the family was closed before its KK was made
    assert "Tidak ada dokumen" in told(jakut, wish)[0]


def test_a_corrected_case_still_fulfils_what_was_asked_for(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    wish = asked(jakut, nik, "kk")
    event = BY_CODE["pindah_alamat"]
    row = case(acts.submit(jakut, SITI, event, no_kk, MOVED, draft=begun_at_the_visit(jakut, wish, event.code, no_kk)))
    acts.send_back(jakut, NUR, row.id, seen(row), "RT keliru")
    row.refresh_from_db()
    draft = drafts.correct(jakut, SITI, row, {"rt": "004"})
    again = case(acts.submit(jakut, SITI, event, no_kk, msgspec.structs.replace(MOVED, rt="004"), draft=draft))
    assert (again.id, again.round, again.application) == (row.id, 2, wish)


def test_who_withdraws_a_case_file_is_led_to_the_application_that_is_still_open(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    wish, event = asked(jakut, nik, "kk"), BY_CODE["pindah_alamat"]
    row = case(acts.submit(jakut, SITI, event, no_kk, MOVED, draft=begun_at_the_visit(jakut, wish, event.code, no_kk)))
    desk = client_for(jakut, "loket", "kepala")
    empty = desk.post(f"/berkas/{row.id}/tarik/", {"alasan": "", "kunci": str(uuid4())})
    assert empty.status_code == 422 and "yang harus diperbaiki" not in text(empty)
    led = desk.post(f"/berkas/{row.id}/tarik/", {"alasan": "pemohon batal", "kunci": str(uuid4())})
    assert led.url == f"/loket/permohonan/{wish}/" and "masih terbuka" in text(desk.get(led.url))


def test_the_visit_offers_the_forms_and_then_the_case_file(jakut: Node) -> None:
    no_kk, nik = head_of(jakut)
    wish = asked(jakut, nik, "kk")
    offered = of_applications(jakut, list(Application.objects.all()))[wish]
    assert [d.url.partition("?")[0].rsplit("/", 2)[1] for d in offered] == [
        "kk_ulang",
        "pisah_kk",
        "gabung_kk",
        "pindah_alamat",
    ]
    assert all(f"permohonan={wish}" in d.url and no_kk in d.url for d in offered)
    draft = begun_at_the_visit(jakut, wish, "pindah_alamat", no_kk)
    row = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED, draft=draft))
    (deed,) = of_applications(jakut, list(Application.objects.all()))[wish]
    assert str(row.id) in deed.url
    nobody = asked(jakut, "", "biodata")
    codes = [
        d.url.partition("?")[0] for d in of_applications(jakut, list(Application.objects.filter(id=nobody)))[nobody]
    ]
    assert codes == ["/berkas/formulir/biodata_pertama/", "/berkas/formulir/rentan/"], "who is in no family joins none"


def test_the_death_of_a_resident_is_not_offered_as_one_of_a_guest(jakut: Node) -> None:
    _no_kk, nik = head_of(jakut)
    wish, guest = asked(jakut, nik, "kematian"), asked(jakut, "3172010101700009", "kematian")
    offered = of_applications(jakut, list(Application.objects.all()))
    assert [d.url.split("/")[5] for d in offered[wish]] == ["kematian"]
    assert [d.url.split("/")[3] for d in offered[guest]] == ["kematian_orang_asing"]


def test_what_is_no_application_is_none(jakut: Node) -> None:
    draft = drafts.keep(jakut, SITI, "pindah_alamat", "1", {drafts.APPLICATION: "<script>"})
    assert drafts.application_of(draft) is None and drafts.application_of(None) is None
