"""What the akta of adoption, recognition and legitimation share: the child, as the deed of its birth names it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_long, date_long_en, date_words, date_words_en

SEX = {"L": "laki-laki", "P": "perempuan"}
SEX_EN = {"L": "male", "P": "female"}


class ChildAkta(Akta, frozen=True, kw_only=True):
    """birth_deed: number of the deed of birth that carries the marginal note, "" where another office keeps it unnamed."""

    nik: str
    name: str
    sex: Literal["L", "P"]
    birth_place: str
    birth_date: date
    birth_deed: str = ""


def spoken(day: date) -> tuple[str, str]:
    """A day in figures and words, Indonesian and English."""
    return f"{date_long(day)} ({date_words(day)})", f"{date_long_en(day)} ({date_words_en(day)})"


def couple(father: str, mother: str, joint: str = "dan") -> str:
    """Names in capitals, whoever of the two is known; "-" nobody."""
    return f" {joint} ".join(name.upper() for name in (father, mother) if name) or "-"


def child_view(akta: ChildAkta) -> dict[str, Any]:
    registered, registered_en = spoken(akta.registered_on)
    born = akta.birth_date
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "nik": akta.nik or "-",
        "name": akta.name.upper(),
        "sex": SEX[akta.sex],
        "sex_en": SEX_EN[akta.sex],
        "born": f"{akta.birth_place.upper()}, {date_long(born)} ({date_words(born)})",
        "born_en": f"{akta.birth_place.upper()}, {date_long_en(born)} ({date_words_en(born)})",
        "birth_deed": akta.birth_deed,
        "registered": registered,
        "registered_en": registered_en,
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }
