"""Kutipan akta pengakuan anak: A4 portrait, Indonesian and English (UU 23/2006 art. 49 as UU 24/2013 has it). Wording: our
own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.child import ChildAkta, child_view, spoken


class AktaPengakuan(ChildAkta, frozen=True, kw_only=True):
    """father: who recognises the child; mother: who agrees. letter, recognised_on: number ("" none) and day of what he declared, or
    of the court's order.
    """

    father: str
    mother: str
    recognised_on: date
    letter: str = ""


def view(akta: AktaPengakuan) -> dict[str, Any]:
    day, day_en = spoken(akta.recognised_on)
    return {
        **child_view(akta),
        "father": akta.father.upper(),
        "mother": akta.mother.upper(),
        "letter": akta.letter,
        "day": day,
        "day_en": day_en,
    }


AKTA_PENGAKUAN = DocumentKind(
    code="akta_pengakuan",
    title="Kutipan Akta Pengakuan Anak",
    struct=AktaPengakuan,
    view=view,
    template="akta_pengakuan.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 24/2013 pasal 49; UU 23/2006 pasal 68; Permendagri 109/2019",
    claim_number=10,
)
