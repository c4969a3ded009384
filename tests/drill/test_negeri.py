"""The simulated country: what holds in bad weather, that a seed is a story, and that the rules notice when something is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.drill import negeri, unfold
from siaga.drill.deaths import Reaper, watching
from siaga.drill.deeds import do
from siaga.drill.negeri import Outcome, run, shrunk, text
from siaga.drill.shrink import shrink
from siaga.drill.steps import BURNS, DAY, HOUR, TICKET, Climate, Step, history
from siaga.journal import act
from siaga.journal.mirror import SecondBox
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster

OFFICES, DAYS, SEED = 2, 5, 60
Broken = Callable[[], AbstractContextManager[object]]


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return history(
        SEED,
        OFFICES,
        DAYS,
        Climate(deeds=9, ticks=1, death=0.2, apart=0.1, full=0.1, clock=0.1, burns=0.15, parts=0.3, centre=0.15),
    )


@pytest.fixture(scope="module")
def unfolded(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> Outcome:
    return run(cluster, tmp_path_factory.mktemp("negeri"), SEED, steps, OFFICES)


def test_everything_holds_in_bad_weather(unfolded: Outcome, steps: list[Step]) -> None:
    assert unfolded.violations == [], text(unfolded)
    assert unfolded.steps == len(steps) and unfolded.counts["diakui"] > 40
    assert unfolded.deaths >= 5 and unfolded.burnt and len(unfolded.weather) >= 4, "there was weather"
    assert (unfolded.lost, unfolded.doubled) == (0, 0)


def test_the_same_seed_is_the_same_story(
    cluster: Cluster, tmp_path: Path, unfolded: Outcome, steps: list[Step]
) -> None:
    assert run(cluster, tmp_path / "lagi", SEED, steps, OFFICES) == unfolded


def test_a_history_is_made_of_its_seed() -> None:
    assert history(1, 3, 5) == history(1, 3, 5) != history(2, 3, 5)
    assert [s.at for s in history(1, 3, 5)] == sorted(s.at for s in history(1, 3, 5))


# --- controls: each takes one safeguard away, and a rule must notice ----------------------------------------------------


def _told_before_it_is_kept() -> AbstractContextManager[object]:
    """The act says that it is stored, and the commit never comes."""

    def forgotten(self: act.Transaction, *_last: bytes, **_then: bytes) -> None:
        self.rollback()

    return patch.object(act.Transaction, "commit", forgotten)


def _no_push() -> AbstractContextManager[object]:
    def claims(self: SecondBox, node: Node) -> None:
        self.held[node.chain] = 1_000_000

    return patch.multiple(SecondBox, hold=claims, catch_up=lambda self, node: 0)


def _no_keys() -> AbstractContextManager[object]:
    """Forms without a key of their own: a form that is sent again is a new one."""
    return patch.object(unfold, "do", lambda box, counter, what, n, key: do(box, counter, what, n, None))  # type: ignore[arg-type]


def _at(day: int, hour: float, office: int, what: str, n: int, fate: int = 0) -> Step:
    return Step(int(day * DAY + hour * HOUR), office, what, n, fate)


TICKETS = [_at(0, 9 + i / 10, 0, TICKET, i) for i in range(6)]
CONTROLS: list[tuple[str, Broken, Sequence[Step], str]] = [
    ("kept", _told_before_it_is_kept, TICKETS, "acknowledged_are_kept"),
    ("pushed", _no_push, [*TICKETS, _at(0, 12, 0, BURNS, 7)], "acknowledged_are_kept"),
    ("keys", _no_keys, TICKETS, "nothing_doubled"),
]


def _while_watching(broken: Broken) -> Callable[[Reaper], AbstractContextManager[None]]:
    """The country is founded whole; the safeguard is missing from the first step on."""

    @contextmanager
    def watched(reaper: Reaper) -> Iterator[None]:
        with watching(reaper), broken():
            yield

    return watched


@pytest.mark.parametrize(("name", "broken", "taken", "rule"), CONTROLS, ids=[c[0] for c in CONTROLS])
def test_a_broken_safeguard_is_noticed(
    cluster: Cluster, tmp_path: Path, name: str, broken: Broken, taken: Sequence[Step], rule: str
) -> None:
    whole = run(cluster, tmp_path / "utuh", 1, taken, 1)
    assert whole.violations == [], text(whole)
    with patch.object(negeri, "watching", _while_watching(broken)):
        found = run(cluster, tmp_path / "rusak", 1, taken, 1)
    assert rule in {v.rule for v in found.violations}, text(found)


def test_a_wrong_history_is_told_in_its_shortest_form(cluster: Cluster, tmp_path: Path) -> None:
    taken = history(3, 1, 1, Climate(deeds=6, ticks=1, burns=0, death=0))
    with patch.object(negeri, "watching", _while_watching(_no_keys)):
        found = run(cluster, tmp_path / "rusak", 3, taken, 1, boxes=0)
        left = shrunk(cluster, tmp_path / "ringkas", found, taken, 1, boxes=0, tries=4)
    assert found.violations and len(left) < len(taken)
    assert any(step.what in FIRST_DEEDS for step in left)
    assert "PELANGGARAN" in text(found)


FIRST_DEEDS = ("tiket", "rekam", "suket")


@given(st.lists(st.integers(0, 30), max_size=40), st.sets(st.integers(0, 30), min_size=1, max_size=3))
def test_shrinking_leaves_what_is_needed(items: list[int], needed: set[int]) -> None:
    def fails(some: Sequence[int]) -> bool:
        return needed <= set(some)

    whole = [*items, *sorted(needed)]
    left = shrink(whole, fails, tries=10_000)
    assert sorted(left) == sorted(needed)
