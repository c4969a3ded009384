"""How numbers, dates and times are written for a person: pure, the language and the zone are arguments.

Indonesian: `9 September 2015`, `14.30 WIB`, `9.539`. English: `9 September 2015`, `14:30 WIB`, `9,539`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from siaga.kit.clock import ZONES

MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni")
    + ("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June")
    + ("July", "August", "September", "October", "November", "December"),
}
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SHORT = {"id": {8: "Agu"}, "en": {}}
UNITS = {
    "id": {"year": "tahun", "month": "bulan", "day": "hari", "hour": "jam", "minute": "menit"},
    "en": {"year": "year", "month": "month", "day": "day", "hour": "hour", "minute": "minute"},
}
NOW = {"id": "baru saja", "en": "just now"}


def lang_of(code: str | None) -> str:
    """ "en-gb" → "en"; everything that is not English is written the Indonesian way."""
    return "en" if (code or "").lower().startswith("en") else "id"


def group_digits(number: str, sizes: tuple[int, ...]) -> str:
    """Digits in groups; text of another length comes back unchanged, so that a wrong number stays visible."""
    digits = "".join(c for c in str(number) if c.isdigit())
    if len(digits) != sum(sizes):
        return str(number)
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return " ".join(parts)


def nik(number: str) -> str:
    """`3172014508900001` → `3172 01 450890 0001` (area, kecamatan, date, serial)."""
    return group_digits(number, (4, 2, 6, 4))


def number(value: int | float | Decimal, lang: str, places: int | None = None) -> str:
    """Thousands grouped, `places` decimals (default: none for whole numbers, one otherwise)."""
    if places is None:
        places = 0 if value == int(value) else 1
    text = f"{value:,.{places}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def local(at: datetime, zone: str) -> datetime:
    """The wall clock at the office. A datetime without a zone is taken to be local already."""
    return at if at.tzinfo is None else at.astimezone(ZONES[zone])


def day(value: date | datetime, lang: str, zone: str = "WIB") -> str:
    d = local(value, zone) if isinstance(value, datetime) else value
    return f"{d.day} {MONTHS[lang][d.month - 1]} {d.year}"


def short_day(value: date | datetime, lang: str, zone: str = "WIB") -> str:
    d = local(value, zone) if isinstance(value, datetime) else value
    return f"{d.day} {short_month(d.month, lang)} {d.year}"


def short_month(month: int, lang: str) -> str:
    return SHORT[lang].get(month, MONTHS[lang][month - 1][:3])


def clock(at: datetime, lang: str, zone: str) -> str:
    t = local(at, zone)
    return f"{t:%H.%M} {zone}" if lang == "id" else f"{t:%H:%M} {zone}"


def moment(at: datetime, lang: str, zone: str) -> str:
    """`Selasa 9 Sep 2015 14.31`: one line of a history."""
    t = local(at, zone)
    hour = f"{t:%H.%M}" if lang == "id" else f"{t:%H:%M}"
    return f"{DAYS[lang][t.weekday()]} {t.day} {short_month(t.month, lang)} {t.year} {hour}"


def _count(n: int, unit: str, lang: str) -> str:
    plural = "s" if lang == "en" and n != 1 else ""
    return f"{number(n, lang)} {UNITS[lang][unit]}{plural}"


def since(start: date | datetime, now: date | datetime, lang: str) -> str:
    """How long ago in its largest sensible unit: `3 hari`, `2 jam`, `5 menit`, `baru saja`. Never negative.

    Days are counted up to 90, then months of 30 days: a waiting citizen counts in days. Whole dates count
    calendar days.
    """
    if not (isinstance(start, datetime) and isinstance(now, datetime)):
        first = start.date() if isinstance(start, datetime) else start
        last = now.date() if isinstance(now, datetime) else now
        return _long(max(0, (last - first).days), lang)
    gone = max(now - start, timedelta())
    if gone.days:
        return _long(gone.days, lang)
    minutes = gone.seconds // 60
    if minutes >= 60:
        return _count(minutes // 60, "hour", lang)
    return _count(minutes, "minute", lang) if minutes else NOW[lang]


def _long(days: int, lang: str) -> str:
    return _count(days, "day", lang) if days <= 90 else _count(days // 30, "month", lang)


def age(born: date, today: date, lang: str) -> str:
    """Completed years; months below two years, days below two months."""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months >= 24:
        return _count(months // 12, "year", lang)
    if months >= 2:
        return _count(months, "month", lang)
    return _count(max(0, (today - born).days), "day", lang)
