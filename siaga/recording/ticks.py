"""Due work of recording at an office."""

from __future__ import annotations

from .sending import mark_sent, reseal
from .twins import part_twins

OFFICE_TICKS = (reseal, part_twins, mark_sent)
