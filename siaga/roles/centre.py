"""What the centre does by itself, in order."""

from __future__ import annotations

from siaga.uniqueness import ticks as uniqueness

from .role import Role

CENTRE = Role("pusat", (*uniqueness.CENTRE_TICKS,))
