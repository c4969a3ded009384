"""KTP-el, front face: ID-1 (ISO/IEC 7810), 85.60 × 53.98 mm. Never signed as a document (Permendagri 104/2019)."""

from __future__ import annotations

from datetime import date
from typing import Any

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.identity import LIFELONG, Identity, identity_view
from siaga.documents.wording import date_short


class KtpEl(Identity, frozen=True, kw_only=True):
    """valid_until: None for life; a date for foreigners with ITAP. signature_image: JPEG or PNG of the holder's own
    hand.

    blank: draw a stand-in for the blangko's own print; False when printing on a real blank, which brings its own.
    """

    issued_place: str
    issued_on: date
    valid_until: date | None = None
    signature_image: bytes = b""
    blank: bool = True


def view(card: KtpEl) -> dict[str, Any]:
    until = date_short(card.valid_until) if card.valid_until else LIFELONG
    return identity_view(card, until) | {
        "issued_place": card.issued_place.upper(),
        "issued_on": date_short(card.issued_on),
        "signature_image": card.signature_image,
        "blank": card.blank,
    }


KTP_EL = DocumentKind(
    code="ktp_el",
    title="Kartu Tanda Penduduk Elektronik",
    struct=KtpEl,
    view=view,
    template="ktp_el.typ",
    signed=False,
    paper="ID-1, 85,60 × 53,98 mm",
    legal_basis="UU 24/2013 pasal 64; Permendagri 72/2022",
    claim_number=0,
)
