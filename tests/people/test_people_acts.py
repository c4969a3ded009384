"""First biodata, births, deaths and changes as acts: what they record, what they refuse, and that the tables come again."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, AlreadyDone, Done, Outcome, Refused
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.ids import fresh
from siaga.kit.node import Node
from siaga.people.biodata import Biodata, Family
from siaga.people.event_acts import register_event
from siaga.people.models import Akta, DueDocument, NumberMark, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.peristiwa import PERISTIWA
from siaga.people.peristiwa.perubahan import KK_ULANG, Again
from siaga.roles.kinds import FACT_TABLES
from tests.people.samples_people import (
    BIRTH,
    CHILD,
    DEATH,
    FAMILY,
    HEAD,
    a_family,
    born,
    changed,
    child_in,
    died,
    head_of,
    made,
    register_resident,
)


def test_first_biodata_mints_nik_and_kk(jakut: Node) -> None:
    done = register_resident(jakut, HEAD, FAMILY, link_up=True)
    assert isinstance(done, Done) and done.value == "3172035003850001"
    row = Resident.objects.get()
    home = FamilyRow.objects.get()
    assert (row.nama, row.shdk, row.no_kk, row.minted_offline) == ("Ratna Wulandari", 1, home.no_kk, False)
    assert (home.no_kk, home.nik_kepala, home.office) == ("3172032311260001", row.nik, "3172")
    assert list(DueDocument.objects.values_list("kind", "subject", "holder")) == [
        ("kk", f"keluarga/{home.no_kk}", row.nik)
    ]
    assert dict(NumberMark.objects.values_list("prefix", "last")) == {"nik:317203500385": 1, "kk:317203231126": 1}


def test_a_grown_person_without_a_line_is_not_yet_certain(jakut: Node) -> None:
    head = register_resident(jakut, HEAD, FAMILY, link_up=False)
    child = child_in(jakut, str(head.value), link_up=False)
    marked = dict(Resident.objects.values_list("nik", "minted_offline"))
    assert marked == {head.value: True, child: False}


WRONG: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("digits in the name", {"nama": "Ratna 2"}, {}, "nama.digits", "nama"),
    ("61 letters", {"nama": "R" + "a" * 60}, {}, "nama.too_long", "nama"),
    ("no name", {"nama": "  "}, {}, "nama.empty", "nama"),
    ("born tomorrow", {"tanggal_lahir": date(2026, 11, 24)}, {}, "tanggal_lahir.future", "tanggal_lahir"),
    ("no date", {"tanggal_lahir": None}, {}, "tanggal_lahir.missing", "tanggal_lahir"),
    ("a NIK of elsewhere", {"nik": "3507104503850003"}, {}, "people.foreign_nik", "nik"),
    ("a NIK of 15 digits", {"nik": "350710450385000"}, {}, "nik.length", "nik"),
    ("a NIK with 31 February", {"nik": "3507103102850003"}, {}, "nik.date", "nik"),
    ("an address elsewhere", {}, {"kode_wilayah": "3507102001"}, "people.foreign_area", "kode_wilayah"),
    ("an unknown area", {}, {"kode_wilayah": "3172099999"}, "kode_wilayah.unknown", "kode_wilayah"),
    ("a child as head", {"tanggal_lahir": date(2016, 3, 10)}, {}, "shdk.head_too_young", "tanggal_lahir"),
    ("no address", {}, {"alamat": ""}, "alamat.missing", "alamat"),
]


@pytest.mark.parametrize(("person", "home", "code", "field"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_bad_input_is_refused_at_its_field(
    jakut: Node, person: dict[str, Any], home: dict[str, Any], code: str, field: str
) -> None:
    form, family = msgspec.structs.replace(HEAD, **person), msgspec.structs.replace(FAMILY, **home)
    outcome = register_resident(jakut, form, family, link_up=True)
    assert isinstance(outcome, Refused)
    assert (code, field) in [(r.code, r.field) for r in outcome.refusals]
    assert not Resident.objects.exists() and not NumberMark.objects.exists()


def test_all_refusals_at_once_and_one_word_is_only_advice(jakut: Node) -> None:
    bad = register_resident(jakut, Biodata(nama="A9", shdk=1), Family(), link_up=True)
    assert isinstance(bad, Refused) and {r.field for r in bad.refusals} >= {
        "nama",
        "tanggal_lahir",
        "agama",
        "alamat",
        "rt",
    }
    done = register_resident(jakut, msgspec.structs.replace(HEAD, nama="Sukarno"), FAMILY, link_up=True)
    assert isinstance(done, Done) and "nama.one_word" in {w.code for w in done.warnings}


def test_two_heads_and_a_parent_younger_than_the_child(jakut: Node) -> None:
    no_kk, _head = head_of(jakut)
    second = msgspec.structs.replace(HEAD, nama="Yohana Situmorang", no_kk=no_kk)
    outcome = register_resident(jakut, second, link_up=True)
    assert isinstance(outcome, Refused) and outcome.codes() == {"shdk.two_heads"}
    older = msgspec.structs.replace(CHILD, tanggal_lahir=date(1980, 1, 1), no_kk=no_kk)
    outcome = register_resident(jakut, older, link_up=True)
    assert isinstance(outcome, Refused) and outcome.codes() == {"tanggal_lahir.parent_younger"}
    gone = register_resident(jakut, msgspec.structs.replace(CHILD, no_kk="3172030101010001"), link_up=True)
    assert isinstance(gone, Refused) and "people.no_family" in gone.codes()


def test_a_likely_duplicate_waits_for_a_person(jakut: Node) -> None:
    _kk, first = head_of(jakut)
    again = msgspec.structs.replace(HEAD, nama="Ratna Wulandary", tanggal_lahir=date(1985, 3, 19))
    outcome = register_resident(jakut, again, FAMILY, link_up=True)
    assert isinstance(outcome, Refused) and outcome.codes() == {"people.likely_duplicate"}
    assert outcome.refusals[0].params["niks"] == [first]
    assert register_resident(jakut, again, FAMILY, link_up=True, beda=(first,))
    assert Resident.objects.count() == 2


def test_the_same_form_twice_makes_one_person(jakut: Node) -> None:
    key = fresh()
    done = register_resident(jakut, HEAD, FAMILY, link_up=True, key=key)
    with pytest.raises(AlreadyDone) as again:
        register_resident(jakut, HEAD, FAMILY, link_up=True, key=key)
    assert again.value.subject == f"penduduk/{done.value}" and Resident.objects.count() == 1


def test_eight_clerks_never_mint_one_number(jakut: Node) -> None:
    """The same birthday, sex and kecamatan: one prefix, and every name unlike the others."""
    names = ["Budi", "Surya", "Joko", "Anton", "Wawan", "Herman", "Gilang", "Rizky"]
    seen: list[str] = []
    failed: list[object] = []
    start = threading.Barrier(8)

    def clerk(i: int) -> None:
        start.wait()
        for n in range(5):
            form = msgspec.structs.replace(HEAD, nama=f"{names[i]} {names[n]}", nama_ibu=f"{names[n]} {names[i]}")
            with jakut:
                every = list(Resident.objects.values_list("nik", flat=True))
                for _ in range(12):
                    done = register_resident(jakut, form, FAMILY, link_up=True, beda=tuple(every))
                    if done:
                        seen.append(done.value)
                        break
                    every = list(Resident.objects.values_list("nik", flat=True))
                else:
                    failed.append(done)

    threads = [threading.Thread(target=clerk, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed
    assert sorted(seen) == [f"317203500385{n:04d}" for n in range(1, 41)]
    assert Counter(Resident.objects.values_list("no_kk", flat=True)).most_common(1)[0][1] == 1
    assert verify() == []


@pytest.mark.parametrize(
    ("day", "decision", "letters"),
    [(date(2026, 11, 20), "", "LU"), (date(2026, 9, 24), "", "LU"), (date(2026, 9, 23), "474/12/2026", "LT")],
)
def test_a_birth_gives_a_nik_a_deed_and_papers(jakut: Node, day: date, decision: str, letters: str) -> None:
    no_kk, head, wife = a_family(jakut)
    form = msgspec.structs.replace(BIRTH, nik_ibu=wife, nik_ayah=head, tanggal_lahir=day, keputusan_kepala=decision)
    child = Resident.objects.get(nik=made(born(jakut, form, no_kk)).nik["anak"])
    deed = Akta.objects.get()
    assert deed.number == f"3172-{letters}-23112026-0001" == child.no_akta_lahir
    assert (child.shdk, child.nama_ibu, child.nama_ayah, child.agama, child.minted_offline) == (
        4, "Dewi Lestari", "Agus Salim", 1, False,
    )  # fmt: skip
    assert (deed.nik, deed.late, deed.data["anak_ke"]) == (child.nik, letters == "LT", 2)
    assert {"akta_kelahiran", "kk"} <= set(
        DueDocument.objects.filter(at=jakut.clock.now()).values_list("kind", flat=True)
    )


BAD_BIRTHS = [
    ({"tanggal_lahir": date(2026, 9, 23)}, "birth.late"),
    ({"nama": "B4yi"}, "nama.digits"),
    ({"tanggal_lahir": date(1985, 1, 1), "keputusan_kepala": "1"}, "birth.mother_too_young"),
    ({"saksi_1": "Rina", "saksi_2": "rina"}, "birth.witnesses"),
    ({"nama_ibu": "Bambang Pamungkas"}, "birth.nik_ibu_name"),
    ({"nik_ayah": "317203"}, "nik_ayah.length"),
]


@pytest.mark.parametrize(("change", "code"), BAD_BIRTHS, ids=[c for _, c in BAD_BIRTHS])
def test_a_birth_is_refused(jakut: Node, change: dict[str, Any], code: str) -> None:
    no_kk, head, wife = a_family(jakut)
    form = msgspec.structs.replace(BIRTH, **{"nik_ibu": wife, "nik_ayah": head, **change})
    outcome = born(jakut, form, no_kk)
    assert isinstance(outcome, Refused) and code in outcome.codes()
    assert not Akta.objects.exists()


def test_a_birth_in_a_family_that_is_gone(jakut: Node) -> None:
    outcome = born(jakut, BIRTH, "3172030101010001")
    assert isinstance(outcome, Refused) and "people.no_family" in outcome.codes()


def test_the_heads_death_gives_the_others_a_new_number(jakut: Node) -> None:
    no_kk, head, wife = a_family(jakut)
    child = child_in(jakut, head)
    jakut.clock.advance(timedelta(days=3))  # type: ignore[attr-defined]
    done = made(died(jakut, head, kepala_baru=wife))
    assert done.akta == "3172-KM-26112026-0001"
    people = {r.nik: r for r in Resident.objects.all()}
    new = people[wife].no_kk
    assert new.startswith("317203261126") and people[child].no_kk == new and people[head].no_kk == no_kk
    assert (people[head].status, people[head].died_on) == ("meninggal", DEATH.tanggal_meninggal)
    assert (people[wife].shdk, people[wife].status_kawin, people[child].shdk) == (1, 6, 4)
    old, home = FamilyRow.objects.get(no_kk=no_kk), FamilyRow.objects.get(no_kk=new)
    assert (old.status, old.replaced_by, home.nik_kepala, home.alamat) == ("digantikan", new, wife, old.alamat)
    due = set(DueDocument.objects.filter(at=jakut.clock.now()).values_list("kind", "subject"))
    assert due == {("akta_kematian", f"akta/{done.akta}"), ("kk", f"keluarga/{new}")}


def test_the_last_members_death_closes_the_family(jakut: Node) -> None:
    no_kk, head = head_of(jakut)
    assert died(jakut, head)
    assert FamilyRow.objects.get(no_kk=no_kk).status == "tutup"
    again = died(jakut, head)
    assert isinstance(again, Refused) and "death.already" in again.codes()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kepala_baru": ""}, "kk.head_missing"),
        ({"kepala_baru": "child"}, "kk.head_missing"),
        ({"kepala_baru": "3507104503850003"}, "kk.head_missing"),
        ({"tanggal_meninggal": date(2027, 1, 1)}, "death.future"),
        ({"nik": "3507104503850003"}, "death.unknown"),
        ({"bukti": "katanya"}, "bukti.missing"),
    ],
)
def test_a_death_is_refused(jakut: Node, change: dict[str, Any], code: str) -> None:
    no_kk, head, wife = a_family(jakut)
    child = child_in(jakut, head)
    given = {name: (child if value == "child" else value) for name, value in change.items()}
    outcome = died(jakut, given.pop("nik", head), **{"kepala_baru": wife, **given})
    assert isinstance(outcome, Refused) and code in outcome.codes()
    assert not Akta.objects.exists() and FamilyRow.objects.get().no_kk == no_kk


def test_a_change_keeps_the_nik_and_tells_what_was(jakut: Node) -> None:
    no_kk, head, wife = a_family(jakut)
    assert changed(jakut, wife, "SK guru 12/2026", pekerjaan=65, agama=1)
    row = Resident.objects.get(nik=wife)
    assert (row.pekerjaan, row.nik, row.no_kk) == (65, wife, no_kk)
    for after, proof, code in (
        ({"pekerjaan": 65}, "SK", "people.nothing_changed"),
        ({"pekerjaan": 999}, "SK", "pekerjaan.unknown"),
        ({"pekerjaan": 5}, " ", "dasar.missing"),
        ({"shdk": 1}, "SK", "people.head_by_event"),
        ({"shdk": 2}, "SK", "shdk.sex"),
    ):
        outcome = changed(jakut, wife, proof, **after)
        assert isinstance(outcome, Refused) and code in outcome.codes(), (after, outcome)


def test_a_kk_is_made_again_with_its_number(jakut: Node) -> None:
    no_kk, _head = head_of(jakut)

    def again(about: str, reason: str) -> Outcome:
        return register_event(jakut, SYSTEM, KK_ULANG, about, Again(alasan=reason, papers=("ada", "ada")))

    assert again(no_kk, "hilang")
    assert DueDocument.objects.filter(kind="kk", subject=f"keluarga/{no_kk}").count() == 2
    assert not again(no_kk, "")
    assert not again("3172030101010009", "hilang")


def live_a_little(node: Node) -> None:
    no_kk, head, wife = a_family(node)
    child = child_in(node, head)
    assert born(node, msgspec.structs.replace(BIRTH, nik_ibu=wife, nik_ayah=head), no_kk)
    assert changed(node, child, "ijazah", pendidikan=3)
    assert died(node, head, kepala_baru=wife)


def test_the_tables_come_again_from_the_journal(jakut: Node) -> None:
    live_a_little(jakut)
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before and verify() == []


def test_the_centre_holds_the_same_rows(negeri: Country, jakut: Node) -> None:
    live_a_little(jakut)
    exchange.talk(jakut, jakut.devices["pusat"])
    tables = (Resident, FamilyRow, Akta, DueDocument)
    here = [list(t.objects.order_by("pk").values()) for t in tables]
    assert len(here[0]) == 4
    with negeri.centre:
        assert [list(t.objects.order_by("pk").values()) for t in tables] == here


def test_every_event_is_declared_with_kinds_that_exist(jakut: Node) -> None:
    for event in PERISTIWA:
        assert set(event.effects) <= set(jakut.kinds) and event.needs and event.legal_basis
