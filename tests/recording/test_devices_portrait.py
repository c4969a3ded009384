"""Drawn portraits and signatures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from siaga.recording.devices.portrait import MAX_BYTES, SIGNATURE_SIZE, SIZE, portrait, signature


@pytest.mark.parametrize("sex", ["L", "P"])
@pytest.mark.parametrize("year", [1980, 1981])
def test_a_portrait_has_size_and_the_lawful_background(sex: str, year: int) -> None:
    for i in range(12):
        data = portrait(f"p{i}", sex, year)
        assert len(data) <= MAX_BYTES
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.size) == ("JPEG", SIZE)
        red, _, blue = image.convert("RGB").getpixel((5, 5))
        assert (red > blue) == (year % 2 == 1)


def test_portraits_are_of_one_person_each() -> None:
    assert portrait("a", "P", 1990) == portrait("a", "P", 1990)
    assert len({portrait(f"p{i}", "L", 1990) for i in range(20)}) == 20


def test_a_signature_is_strokes_on_white() -> None:
    image = Image.open(io.BytesIO(signature("a"))).convert("L")
    assert image.size == SIGNATURE_SIZE
    assert 0.01 < (np.asarray(image) < 128).mean() < 0.2
    assert signature("a") == signature("a") != signature("b")
