"""Finding residents by whatever the applicant can say: NIK, No. KK, a name as it sounds, a date of birth.

One SQL statement collects a shortlist in steps, each only if the one before found too few: every word as it sounds, the
beginning of the name as typed so far, every word with a slip, all words but one. What SQL found, Python ranks by sound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from siaga.journal.writer import fetch
from siaga.people.names import phonetic, search_keys, similarity, tokens

LIMIT = 20
NUMBER_LEAST = 6
ENOUGH, FEW, MANY = 60, 40, 120
NEARLY_NONE = 3
LIKELY = 0.62
BEGINS = 0.97
LONGEST_TYPED = 200
WORDS_MOST = 8
LAST_CHARACTER = "\U0010ffff"

_DATES = (
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
)
_YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")
_NAMED = re.compile(r"%\((\w+)\)s")
_COLUMNS = "r.nik, r.no_kk, r.nama, r.jenis_kelamin, r.tempat_lahir, r.tanggal_lahir, r.status"
_FAMILY = "f.alamat, f.rt, f.rw, f.kode_wilayah"


@dataclass(frozen=True, slots=True)
class Found:
    """A resident who may be meant. score: 0 to 1, 1 for a number or an exact name."""

    nik: str
    no_kk: str
    nama: str
    jenis_kelamin: str
    tempat_lahir: str
    tanggal_lahir: date
    status: str
    alamat: str
    rt: str
    rw: str
    kode_wilayah: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, understood: digits of a number, a date or a year of birth, the words of a name in capitals."""

    number: str = ""
    born: date | None = None
    year: int = 0
    words: tuple[str, ...] = ()
    typed: str = ""


def understand(text: str) -> Question:
    """Digits alone (with spaces, dots or dashes) are a number; a date or a year may stand anywhere beside a name."""
    text = text[:LONGEST_TYPED].strip()
    born, rest = _take_date(text)
    number = re.sub(r"[\s.\-]", "", rest)
    if number.isascii() and number.isdigit():
        return Question(number=number, born=born)
    words = tokens(rest)[:WORDS_MOST]
    year = _YEAR.search(rest) if words and not born else None
    return Question(born=born, year=int(year[0]) if year else 0, words=words, typed=" ".join(words))


def _take_date(text: str) -> tuple[date | None, str]:
    for pattern in _DATES:
        if m := pattern.search(text):
            try:
                born = date(int(m["y"]), int(m["m"]), int(m["d"]))
            except ValueError:
                continue
            return born, f"{text[: m.start()]} {text[m.end() :]}"
    return None, text


def find_residents(text: str, *, wilayah: str = "", limit: int = LIMIT) -> list[Found]:
    """Best first. wilayah: only families whose area code begins so. Fewer than six digits or no letter find nothing."""
    asked = understand(text)
    query = statement(asked, wilayah)
    if query is None:
        return []
    marked, names = _numbered(query[0])
    return _ranked(asked, fetch(marked, [query[1][name] for name in names]), limit)


@lru_cache(maxsize=256)
def _numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """The statement with plain marks, as prepared statements want it, and the names of its values in their order."""
    return _NAMED.sub("%s", query), tuple(_NAMED.findall(query))


def statement(asked: Question, wilayah: str = "") -> tuple[str, dict[str, Any]] | None:
    """The SQL of one search and its values; None where too little was typed. Only our own words go into the text."""
    values: dict[str, Any] = {"born": asked.born, "low": wilayah, "high": wilayah + ":"}
    also = " AND r.tanggal_lahir = %(born)s" if asked.born else ""
    if asked.number:
        if len(asked.number) < NUMBER_LEAST:
            return None
        values |= {"n": asked.number, "top": asked.number + ":"}
        steps: list[Step] = [
            ("a", f"r.nik ~>=~ %(n)s AND r.nik ~<~ %(top)s{also}", ENOUGH, "", 0),
            ("b", f"r.no_kk ~>=~ %(n)s AND r.no_kk ~<~ %(top)s{also}", ENOUGH, "", 0),
        ]
        return _joined(steps, wilayah), values
    if asked.words:
        steps_by_name = _by_born(values) if asked.born else _by_name(asked, values)
        if asked.year:
            values |= {"from": date(asked.year, 1, 1), "until": date(asked.year, 12, 31)}
            of_year = "r.tanggal_lahir BETWEEN %(from)s AND %(until)s"
            steps_by_name = [(a, f"({c}) AND {of_year}", n, before, few) for a, c, n, before, few in steps_by_name]
        return _joined(steps_by_name, wilayah), values
    return (_joined(_by_born(values), wilayah), values) if asked.born else None


Step = tuple[str, str, int, str, int]
"""Name, condition, at most so many rows; it is run only if the steps named (by letter) found fewer than the last figure."""


def _by_born(values: dict[str, Any]) -> list[Step]:
    """Everybody of one birthday is a short enough list to rank whole: 1.2 million residents have about 60 a day."""
    return [("a", "r.tanggal_lahir = %(born)s", 4 * ENOUGH, "", 0)]


def _by_name(asked: Question, values: dict[str, Any]) -> list[Step]:
    words = asked.words
    keys = [list(search_keys(w)) for w in words]
    values |= {
        "sounds": [phonetic(w) for w in words],
        "typed": asked.typed,
        "typed_top": asked.typed + LAST_CHARACTER,
        **{f"k{i}": k for i, k in enumerate(keys)},
    }
    slipped = [f"r.name_keys && %(k{i})s::text[]" for i in range(len(words))]
    steps: list[Step] = [
        ("a", "r.name_keys @> %(sounds)s::text[]", ENOUGH, "", 0),
        ("b", "upper(r.nama) ~>=~ %(typed)s AND upper(r.nama) ~<~ %(typed_top)s", FEW, "", 0),
    ]
    if len(words) > 1:
        values |= {"first": values["sounds"][:-1], "last": " " + words[-1]}
        steps.append(("c", "r.name_keys @> %(first)s::text[] AND strpos(upper(r.nama), %(last)s) > 0", FEW, "a", LIMIT))
    steps.append(("d", " AND ".join(slipped), MANY, "ab", LIMIT))
    if len(words) > 1:
        but_one = [" AND ".join(s for j, s in enumerate(slipped) if j != i) for i in range(len(words))]
        steps.append(("e", " OR ".join(f"({c})" for c in but_one), MANY, "abcd", NEARLY_NONE))
    return steps


def _joined(steps: Sequence[Step], wilayah: str) -> str:
    """The steps as one statement; a step whose forerunners found enough is not run at all."""
    within = (
        " JOIN people_family w ON w.no_kk = r.no_kk AND w.kode_wilayah ~>=~ %(low)s AND w.kode_wilayah ~<~ %(high)s"
        if wilayah
        else ""
    )
    parts = []
    for name, condition, most, before, few in steps:
        counts = " + ".join(f"(SELECT count(*) FROM {b})" for b in before)
        unless = f"({counts}) < {few} AND " if before else ""
        # The limit stands outside: inside it would tempt the planner to read the table until it has met enough.
        parts.append(
            f"{name}_all AS MATERIALIZED (SELECT {_COLUMNS} FROM people_resident r{within} WHERE {unless}({condition})),"
            f" {name} AS MATERIALIZED (SELECT * FROM {name}_all LIMIT {most})"
        )
    every = " UNION ".join(f"SELECT * FROM {name}" for name, *_ in steps)
    return (
        f"WITH {', '.join(parts)} SELECT {_COLUMNS}, {_FAMILY} FROM ({every}) r"
        " LEFT JOIN people_family f ON f.no_kk = r.no_kk"
    )


def _ranked(asked: Question, rows: Sequence[tuple[Any, ...]], limit: int) -> list[Found]:
    if not asked.words:
        ordered = sorted(rows, key=lambda r: (r[2], r[0])) if asked.born else sorted(rows, key=lambda r: r[0])
        return [_found(r, 1.0) for r in ordered[:limit]]
    scored = [(_score(asked, r[2]), r) for r in rows]
    least = 0.0 if asked.born and len(asked.words) == 1 else LIKELY
    kept = sorted((s for s in scored if s[0] >= least), key=lambda s: (-s[0], s[1][2], s[1][0]))
    return [_found(r, score) for score, r in kept[:limit]]


def _score(asked: Question, nama: str) -> float:
    """By sound; where the last word typed begins one of the name's own, it is likely still being typed."""
    score = similarity(asked.typed, nama)
    if score >= BEGINS:
        return score
    own = nama.upper().split()
    begun = next((w for w in own if w.startswith(asked.words[-1])), None)
    if begun is None:
        return score
    whole = similarity(" ".join((*asked.words[:-1], begun)), nama)
    return max(score, BEGINS * whole)


def _found(row: tuple[Any, ...], score: float) -> Found:
    nik, no_kk, nama, sex, place, born, status, *home = row
    alamat, rt, rw, kode_wilayah = (part or "" for part in home)
    return Found(nik, no_kk, nama, sex, place, born, status, alamat, rt, rw, kode_wilayah, round(score, 3))
