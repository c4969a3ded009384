"""Life events, one a file; PERISTIWA lists them all."""

from __future__ import annotations

from .biodata_pertama import BIODATA_PERTAMA
from .event import Peristiwa
from .kelahiran import KELAHIRAN
from .kematian import KEMATIAN
from .perubahan import KK_ULANG, PERUBAHAN_DATA

PERISTIWA: tuple[Peristiwa, ...] = (BIODATA_PERTAMA, KELAHIRAN, KEMATIAN, PERUBAHAN_DATA, KK_ULANG)
BY_CODE: dict[str, Peristiwa] = {p.code: p for p in PERISTIWA}
