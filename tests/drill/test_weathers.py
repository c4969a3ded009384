"""`siaga drill negeri` keeps its sums over runs, so that long runs add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from siaga.drill import weathers
from siaga.drill.invariants import Violation
from siaga.drill.negeri import Outcome


def outcome(seed: int, told: int, violations: list[Violation]) -> Outcome:
    return Outcome(seed=seed, steps=10, counts={"diakui": told}, weather={}, violations=violations, deaths=2)


def test_sums_go_on_where_they_ended(tmp_path: Path) -> None:
    file = tmp_path / "out" / "negeri.json"
    first = weathers.tally_of(file)
    first.add(1, outcome(1, 300, []))
    weathers.keep(first, file)
    again = weathers.tally_of(file)
    again.add(again.next, outcome(2, 500, [Violation("no_number_twice", "3172", "x")]))
    assert (again.next, again.sums["diakui"], again.sums["mati"], again.violated) == (3, 800, 4, [2])
    assert "800 tindakan diakui dari 1,000,000" in again.line() and "1 negeri melanggar" in again.line()


def test_a_run_begins_with_the_first_seed_not_yet_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "negeri.json"
    weathers.keep(weathers.Tally(next=41), file)
    tried: list[int] = []

    def unfold(cluster: object, home: object, seed: int, *_args: object, **_more: object) -> Outcome:
        tried.append(seed)
        return outcome(seed, 7, [])

    monkeypatch.setattr(weathers, "unfold", unfold)
    monkeypatch.setattr(weathers, "throw_away", Nowhere)
    monkeypatch.setattr(weathers, "make_template", lambda cluster: None)
    assert weathers.run(None, 1, 1, 0, True, file) == 0
    assert weathers.run(None, 1, 1, 0, True, file) == 0
    assert tried == [41, 42] and weathers.tally_of(file).sums["diakui"] == 14


class Nowhere:
    def __enter__(self) -> tuple[None, Path]:
        return None, Path()

    def __exit__(self, *args: object) -> None:
        pass
