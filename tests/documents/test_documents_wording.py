from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.documents import wording
from siaga.kit.clock import ZONES


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (115, "seratus lima belas"),
        (1_000, "seribu"),
        (1_945, "seribu sembilan ratus empat puluh lima"),
        (2_015, "dua ribu lima belas"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (2_000_001_000, "dua miliar seribu"),
    ],
)
def test_number_words(number: int, words: str) -> None:
    assert wording.number_words(number) == words


VALUES = {"nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8}
VALUES |= {"sembilan": 9, "sepuluh": 10, "sebelas": 11}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read(words: str) -> int:
    """An independent reading of the words, right to left in the grammar rather than in the generator."""
    total = part = 0
    for word in words.split():
        if word in VALUES:
            part += VALUES[word]
        elif word == "belas":
            part += 10
        elif word == "puluh":
            part += (part % 10) * 9
        elif word in ("ratus", "seratus"):
            part = part * 100 if word == "ratus" else part + 100
        elif word == "seribu":
            total += 1_000
        else:
            total, part = total + part * SCALES[word], 0
    return total + part


@given(st.integers(0, 10**15 - 1))
def test_words_can_be_read_back(number: int) -> None:
    assert read(wording.number_words(number)) == number


@pytest.mark.parametrize("number", [-1, 10**15])
def test_no_words_out_of_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        wording.number_words(number)


@pytest.mark.parametrize(
    ("number", "ordinal"),
    [
        (1, "first"),
        (3, "third"),
        (5, "fifth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (30, "thirtieth"),
    ],
)
def test_ordinals(number: int, ordinal: str) -> None:
    assert wording.ordinal_words_en(number) == ordinal


def test_dates() -> None:
    day = date(2015, 9, 9)
    assert wording.date_long(day) == "9 September 2015"
    assert wording.date_weekday(day) == "Rabu, 9 September 2015"
    assert wording.date_short(day) == "09-09-2015"
    assert wording.date_words(day) == "sembilan September dua ribu lima belas"
    assert wording.date_words_en(day) == "the ninth of September two thousand fifteen"
    late = datetime(2015, 9, 9, 17, 5, tzinfo=UTC)
    assert wording.moment(late, ZONES["WIB"], "WIB") == "Kamis, 10 September 2015 pukul 00.05 WIB"
    assert wording.moment(late, ZONES["WIT"], "WIT") == "Kamis, 10 September 2015 pukul 02.05 WIT"


def test_small_forms() -> None:
    assert wording.figure(9539) == "9.539"
    assert wording.order_words(1) == "pertama"
    assert wording.order_words(2) == "kedua"
    assert wording.nik_groups("3172014508900001") == "3172 0145 0890 0001"
    assert wording.nik_groups("tidak ada") == "tidak ada"
    assert wording.rt_rw("3", "") == "003/-"
