"""NIK and KK numbers: reading, checking, composing, and the number space that one node alone may use.

A NIK is lifelong: it is composed once, at the first registration, and never again when birth date, sex or area are
corrected (Permendagri 108/2019 art. 15(3)). So a NIK that does not match its owner is a warning, never a refusal.
The year in it has two digits: no century is ever guessed from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from siaga.kit.refusal import Refusal

WOMEN_DAY = 40
LAST_SERIAL = 9999
NIK_BASIS = "Permendagri 108/2019 pasal 15"
KK_BASIS = "UU 23/2006 pasal 61"
DEED_NUMBER = re.compile(r"[0-9]{4}-[A-Z]{2}-[0-9]{8}-[0-9]{4}")
"""A deed's number as every office writes it now; older ones are free text."""

AreaKnown = Callable[[str], bool]
"""Whether an area code (6 digits kecamatan, 10 digits kelurahan) is valid today."""


def digits(text: str) -> str:
    """What was typed, without the spaces, dots and dashes people group numbers with."""
    return re.sub(r"[\s.\-]", "", text)


def group(number: str) -> str:
    """Sixteen digits in groups of four, for reading aloud; anything else unchanged."""
    return " ".join(number[i : i + 4] for i in range(0, 16, 4)) if len(number) == 16 else number


def _calendar_day(day: int, month: int, year2: int) -> bool:
    """Whether the day exists in any century that the two-digit year may mean (29 February 00 does: 2000)."""
    for century in (1900, 2000):
        try:
            date(century + year2, month, day)
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True, slots=True)
class Nik:
    """Sixteen digits, `PPKKCC DDMMYY SSSS`, known to be well formed."""

    value: str

    @property
    def area(self) -> str:
        """The kecamatan of first registration, six digits; says nothing about where the resident lives now."""
        return self.value[:6]

    @property
    def sex(self) -> str:
        return "P" if int(self.value[6:8]) > WOMEN_DAY else "L"

    @property
    def birth(self) -> tuple[int, int, int]:
        """Day, month and two-digit year of birth as first registered."""
        day = int(self.value[6:8])
        return (day - WOMEN_DAY if day > WOMEN_DAY else day, int(self.value[8:10]), int(self.value[10:12]))

    @property
    def serial(self) -> int:
        return int(self.value[12:])


def _sixteen(number: str, what: str, field: str) -> Refusal | None:
    if re.fullmatch(r"[0-9]{16}", number):
        return None
    return Refusal(
        f"{field}.length",
        "%(what)s harus 16 angka; yang diketik %(n)d karakter. Periksa kembali pada dokumen aslinya.",
        field=field,
        basis=NIK_BASIS if what == "NIK" else KK_BASIS,
        params={"what": what, "n": len(number)},
    )


def parse_nik(text: str, field: str = "nik") -> Nik | Refusal:
    """A well-formed NIK, or the first reason why it is none: 16 digits, an existing day, a serial other than 0000."""
    number = digits(text)
    if wrong := _sixteen(number, "NIK", field):
        return wrong
    nik = Nik(number)
    if not _calendar_day(*nik.birth):
        return Refusal(
            f"{field}.date",
            "Angka ke-7 sampai ke-12 NIK bukan tanggal yang ada (untuk perempuan, hari ditambah 40). Periksa kembali "
            "pada dokumen aslinya.",
            field=field,
            basis=NIK_BASIS,
        )
    if nik.serial == 0:
        return Refusal(
            f"{field}.serial",
            "Empat angka terakhir NIK tidak mungkin 0000. Periksa kembali pada dokumen aslinya.",
            field=field,
            basis=NIK_BASIS,
        )
    return nik


def check_nik(
    text: str,
    *,
    area_known: AreaKnown | None = None,
    dob: date | None = None,
    sex: str = "",
    field: str = "nik",
) -> tuple[list[Refusal], list[Refusal]]:
    """(refusals, warnings) for a NIK that somebody already has. What only looks odd is a warning: the NIK stays."""
    nik = parse_nik(text, field)
    if isinstance(nik, Refusal):
        return [nik], []
    warnings = []
    if area_known and not area_known(nik.area):
        warnings.append(_odd("area", field, "kode wilayahnya tidak dikenal atau sudah tidak berlaku"))
    if dob and nik.birth != (dob.day, dob.month, dob.year % 100):
        warnings.append(_odd("dob", field, "tanggal di dalamnya berbeda dari tanggal lahir"))
    if sex in ("L", "P") and nik.sex != sex:
        warnings.append(_odd("sex", field, "penanda jenis kelaminnya berbeda dari jenis kelamin"))
    return [], warnings


def _odd(code: str, field: str, what: str) -> Refusal:
    return Refusal(
        f"{field}.{code}_differs",
        "NIK tetap sah, tetapi %(what)s. Cocokkan dengan dokumen; NIK tidak diganti.",
        field=field,
        basis=NIK_BASIS,
        params={"what": what},
    )


def check_kk(
    text: str, *, area_known: AreaKnown | None = None, field: str = "no_kk"
) -> tuple[list[Refusal], list[Refusal]]:
    """(refusals, warnings) for a KK number that exists: 16 digits and a serial are hard, area and date only warn."""
    number = digits(text)
    if wrong := _sixteen(number, "Nomor KK", field):
        return [wrong], []
    if number[12:] == "0000":
        zero = "Empat angka terakhir nomor KK tidak mungkin 0000. Periksa kembali pada KK aslinya."
        return [Refusal(f"{field}.serial", zero, field=field, basis=KK_BASIS)], []
    warnings = []
    if not _calendar_day(int(number[6:8]), int(number[8:10]), int(number[10:12])):
        odd = "Angka ke-7 sampai ke-12 nomor KK bukan tanggal yang ada. Cocokkan dengan KK aslinya."
        warnings.append(Refusal(f"{field}.date_differs", odd, field=field, basis=KK_BASIS))
    if area_known and not area_known(number[:6]):
        odd = "Kode wilayah pada nomor KK tidak dikenal atau sudah tidak berlaku. Nomor tetap sah; cocokkan alamatnya."
        warnings.append(Refusal(f"{field}.area_differs", odd, field=field, basis=KK_BASIS))
    return [], warnings


def _ddmmyy(day: int, on: date) -> str:
    return f"{day:02d}{on.month:02d}{on.year % 100:02d}"


def nik_prefix(kecamatan6: str, dob: date, sex: str) -> str:
    """Twelve digits: kecamatan of first registration, then the day of birth (women: + 40), month, year."""
    return kecamatan6 + _ddmmyy(dob.day + (WOMEN_DAY if sex == "P" else 0), dob)


def kk_prefix(kecamatan6: str, recorded_on: date) -> str:
    """Twelve digits: kecamatan, then the day on which the family was recorded."""
    return kecamatan6 + _ddmmyy(recorded_on.day, recorded_on)


def compose_nik(kecamatan6: str, dob: date, sex: str, serial: int) -> str:
    """A first NIK. Only for somebody who has none: nothing in this program recomposes one."""
    return Space(nik_prefix(kecamatan6, dob, sex)).number(serial)


def compose_kk(kecamatan6: str, recorded_on: date, serial: int) -> str:
    return Space(kk_prefix(kecamatan6, recorded_on)).number(serial)


@dataclass(frozen=True, slots=True)
class Space:
    """The serials `first` to `last` under a twelve-digit prefix, which one node alone may use.

    Raises ValueError when the range could not be written in four digits: a lease is checked before it is granted.
    """

    prefix: str
    first: int = 1
    last: int = LAST_SERIAL

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{12}", self.prefix):
            raise ValueError(f"a number prefix has 12 digits, not {self.prefix!r}")
        if not 1 <= self.first <= self.last <= LAST_SERIAL:
            raise ValueError(f"serials {self.first}-{self.last} do not lie in 1-{LAST_SERIAL}")

    def number(self, serial: int) -> str:
        """The full number; raises ValueError outside the space, so that no node can write into another's."""
        if not self.first <= serial <= self.last:
            raise ValueError(f"serial {serial} lies outside {self.first}-{self.last}")
        return f"{self.prefix}{serial:04d}"

    def next_serial(self, high_water: int) -> int | Refusal:
        """The serial after the highest one ever used under this prefix (0: none yet); gaps are never filled."""
        serial = max(high_water + 1, self.first)
        if serial <= self.last:
            return serial
        return Refusal(
            "number.exhausted",
            "Nomor urut untuk %(prefix)s sudah habis (%(first)d sampai %(last)d). Mintakan rentang nomor baru kepada "
            "administrator kantor.",
            params={"prefix": self.prefix, "first": self.first, "last": self.last},
        )

    def overlaps(self, other: Space) -> bool:
        """Whether both could mint one number: two nodes' spaces never may."""
        return self.prefix == other.prefix and self.first <= other.last and other.first <= self.last
