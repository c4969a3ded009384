"""Surat keterangan pengganti KTP-el: A4 portrait, the card's data with photo, valid six months (letter 471.13/10231,
2016).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.kinds.identity import LIFELONG, Identity, identity_view
from siaga.documents.wording import date_long

UNVERIFIED = "PEREKAMAN BELUM DIVERIFIKASI PUSAT — surat ini dicabut bila data ternyata ganda"
COUNTERFACTUAL = "KONTRAFAKTUAL — pada tanggal ini suket belum dikenal; hanya untuk latihan (drill)"


class Suket(Identity, frozen=True, kw_only=True):
    """recorded_on: day of the biometric recording; only recorded people get one. renewal: 0 for the first, 1 for its
    renewal …

    unverified: given on a recording that the centre has not yet answered. counterfactual: issued in a drill before Oct
    2016. reason: why there is no card yet, one clause ("blangko belum tersedia").
    """

    office: Office
    number: str
    recorded_on: date
    issued_on: date
    valid_until: date
    reason: str
    signature: Signature
    renewal: int = 0
    unverified: bool = False
    counterfactual: bool = False


def view(suket: Suket) -> dict[str, Any]:
    banners = [UNVERIFIED] * suket.unverified + [COUNTERFACTUAL] * suket.counterfactual
    return identity_view(suket, LIFELONG) | {
        "office": office_view(suket.office),
        "number": suket.number,
        "renewal": suket.renewal,
        "recorded_on": date_long(suket.recorded_on),
        "issued_on": date_long(suket.issued_on),
        "valid_until": date_long(suket.valid_until),
        "reason": suket.reason,
        "banners": banners,
        "unverified": suket.unverified,
        "signature": signature_view(suket.signature),
    }


SUKET = DocumentKind(
    code="suket",
    title="Surat Keterangan Pengganti KTP-el",
    struct=Suket,
    view=view,
    template="suket.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="Surat 471.13/10231/DUKCAPIL tanggal 29 September 2016",
    claim_number=4,
)
