"""Spreadsheets as offices really send them: what cannot be right is refused row by row, the rest is read."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.planner.own_history import FILE_TEXTS, ROW_TEXTS, BadFile, BadRow, OwnHistory, day_of, read, refusals_file

TODAY = date(2018, 7, 3)
LABELS = {"pemula": 0, "pemohon pertama": 0, "ubah_data": 1}
HEAD = "nomor;kelompok;tanggal_rekam;tanggal_masuk;tanggal_cetak"


def taken(*lines: str, head: str = HEAD, code: str = "utf-8") -> OwnHistory:
    return read("\r\n".join([head, *lines]).encode(code), LABELS, (0, 1), TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-05-16", date(2018, 5, 16)),
        ("16/05/2018", date(2018, 5, 16)),
        ("16-5-2018", date(2018, 5, 16)),
        ("16.05.2018 14:03", date(2018, 5, 16)),
        ("2018-05-16T14:03:00", date(2018, 5, 16)),
        ("16 Mei 2018", date(2018, 5, 16)),
        ("1 Agustus 2017", date(2017, 8, 1)),
        ("43236", date(2018, 5, 16)),
        ("43236.58", date(2018, 5, 16)),
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(text: str, day: date) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("05/16/2018", "date"),
        ("16/05/18", "short_year"),
        ("12345", "date"),
        ("Mei 2018", "date"),
        ("31/02/2018", "date"),
    ],
)
def test_dates_that_cannot_be_known_are_not_guessed(text: str, why: str) -> None:
    with pytest.raises(BadRow, match=why):
        day_of(text)


def test_one_bad_row_does_not_refuse_the_others() -> None:
    history = taken(
        "1;pemula;02/01/2018;43115;5 Februari 2018",
        "2;Pemohon Pertama;2018-01-03;2018-01-20;",
        "3;raja;2018-01-03;2018-01-20;",
        "4;pemula;2018-01-20;2018-01-03;",
        "5;ubah_data;2017-01-20;2018-01-03;2018-01-02",
        "6;pemula;2018-01-20;;",
        "7;pemula;2018-01-20;2018-07-04;",
        "2;pemula;2018-01-03;2018-01-20;",
        "9;pemula;2018-01-03",
        "10;pemula;1.3.2008;2018-01-20;",
        "",
        "11;ubah_data;2017-01-20;2018-01-03;2018-01-03",
    )
    assert history.read == 3
    assert [(r.line, r.code) for r in history.refused] == [
        (4, "class"), (5, "joined_first"), (6, "printed_first"), (7, "no_date"), (8, "late"), (9, "twice"), (10,
        "columns"), (11, "early"),
    ]  # fmt: skip
    assert history.begin == date(2018, 1, 3) and list(history.record.printed) == [23, -1, 0]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_marks_and_encodings(code: str, mark: str) -> None:
    row = "Pemula;2018-01-03;2018-01-20;2018-01-22".replace(";", mark)
    assert taken(row, head="Kelompok;Tanggal Rekam;Tanggal Masuk;Tanggal Cetak".replace(";", mark), code=code).read == 1


def test_the_refusals_come_back_as_a_file_that_can_be_sent_again_and_does_nothing_in_a_spreadsheet() -> None:
    history = taken('1;"=HYPERLINK(""x"")";2018-01-03;2018-01-20;', "2;pemula;2018-01-03;2018-01-20;")
    rows = list(csv.reader(io.StringIO(refusals_file(history).decode("utf-8-sig")), delimiter=";"))
    assert (
        rows[0][-2:] == ["baris", "alasan"]
        and rows[1][1].startswith("'=")
        and rows[1][-2:] == ["2", ROW_TEXTS["class"]]
    )
    mended = "\n".join(";".join(r) for r in [rows[0], [rows[1][0], "pemula", *rows[1][2:]]]).encode()
    assert read(mended, LABELS, (0, 1), TODAY).read == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no_columns"),
        (b"nama;alamat\n1;2\n", "no_columns"),
        (b"PK\x03\x04\0\0" * 50, "unreadable"),
        (f"{HEAD}\n1;raja;;;\n".encode(), "empty"),
        (f'{HEAD}\n1;"'.encode() + b"x" * 200_000, "unreadable"),
    ],
)
def test_files_that_are_none(data: bytes, why: str) -> None:
    with pytest.raises(BadFile) as bad:
        read(data, LABELS, (0, 1), TODAY)
    assert bad.value.args == (why,) and why in FILE_TEXTS


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_read_or_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        read(HEAD.encode() + b"\n" + data, LABELS, (0, 1), TODAY)
