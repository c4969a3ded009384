"""Code lists of form F-1.01 (Permendagri 109/2019): the numbers that records carry, and their words.

The numbers are the register's own and never change their meaning; only the words are for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from siaga.people.occupations import OCCUPATIONS


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes. `field` is the form field that carries it; rows are (code, Indonesian label, English label)."""

    field: str
    title: str
    rows: tuple[tuple[int, str, str], ...]

    def has(self, code: object) -> bool:
        return any(code == row[0] for row in self.rows)

    def label(self, code: int, language: str = "id") -> str:
        """The words of a code; a code that is not in the list is shown as its number, never hidden."""
        for number, indonesian, english in self.rows:
            if number == code:
                return english if language == "en" else indonesian
        return str(code)

    def choices(self, language: str = "id") -> list[tuple[int, str]]:
        return [(row[0], row[2] if language == "en" else row[1]) for row in self.rows]


class Shdk(IntEnum):
    """Relation to the head of the family."""

    KEPALA = 1
    SUAMI = 2
    ISTRI = 3
    ANAK = 4
    MENANTU = 5
    CUCU = 6
    ORANG_TUA = 7
    MERTUA = 8
    FAMILI_LAIN = 9
    PEMBANTU = 10
    LAINNYA = 11


class StatusKawin(IntEnum):
    BELUM = 1
    KAWIN_TERCATAT = 2
    KAWIN_BELUM_TERCATAT = 3
    CERAI_HIDUP_TERCATAT = 4
    CERAI_HIDUP_BELUM_TERCATAT = 5
    CERAI_MATI = 6


class Sex(StrEnum):
    L = "L"
    P = "P"


class ResidentStatus(StrEnum):
    """Whether a resident is here to be served: lives here, has died, has moved away, or keeps another NIK (this one is used no more)."""

    AKTIF = "aktif"
    MENINGGAL = "meninggal"
    PINDAH = "pindah"
    DITUTUP = "ditutup"


MARRIED = frozenset({StatusKawin.KAWIN_TERCATAT, StatusKawin.KAWIN_BELUM_TERCATAT})
EVER_MARRIED = frozenset(StatusKawin) - {StatusKawin.BELUM}

SHDK = CodeList(
    "shdk",
    "hubungan dengan kepala keluarga",
    (
        (1, "Kepala keluarga", "Head of family"),
        (2, "Suami", "Husband"),
        (3, "Istri", "Wife"),
        (4, "Anak", "Child"),
        (5, "Menantu", "Child-in-law"),
        (6, "Cucu", "Grandchild"),
        (7, "Orang tua", "Parent"),
        (8, "Mertua", "Parent-in-law"),
        (9, "Famili lain", "Other relative"),
        (10, "Pembantu", "Domestic helper"),
        (11, "Lainnya", "Other"),
    ),
)
ISLAM = 1  # of AGAMA: its marriages and divorces are the KUA's and the religious court's
AGAMA = CodeList(
    "agama",
    "agama",
    (
        (1, "Islam", "Islam"),
        (2, "Kristen", "Protestant"),
        (3, "Katolik", "Catholic"),
        (4, "Hindu", "Hindu"),
        (5, "Buddha", "Buddhist"),
        (6, "Khonghucu", "Confucian"),
        (7, "Kepercayaan terhadap Tuhan YME", "Indigenous belief"),
    ),
)
_BLOOD = ("A", "B", "AB", "O", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-")
GOLONGAN_DARAH = CodeList(
    "golongan_darah",
    "golongan darah",
    (
        *((n, kind, kind) for n, kind in enumerate(_BLOOD, 1)),
        (13, "Tidak tahu", "Unknown"),
    ),
)
PENDIDIKAN = CodeList(
    "pendidikan",
    "pendidikan terakhir",
    (
        (1, "Tidak/belum sekolah", "No schooling (yet)"),
        (2, "Belum tamat SD/sederajat", "Primary school, not finished"),
        (3, "Tamat SD/sederajat", "Primary school"),
        (4, "SLTP/sederajat", "Lower secondary school"),
        (5, "SLTA/sederajat", "Upper secondary school"),
        (6, "Diploma I/II", "Diploma I/II"),
        (7, "Akademi/diploma III/sarjana muda", "Academy or diploma III"),
        (8, "Diploma IV/strata I", "Diploma IV or bachelor"),
        (9, "Strata II", "Master"),
        (10, "Strata III", "Doctorate"),
    ),
)
PEKERJAAN = CodeList("pekerjaan", "jenis pekerjaan", OCCUPATIONS)
STATUS_KAWIN = CodeList(
    "status_kawin",
    "status perkawinan",
    (
        (1, "Belum kawin", "Never married"),
        (2, "Kawin tercatat", "Married, registered"),
        (3, "Kawin belum tercatat", "Married, not registered"),
        (4, "Cerai hidup tercatat", "Divorced, registered"),
        (5, "Cerai hidup belum tercatat", "Divorced, not registered"),
        (6, "Cerai mati", "Widowed"),
    ),
)

NUMBERED: tuple[CodeList, ...] = (SHDK, AGAMA, GOLONGAN_DARAH, PENDIDIKAN, PEKERJAAN, STATUS_KAWIN)
"""Every list whose code a biodata form carries as a number."""

JENIS_KELAMIN: Mapping[str, tuple[str, str]] = {"L": ("Laki-laki", "Male"), "P": ("Perempuan", "Female")}
SEX_WORDS: Mapping[str, str] = {code: words[0].lower() for code, words in JENIS_KELAMIN.items()}
"""As a sentence on a paper says it."""
KEWARGANEGARAAN: Mapping[str, tuple[str, str]] = {
    "WNI": ("Warga negara Indonesia", "Indonesian citizen"),
    "WNA": ("Warga negara asing", "Foreign national"),
}
DISABILITAS: Mapping[str, tuple[str, str]] = {
    "": ("Tidak ada", "None"),
    "fisik": ("Disabilitas fisik", "Physical"),
    "netra": ("Disabilitas netra/buta", "Blind"),
    "rungu_wicara": ("Disabilitas rungu/wicara", "Deaf or mute"),
    "mental": ("Disabilitas mental/jiwa", "Mental"),
    "fisik_mental": ("Disabilitas fisik dan mental", "Physical and mental"),
    "lainnya": ("Disabilitas lainnya", "Other"),
}
