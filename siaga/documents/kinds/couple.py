"""What the akta of marriage and of divorce share: two spouses, each as the register knew them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.documents.wording import date_long, date_long_en


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
