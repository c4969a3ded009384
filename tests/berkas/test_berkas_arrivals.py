"""An arrival as a case file: in time stays in time while it is checked, and what happens to the letter meanwhile is heard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from siaga.berkas import acts, drafts
from siaga.berkas.models import Berkas
from siaga.drill.country import Country
from siaga.journal.act import Actor, Done
from siaga.kit.node import Node
from siaga.people.models import Family, Resident
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.moving.leaving import ask_recall, take_back
from siaga.people.moving.letter import Letter, differences
from siaga.people.moving.models import MoveEnd, Recall
from siaga.people.peristiwa.pindah import PINDAH_DATANG
from tests.people.test_moving_between_offices import MALANG, a_family, letter_at, meet, number_of, out
from tests.people.test_moving_between_offices import jakut as jakut
from tests.people.test_moving_between_offices import malang as malang

CLERK, CHECKER = Actor("titi", "Titi", frozenset({"loket"})), Actor("vera", "Vera", frozenset({"verifikator"}))
HERE = {"alamat": "Jalan Ijen 4", "rt": "001", "rw": "002", "kode_wilayah": MALANG, "papers": ("", "ada")}


def submitted(node: Node, letter: Letter, relations: dict[str, int], **more: Any) -> Any:
    shown_on = node.clock.today()
    form = MoveIn(skpwni=letter, bukti="qr", shown_on=shown_on, relations=relations, **HERE | more)
    with node:
        return acts.submit(node, CLERK, PINDAH_DATANG, letter.number, form)


def checked(node: Node) -> Any:
    with node:
        row = Berkas.objects.exclude(state__in=("selesai", "dibatalkan")).get()
        return acts.take(node, CHECKER, row.id, (row.round, row.state))


def test_in_time_stays_in_time_and_is_not_recalled_meanwhile(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    letter = letter_at(jakut, number)
    negeri.clock.advance(timedelta(days=30))
    assert isinstance(submitted(malang, letter, {man: 1, wife: 3, child: 4}), Done), "the last day is a day"
    negeri.clock.advance(timedelta(days=3))
    with jakut:
        assert isinstance(ask_recall(jakut, CLERK, number), Done)
    meet(negeri, jakut, malang)
    with jakut:
        assert not Recall.objects.get().granted, "somebody stands at the destination's counter with it"
    done = checked(malang)
    assert isinstance(done, Done) and done.value.made is not None and done.value.made.home == no_kk
    with malang:
        assert Family.objects.get(no_kk=no_kk).office == "3507"
        assert Berkas.objects.get().kk == [no_kk]
    meet(negeri, jakut, malang)
    with jakut:
        assert Resident.objects.get(nik=man).status == "pindah" and MoveEnd.objects.get().settled


def test_a_case_file_that_is_given_up_frees_the_letter(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    submitted(malang, letter_at(jakut, number), {wife: 1})
    negeri.clock.advance(timedelta(days=31))
    with jakut:
        ask_recall(jakut, CLERK, number)
    with malang:
        row = Berkas.objects.get()
        assert isinstance(acts.withdraw(malang, CLERK, row.id, "pemohon batal pindah"), Done)
    meet(negeri, jakut, malang)
    with jakut:
        assert Resident.objects.get(nik=wife).status == "aktif" and MoveEnd.objects.get().how == "kembali"


@pytest.mark.parametrize("late", [False, True])
def test_what_the_centre_says_meanwhile_sends_it_back(negeri: Country, jakut: Node, malang: Node, late: bool) -> None:
    """The origin took the letter back while it was checked; or it was late when it was brought."""
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    letter = letter_at(jakut, number)
    if late:
        negeri.clock.advance(timedelta(days=31))
        outcome = submitted(malang, letter, {wife: 1})
        assert outcome.codes() == {"move.expired"}
        return
    meet(negeri, jakut, malang)
    assert isinstance(submitted(malang, letter, {wife: 1}), Done)
    with jakut:
        assert isinstance(take_back(jakut, CLERK, number, paper=True), Done)
    meet(negeri, jakut, malang)
    done = checked(malang)
    assert [r.code for r in done.value.wrong] == ["move.withdrawn"] and done.value.state == "dikembalikan"
    with malang:
        assert not Resident.objects.filter(nik=wife).exists() and not MoveEnd.objects.filter(how="datang").exists()


def test_what_the_origin_said_goes_before_what_was_typed(negeri: Country, jakut: Node, malang: Node) -> None:
    """The centre's copy comes while the case file is checked: another name sends it back, other capitals do not."""
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    letter = letter_at(jakut, number)
    (mover,) = letter.movers
    slip = msgspec.structs.replace(mover, nama="Ratna Wulandary", nama_ibu=mover.nama_ibu.upper())
    typed = msgspec.structs.replace(letter, movers=(slip,))
    assert isinstance(submitted(malang, typed, {wife: 1}), Done)
    meet(negeri, jakut, malang)
    done = checked(malang)
    assert [r.code for r in done.value.wrong] == ["move.other_data"] and done.value.state == "dikembalikan"
    assert done.value.wrong[0].params["what"] == "nama Ratna Wulandary"
    with malang:
        assert not Resident.objects.filter(nik=wife).exists()
        row = Berkas.objects.get()
        form = acts.answers_of(row)
        draft = drafts.correct(malang, CLERK, row, {}, {})
        mended = acts.submit(
            malang, CLERK, PINDAH_DATANG, number, msgspec.structs.replace(form, skpwni=letter), draft=draft
        )
        assert isinstance(mended, Done), mended
    assert checked(malang).value.made is not None


def test_what_differs_is_told_in_words(jakut: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    letter = letter_at(jakut, number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4})))
    first, *rest = letter.movers
    other = msgspec.structs.replace(first, tanggal_lahir=date(1970, 1, 1), nama_ayah="", tempat_lahir="Lain")
    assert (
        differences(letter, letter)
        == []
        == differences(msgspec.structs.replace(letter, movers=letter.movers[::-1]), letter)
    )
    shown = msgspec.structs.replace(
        letter,
        movers=(other, *rest[1:]),
        keeps_kk=not letter.keeps_kk,
        home=msgspec.structs.replace(letter.home, no_kk="1" * 16),
    )
    assert differences(shown, letter) == [
        "NIK", f"tempat lahir {first.nama}", f"tanggal lahir {first.nama}", "nomor KK asal", "seluruh keluarga pindah atau tidak",
    ]  # fmt: skip


def test_two_counters_with_one_letter(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    letter = letter_at(jakut, number)
    assert isinstance(submitted(malang, letter, {wife: 1}), Done)
    again = submitted(malang, letter, {wife: 1}, alamat="Jalan Lain 9")
    assert again.codes() == {"berkas.twice"}
    foreign = submitted(malang, letter, {wife: 1}, kode_wilayah="3172031001")
    assert "people.foreign_area" in foreign.codes(), "they live here, or they are received elsewhere"
