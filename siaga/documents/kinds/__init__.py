"""Every document there is, in one explicit tuple; a new one is one struct, one template, one row, one golden test."""

from __future__ import annotations

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta_kelahiran import AKTA_KELAHIRAN
from siaga.documents.kinds.akta_kematian import AKTA_KEMATIAN
from siaga.documents.kinds.akta_pengakuan import AKTA_PENGAKUAN
from siaga.documents.kinds.akta_pengangkatan import AKTA_PENGANGKATAN
from siaga.documents.kinds.akta_pengesahan import AKTA_PENGESAHAN
from siaga.documents.kinds.akta_perceraian import AKTA_PERCERAIAN
from siaga.documents.kinds.akta_perkawinan import AKTA_PERKAWINAN
from siaga.documents.kinds.berita_acara import BERITA_ACARA
from siaga.documents.kinds.biodata import BIODATA
from siaga.documents.kinds.buku_register import BUKU_REGISTER
from siaga.documents.kinds.datang import DATANG
from siaga.documents.kinds.kia import KIA
from siaga.documents.kinds.kk import KK
from siaga.documents.kinds.ktp_el import KTP_EL
from siaga.documents.kinds.lahir_mati import LAHIR_MATI
from siaga.documents.kinds.notice import NOTICE
from siaga.documents.kinds.panggilan import PANGGILAN
from siaga.documents.kinds.receipt import RECEIPT
from siaga.documents.kinds.skpwni import SKPWNI
from siaga.documents.kinds.sktt import SKTT
from siaga.documents.kinds.suket import SUKET
from siaga.documents.kinds.surat_permintaan import SURAT_PERMINTAAN
from siaga.documents.kinds.surat_tugas import SURAT_TUGAS

KINDS: tuple[DocumentKind, ...] = (
    KTP_EL,
    KIA,
    KK,
    BIODATA,
    AKTA_KELAHIRAN,
    LAHIR_MATI,
    AKTA_KEMATIAN,
    AKTA_PERKAWINAN,
    AKTA_PERCERAIAN,
    AKTA_PENGANGKATAN,
    AKTA_PENGAKUAN,
    AKTA_PENGESAHAN,
    SKPWNI,
    DATANG,
    SKTT,
    SUKET,
    RECEIPT,
    NOTICE,
    BERITA_ACARA,
    BUKU_REGISTER,
    PANGGILAN,
    SURAT_PERMINTAAN,
    SURAT_TUGAS,
)
BY_CODE: dict[str, DocumentKind] = {kind.code: kind for kind in KINDS}
ON_BLANKS = tuple(kind.code for kind in KINDS if kind.on_blank)
