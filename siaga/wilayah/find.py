"""Finding an area by typing some of its name, on a day. Nobody is shown a list of 83,762.

Every word typed is the beginning of a word in the area's own name or in that of an area above it, and at least one of
them is in its own: "kepanj mal" finds the kecamatan and the kelurahan Kepanjen, but not the other villages around.
Only what every PostgreSQL has is used: text search vectors and a GIN index, no extension.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from siaga.wilayah import source
from siaga.wilayah.models import Area

LIMIT = 20
_ROW = ("code", "name", "level")

# Words that say what an area is. "Kota" and "kabupaten" are part of a name already.
_LEVEL_OF_WORD = {
    "provinsi": 1, "prov": 1, "kecamatan": 3, "kec": 3, "kelurahan": 4, "kel": 4, "desa": 4, "ds": 4
}  # fmt: skip
_KIND_PREFIX = {"kecamatan": "Kecamatan ", "kelurahan": "Kelurahan ", "desa": "Desa "}

_HOLDS = "valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)"
_LEVEL_BELOW = {0: 1, 2: 2, 4: 3}
# What a word hits: u the few areas above villages (their own index), v the villages.
_UPPER = f"""u{{n}} AS MATERIALIZED (
    SELECT code, name, level, words FROM wilayah_area WHERE level < 4 AND words @@ %(w{{n}})s::tsquery AND {_HOLDS})"""
_VILLAGES = f"""v{{n}} AS MATERIALIZED (
    SELECT code, name, level, words FROM wilayah_area WHERE level = 4 AND words @@ %(w{{n}})s::tsquery AND {_HOLDS}
       AND code >= %(low)s AND code < %(high)s)"""
_OWN = "c.words @@ %(w{n})s::tsquery"
_PATH = (
    "({own} OR left(c.code, 2) IN (SELECT code FROM u{n}) OR left(c.code, 4) IN (SELECT code FROM u{n})"
    " OR left(c.code, 6) IN (SELECT code FROM u{n}))"
)
_FIND = """
WITH {hits}
SELECT c.code, c.name, c.level
  FROM (SELECT DISTINCT ON (code) code, name, level, words FROM ({every}) every ORDER BY code) c
 WHERE c.code >= %(low)s AND c.code < %(high)s AND (%(level)s::int IS NULL OR c.level = %(level)s) AND {all}
 ORDER BY {own} DESC, ({exact}) DESC, c.level, length(c.name), c.code
 LIMIT {limit}
"""
_EXACT = "lower(regexp_replace(c.name, '^(Kabupaten|Kota) (Administrasi )?', '')) = %(whole)s"
# A village is looked for by words of at least so many letters: fewer begin thousands of names.
_LONG = 3


@dataclass(frozen=True, slots=True)
class Found:
    """An area to pick. path: the names above it, nearest first: "Tanjung Priok, Kota Administrasi Jakarta Utara, …"."""

    code: str
    name: str
    path: str
    level: int
    kind: str


def find(text: str, level: int | None = None, under: str | None = None, *, on: date, limit: int = LIMIT) -> list[Found]:
    """The areas that the typed words mean on that day, best first: more words in the own name, then the larger area.

    level: only provinces (1), regencies (2), kecamatan (3) or villages (4). under: only this area and those within it.
    Digits, with dots or without, are the beginning of a code. Villages need a word of three letters, or `under`.
    """
    low = source.undotted(under) if under else ""
    typed = source.words(text)
    if not typed:
        return []
    if all(word.isdigit() for word in typed):
        return _by_code("".join(typed), level, low, on, limit)
    typed, level = _take_level(typed, level)
    typed = list(dict.fromkeys(typed))
    # ":" comes right after "9" in the order of these codes
    values: dict[str, Any] = {"on": on, "level": level, "low": low, "high": low + ":", "whole": " ".join(typed)}
    values |= {f"w{n}": f"'{word}':*" for n, word in enumerate(typed)}
    deep = [n for n, word in enumerate(typed) if under or len(word) >= _LONG]
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(typed), deep, limit), values)
        return _with_paths(cursor.fetchall(), on)


def children(code: str, on: date) -> list[Found]:
    """The areas directly below `code` on that day ("": the provinces), by code."""
    above = source.undotted(code) if code else ""
    if len(above) > 6:
        return []
    within = _holding(on).filter(code__gte=above, code__lt=above + ":")
    # The condition on level in so many words, as it is that of the index
    below = within.filter(level=4) if len(above) == 6 else within.filter(level__lt=4, level=_LEVEL_BELOW[len(above)])
    return _with_paths(below.order_by("code").values_list(*_ROW), on)


def area_name(code: str, on: date) -> str:
    """The name on that day, "" for a code that did not exist then."""
    return _holding(on).filter(code=source.undotted(code)).values_list("name", flat=True).first() or ""


def path_name(code: str, on: date) -> str:
    """In full, as an address ends: "Kelurahan Koja, Kecamatan Koja, Kota Administrasi Jakarta Utara, …".

    Areas that did not exist on that day are left out; "" if none did.
    """
    plain = source.undotted(code)
    names = dict(_holding(on).filter(code__in=[*source.ancestors(plain), plain]).values_list("code", "name"))
    return ", ".join(_KIND_PREFIX.get(source.kind(c), "") + names[c] for c in sorted(names, reverse=True))


def _holding(on: date) -> QuerySet[Area]:
    return Area.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def _take_level(typed: list[str], level: int | None) -> tuple[list[str], int | None]:
    """ "kec kepanjen" asks for a kecamatan; a kind alone is a name like any other (some villages are called Desa …)."""
    if len(typed) > 1 and typed[0] in _LEVEL_OF_WORD:
        return typed[1:], level or _LEVEL_OF_WORD[typed[0]]
    return typed, level


def _statement(count: int, deep: list[int], limit: int) -> str:
    """The search for `count` words, those numbered in `deep` among villages too.

    Only numbers go into the text; what was typed goes in as values.
    """
    own = [_OWN.format(n=n) for n in range(count)]
    tables = [f"u{n}" for n in range(count)] + [f"v{n}" for n in deep]
    return _FIND.format(
        hits=", ".join([_UPPER.format(n=n) for n in range(count)] + [_VILLAGES.format(n=n) for n in deep]),
        every=" UNION ALL ".join(f"SELECT * FROM {table}" for table in tables),
        all=" AND ".join(_PATH.format(n=n, own=own[n]) for n in range(count)),
        own=" + ".join(f"({o})::int" for o in own),
        exact=_EXACT,
        limit=int(limit),
    )


def _by_code(digits: str, level: int | None, low: str, on: date, limit: int) -> list[Found]:
    matching = _holding(on).filter(code__gte=max(digits, low), code__lt=digits + ":")
    if low:
        matching = matching.filter(code__lt=low + ":")
    if level:
        matching = matching.filter(level=level)
    return _with_paths(matching.order_by("level", "code").values_list(*_ROW)[:limit], on)


def _with_paths(rows: Iterable[tuple[str, str, int]], on: date) -> list[Found]:
    """One more query for the names of everything above what was found."""
    listed = list(rows)
    above = sorted({upper for code, _, _ in listed for upper in source.ancestors(code)})
    names = dict(_holding(on).filter(code__in=above).values_list("code", "name")) if above else {}
    return [
        Found(
            code=code,
            name=name,
            path=", ".join(names[upper] for upper in reversed(source.ancestors(code)) if upper in names),
            level=level,
            kind=source.kind(code, name),
        )
        for code, name, level in listed
    ]
