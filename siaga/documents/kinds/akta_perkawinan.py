"""Kutipan akta perkawinan: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). Wording: our own."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.couple import CoupleAkta, couple_view


class AktaPerkawinan(CoupleAkta, frozen=True, kw_only=True):
    """married_on, place: of the ceremony. minister: before whom."""

    married_on: date
    place: str
    minister: str


def view(akta: AktaPerkawinan) -> dict[str, Any]:
    return {**couple_view(akta, akta.married_on), "place": akta.place.upper(), "minister": akta.minister}


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
