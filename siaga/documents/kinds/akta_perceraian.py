"""Kutipan akta perceraian: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). Wording: our own."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.couple import Spouse, spouse_view
from siaga.documents.wording import date_long, date_long_en, date_words, date_words_en


class AktaPerceraian(Akta, frozen=True, kw_only=True):
    """court, decision, final_on: whose decision, its number, the day on which it became final. marriage: number of that deed."""

    husband: Spouse
    wife: Spouse
    court: str
    decision: str
    final_on: date
    marriage: str = ""

    @property
    def name(self) -> str:
        return f"{self.husband.name} & {self.wife.name}"


def view(akta: AktaPerceraian) -> dict[str, Any]:
    on, registered = akta.final_on, akta.registered_on
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "nik": " / ".join(s.nik for s in (akta.husband, akta.wife) if s.nik) or "-",
        "court": akta.court,
        "decision": akta.decision,
        "day": f"{date_long(on)} ({date_words(on)})",
        "day_en": f"{date_long_en(on)} ({date_words_en(on)})",
        "marriage": akta.marriage,
        "husband": spouse_view(akta.husband),
        "wife": spouse_view(akta.wife),
        "registered": f"{date_long(registered)} ({date_words(registered)})",
        "registered_en": f"{date_long_en(registered)} ({date_words_en(registered)})",
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }


AKTA_PERCERAIAN = DocumentKind(
    code="akta_perceraian",
    title="Kutipan Akta Perceraian",
    struct=AktaPerceraian,
    view=view,
    template="akta_perceraian.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 40 dan 68; Permendagri 109/2019",
    claim_number=7,
)
