"""Kutipan akta pengangkatan anak: A4 portrait, Indonesian and English. The deed of birth stays; it carries the note of this
adoption (UU 23/2006 art. 47). Wording: our own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.child import ChildAkta, child_view, couple, spoken


class AktaPengangkatan(ChildAkta, frozen=True, kw_only=True):
    """father, mother: of birth. adopter, adopter_wife: who adopts, "" for the one that there is not. court, decision, decided_on:
    whose order, its number and its day.
    """

    adopter: str
    adopter_wife: str
    court: str
    decision: str
    decided_on: date
    father: str = ""
    mother: str = ""


def view(akta: AktaPengangkatan) -> dict[str, Any]:
    decided, decided_en = spoken(akta.decided_on)
    return {
        **child_view(akta),
        "parents": couple(akta.father, akta.mother),
        "adopters": couple(akta.adopter, akta.adopter_wife),
        "court": akta.court,
        "decision": akta.decision,
        "day": decided,
        "day_en": decided_en,
    }


AKTA_PENGANGKATAN = DocumentKind(
    code="akta_pengangkatan",
    title="Kutipan Akta Pengangkatan Anak",
    struct=AktaPengangkatan,
    view=view,
    template="akta_pengangkatan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 47, 48 dan 68; Permendagri 109/2019",
    claim_number=9,
)
