"""The shortest history that still goes wrong: steps are taken out as long as the violation stays.

Delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shrink(steps: Sequence[T], fails: Callable[[Sequence[T]], bool], *, tries: int = 200) -> list[T]:
    """A part of `steps`, in order, for which `fails` still holds; from which no single step can go if `tries` sufficed.

    fails(steps) must hold.
    """
    left, parts = list(steps), 2
    while left and tries > 0:
        size = max(1, len(left) // parts)
        for begin in range(0, len(left), size):
            rest = left[:begin] + left[begin + size :]
            tries -= 1
            if fails(rest):
                left, parts = rest, max(2, parts - 1)
                break
            if tries <= 0:
                return left
        else:
            if size == 1:
                return left
            parts = min(len(left), parts * 2)
    return left
