"""Surat keterangan lahir mati: a certificate, not an akta; A4 portrait (UU 23/2006 art. 33; Permendagri 109/2019). Wording: our
own.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kind import Document, DocumentKind, Office, Signature
from siaga.documents.kinds.blocks import office_view, signature_view
from siaga.documents.wording import date_long, date_words, nik_groups, number_words, order_words

SEX = {"L": "laki-laki", "P": "perempuan", "": "tidak dapat ditentukan"}


class LahirMati(Document, frozen=True, kw_only=True):
    """number: of the entry. mother_nik: "" for a mother in another office's register. weeks: of the pregnancy, 28 or more.

    birth_order: of the child among its mother's children, 0 unsaid. letter: of who attended the birth. sex: "" where it could not
    be told.
    """

    office: Office
    number: str
    registered_on: date
    mother: str
    mother_nik: str
    birth_place: str
    birth_date: date
    weeks: int
    sex: Literal["L", "P", ""]
    letter: str
    signature: Signature
    father: str = ""
    father_nik: str = ""
    birth_order: int = 0
    late: bool = False

    @property
    def name(self) -> str:
        return self.mother


def view(said: LahirMati) -> dict[str, Any]:
    order = f"ke-{said.birth_order} ({order_words(said.birth_order)})" if said.birth_order else ""
    child = [
        ["Tempat lahir mati", said.birth_place.upper()],
        ["Tanggal", f"{date_long(said.birth_date)} ({date_words(said.birth_date)})"],
        ["Jenis kelamin", SEX[said.sex]],
        ["Lama kandungan", f"{said.weeks} ({number_words(said.weeks)}) minggu"],
        ["Kelahiran", order],
        ["Surat keterangan", said.letter],
    ]
    mother = [["Nama ibu", said.mother.upper()], ["NIK ibu", nik_groups(said.mother_nik)]]
    father = [["Nama ayah", said.father.upper()], ["NIK ayah", nik_groups(said.father_nik)]]
    return {
        "office": office_view(said.office),
        "number": said.number,
        "child": [row for row in child if row[1]],
        "parents": [row for row in (*mother, *father) if row[1]],
        "registered": f"{date_long(said.registered_on)} ({date_words(said.registered_on)})",
        "late": said.late,
        "signature": signature_view(said.signature),
    }


LAHIR_MATI = DocumentKind(
    code="lahir_mati",
    title="Surat Keterangan Lahir Mati",
    struct=LahirMati,
    view=view,
    template="lahir_mati.typ",
    signed=True,
    paper="A4 tegak",
    legal_basis="UU 23/2006 pasal 33; Permendagri 109/2019",
    claim_number=8,
)
