"""What the centre does by itself, in order."""

from __future__ import annotations

from siaga.berkas import ticks as berkas
from siaga.cards import movers as cards
from siaga.cards.blangko import loan_acts
from siaga.cards.planning import together
from siaga.documents import publishing
from siaga.incidents import ticks as incidents
from siaga.people import ticks as people
from siaga.people.moving import ticks as moving
from siaga.perangkat import ticks as perangkat
from siaga.recording import moving as recording_moving
from siaga.uniqueness import ticks as uniqueness

from .role import Role

CENTRE = Role(
    "pusat",
    (
        *incidents.CENTRE_TICKS,
        *people.CENTRE_TICKS,
        *moving.CENTRE_TICKS,
        *berkas.CENTRE_TICKS,
        *uniqueness.CENTRE_TICKS,
        *recording_moving.CENTRE_TICKS,
        *cards.CENTRE_TICKS,
        *loan_acts.CENTRE_TICKS,
        *together.CENTRE_TICKS,
        publishing.vouch_due,
        *perangkat.TICKS,
    ),
)
