"""The roles: what each is called and what it may do, in words for the person who gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OFFICE, CENTRE = "kantor", "pusat"


@dataclass(frozen=True, slots=True)
class Role:
    """`at`: where the role exists. `label` and `may` are translated when shown."""

    code: str
    label: Promise
    may: Promise
    at: tuple[str, ...] = (OFFICE,)


ALL = (
    Role(
        "loket", _("Petugas loket"), _("Memanggil antrean, menerima permohonan, mencari penduduk, menyerahkan hasil.")
    ),
    Role("verifikator", _("Verifikator"), _("Memeriksa permohonan, mencatat peristiwa, menyetujui atau menolaknya.")),
    Role(
        "kepala_bidang",
        _("Kepala bidang"),
        _("Menyetujui berkas akta yang sudah diverifikasi, atau mengembalikannya dengan alasan."),
    ),
    Role("perekaman", _("Operator perekaman"), _("Merekam sidik jari, iris, foto dan tanda tangan.")),
    Role("pencetakan", _("Operator pencetakan"), _("Mencetak kartu menurut urutan dan memeriksa mutunya.")),
    Role("bendahara", _("Bendahara blangko"), _("Menerima, mengeluarkan dan menghitung blangko.")),
    Role("kepala", _("Kepala kantor"), _("Menandatangani dokumen, mengatur petugas, melihat seluruh keadaan kantor.")),
    Role("teknisi", _("Teknisi"), _("Memeriksa jalur, perangkat dan cadangan; sakelar latihan."), (OFFICE, CENTRE)),
    Role(
        "auditor", _("Auditor"), _("Memeriksa jejak: siapa melihat data siapa, kapan dan untuk apa."), (OFFICE, CENTRE)
    ),
    Role(
        "operator_pusat",
        _("Operator pusat"),
        _("Melihat keadaan semua kantor, membagi blangko, mengatur akun."),
        (CENTRE,),
    ),
    Role("adjudikator", _("Adjudikator"), _("Memutuskan dugaan rekaman ganda."), (CENTRE,)),
)
BY_CODE = {role.code: role for role in ALL}
MANAGERS = frozenset({"kepala", "operator_pusat"})


def here(place: str) -> tuple[Role, ...]:
    """The roles that exist at an office or at the centre."""
    return tuple(role for role in ALL if place in role.at)


def labels(codes: Iterable[str]) -> str:
    """ "Petugas loket, Verifikator", in the order of the table; an unknown code is shown as it is."""
    given = list(codes)
    known = [str(role.label) for role in ALL if role.code in given]
    return ", ".join(known + sorted(c for c in given if c not in BY_CODE))
