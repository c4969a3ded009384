"""What an officer does to the register of people that is no declared event yet."""

from __future__ import annotations

from .peristiwa.biodata_pertama import register_resident

__all__ = ["register_resident"]
