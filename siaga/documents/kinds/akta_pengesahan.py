"""Kutipan akta pengesahan anak: A4 portrait, Indonesian and English; the parents married after the birth (UU 23/2006 art. 50 as
UU 24/2013 has it). Wording: our own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.child import ChildAkta, child_view, couple, spoken


class AktaPengesahan(ChildAkta, frozen=True, kw_only=True):
    """married_on, marriage: day of the parents' wedding before the state, number of its deed."""

    father: str
    mother: str
    married_on: date
    marriage: str


def view(akta: AktaPengesahan) -> dict[str, Any]:
    day, day_en = spoken(akta.married_on)
    return {
        **child_view(akta),
        "parents": couple(akta.father, akta.mother),
        "parents_en": couple(akta.father, akta.mother, "and"),
        "marriage": akta.marriage,
        "day": day,
        "day_en": day_en,
    }


AKTA_PENGESAHAN = DocumentKind(
    code="akta_pengesahan",
    title="Kutipan Akta Pengesahan Anak",
    struct=AktaPengesahan,
    view=view,
    template="akta_pengesahan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 24/2013 pasal 50; UU 23/2006 pasal 68; Permendagri 109/2019",
    claim_number=11,
)
