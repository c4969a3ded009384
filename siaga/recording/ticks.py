"""Due work of recording at an office."""

from __future__ import annotations

from .sending import follow_up, mark_sent, reseal
from .twins import part_twins

OFFICE_TICKS = (reseal, part_twins, mark_sent, follow_up)
