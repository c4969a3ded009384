"""The adapter between a recording desk and whatever captures fingers and irises there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..iso19794 import Eye, FingerTemplate, IrisTemplate

ABOUT = "alat rekam"


@dataclass(frozen=True, slots=True)
class FingerCapture:
    """One finger as captured. record: ISO/IEC 19794-2:2005, what is stored and sent."""

    position: int
    quality: int
    record: bytes
    template: FingerTemplate


@dataclass(frozen=True, slots=True)
class IrisCapture:
    """One eye as captured. record: our container (`siaga.recording.iso19794`)."""

    eye: Eye
    quality: int
    record: bytes
    template: IrisTemplate


class CaptureDevice(Protocol):
    """What a desk asks of a scanner. Every method raises TemporaryFault (about "alat rekam") while it is not there.

    person_key: who stands before the device, if it has to be told (the simulated one); a real one ignores it.
    nonce: names the attempt, so that repeating a call after a crash repeats its result; a real one ignores it too.
    """

    @property
    def name(self) -> str:
        """Maker and model, for the record."""

    def probe(self) -> None:
        """Returns if the device is ready."""

    def fingers(self, person_key: str, positions: Sequence[int], *, nonce: str) -> list[FingerCapture]:
        """One capture a position (1..10), in the order asked; a finger that does not exist is left out."""

    def irises(self, person_key: str, eyes: Sequence[Eye], *, nonce: str) -> list[IrisCapture]:
        """One capture an eye."""

    def verify(self, person_key: str, position: int, *, nonce: str) -> FingerCapture:
        """One finger for the check at hand-over; PermanentFault if the person has no such finger."""
