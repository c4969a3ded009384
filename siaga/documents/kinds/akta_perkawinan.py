"""Kutipan akta perkawinan: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). Wording: our own."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.couple import Spouse, spouse_view
from siaga.documents.wording import date_long, date_long_en, date_words, date_words_en


class AktaPerkawinan(Akta, frozen=True, kw_only=True):
    """married_on, place: of the ceremony. minister: before whom."""

    husband: Spouse
    wife: Spouse
    married_on: date
    place: str
    minister: str

    @property
    def name(self) -> str:
        return f"{self.husband.name} & {self.wife.name}"


def view(akta: AktaPerkawinan) -> dict[str, Any]:
    on, registered = akta.married_on, akta.registered_on
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "nik": " / ".join(s.nik for s in (akta.husband, akta.wife) if s.nik) or "-",
        "place": akta.place.upper(),
        "day": f"{date_long(on)} ({date_words(on)})",
        "day_en": f"{date_long_en(on)} ({date_words_en(on)})",
        "husband": spouse_view(akta.husband),
        "wife": spouse_view(akta.wife),
        "minister": akta.minister,
        "registered": f"{date_long(registered)} ({date_words(registered)})",
        "registered_en": f"{date_long_en(registered)} ({date_words_en(registered)})",
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }


AKTA_PERKAWINAN = DocumentKind(
    code="akta_perkawinan",
    title="Kutipan Akta Perkawinan",
    struct=AktaPerkawinan,
    view=view,
    template="akta_perkawinan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 34 dan 68; Permendagri 109/2019",
    claim_number=6,
)
