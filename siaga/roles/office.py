"""What an office does by itself, in order."""

from __future__ import annotations

from siaga.cards import ticks as cards
from siaga.cards.suket import papers
from siaga.counter import ticks as counter
from siaga.documents import making, publishing
from siaga.documents import ticks as documents
from siaga.incidents import ticks as incidents
from siaga.people.moving import ticks as moving
from siaga.perangkat import ticks as perangkat
from siaga.recording import moving as recording_moving
from siaga.recording import ticks as recording

from . import saving, second
from .exchanging import swap_blobs, swap_facts
from .role import Role

PAPERS = {**making.BUILDERS, **papers.BUILDERS}

OFFICE = Role(
    "kantor",
    (
        swap_facts,
        swap_blobs,
        *second.OFFICE_TICKS,
        *saving.OFFICE_TICKS,
        *incidents.OFFICE_TICKS,
        *moving.OFFICE_TICKS,
        *recording.OFFICE_TICKS,
        *recording_moving.OFFICE_TICKS,
        *cards.OFFICE_TICKS,
        *documents.office_ticks(PAPERS),
        publishing.vouch_due,
        *counter.OFFICE_TICKS,
        *perangkat.TICKS,
        swap_facts,
    ),
)
