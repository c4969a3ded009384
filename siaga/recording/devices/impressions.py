"""One press of a made-up finger on the glass: what is found again, and how far it has moved.

Each impression finds a share of the minutiae drawn with mean 0.88 and deviation 0.13, moves them by a median of 4.7 px
and turns them by a median of 2.8 degrees against the finger at rest. Half of the variance of the displacement is
plastic: a smooth bend of the skin that neighbours share.

Measured with bozorth3 (percentiles 5, 50, 95 of one finger's genuine pairs; 50, 99, 99.9 of impostor pairs): here
24, 72, 130 and 6, 16, 22; on the development sets of FVC2002, DB1 18, 87, 200 and 6, 20, 27, DB3 8, 45, 130 and 6, 18,
24. So strangers are as alike as real ones; genuine pairs lie between the two sensors, without their worst presses (a
competition asks for dry, turned and half-placed fingers that a recording operator would take again).
"""

from __future__ import annotations

import numpy as np

from ..iso19794 import ANGLE_UNIT, FingerTemplate, Minutia, MinutiaKind
from .ridges import HEIGHT, PPCM, WIDTH, Finger, Floats
from .seeds import stream

REPEATABILITY_MEAN, REPEATABILITY_SD = 0.88, 0.13
REPEATABILITY_MIN, REPEATABILITY_MAX = 0.45, 0.99
JITTER_MEDIAN_PX = 4.7
TURN_MEDIAN_DEG = 2.8
ROTATION_SD_DEG, ROTATION_MAX_DEG = 5.0, 12.0
SHIFT_SD_PX = 14.0
SPURIOUS_MEAN = 5.0

_PER_AXIS = JITTER_MEDIAN_PX / 1.1774  # 1.1774: median of a Rayleigh variable of unit scale
_ANGLE_SD = np.radians(TURN_MEDIAN_DEG) / 0.6745  # 0.6745: median of |N(0, 1)|


def press(finger: Finger, position: int, person_key: str, nonce: str) -> FingerTemplate:
    """The template of one impression; another nonce is another impression."""
    rng = stream("press", person_key, position, nonce)
    repeat = float(np.clip(rng.normal(REPEATABILITY_MEAN, REPEATABILITY_SD), REPEATABILITY_MIN, REPEATABILITY_MAX))
    found = rng.random(len(finger.x)) < repeat * finger.weight
    x, y = _displaced(rng, finger.x[found], finger.y[found])
    theta = finger.theta[found] + rng.normal(0, _ANGLE_SD, found.sum())
    ending = finger.ending[found] ^ (rng.random(found.sum()) < 0.15)  # ends and forks are confused that often
    x, y, theta, ending = _with_spurious(rng, x, y, theta, ending, 1 - repeat)
    turn = np.radians(np.clip(rng.normal(0, ROTATION_SD_DEG), -ROTATION_MAX_DEG, ROTATION_MAX_DEG))
    shift_x, shift_y = rng.normal(0, SHIFT_SD_PX, 2)
    # y counts downwards, angles counter-clockwise: a turn by +t moves (x, y) as below and adds t to the directions
    seen_x = np.round(np.cos(turn) * x + np.sin(turn) * y + shift_x + WIDTH / 2).astype(int)
    seen_y = np.round(-np.sin(turn) * x + np.cos(turn) * y + shift_y + HEIGHT / 2).astype(int)
    units = np.round(np.degrees(theta + turn) / ANGLE_UNIT).astype(int) % 256
    inside = _inside_contact(rng, seen_x, seen_y)
    quality = int(np.clip(100 * repeat - 8 + rng.normal(0, 5), 1, 100))
    each = np.clip(rng.normal(quality, 12, len(seen_x)), 1, 100).astype(int)
    minutiae = tuple(
        Minutia(
            int(seen_x[i]),
            int(seen_y[i]),
            int(units[i]) * ANGLE_UNIT,
            MinutiaKind.ENDING if ending[i] else MinutiaKind.BIFURCATION,
            int(each[i]),
        )
        for i in np.flatnonzero(inside)
    )
    return FingerTemplate(position, WIDTH, HEIGHT, PPCM, quality, minutiae)


def _displaced(rng: np.random.Generator, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Half of the variance as a smooth bend over the pad, half as each minutia's own error."""
    bend = rng.normal(0, _PER_AXIS / np.sqrt(2) / np.sqrt(2), (2, 4))
    u, v = x / 125, y / 165
    shapes = np.stack([np.sin(np.pi * u), np.sin(np.pi * v), np.cos(np.pi * u), np.cos(np.pi * v)])
    own = rng.normal(0, _PER_AXIS / np.sqrt(2), (2, len(x)))
    return x + bend[0] @ shapes + own[0], y + bend[1] @ shapes + own[1]


def _with_spurious(
    rng: np.random.Generator, x: Floats, y: Floats, theta: Floats, ending: np.ndarray, badness: float
) -> tuple[Floats, Floats, Floats, np.ndarray]:
    """Adds false minutiae, more on a bad impression."""
    count = int(rng.poisson(SPURIOUS_MEAN * (0.5 + 4 * badness)))
    more = rng.uniform(-1, 1, (2, count)) * np.array([[115.0], [150.0]])
    return (
        np.concatenate([x, more[0]]),
        np.concatenate([y, more[1]]),
        np.concatenate([theta, rng.uniform(0, 2 * np.pi, count)]),
        np.concatenate([ending, rng.random(count) < 0.5]),
    )


def _inside_contact(rng: np.random.Generator, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """What touched the glass: an oval that misses the edge of the pad on one side more than on another."""
    middle_x, middle_y = WIDTH / 2 + rng.normal(0, 18), HEIGHT / 2 + rng.normal(0, 24)
    half_x, half_y = rng.uniform(110, 145), rng.uniform(140, 185)
    touched = ((x - middle_x) / half_x) ** 2 + ((y - middle_y) / half_y) ** 2 <= 1
    return np.asarray(touched & (x >= 0) & (x < WIDTH) & (y >= 0) & (y < HEIGHT))
