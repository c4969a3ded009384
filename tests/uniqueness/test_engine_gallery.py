"""The engine as a whole: who is found, who is left alone, and what happens when something is missing or broken."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from bench.uniqueness_check import check, invented, record
from siaga.kit.refusal import TemporaryFault
from siaga.recording.devices.simulated import SimulatedScanner
from siaga.recording.iso19794 import FingerTemplate
from siaga.uniqueness.engine.bozorth import Bozorth
from siaga.uniqueness.engine.gallery import Gallery
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.engine.verdict import Engine, Templates, Unreadable, Verdict

SCANNER = SimulatedScanner()
PEOPLE = [f"p{i}" for i in range(24)]
WHO = Names("SITI AMINAH", date(1990, 4, 12), "P", "SUMIATI")


def taken(key: str, nonce: str = "second", *, irises: bool = False) -> Templates:
    return record(SCANNER, key, nonce, irises=irises)


@pytest.fixture(scope="module")
def full() -> Engine:
    gallery = Gallery()
    for key in PEOPLE:
        gallery.enrol(key, taken(key, "first", irises=True), invented(key))
    return gallery


def only(templates: Templates, positions: set[int]) -> Templates:
    kept = tuple(t for t in templates.fingers if t.position in positions)
    return dataclasses.replace(templates, fingers=kept, excepted=frozenset(range(1, 11)) - positions)


def test_people_recorded_again_are_found_and_strangers_are_not() -> None:
    found = check(60, 20, 20, irises=False)
    assert (found.duplicates, found.adjudicated, found.missed, found.unreadable) == (20, 0, 0, 0)
    assert (found.false_hits, found.false_similar) == (0, 0)
    assert found.compared_a_search < 60 * 10  # less than everybody on all fingers


def test_the_own_record_comes_first_with_its_evidence(full: Engine) -> None:
    verdict = full.search(taken("p3", irises=True), WHO)
    assert isinstance(verdict, Verdict)
    assert (verdict.decision, verdict.searched) == ("duplicate", len(PEOPLE))
    first, *others = verdict.candidates
    assert (first.id, first.decision) == ("p3", "duplicate")
    assert len(first.finger_scores) >= 4
    assert first.finger_score == sum(sorted(s for _, s in first.finger_scores)[-4:])
    assert first.iris_distance is not None and first.iris_distance < 0.28
    assert all(c.decision == "unique" and c.finger_score < first.finger_score / 2 for c in others)


def test_the_earlier_self_can_be_left_out(full: Engine) -> None:
    verdict = full.search(taken("p3"), WHO, exclude=frozenset({"p3"}))
    assert isinstance(verdict, Verdict)
    assert (verdict.decision, verdict.searched) == ("unique", len(PEOPLE) - 1)
    assert "p3" not in [c.id for c in verdict.candidates]


def test_removed_is_forgotten_and_enrolled_again_is_replaced() -> None:
    gallery = Gallery()
    gallery.enrol("x", taken("p1", "first"), WHO)
    gallery.enrol("x", taken("p2", "first"), WHO)
    assert len(gallery) == 1
    assert gallery.search(taken("p1"), WHO).decision == "unique"
    assert gallery.search(taken("p2"), WHO).decision == "duplicate"
    gallery.remove("x")
    gallery.remove("never there")
    found = gallery.search(taken("p2"), WHO)
    assert (found.decision, found.candidates, found.searched) == ("unique", (), 0)


@pytest.mark.parametrize("positions", [{3, 8}, {4, 5, 9}, {1, 6}, {2, 3}])
def test_someone_with_few_fingers_never_passes_unseen(full: Engine, positions: set[int]) -> None:
    verdict = full.search(only(taken("p5"), positions), WHO)
    assert isinstance(verdict, Verdict)
    assert verdict.decision != "unique"  # two fingers may leave it to a person
    assert [c.id for c in verdict.candidates if c.decision != "unique"] == ["p5"]


def test_one_poor_finger_alone_is_weak_and_the_eyes_make_up_for_it(full: Engine) -> None:
    missed = full.search(only(taken("p5"), {2}), WHO)
    assert isinstance(missed, Verdict)
    assert missed.candidates[0].id == "p5"  # nearest, yet below what a stranger may reach
    assert missed.decision == "unique"
    assert full.search(only(taken("p5", irises=True), {2}), WHO).decision == "duplicate"


def test_someone_enrolled_without_index_fingers_is_found_too() -> None:
    gallery = Gallery()
    for key in PEOPLE[:6]:
        gallery.enrol(key, only(taken(key, "first"), {3, 4, 8}), invented(key))
    verdict = gallery.search(taken("p4"), WHO)
    assert isinstance(verdict, Verdict)
    assert (verdict.decision, verdict.candidates[0].id) == ("duplicate", "p4")


def test_without_fingers_the_eyes_decide(full: Engine) -> None:
    verdict = full.search(only(taken("p7", irises=True), set()), WHO)
    assert isinstance(verdict, Verdict)
    assert (verdict.decision, verdict.candidates[0].id, verdict.compared) == ("duplicate", "p7", 0)
    assert full.search(only(taken("stranger", irises=True), set()), WHO).decision == "unique"


def test_without_anything_a_like_name_goes_to_a_person() -> None:
    gallery = Gallery()
    gallery.enrol("a", taken("p1", "first"), WHO)
    nothing = Templates(excepted=frozenset(range(1, 11)))
    misspelt = dataclasses.replace(WHO, name="SITTI AMINA")
    assert gallery.search(nothing, misspelt).decision == "similar"
    assert gallery.search(nothing, Names("BUDI", date(1971, 1, 1), "L", "TUTI")).decision == "unique"
    # with fingers on both sides that do not match, the same name is a namesake
    assert gallery.search(taken("p2"), WHO).decision == "unique"


def poor(template: FingerTemplate) -> FingerTemplate:
    return dataclasses.replace(template, minutiae=template.minutiae[:7])


def test_what_cannot_be_read_is_to_be_recorded_again(full: Engine) -> None:
    good = taken("p1")
    assert full.search(dataclasses.replace(good, fingers=good.fingers[1:]), WHO) == Unreadable((1,), ())
    spoilt = dataclasses.replace(good, fingers=good.fingers[:1] + tuple(poor(t) for t in good.fingers[1:]))
    assert full.search(spoilt, WHO) == Unreadable((), tuple(range(2, 11)))
    two_poor = dataclasses.replace(good, fingers=tuple(poor(t) for t in good.fingers[:2]) + good.fingers[2:])
    assert full.search(two_poor, WHO).decision == "duplicate"
    assert full.search(only(good, {2}), WHO).candidates[0].id == "p1"  # one finger, and it is good
    assert full.search(Templates(), WHO) == Unreadable(tuple(range(1, 11)), ())


def test_a_broken_matcher_is_a_temporary_fault_and_the_gallery_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = Gallery()
    gallery.enrol("a", taken("p1", "first"), WHO)
    probe = taken("p1")

    def broken(*_: object) -> int:
        raise TemporaryFault("out of memory", "mesin pencocok")

    with monkeypatch.context() as patched:
        patched.setattr(Bozorth, "score", broken)
        with pytest.raises(TemporaryFault):
            gallery.search(probe, WHO)
    assert gallery.search(probe, WHO).decision == "duplicate"


def test_the_check_at_hand_over(full: Engine) -> None:
    right = wrong = 0
    for key in PEOPLE:
        reference = SCANNER.verify(key, 2, nonce="first").template
        right += full.verify(SCANNER.verify(key, 2, nonce="hand-over").template, reference)
        wrong += full.verify(SCANNER.verify(f"other {key}", 2, nonce="hand-over").template, reference)
    assert right >= len(PEOPLE) * 3 // 4  # the rest press again
    assert wrong == 0
    assert not full.verify(poor(SCANNER.verify("p1", 2, nonce="first").template), reference)


def test_the_same_search_gives_the_same_verdict(full: Engine) -> None:
    probe = taken("p9", irises=True)
    assert full.search(probe, WHO) == full.search(probe, WHO)
