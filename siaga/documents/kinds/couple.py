"""What the akta of marriage and of divorce share: two spouses, each as the register knew them, and most of the view."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec

from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_long, date_long_en, date_words, date_words_en

WHOSE = {"suami": " · untuk suami", "istri": " · untuk istri", "": ""}
WHOSE_EN = {"suami": " · for the husband", "istri": " · for the wife", "": ""}


class Spouse(msgspec.Struct, frozen=True, kw_only=True):
    """nik, birth_place, parents: "" and birth_date None where the spouse is in another office's register."""

    name: str
    nik: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    religion: str = ""
    father: str = ""
    mother: str = ""


def spouse_view(s: Spouse) -> dict[str, Any]:
    """born, born_en: place and day, "" unknown."""
    born = s.birth_date
    return {
        "name": s.name.upper(),
        "nik": s.nik,
        "born": f"{s.birth_place.upper()}, {date_long(born)}" if born else "",
        "born_en": f"{s.birth_place.upper()}, {date_long_en(born)}" if born else "",
        "religion": s.religion,
        "parents": " dan ".join(p.upper() for p in (s.father, s.mother) if p),
    }


class CoupleAkta(Akta, frozen=True, kw_only=True):
    """Each spouse holds an extract. spouse: whose this one is, "" unsaid."""

    husband: Spouse
    wife: Spouse
    spouse: Literal["suami", "istri", ""] = ""

    @property
    def name(self) -> str:
        one = {"suami": self.husband.name, "istri": self.wife.name}.get(self.spouse)
        return one or f"{self.husband.name} & {self.wife.name}"


def couple_view(akta: CoupleAkta, on: date) -> dict[str, Any]:
    """on: the day of the wedding, or that on which the divorce became final."""
    registered = akta.registered_on
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "whose": WHOSE[akta.spouse],
        "whose_en": WHOSE_EN[akta.spouse],
        "nik": " / ".join(s.nik for s in (akta.husband, akta.wife) if s.nik) or "-",
        "day": f"{date_long(on)} ({date_words(on)})",
        "day_en": f"{date_long_en(on)} ({date_words_en(on)})",
        "husband": spouse_view(akta.husband),
        "wife": spouse_view(akta.wife),
        "registered": f"{date_long(registered)} ({date_words(registered)})",
        "registered_en": f"{date_long_en(registered)} ({date_words_en(registered)})",
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }
