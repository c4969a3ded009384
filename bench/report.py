"""A figure: what was measured, against what, in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """ratio: median of the pairs' ratios (ours / baseline). bound: what was aimed at; higher: whether more is better."""

    name: str
    unit: str
    ours: float
    base: float
    ratio: float
    bound: float
    higher: bool = True

    @classmethod
    def of(
        cls,
        name: str,
        unit: str,
        pairs: Sequence[tuple[float, float]],
        *,
        at_least: float | None = None,
        at_most: float | None = None,
    ) -> Figure:
        """pairs: (ours, baseline) measured in turn."""
        ratio = statistics.median(ours / base for ours, base in pairs)
        ours, base = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        bound = at_least if at_least is not None else at_most
        assert bound is not None
        return cls(name, unit, ours, base, ratio, bound, at_least is not None)

    @property
    def reached(self) -> bool:
        return self.ratio >= self.bound if self.higher else self.ratio <= self.bound

    def line(self) -> str:
        sign = ">=" if self.higher else "<="
        word = "reached" if self.reached else "NOT REACHED"
        return (
            f"{self.name}: {self.ours:,.1f} against {self.base:,.1f} {self.unit} = {self.ratio:.2f} "
            f"(aim {sign} {self.bound:g}: {word})"
        )
