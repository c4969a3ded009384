"""The engine's parts: names, irises, the filter, the rewriting for bozorth3, the thresholds."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.kit.refusal import TemporaryFault
from siaga.recording.devices.impressions import press
from siaga.recording.devices.ridges import finger_of
from siaga.recording.devices.simulated_irises import look
from siaga.recording.iso19794 import FingerTemplate
from siaga.uniqueness.engine import cylinders, decide, irises
from siaga.uniqueness.engine.bozorth import Bozorth
from siaga.uniqueness.engine.names import SAME, Names, levelled, likeness, sounded

BORN = date(1990, 4, 12)


def finger(key: str, nonce: str, position: int = 2) -> FingerTemplate:
    return press(finger_of(key, position), position, key, nonce)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekarno", "SUKARNO"),
        ("Moch. Tjahjo", "Muhammad Cahjo"),
        ("Siti Nurhaliza", "NURHALIZA SITI"),
        ("Abd Rahman", "Abdul Rahman"),
        ("Annisa", "Anisa"),
        ("Djoko", "Joko"),
        ("José", "JOSE"),
    ],
)
def test_spellings_that_sound_alike(one: str, other: str) -> None:
    assert sounded(one) == sounded(other)


def alike(a: Names, b: Names) -> float:
    return likeness(levelled(a), levelled(b))


def test_the_same_person_misspelt_passes_and_a_namesake_does_not() -> None:
    siti = Names("SITI AMINAH", BORN, "P", "SUMIATI")
    assert alike(siti, siti) == 1
    assert alike(siti, Names("SITTI AMINA", BORN, "P", "SUMIYATI")) > SAME
    assert alike(siti, Names("SITI AMINAH", date(1971, 12, 1), "P", "SUMIATI")) < SAME
    assert alike(siti, Names("BUDI HARTONO", BORN, "P", "SUMIATI")) < SAME
    assert alike(siti, Names("SITI AMINAH", BORN, "P", "")) < SAME  # nobody knows the mother: not enough by itself
    assert alike(Names("SUKARNO", BORN, "L", "IDAYU"), Names("SOEKARNO", BORN, "L", "IDAJU")) > SAME


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_bounded(a: str, b: str) -> None:
    one, other = Names(a, BORN, "L", b), Names(b, None, "P", a)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == pytest.approx(alike(other, one))


def test_irises_of_one_eye_are_near_and_of_strangers_far() -> None:
    gallery = [look(f"p{i}", "L", "a")[0] for i in range(120)]
    codes, masks = irises.stacked(gallery)
    own, others = [], []
    for i in range(120):
        found = irises.distances(look(f"p{i}", "L", "b")[0], codes, masks)
        own.append(found[i])
        others.extend(np.delete(found, i))
    assert max(own) < decide.IRIS_SAME
    assert min(others) > decide.IRIS_LIKE
    assert 0.08 < np.median(own) < 0.2
    assert 0.45 < np.median(others) < 0.5


def test_a_covered_iris_says_nothing() -> None:
    seen = look("p", "L", "a")[0]
    codes, masks = irises.stacked([seen])
    assert np.isnan(irises.distances(dataclasses.replace(seen, mask=bytes(256)), codes, masks)).all()


def test_the_filter_does_not_mind_place_and_turn() -> None:
    keys = [f"p{i}" for i in range(60)]
    index = cylinders.Index([cylinders.describe(finger(k, "a")) for k in keys])
    ranks = []
    for i, key in enumerate(keys):
        scores = index.scores(cylinders.describe(finger(key, "b")))
        ranks.append(int((scores > scores[i]).sum()))
    assert sum(r < 20 for r in ranks) >= 57  # one finger alone; two are searched


def test_the_filter_copes_with_nothing() -> None:
    empty = cylinders.describe(dataclasses.replace(finger("p", "a"), minutiae=()))
    lone = cylinders.describe(dataclasses.replace(finger("p", "a"), minutiae=finger("p", "a").minutiae[:1]))
    index = cylinders.Index([empty, lone, cylinders.describe(finger("p", "a"))])
    assert index.scores(empty).tolist() == [0, 0, 0]
    scores = index.scores(cylinders.describe(finger("p", "b")))
    assert scores[0] == 0
    assert scores[2] > 0.3
    assert cylinders.Index([]).scores(lone).tolist() == []


def test_bozorth_reads_what_we_write() -> None:
    matcher = Bozorth()
    template = finger("p", "a")
    prepared = matcher.prepare(template)
    read = prepared.get()
    assert [(m.x(), m.y()) for m in read] == [(m.x, m.y) for m in template.minutiae]
    for theirs, ours in zip(read, template.minutiae, strict=True):
        assert abs((theirs.angle() - ours.angle_deg + 180) % 360 - 180) <= 5.7  # directions of 11.25 degrees
    assert matcher.score(prepared, prepared) > 100
    assert matcher.score(prepared, matcher.prepare(finger("q", "a"))) < decide.LOW[1]
    assert matcher.score(matcher.prepare(dataclasses.replace(template, minutiae=())), prepared) == 0


def test_directions_reach_bozorth() -> None:
    """Were they misread (say, from the wrong byte), turning each by half a circle would change nothing."""
    matcher = Bozorth()
    template = finger("p", "a")
    turned = tuple(
        dataclasses.replace(m, angle_deg=(m.angle_deg + 90 * (i % 4)) % 360) for i, m in enumerate(template.minutiae)
    )
    whole = matcher.score(matcher.prepare(template), matcher.prepare(template))
    spoilt = matcher.score(matcher.prepare(template), matcher.prepare(dataclasses.replace(template, minutiae=turned)))
    assert spoilt < whole / 4


def test_a_broken_matcher_is_a_temporary_fault() -> None:
    class Broken:
        def compare(self, other: object) -> int:
            raise RuntimeError("no such luck")

    with pytest.raises(TemporaryFault) as fault:
        Bozorth().score(Broken(), Broken())
    assert fault.value.about == "mesin pencocok"


@pytest.mark.parametrize(
    ("score", "count", "iris", "names", "decision"),
    [
        (0, 10, None, 1.0, "unique"),  # a namesake with other fingers is another person
        (0, 0, None, 1.0, "similar"),  # nothing to compare but the name
        (0, 1, None, 0.95, "similar"),
        (0, 0, None, 0.9, "unique"),
        (94, 10, None, 0.0, "unique"),
        (95, 10, None, 0.0, "similar"),
        (140, 10, None, 0.0, "duplicate"),
        (140, 10, 0.45, 0.0, "similar"),  # eyes say no
        (140, 10, 0.35, 0.0, "duplicate"),
        (0, 10, 0.1, 0.0, "similar"),  # eyes say yes, fingers no
        (0, 0, 0.1, 0.0, "duplicate"),
        (100, 10, 0.1, 0.0, "duplicate"),
        (0, 0, 0.45, 1.0, "unique"),
        (0, 10, 0.32, 0.0, "similar"),
        (100, 10, 0.45, 0.0, "similar"),
    ],
)
def test_decisions(score: int, count: int, iris: float | None, names: float, decision: str) -> None:
    assert decide.decide(score, count, iris, names) == decision
