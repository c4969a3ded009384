"""A death: what it changes in a family, and who heads it next."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.biodata import Biodata, Family
from siaga.people.codes import ResidentStatus, Shdk, StatusKawin
from siaga.people.death_rules import Death, check_death, effects_of_death, may_head

TODAY = date(2026, 3, 2)
FAMILY = Family(no_kk="3172010101100001")
WED, SINGLE = StatusKawin.KAWIN_TERCATAT, StatusKawin.BELUM


def person(nik: str, shdk: Shdk, sex: str, year: int, status: int = SINGLE, **more: str) -> Biodata:
    return Biodata(
        nik=nik,
        nama=f"Nama {nik}",
        shdk=shdk,
        jenis_kelamin=sex,
        tanggal_lahir=date(year, 1, 1),
        status_kawin=status,
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
    nik="head", tanggal_meninggal=date(2026, 2, 20), tempat_meninggal="Jakarta", bukti="dokter", no_surat="RS/9",
    pelapor="Nama wife", kepala_baru="wife",
)  # fmt: skip


def codes(death: Death, deceased: Biodata | None = HEAD, members: tuple[Biodata, ...] = ALL, **more: date) -> list[str]:
    refusals, warnings = check_death(death, deceased, members, TODAY, **more)
    assert all(r.field and "%(" not in r.text() for r in [*refusals, *warnings])
    return [r.code for r in refusals] + ["!" + w.code for w in warnings]


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
        ({"kepala_baru": ""}, ["death.head_missing"]),
        ({"kepala_baru": "stranger"}, ["death.head_not_member"]),
        ({"kepala_baru": "head"}, ["death.head_not_member"]),
        ({"kepala_baru": "daughter"}, ["death.head_too_young"]),
        ({"kepala_baru": "son"}, []),
    ],
)
def test_check(change: dict[str, object], expected: list[str]) -> None:
    assert codes(msgspec.structs.replace(DEATH, **change)) == expected


def test_who_may_be_recorded_as_dead() -> None:
    assert codes(DEATH, None) == ["death.unknown"]
    assert codes(DEATH, msgspec.structs.replace(HEAD, status=ResidentStatus.MENINGGAL)) == ["death.already"]
    assert codes(DEATH, msgspec.structs.replace(HEAD, status=ResidentStatus.PINDAH)) == ["death.moved"]
    assert codes(DEATH, latest_trace=date(2026, 2, 25)) == ["!death.seen_later"]


def test_families_without_a_head_to_choose() -> None:
    none = msgspec.structs.replace(DEATH, kepala_baru="")
    assert codes(none, members=(HEAD,)) == []
    assert codes(none, members=(HEAD, DAUGHTER)) == ["death.nobody_can_head"]
    assert codes(msgspec.structs.replace(none, nik="wife"), WIFE) == []
    assert codes(msgspec.structs.replace(DEATH, nik="wife", kepala_baru="son"), WIFE) == ["death.no_new_head"]


def test_may_head_in_order() -> None:
    assert [m.nik for m in may_head(ALL, HEAD, TODAY)] == ["wife", "son", "in_law", "grandma", "helper"]


@pytest.mark.parametrize(
    ("new_head", "expected"),
    [
        ("wife", {"wife": 1, "grandma": 8}),
        ("son", {"son": 1, "wife": 7, "daughter": 9, "in_law": 3, "grandchild": 4, "grandma": 9}),
        ("grandma", {"grandma": 1, "wife": 5, "son": 6, "daughter": 6, "in_law": 9, "grandchild": 9}),
    ],
)
def test_relations_to_the_new_head(new_head: str, expected: dict[str, int]) -> None:
    effects = effects_of_death(FAMILY, ALL, HEAD, new_head)
    assert {c.nik: c.after for c in effects.shdk} == expected
    assert effects.new_kk and not effects.closed and effects.new_head == new_head
    assert effects.widowed == ("wife",)
    assert all(c.certain for c in effects.shdk if c.after != Shdk.FAMILI_LAIN)


def test_what_the_form_cannot_tell_is_marked() -> None:
    effects = effects_of_death(FAMILY, ALL, HEAD, "son")
    assert [c.nik for c in effects.shdk if not c.certain] == ["grandma"]


@pytest.mark.parametrize(
    ("deceased", "members", "widowed", "closed"),
    [
        (WIFE, ALL, ("head",), False),
        (SON, ALL, ("in_law",), False),
        (IN_LAW, ALL, ("son",), False),
        (DAUGHTER, ALL, (), False),
        (GRANDMA, ALL, (), False),
        (HEAD, (HEAD,), (), True),
        (WIFE, (*ALL, person("wife2", Shdk.ISTRI, "P", 1970, WED)), (), False),
        (HEAD, (HEAD, msgspec.structs.replace(WIFE, status=ResidentStatus.MENINGGAL)), (), True),
        (GRANDPA, (HEAD, msgspec.structs.replace(GRANDMA, status_kawin=WED)), ("grandma",), False),
    ],
)  # fmt: skip
def test_widowed_and_closed(
    deceased: Biodata, members: tuple[Biodata, ...], widowed: tuple[str, ...], closed: bool
) -> None:
    effects = effects_of_death(FAMILY, members, deceased)
    assert effects.widowed == widowed and effects.closed is closed
    assert not effects.new_kk and effects.shdk == ()


def test_a_new_head_must_be_there() -> None:
    with pytest.raises(ValueError):
        effects_of_death(FAMILY, ALL, HEAD, "stranger")


@given(st.permutations(ALL), st.sampled_from([m.nik for m in ALL if m is not HEAD]))
def test_one_head_whatever_the_order(members: list[Biodata], new_head: str) -> None:
    effects = effects_of_death(FAMILY, members, HEAD, new_head)
    after = {m.nik: m.shdk for m in members if m.nik != "head"} | {c.nik: c.after for c in effects.shdk}
    assert [nik for nik, shdk in after.items() if shdk == Shdk.KEPALA] == [new_head]
    assert set(after) == {m.nik for m in ALL} - {"head"}
    assert after["helper"] == Shdk.PEMBANTU or new_head == "helper"
    assert after == {m.nik: m.shdk for m in members if m.nik != "head"} | {
        c.nik: c.after for c in effects_of_death(FAMILY, ALL, HEAD, new_head).shdk
    }
