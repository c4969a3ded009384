"""Surat pernyataan of who was recorded twice: which one NIK is kept, or that it is somebody else. A4 portrait, signed by hand by the
citizen before an officer; it is no document of the office's, so it is not in the registry and carries no QR.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from siaga.documents.kind import Document, DocumentKind, Office
from siaga.documents.kinds.blocks import office_view
from siaga.documents.wording import date_long, nik_groups

KEEP, NOT_ME, OTHER_BODY = "satu_nik", "bukan_saya", "rekam_ulang"


class PernyataanNik(Document, frozen=True, kw_only=True):
    """claim: satu_nik (both are mine, `keeps` is kept), bukan_saya (the other is another person), rekam_ulang (somebody else's fingers
    were recorded under this NIK). other_name, other_place: as the register says, "" where it is not known here.
    """

    office: Office
    number: str
    nik: str
    name: str
    birth: str
    address: str
    other_nik: str
    claim: Literal["satu_nik", "bukan_saya", "rekam_ulang"]
    keeps: str
    cause: str
    proof: str
    officer: str
    on: date
    place: str
    other_name: str = ""


def view(said: PernyataanNik) -> dict[str, Any]:
    return {
        "office": office_view(said.office),
        "number": said.number,
        "who": [["Nama", said.name], ["NIK", nik_groups(said.nik)], ["Tempat, tanggal lahir", said.birth], ["Alamat", said.address]],
        "says": _says(said),
        "facts": [["Sebabnya", said.cause], ["Bukti diri", said.proof]],
        "where": f"{said.place}, {date_long(said.on)}",
        "name": said.name,
        "officer": said.officer,
    }  # fmt: skip


def _says(said: PernyataanNik) -> list[str]:
    other = nik_groups(said.other_nik) + (f" atas nama {said.other_name}" if said.other_name else "")
    if said.claim == NOT_ME:
        return [
            f"NIK {other} bukan milik saya, melainkan milik orang lain.",
            "Saya bersedia dibandingkan wajah dan sidik jarinya oleh petugas pusat.",
        ]
    if said.claim == OTHER_BODY:
        return [
            f"Yang direkam sidik jarinya untuk NIK {nik_groups(said.nik)} bukan saya.",
            "Saya bersedia direkam ulang; rekaman yang keliru tidak dipakai lagi.",
        ]
    if said.other_nik == said.nik:
        return [
            "Saya sudah direkam di kantor lain dengan NIK yang sama.",
            "Saya memakai satu rekaman saja, sesuai kantor domisili saya sekarang.",
        ]
    dropped = said.other_nik if said.keeps == said.nik else said.nik
    return [
        f"NIK {nik_groups(said.nik)} dan NIK {other} keduanya tercatat untuk saya.",
        f"Saya memilih memakai NIK {nik_groups(said.keeps)}.",
        f"Saya tidak memakai lagi NIK {nik_groups(dropped)}, dan mengetahui bahwa NIK itu ditutup untuk selamanya.",
    ]


PERNYATAAN_NIK = DocumentKind(
    code="pernyataan_nik",
    title="Surat Pernyataan Pemilihan NIK",
    struct=PernyataanNik,
    view=view,
    template="pernyataan_nik.typ",
    signed=False,
    paper="A4 tegak",
    legal_basis="UU 24/2013 pasal 63; Perpres 96/2018",
    claim_number=0,
)
