"""Finger records and iris containers: what goes in comes out, and nothing hostile gets further than TemplateError."""

from __future__ import annotations

import contextlib
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.recording.iso19794 import (
    ANGLE_UNIT,
    FingerTemplate,
    IrisTemplate,
    Minutia,
    MinutiaKind,
    TemplateError,
    decode_finger,
    decode_iris,
    encode_finger,
    encode_iris,
)

MINUTIAE = st.builds(
    Minutia,
    x=st.integers(0, 399),
    y=st.integers(0, 499),
    angle_deg=st.integers(0, 255).map(lambda units: units * ANGLE_UNIT),
    kind=st.sampled_from(MinutiaKind),
    quality=st.integers(0, 100),
)
FINGERS = st.builds(
    FingerTemplate,
    position=st.integers(1, 10),
    width=st.just(400),
    height=st.just(500),
    ppcm=st.sampled_from([197, 394]),
    quality=st.integers(0, 100),
    minutiae=st.lists(MINUTIAE, max_size=255).map(tuple),
    impression=st.sampled_from([0, 1, 8]),
)
IRISES = st.builds(
    IrisTemplate,
    eye=st.sampled_from(["L", "R"]),
    code=st.binary(min_size=256, max_size=256),
    mask=st.binary(min_size=256, max_size=256),
)
ONE = FingerTemplate(2, 400, 500, 197, 80, (Minutia(10, 20, 90.0, MinutiaKind.BIFURCATION, 77),))


@given(FINGERS)
def test_a_finger_survives_its_record(finger: FingerTemplate) -> None:
    assert decode_finger(encode_finger(finger)) == finger


@given(IRISES)
def test_an_iris_survives_its_container(iris: IrisTemplate) -> None:
    assert decode_iris(encode_iris(iris)) == iris


def test_the_bytes_are_those_of_the_standard() -> None:
    expected = (
        "464d5200 20323000 00000024 0000 0190 01f4 00c5 00c5 01 00"  # header: 36 bytes, 400 x 500, 197 ppcm, one view
        "02 00 50 01"  # right index, live plain, quality 80, one minutia
        "800a 0014 40 4d"  # fork at 10, 20; 64 x 1.40625 = 90 degrees; 77
        "0000"  # no extended data
    )
    assert encode_finger(ONE) == bytes.fromhex(expected)


def test_extended_data_of_other_makers_are_passed_over() -> None:
    record = bytearray(encode_finger(ONE)[:-2] + b"\x00\x05\x00\x01\x00\x05\xaa")
    record[8:12] = len(record).to_bytes(4, "big")
    assert decode_finger(bytes(record)) == ONE


def test_an_angle_goes_to_the_nearest_unit_and_wraps() -> None:
    for degrees, units in [(0.6, 0), (0.8, 1), (359.9, 0), (180.0, 128)]:
        turned = dataclasses.replace(ONE, minutiae=(dataclasses.replace(ONE.minutiae[0], angle_deg=degrees),))
        assert encode_finger(turned)[32] == units


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, b"FMX\0"),
        (4, b" 30\0"),
        (8, b"\0\0\0\x25"),
        (8, b"\xff\xff\xff\xff"),
        (14, b"\0\0"),  # no width
        (14, b"\0\x0a"),  # the minutia lies outside
        (18, b"\0\0\0\0"),
        (18, b"\0\xc5\0\xc6"),
        (22, b"\x02"),  # two views
        (24, b"\0"),  # unknown finger
        (24, b"\x0b"),
        (25, b"\x10"),
        (25, b"\x05"),
        (26, b"\x65"),
        (27, b"\x02"),
        (27, b"\xff"),
        (28, b"\xc0"),  # reserved kind
        (30, b"\x40"),  # reserved bits of y
        (33, b"\xff"),
        (34, b"\0\x01"),
    ],
)
def test_a_broken_field_is_refused(at: int, value: bytes) -> None:
    record = bytearray(encode_finger(ONE))
    record[at : at + len(value)] = value
    with pytest.raises(TemplateError):
        decode_finger(bytes(record))


@given(st.integers(0, 35))
def test_a_truncated_record_is_refused(length: int) -> None:
    with pytest.raises(TemplateError):
        decode_finger(encode_finger(ONE)[:length])


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(TemplateError):
        decode_finger(encode_finger(ONE) + b"\0")
    with pytest.raises(TemplateError):
        decode_finger(bytes(2_000_000))
    with pytest.raises(TemplateError):
        encode_finger(dataclasses.replace(ONE, minutiae=ONE.minutiae * 256))


@pytest.mark.parametrize(
    "change",
    [{"position": 0}, {"position": 11}, {"quality": 101}, {"ppcm": 0}, {"width": 10}, {"height": 0}, {"impression": 9}],
)
def test_values_that_the_format_cannot_hold_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(TemplateError):
        encode_finger(dataclasses.replace(ONE, **change))


@pytest.mark.parametrize("angle", [float("nan"), float("inf"), -1.0, 360.0])
def test_an_impossible_angle_is_refused(angle: float) -> None:
    bad = dataclasses.replace(ONE, minutiae=(dataclasses.replace(ONE.minutiae[0], angle_deg=angle),))
    with pytest.raises(TemplateError):
        encode_finger(bad)


@given(FINGERS, st.data())
def test_flipped_bytes_never_do_worse_than_template_error(finger: FingerTemplate, data: st.DataObject) -> None:
    record = bytearray(encode_finger(finger))
    for _ in range(data.draw(st.integers(1, 8))):
        record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(TemplateError):
        assert encode_finger(decode_finger(bytes(record)))


@given(st.binary(max_size=600))
def test_noise_is_refused(noise: bytes) -> None:
    for decode in (decode_finger, decode_iris):
        with pytest.raises(TemplateError):
            decode(noise)


@given(IRISES, st.integers(0, 523), st.integers(1, 255))
def test_a_damaged_iris_is_refused(iris: IrisTemplate, at: int, flip: int) -> None:
    record = bytearray(encode_iris(iris))
    record[at] ^= flip
    with pytest.raises(TemplateError):
        decode_iris(bytes(record))
