"""Made-up iris codes: smooth random fields, thresholded.

Neighbouring bits of a real code are correlated, so that two strangers differ like about 250 independent coins, not 2048
(Daugman 2004: 249 degrees of freedom). The same is had here by smoothing; an image of the same eye adds a field of noise,
a turn of the head, and lids that cover the ends of some bands.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..iso19794 import Eye, IrisTemplate
from .seeds import stream

BANDS, ANGLES, PHASES = 8, 128, 2
SMOOTH_ANGLES = 3.3  # columns, standard deviation of the kernel
SMOOTH_BANDS = 0.7
NOISE_MEAN, NOISE_SD = 0.33, 0.08  # noise against signal: distances of about 0.08 to 0.2 between two images
MAX_TURN = 4  # columns of 2.8 degrees

Field = NDArray[np.float64]


def _kernel(sigma: float, size: int, shape: Literal["ring", "line"]) -> Field:
    steps = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :])
    if shape == "ring":
        steps = np.minimum(steps, size - steps)
    weight = np.exp(-(steps**2) / (2 * sigma**2))
    return np.asarray(weight / np.sqrt((weight**2).sum(axis=0, keepdims=True)))


_RING = _kernel(SMOOTH_ANGLES, ANGLES, "ring")
_LINE = _kernel(SMOOTH_BANDS, BANDS, "line")


def look(person_key: str, eye: Eye, nonce: str) -> tuple[IrisTemplate, int]:
    """One image of this human's eye as a template, and its quality 0..100."""
    own = _field(stream("iris", person_key, eye))
    rng = stream("look", person_key, eye, nonce)
    noise = float(np.clip(rng.normal(NOISE_MEAN, NOISE_SD), 0.12, 0.6))
    seen = own + noise * _field(rng)
    turn = int(rng.integers(-MAX_TURN, MAX_TURN + 1))
    bits = np.roll(seen > 0, turn, axis=1)
    mask = _lids(rng)
    quality = int(np.clip(round(100 * (1 - noise) + 15 - 40 * (1 - mask.mean())), 1, 100))
    code = np.packbits(bits.reshape(-1)).tobytes()
    return IrisTemplate(eye, code, np.packbits(mask.reshape(-1)).tobytes()), quality


def _field(rng: np.random.Generator) -> Field:
    """Gaussian noise of unit variance, smoothed around the eye and across the bands; each phase bit has its own."""
    raw = rng.normal(0, 1, (BANDS, ANGLES, PHASES))
    across = (_LINE @ raw.reshape(BANDS, -1)).reshape(raw.shape)
    smooth = np.tensordot(across, _RING, axes=(1, 0)).transpose(0, 2, 1)
    return np.asarray(smooth / smooth.std())


def _lids(rng: np.random.Generator) -> NDArray[np.bool_]:
    """Upper lid at column 32, lower at 96: outer bands are covered more widely."""
    mask = np.ones((BANDS, ANGLES, PHASES), bool)
    for middle, mean in ((32, 10), (96, 6)):
        opening = max(0.0, rng.normal(mean, 4))
        for band in range(BANDS):
            half = int(opening * (band + 1) / BANDS)
            columns = np.arange(middle - half, middle + half) % ANGLES
            mask[band, columns] = False
    return mask
