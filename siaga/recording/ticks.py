"""Due work of recording at an office."""

from __future__ import annotations

from .sending import mark_sent, reseal

OFFICE_TICKS = (reseal, mark_sent)
