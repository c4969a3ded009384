"""Kutipan akta perceraian: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). Wording: our own."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.couple import CoupleAkta, couple_view


class AktaPerceraian(CoupleAkta, frozen=True, kw_only=True):
    """court, decision, final_on: whose decision, its number, the day on which it became final. marriage: number of that deed."""

    court: str
    decision: str
    final_on: date
    marriage: str = ""


def view(akta: AktaPerceraian) -> dict[str, Any]:
    return {
        **couple_view(akta, akta.final_on),
        "court": akta.court,
        "decision": akta.decision,
        "marriage": akta.marriage,
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
