"""Malang on a small scale: what the choice "sign by hand now" is worth, and that a seed gives one story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from siaga.continuity.table import AS_IT_WAS, TABLE, Table, without
from siaga.drill import picture_papers
from siaga.drill.citizens import Citizen
from siaga.drill.country import Country
from siaga.drill.papers_replay import PapersReplayed
from siaga.drill.side_by_side import AS_WAS, WITH_SIAGA
from siaga.drill.stories import malang_tte as story
from siaga.drill.town import Town
from siaga.kit.postgres import Cluster

SMALL = story.Scale(a_day=3, last=date(2019, 7, 18), step=timedelta(hours=2))
_names = count()
Replays = Callable[[str, Table], PapersReplayed]


@pytest.fixture(scope="module")
def town() -> Town:
    return story.town_of(7, SMALL)


@pytest.fixture(scope="module")
def origin(
    cluster: Cluster, town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Country, list[Citizen]]]:
    country, people = story.found(cluster, tmp_path_factory.mktemp("asal"), 7, SMALL, town, "asal_malang")
    yield country, people
    country.close()


@pytest.fixture(scope="module")
def replayed(origin: tuple[Country, list[Citizen]], town: Town, tmp_path_factory: pytest.TempPathFactory) -> Replays:
    """Replays by name and table, each made once."""
    country, people = origin
    made: dict[tuple[str, Table], PapersReplayed] = {}

    def replay(name: str, table: Table, again: bool = False) -> PapersReplayed:
        if again or (name, table) not in made:
            twin = country.twin(tmp_path_factory.mktemp("putaran"), f"malang{next(_names)}")
            fresh = [Citizen(**asdict(c)) for c in people]
            done = story.replay(name, twin, SMALL, table, fresh, town).run(lambda *_said: None)
            assert isinstance(done, PapersReplayed)
            made[name, table] = done
            twin.close()
        return made[name, table]

    return replay


def hall(r: PapersReplayed) -> int:
    return sum(e.hall for e in r.evenings)


def same_day(r: PapersReplayed) -> int:
    return sum(e.same_day for e in r.evenings if e.day in story.DAYS)


@pytest.mark.slow
def test_papers_leave_the_same_day(replayed: Replays) -> None:
    was, siaga = replayed(AS_WAS, AS_IT_WAS), replayed(WITH_SIAGA, TABLE)
    assert was.violations == [] == siaga.violations, "each signed once, countersigned once in the order of the register"
    assert (was.papers, siaga.papers, was.unserved, siaga.unserved) == (30, 30, 0, 0)
    assert (same_day(was), same_day(siaga)) == (0, 9)
    assert max(n for d in story.DAYS for n in was.after[d]) >= 5 and story.mean_days(was) > 2
    assert story.mean_days(siaga) == 0
    assert siaga.late == 0 < was.late
    assert siaga.person_days_waiting < was.person_days_waiting
    assert hall(siaga) < hall(was)
    assert max(e.longest for e in was.evenings) >= 2 * 3600


@pytest.mark.slow
def test_by_hand_and_afterwards_by_key(replayed: Replays) -> None:
    was, siaga = replayed(AS_WAS, AS_IT_WAS), replayed(WITH_SIAGA, TABLE)
    assert siaga.wet == siaga.countersigned > 0 == was.wet
    assert siaga.signatures == siaga.papers == was.signatures, "one electronic signature a paper, whatever happened"
    assert was.promises["dated"] == was.promises["kept"] > 0 == was.promises["broken"]
    assert siaga.promises["dated"] == 0


@pytest.mark.slow
def test_without_the_row_for_tte_it_is_worse(replayed: Replays) -> None:
    full, less = replayed(WITH_SIAGA, TABLE), replayed(WITH_SIAGA, without("dokumen_tte"))
    assert less.violations == []
    assert hall(less) > hall(full)
    assert less.wet < full.wet
    assert same_day(less) <= same_day(full)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_tables(replayed: Replays) -> None:
    first = replayed(WITH_SIAGA, TABLE)
    assert asdict(first) == asdict(replayed(WITH_SIAGA, TABLE, again=True))  # type: ignore[call-arg]
    assert len(first.hash) == 64 and first.hash != replayed(AS_WAS, AS_IT_WAS).hash


@pytest.mark.slow
def test_words_and_picture(replayed: Replays, tmp_path: Path) -> None:
    was, siaga = replayed(AS_WAS, AS_IT_WAS), replayed(WITH_SIAGA, TABLE)
    told = story.text(was, siaga, seed=7, took=1.0)
    assert "Andaian" in told and siaga.hash[:16] in told and "semua dipenuhi" in told
    picture_papers.draw(was, siaga, story.WEATHER, tmp_path / "m.png", story.CAPTION)
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("day", story.DAYS)
def test_five_days_from_each_of_the_three_is_monday(day: date) -> None:
    assert story.collected(day) == date(2019, 7, 22)


def test_it_says_what_is_assumed() -> None:
    assert "Assumed" in (story.__doc__ or "") and "ndaian" in story.NOTES["assumed"]
    assert {s.begin.hour for s in story.WEATHER.spells if s.part == "tte"} == {8}
