"""Every document there is, in one explicit tuple; a new one is one struct, one template, one row, one golden test."""

from __future__ import annotations

from siaga.documents.kind import DocumentKind
from siaga.documents.kinds.akta_kelahiran import AKTA_KELAHIRAN
from siaga.documents.kinds.akta_kematian import AKTA_KEMATIAN
from siaga.documents.kinds.akta_perceraian import AKTA_PERCERAIAN
from siaga.documents.kinds.akta_perkawinan import AKTA_PERKAWINAN
from siaga.documents.kinds.kk import KK
from siaga.documents.kinds.ktp_el import KTP_EL
from siaga.documents.kinds.notice import NOTICE
from siaga.documents.kinds.receipt import RECEIPT
from siaga.documents.kinds.suket import SUKET

KINDS: tuple[DocumentKind, ...] = (
    KTP_EL,
    KK,
    AKTA_KELAHIRAN,
    AKTA_KEMATIAN,
    AKTA_PERKAWINAN,
    AKTA_PERCERAIAN,
    SUKET,
    RECEIPT,
    NOTICE,
)
BY_CODE: dict[str, DocumentKind] = {kind.code: kind for kind in KINDS}
