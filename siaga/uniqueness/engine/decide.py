"""Scores to decisions. Every threshold is here with the measurement that set it; `bench/uniqueness_check.py` checks."""

from __future__ import annotations

from collections.abc import Sequence

from siaga.recording.iso19794 import FingerTemplate

from .names import SAME
from .verdict import Decision

# A finger that says anything: mindtct finds 15 and more on the worst press of FVC2002; bozorth3 needs about 10 pairs.
MIN_MINUTIAE = 12
MIN_QUALITY = 20
MIN_FINGERS = 2  # readable ones of those that exist, or the record is an ENROLL_FAILURE

# Fused scores (sum of the best four) by how many fingers enter the sum. Highest of strangers in 200,000 made-up hands
# from impostor pairs of FVC2002 DB1 / DB3, and among 2,415 to 14,490 pairs of simulated hands:
#   one finger 32 / 28, 29; two 54 / 48, 38; three 67 / 57, 54; best four of ten 93 / 86, 80.
# LOW lies just above, HIGH half as high again. Lowest 1 % of genuine hands: 4 / 4, 11; 37 / 20, 50; 91 / 43, 87;
# best four of ten 368 / 181, 278. With all fingers the two do not meet; on one or two some are missed, which is why names
# and irises are looked at too.
BEST_FINGERS = 4
LOW = {1: 34, 2: 56, 3: 70, 4: 95}
HIGH = {1: 55, 2: 85, 3: 105, 4: 140}

# One to one at hand-over: 1 in 1,000 strangers reach 27 / 24 (FVC2002 DB1 / DB3), 21 simulated; 1 in 10 presses of the
# right finger fails on the simulated scanner (one in ten also on DB1): press again, or take another finger.
VERIFY = 28

# Daugman's cross-over is 0.33; simulated strangers over 15 turns stay above 0.345 in
# 160,000 comparisons (232 degrees of freedom), the same eye below 0.225.
IRIS_SAME = 0.28
IRIS_LIKE = 0.33
IRIS_OTHER = 0.40


def readable(template: FingerTemplate) -> bool:
    """Good enough to be compared."""
    return len(template.minutiae) >= MIN_MINUTIAE and template.quality >= MIN_QUALITY


def fused(scores: Sequence[tuple[int, int]]) -> int:
    """Sum of the best fingers."""
    return sum(sorted((score for _, score in scores), reverse=True)[:BEST_FINGERS])


def by_fingers(score: int, count: int) -> Decision:
    """From the fused score of `count` compared fingers."""
    if count == 0:
        return "unique"
    fused_of = min(count, BEST_FINGERS)
    if score >= HIGH[fused_of]:
        return "duplicate"
    return "similar" if score >= LOW[fused_of] else "unique"


def decide(score: int, count: int, iris: float | None, names: float) -> Decision:
    """One candidate. Fingers and irises that contradict each other go to a person, and so does a like name where
    nothing of the body could be compared."""
    fingers = by_fingers(score, count)
    if iris is None:
        if count < MIN_FINGERS and fingers == "unique" and names >= SAME:
            return "similar"
        return fingers
    if fingers == "duplicate":
        return "similar" if iris > IRIS_OTHER else "duplicate"
    if iris <= IRIS_SAME:
        return "duplicate" if count < MIN_FINGERS or fingers == "similar" else "similar"
    return "similar" if iris <= IRIS_LIKE or fingers == "similar" else "unique"
