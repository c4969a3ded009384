"""The area codes that ship with the program, read from their files. No Django here.

A code is kept without dots: "31", "3172", "317202", "3172021001" (province, regency or city, kecamatan, desa or
kelurahan). Data: idn-area-data 4.0.1, ODbL 1.0; see NOTICE.md in the folder of the data.
"""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import NamedTuple

PROVINCE, REGENCY, KECAMATAN, VILLAGE = 1, 2, 3, 4

FOLDER = "data/idn-area-data-4.0.1"
TABLES = ("provinces", "regencies", "districts", "villages")

# Codes retired before the oldest edition are not known here, so the first edition that a node loads is taken to hold
# from this day on: a birth of 1950 or a drill of 2015 still finds its areas.
FIRST_VALID_FROM = date(1945, 8, 17)

_LEVEL_OF_LENGTH = {2: PROVINCE, 4: REGENCY, 6: KECAMATAN, 10: VILLAGE}
_LENGTH_OF_LEVEL = {level: length for length, level in _LEVEL_OF_LENGTH.items()}
_VILLAGE_KINDS = {"1": "kelurahan", "2": "desa", "3": "desa adat"}
_WORD = re.compile(r"[a-z0-9]+")
_SLIP = re.compile(r"""["’*]|(?:^| )[a-z]""")
_KEPT_LOWER = frozenset({"dan", "x"})


class Area(NamedTuple):
    """One area of an edition. parent: code of the area above, "" for a province. level: 1 to 4."""

    code: str
    parent: str
    level: int
    name: str

    @property
    def kind(self) -> str:
        return kind(self.code, self.name)


@dataclass(frozen=True, slots=True)
class Edition:
    """A published state of all codes. basis: the decree; effective: its date; digest: SHA-256 (hex) of the tables."""

    id: str
    basis: str
    effective: date
    digest: str
    attribution: str


def undotted(code: str) -> str:
    """ "35.07.01.2001" → "3507012001". Raises ValueError for what is not an area code."""
    plain = code.strip().replace(".", "")
    if len(plain) not in _LEVEL_OF_LENGTH or not (plain.isascii() and plain.isdigit()):
        raise ValueError(f"not an area code: {code!r}")
    return plain


def dotted(code: str) -> str:
    """ "3507012001" → "35.07.01.2001", as the decree prints it. Raises ValueError for what is not an area code."""
    plain = undotted(code)
    return ".".join(part for part in (plain[:2], plain[2:4], plain[4:6], plain[6:]) if part)


def level(code: str) -> int:
    """1 province, 2 regency or city, 3 kecamatan, 4 desa or kelurahan. ValueError for what is not an area code."""
    return _LEVEL_OF_LENGTH[len(undotted(code))]


def parent(code: str) -> str:
    """The code of the area above; "" above a province. Raises ValueError for what is not an area code."""
    plain = undotted(code)
    above = _LEVEL_OF_LENGTH[len(plain)] - 1
    return plain[: _LENGTH_OF_LEVEL[above]] if above else ""


def ancestors(code: str) -> list[str]:
    """The codes above, province first: "317202" → ["31", "3172"]."""
    plain = undotted(code)
    return [plain[:length] for length in _LEVEL_OF_LENGTH if length < len(plain)]


def kind(code: str, name: str = "") -> str:
    """provinsi, kabupaten, kota, kecamatan, kelurahan, desa or desa adat.

    The four digits of a village tell which it is: 1xxx kelurahan, 2xxx desa, 3xxx desa adat (decree, annex). A regency
    and a city differ by name (and by 71 and up, the cities); `name` decides where it is given.
    """
    plain = undotted(code)
    if len(plain) == 10:
        return _VILLAGE_KINDS.get(plain[6], "desa")
    if len(plain) == 4:
        city = name.startswith("Kota ") if name else plain[2:] > "70"
        return "kota" if city else "kabupaten"
    return "provinsi" if len(plain) == 2 else "kecamatan"


def printed(name: str) -> str:
    """A name as a KTP-el or KK prints it: capitals."""
    return name.upper()


def short(name: str) -> str:
    """A regency's name as a place of birth is written: "Kota Administrasi Jakarta Utara" → "Jakarta Utara"."""
    return re.sub(r"^(Kabupaten|Kota) (Administrasi )?", "", name)


def tidy(raw: str) -> str:
    """A name with the slips of the source put right: quotes for apostrophes, stray marks, words without a capital."""
    if not _SLIP.search(raw):
        return raw
    name = " ".join(raw.replace('"', "'").replace("’", "'").replace("*", "").split())
    return " ".join(w if w in _KEPT_LOWER else w[:1].upper() + w[1:] for w in name.split(" "))


def words(name: str) -> list[str]:
    """The words by which a name is found: lower case, a–z and digits only; an apostrophe joins ("Ja'an" → "jaan")."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.lower().replace("'", "").replace('"', ""))


def read_areas() -> list[Area]:
    """All areas of the shipped edition, larger before smaller (38 + 514 + 7,285 + 83,762), by code in a level."""
    found: list[Area] = []
    for number, table in enumerate(TABLES, start=PROVINCE):
        found.extend(_rows(_text(table), number))
    return found


def edition() -> Edition:
    """The shipped edition: which decree, from when, and the digest of its tables."""
    hashed = hashlib.sha256()
    for table in TABLES:
        hashed.update(_text(table))
    return Edition(
        id="kepmendagri-300.2.2-2138-2025",
        basis="Kepmendagri 300.2.2-2138 Tahun 2025",
        effective=date(2025, 4, 25),
        digest=hashed.hexdigest(),
        attribution="Data wilayah: idn-area-data © Fityan dan kontributor, ODbL 1.0",
    )


def under(areas: Iterable[Area], code: str) -> list[Area]:
    """The area itself and everything below it, in the order given."""
    plain = undotted(code)
    return [area for area in areas if area.code.startswith(plain)]


def _text(table: str) -> bytes:
    return lzma.decompress((files("siaga.wilayah") / FOLDER / f"{table}.csv.xz").read_bytes())


def _rows(text: bytes, number: int) -> Iterator[Area]:
    """Rows of one table. A province has no column for the area above."""
    rows = csv.reader(io.StringIO(text.decode(), newline=""))
    next(rows)
    for row in rows:
        above = "" if number == PROVINCE else row[1].replace(".", "")
        yield Area(row[0].replace(".", ""), above, number, tidy(row[-1]))
