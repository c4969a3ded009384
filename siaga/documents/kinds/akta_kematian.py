"""Kutipan akta kematian: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). Wording: our own."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_long, date_long_en, date_words, date_words_en

SEX = {"L": "laki-laki", "P": "perempuan"}
SEX_EN = {"L": "male", "P": "female"}
CITIZENSHIP_EN = {"WNI": "Indonesian citizen", "WNA": "foreign national"}


class AktaKematian(Akta, frozen=True, kw_only=True):
    """time: local time of death as written in the letter, "14.30 WIB", "" if unknown. father, mother: "" if unknown."""

    nik: str
    name: str
    sex: Literal["L", "P"]
    birth_place: str
    birth_date: date
    death_place: str
    death_date: date
    citizenship: str = "WNI"
    time: str = ""
    father: str = ""
    mother: str = ""


def view(akta: AktaKematian) -> dict[str, Any]:
    died, born, registered = akta.death_date, akta.birth_date, akta.registered_on
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "nik": akta.nik or "-",
        "name": akta.name.upper(),
        "subject": "deceased",
        "place": akta.death_place.upper(),
        "day": f"{date_long(died)} ({date_words(died)})",
        "day_en": f"{date_long_en(died)} ({date_words_en(died)})",
        "time": akta.time,
        "person": f"{SEX[akta.sex]}, {akta.citizenship}",
        "person_en": f"{SEX_EN[akta.sex]}, {CITIZENSHIP_EN.get(akta.citizenship, akta.citizenship)}",
        "born": f"{akta.birth_place.upper()}, {date_long(born)}",
        "born_en": f"{akta.birth_place.upper()}, {date_long_en(born)}",
        "father": akta.father.upper() or "-",
        "mother": akta.mother.upper() or "-",
        "registered": f"{date_long(registered)} ({date_words(registered)})",
        "registered_en": f"{date_long_en(registered)} ({date_words_en(registered)})",
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }


AKTA_KEMATIAN = DocumentKind(
    code="akta_kematian",
    title="Kutipan Akta Kematian",
    struct=AktaKematian,
    view=view,
    template="akta_kematian.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 44 dan 68; Permendagri 109/2019",
    claim_number=3,
)
