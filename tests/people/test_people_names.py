"""Names: what may be registered, what meets when searched, who may be somebody already here."""

from __future__ import annotations

import string
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.biodata import Biodata
from siaga.people.duplicates import dob_similarity, likely_duplicates
from siaga.people.names import (
    check_name,
    phonetic,
    search_keys,
    similarity,
    split_titles,
    tidy,
    tokens,
    trigrams,
)

words = st.text(string.ascii_letters, min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("nama", "refused", "warned"),
    [
        ("Budi Santoso", [], []),
        ("  budi   santoso ", [], []),
        ("Sukarno", [], ["nama.one_word"]),
        ("I Wayan Sudarma", [], []),
        ("A" * 30 + " " + "B" * 29, [], []),
        ("A" * 30 + " " + "B" * 30, ["nama.too_long"], []),
        ("", ["nama.empty"], []),
        ("   ", ["nama.empty"], []),
        ("Budi 2", ["nama.digits"], []),
        ("Nur'aini Putri", ["nama.punctuation"], []),
        ("Budi, S.H.", ["nama.punctuation"], []),
        ("M Yusuf", ["nama.abbreviated"], []),
        ("M. Yusuf", ["nama.punctuation"], []),
        ("Müller Anna", ["nama.not_latin"], []),
        ("Иван Budi", ["nama.not_latin"], []),
        ("Moh Yusuf", [], ["nama.maybe_abbreviated"]),
        ("Drs Yusuf Amin", [], ["nama.maybe_title"]),
        ("B4di, " + "x" * 60, ["nama.too_long", "nama.digits", "nama.punctuation"], []),
    ],
)
def test_check(nama: str, refused: list[str], warned: list[str]) -> None:
    refusals, warnings = check_name(nama)
    assert [r.code for r in refusals] == refused
    assert [w.code for w in warnings] == warned
    assert all(r.field == "nama" and r.basis.startswith("Permendagri 73/2022") and r.text() for r in refusals)
    kept, told = check_name(nama, existing=True)
    if nama.strip():
        advice = [code for code in warned if code != "nama.one_word"]  # two words are advice for who is named today
        assert not kept and [w.code for w in told] == refused + advice


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text: str) -> None:
    refusals, _ = check_name(text, "nama_ibu")
    if not refusals:
        assert len(tidy(text)) <= 60 and set(tidy(text)) <= set(string.ascii_letters + " ")
    assert all(r.code.startswith("nama_ibu.") and "%(" not in r.text() for r in refusals)
    search_keys(text), trigrams(text), similarity(text, "Budi")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ir. Budi Santoso, M.T.", ("Dr. Ir.", "Budi Santoso", "M.T.")),
        ("H Ahmad", ("H", "Ahmad", "")),
        ("Ir", ("", "Ir", "")),
        ("Siti Aminah", ("", "Siti Aminah", "")),
    ],
)
def test_titles(text: str, expected: tuple[str, str, str]) -> None:
    assert split_titles(text) == expected


@pytest.mark.parametrize(
    "spellings",
    [
        "Soekarno Sukarno",
        "Mochamad Muhammad Mohamad Muhamad Mohammad Mokhamad",
        "Djoko Joko",
        "Tjokro Cokro",
        "Jusuf Yusuf Yusup Joesoef",
        "Achmad Ahmad Akhmad",
        "Sitti Siti Sity",
        "Syaiful Saiful Saeful Sjaiful Syaifoel",
        "Arif Arief Arip",
        "Wahyudi Wahjudi Wahyoedi",
        "Setiawan Setyawan",
        "Utsman Usman Oesman",
        "Zainal Zaenal",
        "Christina Kristina",
        "Thohir Tohir",
        "Rizki Rizky Riski Rizqi",
    ],
)
def test_spellings_of_one_sound(spellings: str) -> None:
    first, *rest = spellings.split()
    for other in rest:
        assert phonetic(first) == phonetic(other)
        assert similarity(first, other) == 1.0


@pytest.mark.parametrize(
    ("right", "typed"),
    [("Sukarno", "Sukarmo"), ("Sukarno", "Sukrano"), ("Hartono", "Harono"), ("Susanti", "Sussnti"),
     ("Prasetyo Adi", "Praseto"), ("Kurniawan", "Kurniawam"), ("Handayani", "Handayami")],
)  # fmt: skip
def test_typing_errors_still_meet(right: str, typed: str) -> None:
    assert set(search_keys(right)) & set(search_keys(typed))
    assert similarity(right, typed) > 0.8


@pytest.mark.parametrize(("one", "other"), [("Budi", "Siti"), ("Hasan", "Husin"), ("Sukarno", "Wahyudi")])
def test_others_stay_apart(one: str, other: str) -> None:
    assert not set(search_keys(one)) & set(search_keys(other))
    assert similarity(one, other) < 0.8


@given(names, names)
def test_similarity_is_fair(one: str, other: str) -> None:
    score = similarity(one, other)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(similarity(other, one), abs=1e-9)
    assert similarity(one, " ".join(reversed(one.split()))) == pytest.approx(1.0)


@given(names)
def test_keys_are_deterministic_and_case_blind(nama: str) -> None:
    assert search_keys(nama) == search_keys(nama.upper()) == tuple(sorted(search_keys(nama)))
    assert all(phonetic(t) for t in tokens(nama))
    assert similarity(nama, nama) == 1.0


BUDI = Biodata(
    nik="3172010101900001",
    nama="Mochamad Budi Santoso",
    jenis_kelamin="L",
    tanggal_lahir=date(1990, 1, 2),
    nama_ibu="Siti Aminah",
)


@pytest.mark.parametrize(
    ("change", "likely"),
    [
        ({}, True),
        ({"nama": "Muhammad Budi Santosa"}, True),
        ({"tanggal_lahir": date(1990, 2, 1)}, True),
        ({"nama_ibu": "Sitti Aminah"}, True),
        ({"nama_ibu": ""}, True),
        ({"nama": "Budi Santoso"}, True),
        ({"nama": "Agus Wahyudi"}, False),
        ({"tanggal_lahir": date(1961, 7, 15)}, False),
        ({"nama_ibu": "Ratna Dewi", "tanggal_lahir": date(1990, 9, 20)}, False),
        ({"nik": BUDI.nik}, False),
    ],
)
def test_likely_duplicates(change: dict[str, object], likely: bool) -> None:
    other = msgspec.structs.replace(BUDI, **{"nik": "3507010201900007", **change})
    assert bool(likely_duplicates(BUDI, [other])) is likely


def test_twins_with_other_names_are_two_people() -> None:
    twin = msgspec.structs.replace(BUDI, nik="3507010201900008", nama="Agung Prabowo")
    assert likely_duplicates(BUDI, [twin]) == []


def test_likeliest_first_and_why() -> None:
    near = msgspec.structs.replace(BUDI, nik="1", nama="Budi Santoso")
    same = msgspec.structs.replace(BUDI, nik="2")
    found = likely_duplicates(BUDI, [near, same])
    assert [m.other.nik for m in found] == ["2", "1"]
    assert found[0].score == 1.0 and found[0].alike == ("nama", "tanggal_lahir", "nama_ibu")


def test_dob_similarity() -> None:
    day = date(1990, 1, 2)
    cases = [(day, 1.0), (date(1990, 2, 1), 0.85), (date(1991, 1, 2), 0.75), (date(1990, 12, 31), 0.3)]
    for other, expected in cases:
        assert dob_similarity(day, other) == expected
    assert dob_similarity(day, None) is None and dob_similarity(day, date(1955, 6, 7)) == 0.0
