"""What all invented documents share: the office, a photograph, a signature block."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw

from siaga.documents.kind import Office, Signature, SignatureState

LONG_NAME = "RADEN AJENG KUSUMANINGTYAS WIDYANINGRUM PRAWIRODIREJO UTAMI"
OFFICE = Office(
    name="Suku Dinas Kependudukan dan Pencatatan Sipil",
    region="Kota Administrasi Jakarta Utara",
    province="DKI Jakarta",
    address="Jalan Contoh Raya Nomor 1, Tanjung Priok, Jakarta Utara 14320",
)


def face(paint: str = "#b3202a") -> bytes:
    """A drawn stand-in for a passport photograph, PNG."""
    image = Image.new("RGB", (300, 400), paint)
    pen = ImageDraw.Draw(image)
    pen.ellipse((40, 290, 260, 560), fill="#f2f2f2")
    pen.ellipse((90, 90, 210, 260), fill="#d9a37c")
    pen.pieslice((84, 70, 216, 230), 180, 360, fill="#2b211d")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def scrawl() -> bytes:
    """A drawn stand-in for a holder's signature, PNG with transparency."""
    image = Image.new("RGBA", (400, 150), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.line([(20, 110), (70, 30), (95, 120), (150, 40), (170, 110), (230, 60), (260, 105), (380, 50)], "#101418", 6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def signed(state: SignatureState = "elektronik", on: date = date(2019, 7, 17)) -> Signature:
    return Signature(
        state=state,
        name="Dra. Ratna Contoh Wulandari, M.Si.",
        role="Kepala Suku Dinas Kependudukan dan Pencatatan Sipil",
        on=on,
        place="Jakarta Utara",
        nip="196801011990032001",
        register="12/TTB/2019" if state == "basah" else "",
    )


ADDRESS = {"address": "Jl. Kebon Bawang VII No. 12", "rt": "3", "rw": "7"}
