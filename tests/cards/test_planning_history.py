"""The page on which a head of office holds the planner's dates against the office's own history: files good, dirty and hostile."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from siaga.cards.planning import history_pages
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.planner.own_history import BadRow, day_of
from tests.pages import client_for

HEAD = "kelompok;tanggal_rekam;tanggal_masuk;tanggal_cetak;nomor"
DAY = timedelta(days=1)


def history(days: int = 170, a_day: int = 5) -> list[str]:
    """Rows of an office that prints four of five cards a day, so that the line grows, until 1 June 2026."""
    rows, begin, printed = [], date(2026, 6, 1) - timedelta(days=days), 0
    for n in range(days * a_day):
        joined = begin + timedelta(days=n // a_day)
        made = begin + timedelta(days=n // (a_day - 1) + 1)
        end = f"{made:%d/%m/%Y}" if made <= begin + timedelta(days=days) else ""
        printed += bool(end)
        rows.append(f"{'pemula' if n % 3 else 'Perubahan data'};{joined - 3 * DAY};{joined};{end};A{n}")
    return rows


def sent(head: Client, data: bytes, name: str = "riwayat.csv"):  # type: ignore[no-untyped-def]
    return head.post(reverse("cards:plan_history"), {"berkas": SimpleUploadedFile(name, data, "text/csv")})


def test_the_result_stands_in_a_table_and_the_refused_rows_come_back_as_a_file(jakut: Node) -> None:
    head = client_for(jakut, "kepala")
    before = JournalFact.objects.count()
    bad = [
        "pemula;01-02-26;2026-02-02;;B1",
        "ketua;2026-01-05;2026-01-05;;=HYPERLINK(1)",
        "pemula;2026-01-05;2026-01-02;;B3",
    ]
    page = sent(head, b"\xef\xbb\xbf" + "\r\n".join([HEAD, *history(), *bad]).encode())
    text = page.content.decode()
    assert page.status_code == 200 and "Pemohon pertama" in text and "Perubahan data" in text and "Semua" in text
    assert re.search(r"Dari [\d.]+ janji, \d+ % tepat", text) and "3 baris ditolak" in text and "Baris 852:" in text
    assert page.context["total"].bands > 100 and 0 < page.context["total"].inside <= 100
    sealed = re.search(r'name="isi" value="([^"]+)"', text)
    assert sealed
    file = head.post(reverse("cards:plan_refused"), {"isi": sealed[1]})
    assert file["Content-Disposition"].startswith("attachment") and file["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[-2] for row in rows[1:]] == ["852", "853", "854"] and rows[2][4] == "'=HYPERLINK(1)"
    assert JournalFact.objects.count() == before, "nothing is kept"
    mended = sent(head, "\n".join([HEAD, "pemula;2026-02-01;2026-02-02;;B1"]).encode())
    assert "terlalu pendek" in mended.content.decode() and "ditolak" not in mended.content.decode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04\0\0\0\0kelompok", "bukan CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0", "bukan CSV"),
        (b"<script>alert(1)</script>", "Kolom tidak lengkap"),
        ((HEAD + "\n" + "x" * 200_000).encode(), "bukan CSV"),
        ((HEAD + "\nketua;2026-01-01;2026-01-01;;1\n").encode(), "Tidak ada baris"),
        (b"a" * (history_pages.MOST_BYTES + 1), "lebih dari 5 MB"),
    ],
)
def test_what_is_not_such_a_file_is_refused_with_its_reason(jakut: Node, data: bytes, says: str) -> None:
    page = sent(client_for(jakut, "kepala"), data)
    assert page.status_code == 422 and says in page.content.decode() and "<script>alert" not in page.content.decode()


@pytest.mark.parametrize(
    "text",
    ["01-²-2026", "01-01-99999999999999999999", "1" * 5000 + "-01-2026", "01-" + "1" * 5000 + "-2026", "0-0-0000"],
)
def test_no_date_that_anybody_can_write_breaks_the_reading(text: str) -> None:
    with pytest.raises(BadRow):
        day_of(text)


def test_only_the_head_of_office_and_only_what_this_program_sealed(jakut: Node) -> None:
    for role in ("loket", "bendahara", "pencetakan"):
        assert client_for(jakut, role).get(reverse("cards:plan_history")).status_code == 403
    head = client_for(jakut, "kepala")
    assert head.get(reverse("cards:plan_history")).status_code == 200
    answer = head.post(reverse("cards:plan_refused"), {"isi": "H4sIAAAAAAAA:1u:forged"})
    assert answer.status_code == 302 and "attachment" not in answer.get("Content-Disposition", "")


def test_a_history_of_fifteen_years_takes_at_most_sixty_rounds(jakut: Node) -> None:
    rows = ["pemula;2011-03-01;2011-03-02;;Z", *history(days=200)]
    page = sent(client_for(jakut, "kepala"), "\n".join([HEAD, *rows]).encode())
    record = page.context["found"].record
    step = history_pages._every(record)
    assert page.status_code == 200 and record.days > 3500 and (record.days - 250) / step <= 60
