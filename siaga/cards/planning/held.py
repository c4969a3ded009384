"""Dates held against what an office's own cards then did: `siaga planner backtest` and the page of the head of office."""

from __future__ import annotations

from siaga.planner.backtest import Tally, judge
from siaga.planner.conformal import STARTS, size_of
from siaga.planner.record import Record
from siaga.planner.rounds import EVERY, WARM, rounds

from ..order import CLASS_LABELS

LABELS = tuple(CLASS_LABELS.values())


def class_names() -> dict[str, int]:
    """Every spelling of a class: its code and its label, in small letters."""
    codes = {code.lower(): i for i, code in enumerate(CLASS_LABELS)}
    return codes | {label.lower(): i for i, label in enumerate(LABELS)}


def warm_of(record: Record) -> int:
    """Working days that only teach: of a short history the first third."""
    return min(WARM, record.days // 3)


def backtested(record: Record, seed: int, every: int = EVERY) -> list[Tally]:
    """By class."""
    warm = warm_of(record)
    size = size_of(float((record.joined < warm).sum()) / max(1, warm))
    return judge(record, rounds(record, seed, warm, every), STARTS[size])
