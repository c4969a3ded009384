"""bozorth3 (NIST Biometric Image Software, public domain) by the `nbis` wheel, fed with our templates.

The wheel writes and reads a record of its own under the ISO name: 26 bytes of header instead of 24 + 4, no resolution,
no number of views, no extended data. A standard record would be misread without an error, so templates are rewritten
for it here. It quantises directions to 11.25 degrees, compares one pair at a time in a process (a mutex around C
globals; Python's lock is free meanwhile) and gives 0 for a pair that overflows its tables.
"""

from __future__ import annotations

import struct
from typing import TypeAlias

import nbis

from siaga.kit.refusal import TemporaryFault
from siaga.recording.iso19794 import ANGLE_UNIT, FingerTemplate, MinutiaKind

ABOUT = "mesin pencocok"
_HEAD = struct.Struct(">8sI2xHHBBB4xB")
_MINUTIA = struct.Struct(">HHBB")
# The wheel reads records of 28 bytes and more; fewer than this many minutiae cannot be compared anyway.
_MIN_MINUTIAE = 2

Prepared: TypeAlias = nbis.Minutiae | None


class Bozorth:
    """The matcher. `prepare` once for each template, `score` for each pair."""

    def __init__(self) -> None:
        try:
            self._reader = nbis.new_nbis_extractor(
                nbis.NbisExtractorSettings(
                    min_quality=0.0, get_center=False, check_fingerprint=False, compute_nfiq2=False, ppi=None
                )
            )
        except Exception as broken:
            raise TemporaryFault(f"bozorth3 does not start: {broken}", ABOUT) from broken

    def prepare(self, template: FingerTemplate) -> Prepared:
        """The template as the matcher holds it; None if it has too few minutiae to be compared at all."""
        if len(template.minutiae) < _MIN_MINUTIAE:
            return None
        try:
            return self._reader.load_iso_19794_2_2005(_record(template))
        except Exception as broken:
            raise TemporaryFault(f"bozorth3 refuses a template: {broken}", ABOUT) from broken

    def score(self, probe: Prepared, other: Prepared) -> int:
        """Similarity, 0 and up without a bound; strangers rarely pass 30."""
        if probe is None or other is None:
            return 0
        try:
            return int(probe.compare(other))
        except Exception as broken:
            raise TemporaryFault(f"bozorth3 failed: {broken}", ABOUT) from broken


def _record(t: FingerTemplate) -> bytes:
    """The wheel's own record: quality of a minutia is 0..63 there."""
    parts = [
        _HEAD.pack(b"FMR\0 20\0", _HEAD.size + 6 * len(t.minutiae), t.width, t.height, 0, 0, t.quality, len(t.minutiae))
    ]
    for m in t.minutiae:
        kind = 2 if m.kind is MinutiaKind.BIFURCATION else 1
        parts.append(
            _MINUTIA.pack(kind << 14 | m.x, m.y, round(m.angle_deg / ANGLE_UNIT) % 256, round(m.quality * 63 / 100))
        )
    return b"".join(parts)
