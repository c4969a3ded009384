"""Due work of recording at an office."""

from __future__ import annotations

from .acts import mark_sent

OFFICE_TICKS = (mark_sent,)
