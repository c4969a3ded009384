"""Case files through their acts: whose hands they need, what is recorded at the last, what comes back, and replay."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import msgspec
import pytest
from PIL import Image

from siaga.berkas import acts, drafts, office_acts
from siaga.berkas.models import Berkas, Draft, DraftSheet
from siaga.berkas.scans import scan_from
from siaga.berkas.typed_again import typed
from siaga.journal import blobs
from siaga.journal.act import Actor, AlreadyDone, Done, Refused
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.ids import fresh
from siaga.kit.node import Node
from siaga.people.models import Akta, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.peristiwa import BY_CODE
from siaga.people.peristiwa.kk import Address
from siaga.people.peristiwa.perkawinan import Marriage
from siaga.roles.kinds import FACT_TABLES
from tests.people.samples_people import HEAD, HUSBAND, head_of

SITI = Actor("siti", "Siti", frozenset({"loket"}))
NUR = Actor("nur", "Nur", frozenset({"verifikator", "loket"}))
RATIH = Actor("ratih", "Ratih", frozenset({"kepala_bidang"}))
ANI = Actor("ani", "Ani", frozenset({"kepala"}))
MOVED = Address(alamat="Jalan Kenanga 9", rt="003", rw="004", kode_wilayah="3172031002", papers=("ada",))
GROOM = msgspec.structs.replace(HUSBAND, status_kawin=1, agama=2, nama="Yohanes Hutagalung")
BRIDE = msgspec.structs.replace(HEAD, agama=2)
WEDDING = Marriage(
    tanggal=date(2026, 11, 14), tempat="Jakarta", dicatat="dinas", no_bukti="12/GPIB/2026", pemuka="Pdt. Contoh",
    saksi_1="Rina Marlina", saksi_2="Joko Susilo", tinggal="baru_suami", papers=("ada", "ada", "ada"),
)  # fmt: skip


def case(outcome: object) -> Berkas:
    assert isinstance(outcome, Done), outcome
    return Berkas.objects.get(id=outcome.value)


def codes(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused), outcome
    return outcome.codes()


def moving(node: Node, actor: Actor = SITI, **more: Any) -> tuple[str, Berkas]:
    """(No. KK, a family's move that was submitted)."""
    no_kk, _nik = head_of(node)
    return no_kk, case(acts.submit(node, actor, BY_CODE["pindah_alamat"], no_kk, MOVED, **more))


def seen(row: Berkas) -> tuple[int, str]:
    row.refresh_from_db()
    return row.round, row.state


def take(node: Node, actor: Actor, row: Berkas, **more: Any) -> Any:
    return acts.take(node, actor, row.id, seen(row), **more)


def wedding(node: Node) -> tuple[str, str, Berkas]:
    _his, man = head_of(node, GROOM)
    _hers, woman = head_of(node, BRIDE)
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman)
    return man, woman, case(acts.submit(node, SITI, BY_CODE["perkawinan"], man, answers))


def test_nothing_is_recorded_before_the_last_step(jakut: Node) -> None:
    no_kk, row = moving(jakut)
    assert (row.state, row.steps, row.round, row.submitted_by) == ("verifikasi", ["verifikasi"], 1, "siti")
    assert row.title == "Ratna Wulandari" and row.area == "3172031001"
    assert FamilyRow.objects.get(no_kk=no_kk).alamat == "Jalan Melati 5"
    assert codes(take(jakut, SITI, row)) == {"berkas.not_yours"}
    done = take(jakut, NUR, row)
    assert done.value.state == "selesai" and FamilyRow.objects.get(no_kk=no_kk).alamat == "Jalan Kenanga 9"
    assert codes(acts.take(jakut, NUR, row.id, (1, "verifikasi"))) == {"berkas.not_waiting"}


def test_a_deed_goes_through_two_hands_and_then_has_its_number(jakut: Node) -> None:
    man, woman, row = wedding(jakut)
    assert row.steps == ["verifikasi", "kepala_bidang"] and set(row.niks) == {man, woman}
    assert codes(take(jakut, RATIH, row)) == {"berkas.not_yours"}
    assert take(jakut, NUR, row).value.state == "kepala_bidang" and not Akta.objects.exists()
    made = take(jakut, RATIH, row).value.made
    row.refresh_from_db()
    assert row.akta == made.akta == Akta.objects.get().number and row.holder == man and row.kk == [made.kk["baru"]]
    assert Resident.objects.get(nik=woman).no_kk == made.kk["baru"]
    again = case(acts.submit(jakut, NUR, BY_CODE["pindah_alamat"], made.kk["baru"], MOVED))
    assert codes(take(jakut, NUR, again)) == {"berkas.own"}


def test_what_is_wrong_is_told_at_submission_and_leaves_no_trace(jakut: Node) -> None:
    no_kk, _nik = head_of(jakut)
    before = tables_hash(FACT_TABLES)
    answers = msgspec.structs.replace(MOVED, rt="", papers=())
    outcome = acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, answers)
    assert isinstance(outcome, Refused) and {r.field for r in outcome.refusals} >= {"rt", "syarat_0"}
    assert tables_hash(FACT_TABLES) == before


def test_who_sends_back_says_why_and_the_corrected_one_begins_anew(jakut: Node) -> None:
    _kk, row = moving(jakut)
    assert codes(acts.send_back(jakut, NUR, row.id, seen(row), " ")) == {"berkas.reason"}
    assert acts.send_back(jakut, NUR, row.id, seen(row), "RT keliru, lihat surat")
    assert seen(row) == (1, "dikembalikan") and row.says == "RT keliru, lihat surat"
    assert codes(take(jakut, NUR, row)) == {"berkas.not_waiting"}
    draft = drafts.correct(jakut, SITI, row, typed(acts.answers_of(row)))
    assert draft.values["alamat"] == "Jalan Kenanga 9" and draft.values["syarat_0"] == "ada"
    better = msgspec.structs.replace(MOVED, rt="005")
    same = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], row.about, better, draft=draft))
    assert same.id == row.id and (same.round, same.state, same.says) == (2, "verifikasi", "")
    assert same.first_at == row.first_at and not Draft.objects.exists()
    assert codes(acts.take(jakut, NUR, row.id, (1, "verifikasi"))) == {"berkas.moved_on"}
    assert take(jakut, NUR, same) and FamilyRow.objects.get(no_kk=row.about).rt == "005"


def test_what_the_register_no_longer_allows_goes_back_by_itself(jakut: Node) -> None:
    man, _woman, row = wedding(jakut)
    assert take(jakut, NUR, row)
    Resident.objects.filter(nik=man).update(status_kawin=2)  # married elsewhere meanwhile
    done = take(jakut, RATIH, row)
    assert done.value.state == "dikembalikan" and {r.code for r in done.value.wrong} == {"marriage.bound"}
    assert not Akta.objects.exists() and "perceraian" in Berkas.objects.get().says
    body = JournalFact.objects.get(kind="berkas.sent_back").body
    assert '"by_rules":true' in body.replace(" ", "")


def test_a_small_office_may_and_it_is_on_record(jakut: Node) -> None:
    both = Actor("ayu", "Ayu", frozenset({"loket", "verifikator"}))
    _kk, row = moving(jakut, both)
    assert codes(take(jakut, both, row)) == {"berkas.own"}
    assert codes(office_acts.set_rules(jakut, ANI, small=True, scans=False, reason="")) == {"berkas.reason"}
    assert office_acts.set_rules(jakut, ANI, small=True, scans=False, reason="Satu petugas selama cuti bersama")
    assert take(jakut, both, row).value.state == "selesai"
    assert '"alone":true' in JournalFact.objects.get(kind="berkas.advanced").body.replace(" ", "")


def test_the_same_wish_is_not_submitted_twice_but_twins_are_two(jakut: Node) -> None:
    no_kk, _row = moving(jakut)
    assert codes(acts.submit(jakut, NUR, BY_CODE["pindah_alamat"], no_kk, MOVED)) == {"berkas.twice"}
    other = msgspec.structs.replace(MOVED, alamat="Jalan Lain 1")
    assert acts.submit(jakut, NUR, BY_CODE["pindah_alamat"], no_kk, other)


def test_who_submitted_may_withdraw(jakut: Node) -> None:
    _kk, row = moving(jakut)
    assert codes(acts.withdraw(jakut, NUR, row.id, "tidak jadi pindah")) == {"berkas.unknown"}
    assert acts.withdraw(jakut, SITI, row.id, "tidak jadi pindah").value.state == "dibatalkan"
    assert codes(acts.withdraw(jakut, SITI, row.id, "sekali lagi")) == {"berkas.impossible"}


def test_a_repeated_click_finds_it_done(jakut: Node) -> None:
    key, (_kk, row) = fresh(), moving(jakut)
    assert take(jakut, NUR, row, key=key)
    with pytest.raises(AlreadyDone):
        acts.take(jakut, NUR, row.id, (1, "verifikasi"), key=key)


def scan() -> Any:
    out = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(out, "JPEG")
    return scan_from(out.getvalue(), "syarat_0")


def test_sheets_are_turned_ordered_and_replaced_in_the_draft_and_sealed_when_submitted(jakut: Node) -> None:
    no_kk, _nik = head_of(jakut)
    draft = drafts.keep(jakut, SITI, "pindah_alamat", no_kk, {"alamat": "Jalan K"})
    page = scan()
    assert drafts.add(jakut, draft, 0, [page, page, page]) is None
    first, second, third = draft.sheets.order_by("place")
    assert page.content not in bytes(first.sealed), "encrypted at rest"
    drafts.change(jakut, draft, "putar", first.id)
    drafts.change(jakut, draft, "naik", third.id)
    drafts.change(jakut, draft, "hapus", second.id)
    turned, last = draft.sheets.order_by("place")
    assert last.id == third.id and Image.open(io.BytesIO(drafts.content_of(jakut, turned))).size == (1100, 800)
    assert drafts.add(jakut, draft, 0, [page], instead=turned.id) is None
    assert draft.sheets.order_by("place").first().place == turned.place and draft.sheets.count() == 2
    assert drafts.add(jakut, draft, 0, [page] * 19).code == "scan.too_many"
    office_acts.set_rules(jakut, ANI, small=False, scans=True, reason="Pemeriksaan Inspektorat")
    assert "berkas.scan_missing" in codes(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED))
    row = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED, draft=draft))
    assert not DraftSheet.objects.exists() and [s["need"] for s in row.sheets] == [0, 0]
    sealed = blobs.read(jakut, row.sheets[0]["sha"])
    assert page.content not in sealed and blobs.unseal(sealed, jakut.keys) == page.content
    assert acts.send_back(jakut, NUR, row.id, seen(row), "Lembar kedua kabur")
    again = drafts.correct(jakut, SITI, row, {})
    assert [drafts.content_of(jakut, s) for s in again.sheets.order_by("place")] == [page.content, page.content]


def test_replay_makes_the_same_tables(jakut: Node) -> None:
    _man, _woman, row = wedding(jakut)
    take(jakut, NUR, row)
    home = take(jakut, RATIH, row).value.made.kk["baru"]
    other = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], home, MOVED))
    acts.send_back(jakut, NUR, other.id, seen(other), "Alamat belum jelas")
    office_acts.set_rules(jakut, ANI, small=True, scans=True, reason="Percobaan saja")
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before and verify() == []


def test_steps_said_for_a_day_hold_for_cases_submitted_since_and_replay(jakut: Node) -> None:
    today = jakut.clock.today()
    _kk, before = moving(jakut)
    said = office_acts.set_steps(jakut, ANI, ["pindah_alamat"], ["verifikasi", "kepala"], today, "Edaran kepala dinas")
    assert isinstance(said, Done)
    assert codes(office_acts.set_steps(jakut, ANI, ["akta"], ["kepala"], today, "tanpa")) == {"berkas.steps"}
    no_kk, _nik = head_of(jakut, GROOM)
    since = case(acts.submit(jakut, SITI, BY_CODE["pindah_alamat"], no_kk, MOVED))
    before.refresh_from_db()
    assert (before.steps, since.steps) == (["verifikasi"], ["verifikasi", "kepala"])
    assert take(jakut, NUR, since).value.state == "kepala" and take(jakut, ANI, since).value.state == "selesai"
    then = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == then
