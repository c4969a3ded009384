"""The shipped codes: counts, kinds, names put right, and the sums that the notice promises."""

from __future__ import annotations

import hashlib
import lzma
import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.wilayah import source

AREAS = source.read_areas()
BY_CODE = {area.code: area for area in AREAS}


def test_the_decree_s_counts() -> None:
    assert Counter(area.level for area in AREAS) == {1: 38, 2: 514, 3: 7_285, 4: 83_762}
    assert len(BY_CODE) == len(AREAS)


@pytest.mark.parametrize(
    ("code", "name", "kecamatan", "villages"),
    [("3172", "Kota Administrasi Jakarta Utara", 6, 31), ("3507", "Kabupaten Malang", 33, 390)],
)
def test_the_two_offices(code: str, name: str, kecamatan: int, villages: int) -> None:
    below = source.under(AREAS, code)
    assert BY_CODE[code].name == name
    assert Counter(a.level for a in below) == {2: 1, 3: kecamatan, 4: villages}


def test_parents_exist_and_codes_nest() -> None:
    for area in AREAS:
        assert area.level == source.level(area.code)
        assert area.parent == source.parent(area.code)
        assert area.parent == "" or BY_CODE[area.parent].level == area.level - 1


def test_kinds() -> None:
    kinds = Counter(area.kind for area in AREAS)
    assert kinds["kelurahan"] + kinds["desa"] + kinds["desa adat"] == 83_762
    assert (kinds["kabupaten"], kinds["kota"]) == (416, 98)
    assert BY_CODE["3172021001"].kind == "kelurahan"
    assert BY_CODE["3507012001"].kind == "desa"
    assert all(source.kind(a.code) == a.kind for a in AREAS), "the code alone tells the kind"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Timang gajah", "Timang Gajah"),
        ("lamuk", "Lamuk"),
        ('Soka"an', "Soka'an"),
        ("Regapu’u", "Regapu'u"),
        ("Teuw*", "Teuw"),
        ("2 x 11 Kayu Tanam", "2 x 11 Kayu Tanam"),
        ("Kabupaten Pangkajene dan Kepulauan", "Kabupaten Pangkajene dan Kepulauan"),
        ("Aling-aling", "Aling-aling"),
        ("Lambang Sari I, II, III", "Lambang Sari I, II, III"),
    ],
)
def test_names_are_put_right(raw: str, name: str) -> None:
    assert source.tidy(raw) == name
    assert source.tidy(name) == name


def test_names_are_clean_and_can_be_typed() -> None:
    odd = [a.name for a in AREAS if not re.fullmatch(r"[A-Za-z0-9 .,'()/-]+", a.name) or a.name != a.name.strip()]
    assert odd == []
    assert [a.name for a in AREAS if not source.words(a.name)] == []
    assert any("," in a.name for a in AREAS), "names with commas come through whole"


@pytest.mark.parametrize(
    ("name", "words"),
    [("Ja'an", ["jaan"]), ("Parit I/II", ["parit", "i", "ii"]), ("Aling-Aling", ["aling", "aling"]), ("Été", ["ete"])],
)
def test_words(name: str, words: list[str]) -> None:
    assert source.words(name) == words


def test_place_and_print_forms() -> None:
    assert source.short("Kota Administrasi Jakarta Utara") == "Jakarta Utara"
    assert source.short("Kabupaten Malang") == "Malang"
    assert source.short("Kotabaru") == "Kotabaru"
    assert source.printed("Kabupaten Malang") == "KABUPATEN MALANG"


@given(st.sampled_from(AREAS))
def test_dots_come_and_go(area: source.Area) -> None:
    assert source.undotted(source.dotted(area.code)) == area.code
    assert source.dotted(source.dotted(area.code)) == source.dotted(area.code)
    assert [BY_CODE[c].level for c in source.ancestors(area.code)] == list(range(1, area.level))


@pytest.mark.parametrize("text", ["", "3", "317", "31720", "31.72.02.100", "31720210011", "31a2", "٣١٧٢", "31,72"])
def test_what_is_no_code(text: str) -> None:
    for function in (source.undotted, source.dotted, source.level, source.parent, source.kind):
        with pytest.raises(ValueError):
            function(text)


def test_edition_and_notice() -> None:
    which = source.edition()
    assert which.effective == date(2025, 4, 25)
    folder = files("siaga.wilayah") / source.FOLDER
    notice = (folder / "NOTICE.md").read_text()
    whole = hashlib.sha256()
    for table in source.TABLES:
        text = lzma.decompress((folder / f"{table}.csv.xz").read_bytes())
        whole.update(text)
        assert f"{hashlib.sha256(text).hexdigest()}  {table}.csv" in notice
    assert which.digest == whole.hexdigest()
    for phrase in ("ODbL", "attribute", "share it alike", "idn-area-data 4.0.1"):
        assert phrase in notice
