"""Kutipan akta kelahiran: A4 portrait, Indonesian and English (Permendagri 108/2019, 109/2019). The wording is our
own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta import Akta
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import (
    date_long,
    date_long_en,
    date_words,
    date_words_en,
    order_words,
    ordinal_words_en,
)

SEX = {"L": "laki-laki", "P": "perempuan"}
SEX_EN = {"L": "male", "P": "female"}


class AktaKelahiran(Akta, frozen=True, kw_only=True):
    """birth_order: 1 for the first child of the mother. father: "" where the law knows none (child of a mother); mother: "" of a foundling.

    married: whether the parents' marriage is recorded; decides "anak dari suami-istri" (Permendagri 108/2019 art. 48).
    """

    nik: str
    name: str
    sex: Literal["L", "P"]
    birth_place: str
    birth_date: date
    birth_order: int
    mother: str
    father: str = ""
    married: bool = True


def _parents(akta: AktaKelahiran) -> tuple[str, str]:
    if not akta.mother:
        return "orang tua yang tidak diketahui", "parents unknown"
    if not akta.father:
        return f"seorang ibu, {akta.mother.upper()}", f"a mother, {akta.mother.upper()}"
    both = f"{akta.father.upper()} dan {akta.mother.upper()}", f"{akta.father.upper()} and {akta.mother.upper()}"
    if akta.married:
        return f"suami-istri {both[0]}", f"the married couple {both[1]}"
    suffix = "yang perkawinannya belum tercatat", "whose marriage is not recorded"
    return f"ayah dan ibu {both[0]}, {suffix[0]}", f"father and mother {both[1]}, {suffix[1]}"


def view(akta: AktaKelahiran) -> dict[str, Any]:
    parents, parents_en = _parents(akta)
    sex, sex_en = SEX[akta.sex], SEX_EN[akta.sex]
    born, registered = akta.birth_date, akta.registered_on
    return {
        "office": office_view(akta.office),
        "number": akta.register_number,
        "kutipan": akta.kutipan_number,
        "issue": akta.issue,
        "nik": akta.nik,
        "name": akta.name.upper(),
        "subject": "child",
        "place": akta.birth_place.upper(),
        "day": f"{date_long(born)} ({date_words(born)})",
        "day_en": f"{date_long_en(born)} ({date_words_en(born)})",
        "order": f"anak ke-{akta.birth_order} ({order_words(akta.birth_order)}), {sex}"
        if akta.mother
        else f"anak {sex}",
        "order_en": f"{ordinal_words_en(akta.birth_order)} child, {sex_en}" if akta.mother else f"a {sex_en} child",
        "parents": parents,
        "parents_en": parents_en,
        "registered": f"{date_long(registered)} ({date_words(registered)})",
        "registered_en": f"{date_long_en(registered)} ({date_words_en(registered)})",
        "late": akta.late,
        "notes": list(akta.notes),
        "signature": signature_view(akta.signature),
    }


AKTA_KELAHIRAN = DocumentKind(
    code="akta_kelahiran",
    title="Kutipan Akta Kelahiran",
    struct=AktaKelahiran,
    view=view,
    template="akta_kelahiran.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 27 dan 68; Permendagri 109/2019",
    claim_number=2,
)
