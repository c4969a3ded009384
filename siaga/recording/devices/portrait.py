"""Drawn portraits and signatures for training, tests and drills: nobody's likeness, always the same for one person.

Background red for an odd year of birth, blue for an even one, as on the card.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from .seeds import stream

SIZE = (300, 400)
MAX_BYTES = 20_000
SIGNATURE_SIZE = (320, 120)
_SCALE = 2  # drawn larger, then reduced: smooth edges
_RED, _BLUE = (197, 38, 44), (40, 92, 178)
_SKINS = ((247, 215, 183), (234, 192, 152), (216, 166, 122), (190, 137, 96), (160, 110, 74))
_HAIRS = ((24, 20, 20), (38, 30, 28), (52, 42, 38), (120, 118, 116))
_CLOTHES = ((250, 250, 250), (44, 62, 92), (96, 46, 60), (52, 92, 78), (222, 205, 170), (70, 70, 78))
_INK = (40, 26, 22)


@dataclass(frozen=True)
class _Face:
    """Choices of one person; lengths in pixels of the 300 x 400 picture."""

    skin: tuple[int, int, int]
    hair: tuple[int, int, int]
    cloth: tuple[int, int, int]
    scarf: tuple[int, int, int] | None
    wide: int
    tall: int
    eyes: int
    brow: int
    mouth: int
    moustache: bool


def portrait(person_key: str, sex: str, birth_year: int) -> bytes:
    """JPEG, 300 x 400 px, at most 20 kB. sex: "L" or "P"."""
    face = _face(person_key, sex)
    image = Image.new("RGB", (SIZE[0] * _SCALE, SIZE[1] * _SCALE), _RED if birth_year % 2 else _BLUE)
    pen = ImageDraw.Draw(image)
    if sex == "P" and not face.scarf:
        pen.rounded_rectangle(_box(150, 222, face.wide + 18, face.tall + 22), radius=110, fill=face.hair)
    _shoulders(pen, face)
    _head(pen, face)
    _features(pen, face)
    out = io.BytesIO()
    image.resize(SIZE, Image.Resampling.LANCZOS).save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def signature(person_key: str) -> bytes:
    """PNG, 320 x 120 px: black strokes on white."""
    rng = stream("signature", person_key)
    width, height = SIGNATURE_SIZE
    image = Image.new("L", (width * _SCALE, height * _SCALE), 255)
    pen = ImageDraw.Draw(image)
    loops, steps = int(rng.integers(4, 9)), 240
    t = np.linspace(0, 1, steps)
    swing = rng.uniform(14, 30) * (1 - 0.6 * t) * np.sin(2 * np.pi * loops * t + rng.uniform(0, 6))
    back = rng.uniform(6, 16) * np.cos(2 * np.pi * loops * t)
    x = 30 + t * (width - 80) + back
    y = height / 2 + swing + rng.uniform(-18, 18) * (t - 0.5)
    pen.line(_points(x, y), fill=0, width=3 * _SCALE, joint="curve")
    left, right = sorted(rng.uniform(30, width - 30, 2))
    under = height * rng.uniform(0.72, 0.85)
    pen.line(_points(np.array([left, right]), np.array([under, under - rng.uniform(2, 14)])), fill=0, width=5)
    out = io.BytesIO()
    image.resize(SIGNATURE_SIZE, Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _face(person_key: str, sex: str) -> _Face:
    rng = stream("portrait", person_key)
    scarf = tuple(int(v) for v in rng.integers(60, 235, 3)) if sex == "P" and rng.random() < 0.65 else None
    return _Face(
        skin=_SKINS[rng.integers(len(_SKINS))],
        hair=_HAIRS[rng.choice(len(_HAIRS), p=[0.4, 0.3, 0.18, 0.12])],
        cloth=_CLOTHES[rng.integers(len(_CLOTHES))],
        scarf=(scarf[0], scarf[1], scarf[2]) if scarf else None,
        wide=int(rng.integers(54, 68)),
        tall=int(rng.integers(74, 90)),
        eyes=int(rng.integers(22, 29)),
        brow=int(rng.integers(-3, 1)),
        mouth=int(rng.integers(14, 24)),
        moustache=sex == "L" and rng.random() < 0.25,
    )


def _box(x: float, y: float, half_wide: float, half_tall: float) -> tuple[float, float, float, float]:
    return (
        (x - half_wide) * _SCALE,
        (y - half_tall) * _SCALE,
        (x + half_wide) * _SCALE,
        (y + half_tall) * _SCALE,
    )


def _points(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    return [(float(a) * _SCALE, float(b) * _SCALE) for a, b in zip(x, y, strict=True)]


def _shoulders(pen: ImageDraw.ImageDraw, face: _Face) -> None:
    pen.ellipse(_box(150, 410, 128, 100), fill=face.cloth)
    if face.scarf:
        pen.ellipse(_box(150, 350, 92, 80), fill=face.scarf)
        return
    pen.rounded_rectangle(_box(150, 290, 26, 44), radius=24, fill=_darker(face.skin))
    pen.polygon(
        [(124 * _SCALE, 316 * _SCALE), (150 * _SCALE, 352 * _SCALE), (176 * _SCALE, 316 * _SCALE)], fill=face.skin
    )


def _head(pen: ImageDraw.ImageDraw, face: _Face) -> None:
    if face.scarf:
        pen.ellipse(_box(150, 200, face.wide + 22, face.tall + 26), fill=face.scarf)
        pen.ellipse(_box(150, 206, face.wide - 2, face.tall - 2), fill=face.skin)
        return
    pen.ellipse(_box(150 - face.wide, 208, 9, 15), fill=_darker(face.skin))
    pen.ellipse(_box(150 + face.wide, 208, 9, 15), fill=_darker(face.skin))
    pen.ellipse(_box(150, 178, face.wide + 5, face.tall - 8), fill=face.hair)
    pen.ellipse(_box(150, 210, face.wide, face.tall - 4), fill=face.skin)


def _features(pen: ImageDraw.ImageDraw, face: _Face) -> None:
    for side in (-1, 1):
        x = 150 + side * face.eyes
        pen.ellipse(_box(x, 200, 10, 6), fill=(252, 252, 252))
        pen.ellipse(_box(x, 200, 5, 5), fill=_INK)
        pen.line(
            _points(np.array([x - 13, x + 13]), np.array([184 + side * face.brow, 184 - side * face.brow])),
            fill=_INK,
            width=4 * _SCALE,
        )
    pen.arc(_box(150, 222, 9, 12), 30, 150, fill=_darker(face.skin), width=3 * _SCALE)
    pen.arc(_box(150, 240, face.mouth, 12), 20, 160, fill=(150, 60, 62), width=4 * _SCALE)
    if face.moustache:
        pen.arc(_box(150, 248, face.mouth + 10, 13), 195, 345, fill=face.hair, width=5 * _SCALE)


def _darker(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    return (int(colour[0] * 0.86), int(colour[1] * 0.84), int(colour[2] * 0.82))
