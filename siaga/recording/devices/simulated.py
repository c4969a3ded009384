"""The simulated scanner: the same human always has the same fingers and eyes, and no two captures are alike.

The person key is the *true* person, whatever NIK is on the desk: someone recorded under two NIKs has one body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from siaga.kit.refusal import PermanentFault, TemporaryFault

from ..iso19794 import Eye, encode_finger, encode_iris
from . import impressions, ridges, simulated_irises
from .device import ABOUT, FingerCapture, IrisCapture


def _never() -> bool:
    return False


class SimulatedScanner:
    """Implements `CaptureDevice`.

    unplugged: asked before every capture; the training switch of the office. lost: person key -> finger positions which
    that person does not have.
    """

    name = "SIAGA simulated scanner"

    def __init__(
        self, unplugged: Callable[[], bool] = _never, lost: Mapping[str, frozenset[int]] | None = None
    ) -> None:
        self._unplugged = unplugged
        self._lost = dict(lost or {})

    def probe(self) -> None:
        """Returns if plugged in."""
        if self._unplugged():
            raise TemporaryFault("Pemindai tidak menjawab. Periksa kabel dan dayanya, lalu coba lagi.", ABOUT)

    def fingers(self, person_key: str, positions: Sequence[int], *, nonce: str) -> list[FingerCapture]:
        """Captures of those fingers that the person has, in the order asked; ValueError for a position not 1..10."""
        self.probe()
        if any(p not in range(1, 11) for p in positions):
            raise ValueError(f"finger positions are 1..10, not {list(positions)}")
        return [_finger(person_key, p, nonce) for p in positions if p not in self._lost.get(person_key, ())]

    def irises(self, person_key: str, eyes: Sequence[Eye], *, nonce: str) -> list[IrisCapture]:
        """Captures of the eyes, in the order asked."""
        self.probe()
        captures = []
        for eye in eyes:
            template, quality = simulated_irises.look(person_key, eye, nonce)
            captures.append(IrisCapture(eye, quality, encode_iris(template), template))
        return captures

    def verify(self, person_key: str, position: int, *, nonce: str) -> FingerCapture:
        """One finger, pressed anew."""
        found = self.fingers(person_key, [position], nonce=nonce)
        if not found:
            raise PermanentFault(f"there is no finger {position}", ABOUT)
        return found[0]


def _finger(person_key: str, position: int, nonce: str) -> FingerCapture:
    template = impressions.press(ridges.finger_of(person_key, position), position, person_key, nonce)
    return FingerCapture(position, template.quality, encode_finger(template), template)
