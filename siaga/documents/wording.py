"""Numbers and dates as Indonesian (and, for the akta, English) words and figures. Pure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
_ONES_EN = (
    "zero",
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS_EN = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LIMIT = 10**15


def number_words(number: int) -> str:
    """A whole number, 0 ≤ n < 10¹⁵, in Indonesian words: 1945 → "seribu sembilan ratus empat puluh lima"."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"no words for {number}")
    return _words(number) or "nol"


def _words(number: int) -> str:
    if number < 12:
        return _UNITS[number]
    if number < 20:
        return f"{_UNITS[number - 10]} belas"
    for size, name in ((10, "puluh"), (100, "ratus"), (1000, "ribu")):
        if number < size * (1000 if size == 1000 else 10):
            head, rest = divmod(number, size)
            start = f"se{name}" if head == 1 else f"{_words(head)} {name}"
            return f"{start} {_words(rest)}".strip()
    size, name = next((s, n) for s, n in _SCALES if number >= s)
    head, rest = divmod(number, size)
    return f"{_words(head)} {name} {_words(rest)}".strip()


def number_words_en(number: int) -> str:
    """A whole number, 0 ≤ n < 10 000, in English words: 2015 → "two thousand fifteen"."""
    if not 0 <= number < 10_000:
        raise ValueError(f"no words for {number}")
    if number < 20:
        return _ONES_EN[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS_EN[tens - 2] + (f"-{_ONES_EN[ones]}" if ones else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    head, rest = divmod(number, size)
    return f"{number_words_en(head)} {name}" + (f" {number_words_en(rest)}" if rest else "")


def ordinal_words_en(number: int) -> str:
    """1 → "first", 21 → "twenty-first" (1 ≤ n < 10 000)."""
    cardinal = number_words_en(number)
    cut = max(cardinal.rfind(" "), cardinal.rfind("-")) + 1
    stem, last = cardinal[:cut], cardinal[cut:]
    if last in _ORDINALS_EN:
        return stem + _ORDINALS_EN[last]
    return stem + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def order_words(number: int) -> str:
    """The order of a child among its mother's children: 1 → "pertama", 2 → "kedua"."""
    return "pertama" if number == 1 else f"ke{number_words(number)}"


def figure(number: int) -> str:
    """Thousands parted by points: 9539 → "9.539"."""
    return f"{number:,}".replace(",", ".")


def date_long(day: date) -> str:
    """ "9 September 2015"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_weekday(day: date) -> str:
    """ "Rabu, 9 September 2015"."""
    return f"{DAYS[day.weekday()]}, {date_long(day)}"


def date_short(day: date) -> str:
    """ "09-09-2015", as on cards and tables."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


def date_words(day: date) -> str:
    """ "sembilan September dua ribu lima belas"."""
    return f"{number_words(day.day)} {MONTHS[day.month - 1]} {number_words(day.year)}"


def date_long_en(day: date) -> str:
    """ "9 September 2015", with the English month."""
    return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def date_words_en(day: date) -> str:
    """ "the ninth of September two thousand fifteen"."""
    return f"the {ordinal_words_en(day.day)} of {MONTHS_EN[day.month - 1]} {number_words_en(day.year)}"


def moment(at: datetime, zone: ZoneInfo, label: str) -> str:
    """ "Rabu, 9 September 2015 pukul 14.31 WIB": an aware instant at the office. label: WIB, WITA or WIT."""
    local = at.astimezone(zone)
    return f"{date_weekday(local.date())} pukul {local.hour:02d}.{local.minute:02d} {label}"


def nik_groups(number: str) -> str:
    """Sixteen digits as a person reads them: "3172 0145 0890 0001"; anything else comes back unchanged."""
    if len(number) != 16 or not number.isdigit():
        return number
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


def rt_rw(rt: str, rw: str) -> str:
    """ "003/007"; a missing part is "-"."""
    return f"{rt.zfill(3) if rt else '-'}/{rw.zfill(3) if rw else '-'}"
