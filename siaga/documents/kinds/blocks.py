"""Parts of views that several documents share: the office's head, the signature block."""

from __future__ import annotations

from typing import Any

from siaga.documents.kind import Office, Signature
from siaga.documents.wording import date_long

WET_MARK = "tanda tangan basah — terdaftar"


def signature_view(signature: Signature) -> dict[str, Any]:
    """The block as text; a wet signature names its entry in the register."""
    mark = f"{WET_MARK} {signature.register}".rstrip()
    return {
        "state": signature.state,
        "name": signature.name,
        "role": signature.role,
        "place": signature.place,
        "on": date_long(signature.on),
        "nip": signature.nip,
        "mark": mark,
    }


def office_view(office: Office) -> dict[str, str]:
    return {"name": office.name, "region": office.region, "province": office.province, "address": office.address}
