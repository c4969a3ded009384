"""What an office does by itself, in order."""

from __future__ import annotations

from siaga.cards import ticks as cards
from siaga.recording import ticks as recording

from .exchanging import swap_blobs, swap_facts
from .role import Role

OFFICE = Role("kantor", (swap_facts, swap_blobs, *recording.OFFICE_TICKS, *cards.OFFICE_TICKS, swap_facts))
