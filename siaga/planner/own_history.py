"""An office's own history of cards out of a spreadsheet: rows that cannot be right are refused one by one, with the
reason; the rest is read.

One row a card: `kelompok` (class), `tanggal_rekam`, `tanggal_masuk` (joined the line), `tanggal_cetak` (empty: not
printed yet); `nomor` may name the card. What
offices really send: commas, semicolons or tabs, a byte order mark, dates in several spellings in one column, dates as
Excel's day numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from siaga.planner.holidays_id import Calendar
from siaga.planner.record import Record, of_cards

MOST_BYTES, MOST_ROWS = 40_000_000, 600_000
FIRST_CARD = date(2011, 1, 1)  # the first electronic cards
OLDEST = date(2009, 1, 1)  # the first recordings, in trials
EXCEL = date(1899, 12, 30)
SERIALS = (39_000, 60_000)  # 2006 to 2064
MONTHS = {
    m: i
    for i, m in enumerate(["jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des"], start=1)
}
MONTHS |= {"may": 5, "aug": 8, "agt": 8, "ags": 8, "oct": 10, "dec": 12, "nop": 11, "peb": 2}
COLUMNS = {
    "klass": ("kelompok", "kelas", "klass", "class", "jenis"),
    "recorded": ("tanggal_rekam", "tgl_rekam", "rekam", "tanggal_perekaman", "perekaman"),
    "joined": ("tanggal_masuk", "tgl_masuk", "masuk", "tanggal_prr", "prr"),
    "printed": ("tanggal_cetak", "tgl_cetak", "cetak"),
    "number": ("nomor", "no", "id", "nomor_pesanan"),
}
ROW_TEXTS = {
    "class": "Kelompok tidak dikenal.",
    "no_date": "Tanggal rekam atau tanggal masuk kosong.",
    "date": "Tanggal tidak terbaca, atau bulan dan harinya tertukar.",
    "short_year": "Tahun hanya dua angka. Tulis empat angka.",
    "early": "Tanggal lebih awal daripada KTP-el yang pertama.",
    "late": "Tanggal belum terjadi.",
    "joined_first": "Masuk antrean sebelum direkam.",
    "printed_first": "Dicetak sebelum masuk antrean.",
    "twice": "Nomor ini sudah ada di baris sebelumnya.",
    "columns": "Banyaknya kolom tidak sama dengan baris judul.",
}
FILE_TEXTS = {
    "big": "Berkas terlalu besar. Paling banyak 40 MB dan 600.000 baris.",
    "no_columns": "Kolom tidak lengkap. Baris pertama harus memuat: kelompok, tanggal_rekam, tanggal_masuk, tanggal_cetak.",
    "unreadable": "Berkas ini bukan CSV yang dapat dibaca. Simpan lembar kerja sebagai CSV.",
    "empty": "Tidak ada baris yang dapat dipakai.",
}


class BadRow(ValueError):
    """args[0]: a code of ROW_TEXTS."""


class BadFile(ValueError):
    """args[0]: a code of FILE_TEXTS."""


@dataclass(frozen=True, slots=True)
class Refused:
    """line: in the file, the first is 1. code: of ROW_TEXTS. cells: as they were read."""

    line: int
    code: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """begin: day 0 of the record. refused: at most the rows of the file; head: its first row."""

    record: Record
    begin: date
    read: int
    refused: tuple[Refused, ...]
    head: tuple[str, ...]


def read(data: bytes, labels: Mapping[str, int], rank: tuple[int, ...], today: date) -> OwnHistory:
    """labels: names of classes in small letters -> index. rank: of each class. Raises BadFile where nothing can be read."""
    if len(data) > MOST_BYTES:
        raise BadFile("big")
    rows = _rows(_text(data))
    head = next(rows, ())
    places = _places(head)
    cards: list[tuple[int, date, date, date | None]] = []
    refused: list[Refused] = []
    known: set[str] = set()
    for line, cells in enumerate(rows, start=2):
        if line > MOST_ROWS:
            raise BadFile("big")
        if not any(cell.strip() for cell in cells):
            continue
        try:
            cards.append(_card(cells, len(head), places, labels, today, known))
        except BadRow as bad:
            refused.append(Refused(line, str(bad.args[0]), tuple(cells)))
    if not cards:
        raise BadFile("empty")
    record, begin = _record(cards, rank)
    return OwnHistory(record, begin, len(cards), tuple(refused), tuple(head))


def refusals_file(history: OwnHistory, texts: Mapping[str, str] = ROW_TEXTS) -> bytes:
    """The refused rows as they came, with line and reason, to be mended and sent again. Opens in a spreadsheet, and
    nothing in it is carried out there."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*history.head, "baris", "alasan"])
    for row in history.refused:
        cells = [*row.cells[: len(history.head)], *[""] * (len(history.head) - len(row.cells))]
        writer.writerow([*map(_inert, cells), row.line, texts[row.code]])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def day_of(text: str) -> date:
    """A date as people and spreadsheets write it: day, month, year in Indonesia's order, or year first. Raises BadRow."""
    words = text.strip().split("T")[0]
    if re.fullmatch(r"\d{5}(\.\d+)?", words):
        serial = int(float(words))
        if SERIALS[0] <= serial <= SERIALS[1]:
            return EXCEL + timedelta(days=serial)
        raise BadRow("date")
    words = re.sub(r"\s+\d{1,2}[:.]\d{2}([:.]\d{2})?$", "", words)
    parts = [p for p in re.split(r"[\s/.\-,]+", words) if p]
    if len(parts) != 3:
        raise BadRow("date")
    year, month, day = (parts[0], parts[1], parts[2]) if len(parts[0]) == 4 else (parts[2], parts[1], parts[0])
    if len(year) == 2 and year.isdigit():
        raise BadRow("short_year")
    try:
        number = MONTHS.get(month[:3].lower(), 0) if not month.isdigit() else int(month)
        return date(int(year), number, int(day))
    except (ValueError, OverflowError):  # superscripts and numbers beyond all years are digits too
        raise BadRow("date") from None


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        code = "utf-16"
    else:
        code = "utf-8-sig"
    try:
        text = data.decode(code)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadFile("unreadable")
    return text


def _rows(text: str) -> Iterator[list[str]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile("unreadable") from None
        yield row


def _places(head: list[str] | tuple[str, ...]) -> dict[str, int]:
    names = [re.sub(r"[^a-z]+", "_", cell.strip().lower()).strip("_") for cell in head]
    found = {field: names.index(name) for field, known in COLUMNS.items() for name in reversed(known) if name in names}
    if not {"klass", "recorded", "joined", "printed"} <= set(found):
        raise BadFile("no_columns")
    return found


def _card(
    cells: list[str], width: int, places: dict[str, int], labels: Mapping[str, int], today: date, known: set[str]
) -> tuple[int, date, date, date | None]:
    if len(cells) != width:
        raise BadRow("columns")
    value = {field: cells[at].strip() for field, at in places.items()}
    klass = labels.get(value["klass"].lower())
    if klass is None:
        raise BadRow("class")
    if not value["recorded"] or not value["joined"]:
        raise BadRow("no_date")
    recorded, joined = day_of(value["recorded"]), day_of(value["joined"])
    printed = day_of(value["printed"]) if value["printed"] else None
    if recorded < OLDEST or (printed or joined) < FIRST_CARD:
        raise BadRow("early")
    if max(recorded, joined, printed or joined) > today:
        raise BadRow("late")
    if joined < recorded:
        raise BadRow("joined_first")
    if printed is not None and printed < joined:
        raise BadRow("printed_first")
    if number := value.get("number", ""):
        if number in known:
            raise BadRow("twice")
        known.add(number)
    return klass, recorded, joined, printed


def _record(cards: list[tuple[int, date, date, date | None]], rank: tuple[int, ...]) -> tuple[Record, date]:
    """Working days since the first card joined; what was done on a day off belongs to the working day before it."""
    begin = min(joined for _k, _r, joined, _p in cards)
    calendar = Calendar(begin)
    days = [np.array([c[i] or begin for c in cards], dtype="datetime64[D]") for i in (1, 2, 3)]
    recorded, joined, printed = (np.array(calendar.numbers(d)) for d in days)
    printed = np.where([c[3] is None for c in cards], -1, np.maximum(printed, 0))
    klass = [c[0] for c in cards]
    return of_cards(klass, recorded.tolist(), np.maximum(joined, 0).tolist(), printed.tolist(), rank), begin


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell[:1] else cell
