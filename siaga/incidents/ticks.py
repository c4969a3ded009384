"""Due work of an office and of the centre: measure what they depend on, remember what piles up."""

from __future__ import annotations

from siaga.continuity.ticks import probing

from .drain import remember
from .probes import CENTRE_PROBES, OFFICE_PROBES

OFFICE_TICKS = (probing(OFFICE_PROBES), remember)
CENTRE_TICKS = (probing(CENTRE_PROBES),)
