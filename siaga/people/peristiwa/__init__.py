"""Life events, one a file; PERISTIWA lists them all."""

from __future__ import annotations

from .biodata_pertama import ANGGOTA_BARU, BIODATA_PERTAMA
from .event import Peristiwa
from .kelahiran import KELAHIRAN
from .kematian import KEMATIAN
from .kia import KIA
from .kk import GABUNG_KK, PINDAH_ALAMAT, PISAH_KK
from .lahir_mati import LAHIR_MATI
from .orang_asing import TINGGAL_TERBATAS, TINGGAL_TETAP
from .pembatalan import PEMBATALAN
from .pembetulan import PEMBETULAN
from .penetapan import PENETAPAN
from .pengakuan import PENGAKUAN
from .pengangkatan import PENGANGKATAN
from .pengesahan import PENGESAHAN
from .perceraian import PERCERAIAN
from .perkawinan import PERKAWINAN
from .perubahan import KK_ULANG, PERUBAHAN_DATA
from .pewarganegaraan import PEWARGANEGARAAN
from .pindah import PINDAH_DATANG, PINDAH_KELUAR
from .rentan import RENTAN
from .tinggal_berakhir import KEMATIAN_ORANG_ASING, MENINGGALKAN_INDONESIA

PERISTIWA: tuple[Peristiwa, ...] = (
    BIODATA_PERTAMA,
    ANGGOTA_BARU,
    RENTAN,
    KELAHIRAN,
    LAHIR_MATI,
    KEMATIAN,
    PERKAWINAN,
    PERCERAIAN,
    PISAH_KK,
    GABUNG_KK,
    PINDAH_ALAMAT,
    PINDAH_KELUAR,
    PINDAH_DATANG,
    PERUBAHAN_DATA,
    PENETAPAN,
    PENGANGKATAN,
    PENGAKUAN,
    PENGESAHAN,
    PEWARGANEGARAAN,
    TINGGAL_TERBATAS,
    TINGGAL_TETAP,
    KEMATIAN_ORANG_ASING,
    MENINGGALKAN_INDONESIA,
    PEMBETULAN,
    PEMBATALAN,
    KIA,
    KK_ULANG,
)
BY_CODE: dict[str, Peristiwa] = {p.code: p for p in PERISTIWA}
OF_A_FAMILY = tuple(p for p in PERISTIWA if p.asked is not None and p.asked.about == "keluarga")
