"""Moves through real ends: two or three offices and the centre in one process, lines that are cut, papers used twice, a tampered QR."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from siaga.berkas import ticks as berkas_ticks
from siaga.drill.country import Country
from siaga.drill.invariants import no_number_minted_twice, no_number_twice
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Act, Done, Refused
from siaga.journal.models import Parked
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.biodata import Family
from siaga.people.facts import DocumentDue
from siaga.people.models import DueDocument, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.moving import ticks
from siaga.people.moving.arriving import told_letter
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.moving.leaving import ask_recall, renew, take_back
from siaga.people.moving.leaving_rules import MoveOut
from siaga.people.moving.letter import Letter
from siaga.people.moving.models import Move, MoveEnd, MoveRefusal
from siaga.roles.kinds import FACT_TABLES
from tests.people.moves import arrive, move_out
from tests.people.samples_people import CHILD, HUSBAND, WIFE, register_resident

MALANG, BANDUNG = "3507102001", "3273101001"
GO = MoveOut(kode_wilayah=MALANG, alamat="Jalan Ijen 4", rt="001", rw="002", alasan="pekerjaan", papers=("ada",))


@pytest.fixture
def jakut(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def malang(negeri: Country) -> Node:
    return negeri.office("3507", "Kabupaten Malang")


def a_family(node: Node) -> tuple[str, str, str, str]:
    """(No. KK, husband, wife, child)."""
    home = Family(alamat="Jalan Melati 5", rt="005", rw="010", kode_wilayah="3172031001", kode_pos="14210")
    with node:
        man = _nik(register_resident(node, HUSBAND, home, link_up=True))
        no_kk = Resident.objects.get(nik=man).no_kk
        others = []
        for who in (WIFE, CHILD):
            form = msgspec.structs.replace(who, no_kk=no_kk)
            others.append(_nik(register_resident(node, form, link_up=True)))
    return no_kk, man, *others  # type: ignore[return-value]


def _nik(outcome: object) -> str:
    assert isinstance(outcome, Done), outcome
    return str(outcome.value)


def out(node: Node, no_kk: str, relations: dict[str, int], **more: Any) -> Any:
    with node:
        return move_out(node, SYSTEM, no_kk, msgspec.structs.replace(GO, relations=relations, **more))


def number_of(outcome: object) -> str:
    assert isinstance(outcome, Done), outcome
    return str(outcome.value)


def letter_at(node: Node, number: str) -> Letter:
    """The letter as its origin wrote it: what the mover carries on paper."""
    with node:
        return msgspec.convert(Move.objects.get(number=number).letter, Letter)


def come(node: Node, letter: Letter, relations: dict[str, int], **more: Any) -> Any:
    form = {
        "alamat": "Jalan Ijen 4",
        "rt": "001",
        "rw": "002",
        "kode_wilayah": f"{node.id}{letter.address.kode_wilayah[4:]}",
    }
    with node:
        return arrive(node, SYSTEM, letter, MoveIn(relations=relations, **form | more), proof="qr")


def meet(country: Country, *offices: Node, rounds: int = 2) -> None:
    """Facts go up and down, and the due work of moves is done at every end."""
    for _ in range(rounds):
        for office in offices:
            with office:
                exchange.talk(office, office.devices["pusat"])
        with country.centre:
            for tick in (*ticks.CENTRE_TICKS, *berkas_ticks.CENTRE_TICKS):
                tick(country.centre, country.clock.now())
        for office in offices:
            with office:
                exchange.talk(office, office.devices["pusat"])
                for tick in ticks.OFFICE_TICKS:
                    tick(office, country.clock.now())


def state(node: Node, nik: str) -> tuple[str, str, str] | None:
    """(status, office, No. KK) at a node, None where it is unknown."""
    with node:
        row = Resident.objects.filter(nik=nik).first()
        return (row.status, row.office, row.no_kk) if row else None


def codes(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused), outcome
    return outcome.codes()


def sound(country: Country, *offices: Node) -> None:
    """One writer for each, nothing parked, and every node's tables follow from its journal."""
    assert no_number_twice(country.centre, offices) == []
    assert no_number_minted_twice(country.centre, offices) == []
    for node in (country.centre, *offices):
        with node:
            assert list(Parked.objects.values_list("subject", "kind", "reason")) == []
            before = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == before, node.id


def test_one_leaves_and_arrives(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    assert number == "SKPWNI/3172-3507/23112026/0001"
    assert state(jakut, wife) == ("pindah", "3507", no_kk) and state(jakut, man) == ("aktif", "3172", no_kk)
    with jakut:
        due = set(DueDocument.objects.filter(made=False).values_list("kind", "subject"))
        assert {("skpwni", f"skpwni/{number}"), ("kk", f"keluarga/{no_kk}")} <= due
    meet(negeri, jakut, malang)
    with malang:
        told = told_letter(number)
    assert told == letter_at(jakut, number)
    new = _nik(come(malang, told, {wife: 1}))
    assert new.startswith("350710") and state(malang, wife) == ("aktif", "3507", new)
    with malang:
        assert set(DueDocument.objects.values_list("kind", "subject")) == {
            ("kk", f"keluarga/{new}"),
            ("datang", f"datang/{number}"),
        }
        assert not Resident.objects.get(nik=wife).minted_offline
    meet(negeri, jakut, malang)
    for node in (jakut, malang, negeri.centre):
        with node:
            end = MoveEnd.objects.get(number=number)
            assert (end.how, end.office, end.no_kk, end.settled) == ("datang", "3507", new, True)
    assert state(negeri.centre, wife) == ("aktif", "3507", new) and state(jakut, wife) == ("pindah", "3507", no_kk)
    sound(negeri, jakut, malang)


def test_a_whole_family_takes_its_number_along(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    everybody = {man: 1, wife: 3, child: 4}
    number = number_of(out(jakut, no_kk, everybody))
    with jakut:
        assert FamilyRow.objects.get().status == "pindah"
    assert _nik(come(malang, letter_at(jakut, number), everybody)) == no_kk
    meet(negeri, jakut, malang)
    for node in (malang, negeri.centre):
        with node:
            home = FamilyRow.objects.get(no_kk=no_kk)
            assert (home.status, home.office, home.kode_wilayah) == ("aktif", "3507", MALANG)
    assert state(negeri.centre, child) == ("aktif", "3507", no_kk)
    sound(negeri, jakut, malang)


def test_the_arrival_comes_before_the_centre_knows(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    meet(negeri, jakut, malang)
    jakut.devices["pusat"].up = False
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    with malang:
        assert told_letter(number) is None
    _nik(come(malang, letter_at(jakut, number), {man: 1, wife: 3, child: 4}))
    meet(negeri, malang)
    assert state(negeri.centre, man) == ("aktif", "3507", no_kk)
    with malang:
        assert not MoveEnd.objects.get().settled, "the origin has not spoken yet"
    jakut.devices["pusat"].up = True
    meet(negeri, jakut, malang)
    assert state(negeri.centre, man) == ("aktif", "3507", no_kk) and state(jakut, man) == ("pindah", "3507", no_kk)
    for node in (jakut, malang):
        with node:
            assert MoveEnd.objects.get().settled
    sound(negeri, jakut, malang)


def test_who_never_arrives_is_a_resident_again(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    with jakut:
        assert codes(ask_recall(jakut, SYSTEM, number)) == {"move.still_valid"}
        assert codes(take_back(jakut, SYSTEM, number, paper=False)) == {"move.no_paper"}
    negeri.clock.advance(timedelta(days=31))
    with jakut:
        assert ask_recall(jakut, SYSTEM, number)
    meet(negeri, jakut, malang)
    assert state(jakut, wife) == ("pindah", "3507", no_kk), "the destination may still have an arrival to tell"
    with malang, Act(malang, SYSTEM) as act:
        act.record(DocumentDue(kind_code="kk", about="keluarga/1", holder="1"), subject="keluarga/1")
    meet(negeri, jakut, malang, rounds=3)
    assert state(jakut, wife) == ("aktif", "3172", no_kk) == state(negeri.centre, wife)
    assert codes(come(malang, letter_at(jakut, number), {wife: 1})) >= {"move.expired"}
    sound(negeri, jakut, malang)


def test_the_paper_comes_back_unused_with_the_line_cut(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {man: 1}, kepala_baru=wife))
    meet(negeri, jakut, malang)
    jakut.devices["pusat"].up = False
    with jakut:
        rest = Resident.objects.get(nik=wife).no_kk
        assert rest != no_kk
        back = take_back(jakut, SYSTEM, number, paper=True)
        assert back and {w.code for w in back.warnings} == {"move.relation_uncertain"}
        assert codes(take_back(jakut, SYSTEM, number, paper=True)) == {"move.ended"}
    assert state(jakut, man) == ("aktif", "3172", rest)
    jakut.devices["pusat"].up = True
    meet(negeri, jakut, malang)
    assert codes(come(malang, letter_at(jakut, number), {man: 1})) == {"move.withdrawn"}
    assert state(negeri.centre, man) == ("aktif", "3172", rest)
    sound(negeri, jakut, malang)


def test_a_whole_family_that_comes_back_has_its_kk_again(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    with jakut:
        assert take_back(jakut, SYSTEM, number, paper=True)
        home = FamilyRow.objects.get()
        assert (home.no_kk, home.status, home.office) == (no_kk, "aktif", "3172")
    meet(negeri, jakut, malang)
    assert state(jakut, child) == ("aktif", "3172", no_kk) == state(negeri.centre, child)
    sound(negeri, jakut, malang)


def test_they_move_back_properly(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    everybody = {man: 1, wife: 3, child: 4}
    first = number_of(out(jakut, no_kk, everybody))
    _nik(come(malang, letter_at(jakut, first), everybody))
    meet(negeri, jakut, malang)
    back = number_of(out(malang, no_kk, everybody, kode_wilayah="3172031001"))
    assert _nik(come(jakut, letter_at(malang, back), everybody)) == no_kk
    meet(negeri, jakut, malang)
    assert state(jakut, man) == ("aktif", "3172", no_kk) == state(negeri.centre, man)
    assert state(malang, man) == ("pindah", "3172", no_kk)
    sound(negeri, jakut, malang)


def test_an_expired_letter_is_renewed_not_used(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {wife: 1}))
    negeri.clock.advance(timedelta(days=30))
    letter = letter_at(jakut, number)
    assert letter.valid_until == date(2026, 12, 23) and not letter.expired(negeri.clock.today())
    negeri.clock.advance(timedelta(days=1))
    assert codes(come(malang, letter, {wife: 1})) == {"move.expired"}
    with jakut:
        again = number_of(renew(jakut, SYSTEM, number, paper=True))
    assert again == "SKPWNI/3172-3507/24122026/0001"
    assert come(malang, letter_at(jakut, again), {wife: 1})
    meet(negeri, jakut, malang)
    assert state(negeri.centre, wife)[:2] == ("aktif", "3507")  # type: ignore[index]
    sound(negeri, jakut, malang)


def test_one_letter_serves_once_and_at_its_own_office(negeri: Country, jakut: Node, malang: Node) -> None:
    bandung = negeri.office("3273", "Kota Bandung")
    no_kk, man, wife, child = a_family(jakut)
    letter = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1})))
    elsewhere = come(bandung, letter, {wife: 1})
    assert codes(elsewhere) == {"move.other_office"}
    assert "Kabupaten Malang" in elsewhere.refusals[0].text(), "an office has a name"
    forged = msgspec.structs.replace(letter, destination="3273")
    assert codes(come(bandung, forged, {wife: 1})) == {"move.other_office"}, "the number names the destination"
    assert come(malang, letter, {wife: 1})
    assert "move.used" in codes(come(malang, letter, {wife: 1}))


def test_two_offices_receive_one_person_on_two_letters(negeri: Country, jakut: Node, malang: Node) -> None:
    """A copy was used although the paper had come back: whoever is understood first at the centre is the writer, all others hear it."""
    bandung = negeri.office("3273", "Kota Bandung")
    no_kk, man, wife, child = a_family(jakut)
    meet(negeri, jakut, malang, bandung)
    one = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1})))
    there = _nik(come(malang, one, {wife: 1}))
    with jakut:
        assert take_back(jakut, SYSTEM, one.number, paper=True)
    two = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1}, kode_wilayah=BANDUNG)))
    new = _nik(come(bandung, two, {wife: 1}))
    meet(negeri, malang)
    meet(negeri, jakut, bandung, malang, rounds=3)
    assert state(negeri.centre, wife) == ("aktif", "3507", there) == state(malang, wife)
    assert state(jakut, wife) == ("pindah", "3507", no_kk)
    assert state(bandung, wife) == ("pindah", "3507", new)
    with bandung:
        assert MoveRefusal.objects.get().winner == "3507" and FamilyRow.objects.get(no_kk=new).status == "tutup"
    sound(negeri, jakut, malang, bandung)


def test_a_used_copy_loses_against_the_paper_that_came_back_first(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    one = letter_at(jakut, number_of(out(jakut, no_kk, {wife: 1})))
    with jakut:
        assert take_back(jakut, SYSTEM, one.number, paper=True)
    new = _nik(come(malang, one, {wife: 1}))
    meet(negeri, jakut)
    meet(negeri, malang, jakut, rounds=3)
    assert state(negeri.centre, wife) == ("aktif", "3172", no_kk) == state(jakut, wife)
    assert state(malang, wife) == ("pindah", "3172", new)
    sound(negeri, jakut, malang)


def test_the_head_dies_on_the_way(negeri: Country, jakut: Node, malang: Node) -> None:
    """Who is left on the letter is a resident of the origin again, where the death is recorded; the others found a KK."""
    no_kk, man, wife, child = a_family(jakut)
    number = number_of(out(jakut, no_kk, {man: 1, wife: 3, child: 4}))
    new = _nik(come(malang, letter_at(jakut, number), {wife: 1, child: 4}))
    assert new != no_kk
    meet(negeri, jakut, malang, rounds=3)
    assert state(jakut, man) == ("aktif", "3172", no_kk) == state(negeri.centre, man)
    assert state(negeri.centre, wife) == ("aktif", "3507", new)
    with jakut:
        assert FamilyRow.objects.get(no_kk=no_kk).status == "aktif"
    sound(negeri, jakut, malang)


def test_who_stays_behind_and_who_may_not_go_alone(negeri: Country, jakut: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    assert codes(out(jakut, no_kk, {man: 1})) == {"kk.head_missing"}
    assert "move.minor_alone" in codes(out(jakut, no_kk, {child: 4}))
    assert codes(out(jakut, no_kk, {child: 9}, tumpang="Parjo")) == {"move.minor_alone"}
    assert codes(out(jakut, no_kk, {man: 1, wife: 3})) == {"kk.nobody_can_head"}
    assert codes(out(jakut, no_kk, {wife: 1}, kode_wilayah="3172031002")) == {"move.same_regency"}
    assert codes(out(jakut, no_kk, {wife: 3})) == {"kk.one_head"}
    assert "people.unanswered" not in codes(out(jakut, no_kk, {}))
    assert out(jakut, no_kk, {child: 9}, tumpang="Parjo", pernyataan="SP 1/2026")
    assert codes(out(jakut, no_kk, {child: 9}, tumpang="Parjo", pernyataan="SP 1/2026")) >= {"kk.not_member"}


def test_a_child_joins_its_guardian(negeri: Country, jakut: Node, malang: Node) -> None:
    no_kk, man, wife, child = a_family(jakut)
    with malang:
        home = Family(alamat="Jalan Ijen 4", rt="001", rw="002", kode_wilayah=MALANG)
        who = msgspec.structs.replace(HUSBAND, nama="Parjo", status_kawin=6, tanggal_lahir=date(1955, 1, 2))
        guardian = _nik(register_resident(malang, who, home, link_up=True))
        host = Resident.objects.get(nik=guardian).no_kk
    number = number_of(out(jakut, no_kk, {child: 9}, tumpang="Parjo", pernyataan="SP 1/2026"))
    letter = letter_at(jakut, number)
    assert "kk.one_head" in codes(come(malang, letter, {child: 6}))
    assert codes(come(malang, letter, {child: 6}, no_kk="3507100101010001")) == {"move.no_host"}
    assert _nik(come(malang, letter, {child: 6}, no_kk=host)) == host
    assert state(malang, child) == ("aktif", "3507", host)
