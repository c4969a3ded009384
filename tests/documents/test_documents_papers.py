"""The letters, the akta of a child, the child's card, minutes and the book: what they say, and that long texts find room."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_base import LONG_NAME, signed
from samples_documents import MADE_AT
from samples_papers import HERE, MOVERS, SAMPLES, adoption, book, kia, lahir_mati, legitimation, minutes, skpwni

from siaga.documents.kind import Document
from siaga.documents.kinds import BY_CODE
from siaga.documents.kinds.kia import last_day
from siaga.documents.render import render, render_pages
from siaga.people.biodata import age_on

HOSTILE = '#panic() *b* _i_ $x$ @ref <label> `raw` [x] {y} #image("x")'
LONG_ADDRESS = (
    "Perumahan Griya Contoh Indah Permai Tahap Dua Blok Q-12 Nomor 145, Jalan Raya Kolonel Contoh Kilometer 17"
)
SIGNED = [code for code in SAMPLES if BY_CODE[code].signed]


def words_of(data: Document, code: str, tmp_path: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("PDFTOTEXT IS MISSING: install poppler-utils, or the texts of the PDFs stay unchecked")
    path = tmp_path / "paper.pdf"
    path.write_bytes(render(BY_CODE[code], data, made_at=MADE_AT))
    out = subprocess.run([tool, "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(out.stdout.split())


def pages(code: str, data: Document) -> int:
    return len(render_pages(BY_CODE[code], data, ppi=30))


@pytest.mark.parametrize("code", SIGNED)
def test_says_how_it_is_signed(code: str, tmp_path: Path) -> None:
    for state, says in (("basah", "terdaftar 12/TTB/2019"), ("belum", "Belum ditandatangani")):
        words = words_of(SAMPLES[code](signature=signed(state)), code, tmp_path)
        assert says in words and "Ditandatangani secara elektronik" not in words


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("lahir_mati", {"mother": LONG_NAME, "father": LONG_NAME}),
        ("akta_pengangkatan", dict.fromkeys(("name", "adopter", "adopter_wife", "father", "mother"), LONG_NAME)),
        ("akta_pengakuan", dict.fromkeys(("name", "father", "mother"), LONG_NAME)),
        ("akta_pengesahan", dict.fromkeys(("name", "father", "mother"), LONG_NAME)),
        ("biodata", dict.fromkeys(("name", "father", "mother"), LONG_NAME)),
        ("skpwni", {"applicant": LONG_NAME}),
        ("kia", {"name": LONG_NAME, "head": LONG_NAME, "address": LONG_ADDRESS}),
    ],
)
def test_long_names_stay_on_one_page(code: str, changes: dict[str, Any], tmp_path: Path) -> None:
    data = SAMPLES[code](**changes)
    assert pages(code, data) == 1
    words = words_of(data, code, tmp_path).upper()
    asked = sum(str(value).upper().count("KUSUMANINGTYAS") for value in changes.values())
    assert words.count("KUSUMANINGTYAS") >= asked


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("lahir_mati", "mother"),
        ("akta_pengangkatan", "court"),
        ("biodata", "name"),
        ("skpwni", "reason"),
        ("kia", "name"),
    ]
    + [("berita_acara", "opening"), ("buku_register", "number"), ("datang", "skpwni"), ("akta_pengakuan", "father")],
)
def test_what_people_type_is_never_markup(code: str, field: str, tmp_path: Path) -> None:
    words = words_of(SAMPLES[code](**{field: HOSTILE}), code, tmp_path).upper()
    for mark in ("#PANIC()", "*B*", "_I_", "$X$", "@REF", "<LABEL>", "`RAW`", "[X]", "{Y}"):
        assert mark in words, mark


def test_a_stillbirth_is_no_akta(tmp_path: Path) -> None:
    words = words_of(lahir_mati(sex="", birth_order=0), "lahir_mati", tmp_path)
    assert "33 (tiga puluh tiga) minggu" in words and "tidak dapat ditentukan" in words and "ke-0" not in words
    assert "sepuluh Juli dua ribu sembilan belas" in words and "AKTA KELAHIRAN" not in words


def test_an_adoption_by_one_person_with_notes(tmp_path: Path) -> None:
    words = words_of(adoption(adopter="", issue=3, notes=("Contoh catatan.",)), "akta_pengangkatan", tmp_path)
    assert "Kutipan ke-3" in words and "Catatan pinggir" in words and "45/Pdt.P/2019" in words
    assert "BUDIMAN dan" not in words and "the twenty-eighth of June two thousand nineteen" in words
    assert "pencatatan terlambat" in words_of(legitimation(), "akta_pengesahan", tmp_path)


def test_a_move_of_twelve_needs_two_sheets_at_most(tmp_path: Path) -> None:
    long = {"origin": HERE, "applicant": LONG_NAME, "reason": "Mengikuti keluarga " * 4}
    assert pages("skpwni", skpwni(movers=MOVERS * 4, stays="KK tetap", **long)) <= 2
    words = words_of(skpwni(), "skpwni", tmp_path)
    assert "16 Agustus 2019" in words and "3 (tiga) orang" in words and "3172 0102" not in words
    assert "KOTA MALANG" in words and "SKPWNI/3172-3573/17072019/0012" in words


def test_a_card_below_five_has_no_place_for_a_photograph(tmp_path: Path) -> None:
    small = kia(birth_date=date(2017, 2, 3), valid_until=date(2022, 2, 2), photo=b"")
    assert not small.older and kia().older
    assert "pasfoto" not in words_of(small, "kia", tmp_path)
    assert "pasfoto" in words_of(kia(photo=b""), "kia", tmp_path)


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(0, 18 * 366))
def test_a_childs_card_ends_the_day_before_five_or_seventeen(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    end = last_day(born, on)
    if end is None:
        assert age_on(born, on) >= 17
        return
    after = age_on(born, end + timedelta(days=1))
    assert on <= end and after in (5, 17) and age_on(born, end) == after - 1
    assert age_on(born, on) < 5 or after == 17


def test_minutes_and_book_count(tmp_path: Path) -> None:
    words = words_of(minutes(), "berita_acara", tmp_path)
    assert "Rabu tanggal tujuh belas Juli dua ribu sembilan belas" in words and "4 (empat)" in words
    many = minutes(lines=minutes().lines * 40)
    assert pages("berita_acara", many) >= 3
    said = words_of(book(40), "buku_register", tmp_path)
    assert "40 (empat puluh) akta" in said and "halaman 2 dari" in said and said.count("pencatatan terlambat") == 1
    empty = words_of(book(0), "buku_register", tmp_path)
    assert "tanpa akta (nihil)" in empty and "dari nomor" not in empty
