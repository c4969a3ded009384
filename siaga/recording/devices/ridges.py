"""A made-up finger at rest: ridge flow of one of the Galton-Henry classes, and minutiae that follow it.

The flow is the zero-pole model of Sherlock and Monro (1993): orientation is half the angle to every core less half the
angle to every delta; an arch is the sine model that SFinGe uses (Cappelli, 2003). Minutiae lie along the ridge, a
ridge distance apart or more: were their directions uniform instead, strangers would score lower than real strangers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .seeds import stream

WIDTH, HEIGHT = 400, 500  # pixels of the simulated sensor
PPCM = 197  # 500 dpi
MIN_APART = 8.0  # pixels: about one ridge
SIGN_COHERENCE = 3.5
Floats = NDArray[np.float64]
Pattern = Literal["arch", "left loop", "right loop", "whorl"]

# Shares of patterns in a population: loops about 60 %, whorls 34 %, arches 6 % (as commonly tabulated);
# a loop opens to the little finger nearly always, so its side goes with the hand.
_ARCH, _WHORL, _RADIAL = 0.06, 0.34, 0.06


@dataclass(frozen=True)
class Finger:
    """Minutiae of one finger, pixels from the centre of the pad, y downwards; theta in radians, counter-clockwise."""

    pattern: Pattern
    x: Floats
    y: Floats
    theta: Floats
    ending: NDArray[np.bool_]
    weight: Floats  # how reliably each is found: mean 1 over the finger


def finger_of(person_key: str, position: int) -> Finger:
    """The finger that this human has at this position (1..10), always the same."""
    rng = stream("finger", person_key, position)
    pattern = _pattern(rng, right_hand=position <= 5)
    count = int(rng.integers(35, 71))
    x, y = _scatter(rng, count)
    theta = _flow(rng, pattern, x, y) + rng.normal(0, np.radians(3), count)
    theta += np.pi * _turned(rng, x, y)
    weight = np.clip(rng.normal(1.0, 0.12, count), 0.6, 1.3)
    return Finger(pattern, x, y, theta % (2 * np.pi), rng.random(count) < 0.6, weight / weight.mean())


def _pattern(rng: np.random.Generator, *, right_hand: bool) -> Pattern:
    dice = rng.random()
    if dice < _ARCH:
        return "arch"
    if dice < _ARCH + _WHORL:
        return "whorl"
    radial = rng.random() < _RADIAL
    return "right loop" if right_hand != radial else "left loop"


def _scatter(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Points on an oval pad, none nearer to another than `MIN_APART`."""
    half_width, half_height = rng.uniform(98, 128), rng.uniform(128, 165)
    radius, turn = np.sqrt(rng.random(40 * count)), rng.random(40 * count) * 2 * np.pi
    across, down = half_width * radius * np.cos(turn), half_height * radius * np.sin(turn)
    kept: list[tuple[float, float]] = []
    for x, y in zip(across.tolist(), down.tolist(), strict=True):
        if all((x - a) ** 2 + (y - b) ** 2 >= MIN_APART**2 for a, b in kept):
            kept.append((x, y))
            if len(kept) == count:
                return np.array([p[0] for p in kept]), np.array([p[1] for p in kept])
    raise ArithmeticError(f"a pad has no room for {count} minutiae")


def _turned(rng: np.random.Generator, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Which minutiae point against the flow: mostly the same way as their neighbours, as where ridges converge."""
    wave = rng.normal(0, 1, 3)
    smooth = wave[0] + wave[1] * x / 90 + wave[2] * y / 120
    return np.asarray(rng.random(len(x)) < 1 / (1 + np.exp(-SIGN_COHERENCE * smooth)))


def _flow(rng: np.random.Generator, pattern: Pattern, x: Floats, y: Floats) -> Floats:
    """Ridge orientation at the points, radians counter-clockwise, to be read modulo pi."""
    tilt = rng.normal(0, np.radians(4))
    up = -y
    if pattern == "arch":
        steep = rng.uniform(0.7, 1.2)
        rise = np.clip(steep * (1 - (up + 120) / 400), 0, steep)
        return np.asarray(-np.arctan(rise * np.sin(x / 170 * np.pi)) + tilt)
    middle = complex(rng.normal(0, 14), rng.normal(25, 18))
    side = 1 if pattern == "left loop" else -1
    spread = rng.uniform(85, 125)
    drop = rng.uniform(95, 145)
    if pattern == "whorl":
        gap = rng.uniform(12, 45)
        cores = [middle + 1j * gap / 2, middle - 1j * gap / 2]
        deltas = [middle + complex(-spread, -drop), middle + complex(spread, -drop * rng.uniform(0.8, 1.2))]
    else:
        cores = [middle]
        deltas = [middle + complex(side * spread, -drop)]
    z = x + 1j * up
    angle = sum((np.angle(z - c) for c in cores), np.zeros(len(x)))
    angle = sum((-np.angle(z - d) for d in deltas), angle)
    return np.asarray(angle / 2 + tilt)
