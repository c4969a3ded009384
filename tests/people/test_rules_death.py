"""A death: what it changes in a family, and who heads it next."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.asking import unanswered
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import ResidentStatus, Shdk, StatusKawin
from siaga.people.death_rules import Death
from siaga.people.effects import REST, Effects, Situation
from siaga.people.peristiwa.kematian import KEMATIAN, decide, spares

TODAY = date(2026, 3, 2)
FAMILY = Family(no_kk="3172010101100001", nik_kepala="head")
WED, SINGLE = StatusKawin.KAWIN_TERCATAT, StatusKawin.BELUM


def person(nik: str, shdk: Shdk, sex: str, year: int, status: int = SINGLE, **more: str) -> Biodata:
    return Biodata(
        nik=nik,
        nama=f"Nama {nik}",
        shdk=shdk,
        jenis_kelamin=sex,
        tanggal_lahir=date(year, 1, 1),
        status_kawin=status,
        no_kk="3172010101100001",
        **more,
    )


HEAD = person("head", Shdk.KEPALA, "L", 1960, WED)
WIFE = person("wife", Shdk.ISTRI, "P", 1965, WED)
SON = person("son", Shdk.ANAK, "L", 1990, WED, nik_ayah="head", nik_ibu="wife")
DAUGHTER = person("daughter", Shdk.ANAK, "P", 2012, nik_ayah="head", nik_ibu="wife")
IN_LAW = person("in_law", Shdk.MENANTU, "P", 1992, WED)
GRANDCHILD = person("grandchild", Shdk.CUCU, "L", 2015, nik_ayah="son", nik_ibu="in_law")
GRANDMA = person("grandma", Shdk.ORANG_TUA, "P", 1935, StatusKawin.CERAI_MATI)
GRANDPA = person("grandpa", Shdk.ORANG_TUA, "L", 1930, WED)
HELPER = person("helper", Shdk.PEMBANTU, "P", 1980)
ALL = (HEAD, WIFE, SON, DAUGHTER, IN_LAW, GRANDCHILD, GRANDMA, HELPER)
DEATH = Death(
    tanggal_meninggal=date(2026, 2, 20), tempat_meninggal="Jakarta", bukti="dokter", no_surat="RS/9",
    pelapor="Nama wife", kepala_baru="wife",
)  # fmt: skip
ALONE = msgspec.structs.replace(DEATH, kepala_baru="")


def at_home(deceased: Biodata | None, members: tuple[Biodata, ...] = ALL) -> Situation:
    alive = [m for m in members if m.status == ResidentStatus.AKTIF]
    persons = {deceased.nik: deceased} if deceased else {}
    about = deceased.nik if deceased else "nobody"
    return Situation(TODAY, about, persons, {FAMILY.no_kk: FAMILY}, {FAMILY.no_kk: alive})


def dies(death: Death, deceased: Biodata | None = HEAD, members: tuple[Biodata, ...] = ALL) -> Effects:
    return decide(death, at_home(deceased, members))


def codes(death: Death, deceased: Biodata | None = HEAD, members: tuple[Biodata, ...] = ALL) -> list[str]:
    out = dies(death, deceased, members)
    refusals = [*unanswered(death, KEMATIAN.legal_basis), *out.refusals]
    assert all("%(" not in r.text() for r in [*refusals, *out.warnings])
    return list(dict.fromkeys(r.code for r in refusals)) + ["!" + w.code for w in out.warnings]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"tanggal_meninggal": None}, ["tanggal_meninggal.missing"]),
        ({"tanggal_meninggal": date(2026, 3, 3)}, ["death.future"]),
        ({"tanggal_meninggal": date(1959, 1, 1)}, ["death.before_birth", "!death.late"]),
        ({"tanggal_meninggal": date(2026, 1, 31)}, []),
        ({"tanggal_meninggal": date(2026, 1, 30)}, ["!death.late"]),
        ({"bukti": "", "no_surat": " "}, ["bukti.missing", "no_surat.missing"]),
        ({"tempat_meninggal": "", "pelapor": ""}, ["tempat_meninggal.missing", "pelapor.missing"]),
        ({"kepala_baru": ""}, ["kk.head_missing"]),
        ({"kepala_baru": "stranger"}, ["kk.head_missing"]),
        ({"kepala_baru": "head"}, ["kk.head_missing"]),
        ({"kepala_baru": "daughter"}, ["kk.head_missing"]),
        ({"kepala_baru": "son"}, ["!kk.relation_uncertain"]),
    ],
)
def test_check(change: dict[str, object], expected: list[str]) -> None:
    assert codes(msgspec.structs.replace(DEATH, **change)) == expected


def test_who_may_be_recorded_as_dead() -> None:
    assert codes(DEATH, None) == ["death.unknown"]
    assert codes(DEATH, msgspec.structs.replace(HEAD, status=ResidentStatus.MENINGGAL)) == ["death.already"]
    assert codes(DEATH, msgspec.structs.replace(HEAD, status=ResidentStatus.PINDAH)) == ["death.moved"]


def test_families_without_a_head_to_choose() -> None:
    assert codes(ALONE, members=(HEAD,)) == []
    assert codes(ALONE, members=(HEAD, DAUGHTER)) == ["kk.nobody_can_head"]
    assert codes(ALONE, WIFE) == []
    assert codes(msgspec.structs.replace(DEATH, kepala_baru="son"), WIFE) == ["kk.keeps_head"]


def test_a_new_head_is_asked_for_only_where_one_is_needed() -> None:
    assert spares(at_home(HEAD)) == ()
    assert spares(at_home(WIFE)) == spares(at_home(HEAD, (HEAD,))) == spares(at_home(None)) == ("kepala_baru",)


@pytest.mark.parametrize(
    ("new_head", "expected"),
    [
        ("wife", {"wife": 1, "son": 4, "daughter": 4, "in_law": 5, "grandchild": 6, "grandma": 8, "helper": 10}),
        ("son", {"son": 1, "wife": 7, "daughter": 9, "in_law": 3, "grandchild": 4, "grandma": 9, "helper": 10}),
        ("grandma", {"grandma": 1, "wife": 5, "son": 6, "daughter": 6, "in_law": 9, "grandchild": 9, "helper": 10}),
    ],
)
def test_relations_to_the_new_head(new_head: str, expected: dict[str, int]) -> None:
    out = dies(msgspec.structs.replace(DEATH, kepala_baru=new_head))
    assert {nik: c["shdk"] for nik, c in out.changes.items() if nik != "head"} == expected
    assert {c["no_kk"] for nik, c in out.changes.items() if nik != "head"} == {REST}
    assert out.families[REST].nik_kepala == new_head and out.closed == {FAMILY.no_kk: REST}
    assert out.changes["wife"]["status_kawin"] == StatusKawin.CERAI_MATI
    assert out.changes["head"] == {"status": "meninggal", "died_on": DEATH.tanggal_meninggal}


def test_what_the_form_cannot_tell_is_said() -> None:
    out = dies(msgspec.structs.replace(DEATH, kepala_baru="son"))
    assert [w.params["nama"] for w in out.warnings] == [GRANDMA.nama]


@pytest.mark.parametrize(
    ("deceased", "members", "widowed", "closed"),
    [
        (WIFE, ALL, ["head"], False),
        (SON, ALL, ["in_law"], False),
        (IN_LAW, ALL, ["son"], False),
        (DAUGHTER, ALL, [], False),
        (GRANDMA, ALL, [], False),
        (HEAD, (HEAD,), [], True),
        (WIFE, (*ALL, person("wife2", Shdk.ISTRI, "P", 1970, WED)), [], False),
        (HEAD, (HEAD, msgspec.structs.replace(WIFE, status=ResidentStatus.MENINGGAL)), [], True),
        (GRANDPA, (HEAD, GRANDPA, msgspec.structs.replace(GRANDMA, status_kawin=WED)), ["grandma"], False),
    ],
)  # fmt: skip
def test_widowed_and_closed(deceased: Biodata, members: tuple[Biodata, ...], widowed: list[str], closed: bool) -> None:
    out = dies(ALONE, deceased, members)
    assert [nik for nik, c in out.changes.items() if "status_kawin" in c] == widowed
    assert out.closed == ({FAMILY.no_kk: ""} if closed else {}) and not out.families and not out.refusals


@given(st.permutations(ALL), st.sampled_from(["wife", "son", "in_law", "grandma", "helper"]))
def test_one_head_whatever_the_order(members: list[Biodata], new_head: str) -> None:
    death = msgspec.structs.replace(DEATH, kepala_baru=new_head)
    after = {nik: c.get("shdk") for nik, c in dies(death, HEAD, tuple(members)).changes.items() if nik != "head"}
    assert [nik for nik, shdk in after.items() if shdk == Shdk.KEPALA] == [new_head]
    assert set(after) == {m.nik for m in ALL} - {"head"}
    assert after["helper"] == Shdk.PEMBANTU or new_head == "helper"
    assert after == {nik: c.get("shdk") for nik, c in dies(death).changes.items() if nik != "head"}
