"""KIA, the child's card, front face: ID-1, 85.60 × 53.98 mm, no chip (Permendagri 2/2016). Without a photograph below five years,
with one from five to seventeen. Never signed as a document (Permendagri 104/2019).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from siaga.documents.kind import Document, DocumentKind
from siaga.documents.kinds.identity import SEX
from siaga.documents.wording import date_short, rt_rw

PHOTO_FROM, GROWN = 5, 17


class Kia(Document, frozen=True, kw_only=True):
    """number: the NIK. valid_until: see `last_day`. photo: JPEG or PNG; empty below five years, or to be pasted on. photo_blob:
    the sealed file that it is in; `photo` is filled when the card is drawn and never stored. blank: as of the KTP-el.
    """

    province: str
    region: str
    nik: str
    name: str
    birth_place: str
    birth_date: date
    sex: Literal["L", "P"]
    blood: str
    no_kk: str
    head: str
    birth_deed: str
    address: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    religion: str
    issued_place: str
    issued_on: date
    valid_until: date
    citizenship: str = "WNI"
    photo: bytes = b""
    blank: bool = True
    photo_blob: str = ""

    @property
    def number(self) -> str:
        return self.nik

    @property
    def holder_name(self) -> str:
        """The child's, not that of the head of its family."""
        return self.name

    @property
    def older(self) -> bool:
        """Of the kind with a photograph: it holds past the fifth birthday."""
        return self.valid_until >= _birthday(self.birth_date, PHOTO_FROM)


def _birthday(born: date, years: int) -> date:
    """29 February is kept on 1 March of a common year, as `people.biodata.age_on` counts."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def last_day(born: date, on: date) -> date | None:
    """The last day of a card issued on that day: the one before the fifth, or the seventeenth, birthday. None for who is seventeen."""
    for years in (PHOTO_FROM, GROWN):
        if on < (birthday := _birthday(born, years)):
            return birthday - timedelta(days=1)
    return None


def view(card: Kia) -> dict[str, Any]:
    rows = [
        ("Nama", card.name),
        ("Tempat/Tgl Lahir", f"{card.birth_place}, {date_short(card.birth_date)}"),
        ("Jenis Kelamin", SEX[card.sex]),
        ("No. KK", card.no_kk),
        ("Kepala Keluarga", card.head),
        ("No. Akta Kelahiran", card.birth_deed or "-"),
        ("Agama", card.religion),
        ("Kewarganegaraan", card.citizenship),
        ("Alamat", card.address),
        ("RT/RW", rt_rw(card.rt, card.rw)),
        ("Kel/Desa", card.kelurahan),
        ("Kecamatan", card.kecamatan),
    ]
    return {
        "province": f"PROVINSI {card.province.upper()}",
        "region": card.region.upper(),
        "nik": card.nik,
        "rows": [[label, value.upper()] for label, value in rows],
        "blood": card.blood.upper() or "-",
        "older": card.older,
        "photo": card.photo,
        "valid_until": date_short(card.valid_until),
        "issued_place": card.issued_place.upper(),
        "issued_on": date_short(card.issued_on),
        "blank": card.blank,
    }


KIA = DocumentKind(
    code="kia",
    title="Kartu Identitas Anak",
    struct=Kia,
    view=view,
    template="kia.typ",
    signed=False,
    paper="ID-1, 85,60 × 53,98 mm",
    legal_basis="Permendagri 2/2016",
    claim_number=0,
    on_blank=True,
)
