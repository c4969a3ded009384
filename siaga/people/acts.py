"""What an officer does to the register of people; each lives with its life event in `peristiwa/`."""

from __future__ import annotations

from .peristiwa.biodata_pertama import register_resident
from .peristiwa.kelahiran import register_birth
from .peristiwa.kematian import register_death
from .peristiwa.perubahan import change_data, reissue_kk

__all__ = ["change_data", "register_birth", "register_death", "register_resident", "reissue_kk"]
