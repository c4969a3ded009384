"""The simulated scanner: the same body every time, never the same capture twice."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from siaga.kit.refusal import PermanentFault, TemporaryFault
from siaga.recording.devices import impressions
from siaga.recording.devices.device import CaptureDevice
from siaga.recording.devices.registry import DEVICES, open_device
from siaga.recording.devices.ridges import MIN_APART, finger_of
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.iso19794 import decode_finger, decode_iris

NIK = "3172010101900001"


def scanner() -> CaptureDevice:
    return open_device("simulated", lambda: False)


def test_the_same_attempt_gives_the_same_bytes() -> None:
    first = scanner().fingers(NIK, range(1, 11), nonce="a")
    assert [c.record for c in first] == [c.record for c in scanner().fingers(NIK, range(1, 11), nonce="a")]
    assert [c.position for c in first] == list(range(1, 11))
    eyes = scanner().irises(NIK, ["L", "R"], nonce="a")
    assert [c.record for c in eyes] == [c.record for c in scanner().irises(NIK, ["L", "R"], nonce="a")]


def test_the_stream_does_not_change_between_processes() -> None:
    record = scanner().verify(NIK, 2, nonce="a").record
    assert hashlib.sha256(record).hexdigest() == "8ca2f96f83e0d9a118ab122735792c3c5872761e38d8b736b5ec12fb6deeeec7"


def test_another_attempt_gives_other_bytes_but_the_order_of_asking_does_not_matter() -> None:
    device = scanner()
    both = {c.position: c.record for c in device.fingers(NIK, [2, 7], nonce="a")}
    assert device.verify(NIK, 7, nonce="a").record == both[7]
    assert device.verify(NIK, 7, nonce="b").record != both[7]


def test_records_are_what_the_formats_say() -> None:
    for finger in scanner().fingers(NIK, range(1, 11), nonce="a"):
        assert decode_finger(finger.record) == finger.template
        assert finger.template.quality == finger.quality
        assert (finger.template.width, finger.template.height, finger.template.ppcm) == (400, 500, 197)
    for eye in scanner().irises(NIK, ["L", "R"], nonce="a"):
        assert decode_iris(eye.record) == eye.template


def test_noise_is_as_measured() -> None:
    """Found again: mean 0.88, deviation 0.13 before the edge of the glass; moved by a median of 4.7 px."""
    rng = np.random.default_rng(1)
    moved = []
    for i in range(60):
        finger = finger_of(f"p{i}", 2)
        x, y = impressions._displaced(rng, finger.x, finger.y)
        moved.extend(np.hypot(x - finger.x, y - finger.y))
    assert 4.2 < np.median(moved) < 5.2
    shares = [
        len(impressions.press(finger_of(f"p{i}", 2), 2, f"p{i}", "n").minutiae) / len(finger_of(f"p{i}", 2).x)
        for i in range(200)
    ]
    assert 0.75 < np.mean(shares) < 1.0  # lost at the edge, and false ones added


def test_minutiae_follow_ridges_and_keep_apart() -> None:
    patterns = []
    for i in range(300):
        finger = finger_of(f"p{i}", 2)
        patterns.append(finger.pattern)
        gaps = np.hypot(finger.x[:, None] - finger.x, finger.y[:, None] - finger.y)
        assert gaps[~np.eye(len(gaps), dtype=bool)].min() >= MIN_APART
        assert 35 <= len(finger.x) <= 70
    share = {p: patterns.count(p) / len(patterns) for p in set(patterns)}
    assert share["right loop"] > 5 * share["left loop"]  # of a right hand: they open to the little finger
    assert 0.25 < share["whorl"] < 0.43
    assert 0.02 < share["arch"] < 0.11


def test_a_lost_finger_is_left_out() -> None:
    device = SimulatedScanner(lost={NIK: frozenset({2, 3})})
    assert [c.position for c in device.fingers(NIK, range(1, 6), nonce="a")] == [1, 4, 5]
    with pytest.raises(PermanentFault):
        device.verify(NIK, 2, nonce="a")


def test_unplugged_is_a_temporary_fault_and_ends() -> None:
    cut = [True]
    device = open_device("simulated", lambda: cut[0])
    for use in (
        device.probe,
        lambda: device.fingers(NIK, [2], nonce="a"),
        lambda: device.irises(NIK, ["L"], nonce="a"),
        lambda: device.verify(NIK, 2, nonce="a"),
    ):
        with pytest.raises(TemporaryFault) as fault:
            use()
        assert fault.value.about == "alat rekam"
    cut[0] = False
    device.probe()
    assert device.verify(NIK, 2, nonce="a").position == 2


@pytest.mark.parametrize("position", [0, 11, -1])
def test_impossible_positions_are_refused(position: int) -> None:
    with pytest.raises(ValueError, match="1..10"):
        scanner().fingers(NIK, [position], nonce="a")


def test_an_unknown_adapter_is_named() -> None:
    assert list(DEVICES) == ["simulated"]
    with pytest.raises(PermanentFault, match="crossmatch"):
        open_device("crossmatch", lambda: False)
