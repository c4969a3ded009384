"""North Jakarta on a small scale: what the table of outages is worth, row by row, and that a seed gives one story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from siaga.continuity.table import AS_IT_WAS, TABLE, Table, without
from siaga.drill import compare, picture
from siaga.drill.citizens import Citizen, workdays
from siaga.drill.country import Country
from siaga.drill.invariants import INVARIANTS
from siaga.drill.plan import Replayed
from siaga.drill.replay import Replay
from siaga.drill.stories import jakarta_utara as story
from siaga.kit.postgres import Cluster

SMALL = story.Scale(people=30, step=timedelta(hours=8), horizon=date(2015, 9, 10))
_names = count()
Replays = Callable[[Table], Replayed]


@pytest.fixture(scope="module")
def origin(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Country, list[Citizen]]]:
    country, people = story.found(cluster, tmp_path_factory.mktemp("asal"), 7, SMALL, "asal_jakut")
    yield country, people
    country.close()


def _fresh(people: list[Citizen]) -> list[Citizen]:
    return [Citizen(**asdict(c)) for c in people]


@pytest.fixture(scope="module")
def replayed(origin: tuple[Country, list[Citizen]], tmp_path_factory: pytest.TempPathFactory) -> Replays:
    """Replays by table, each made once."""
    country, people = origin
    made: dict[Table, Replayed] = {}

    def replay(table: Table, again: bool = False) -> Replayed:
        if again or table not in made:
            twin = country.twin(tmp_path_factory.mktemp("putaran"), f"putaran{next(_names)}")
            made[table] = Replay("putaran", twin, story.plan(SMALL), table, _fresh(people)).run(lambda *_said: None)
            twin.close()
        return made[table]

    return replay


def test_nobody_is_sent_home_and_nothing_is_violated(replayed: Replays) -> None:
    was, siaga = replayed(AS_IT_WAS), replayed(TABLE)
    assert siaga.violations == [] == was.violations
    assert (siaga.turned_away, siaga.recorded, siaga.suket) == (0, 30, 30)
    assert was.turned_away > 30 and was.sent_home_people == 30 and was.suket == 0
    assert siaga.person_days_without_paper < was.person_days_without_paper
    assert compare.waiting(was, story.LAST) == compare.waiting(siaga, story.LAST) == 30
    assert compare.without_paper(siaga, story.LAST) == 0


@pytest.mark.parametrize(
    ("row", "worse"),
    [
        ("tiket", lambda less, full: less.turned_away > full.turned_away),
        ("rekam", lambda less, full: less.turned_away > full.turned_away and less.recorded < full.recorded),
        ("suket", lambda less, full: less.suket < full.suket and _bare(less) > _bare(full)),
        ("cetak", lambda less, full: less.last_of_before > full.last_of_before),
        ("serah", lambda less, full: less.turned_away > full.turned_away),
    ],
)
def test_a_row_less_is_worse(replayed: Replays, row: str, worse: Callable[[Replayed, Replayed], bool]) -> None:
    full, less = replayed(TABLE), replayed(without(row))
    assert worse(less, full), (less.turned_away, less.recorded, less.suket, less.last_of_before)
    assert less.violations == []


def _bare(r: Replayed) -> int:
    return r.person_days_without_paper


def test_the_same_seed_gives_the_same_tables(replayed: Replays) -> None:
    first = replayed(TABLE)
    second = replayed(TABLE, again=True)  # type: ignore[call-arg]
    assert asdict(first) == asdict(second)
    assert len(first.hash) == 64 and first.hash != replayed(AS_IT_WAS).hash


def test_founding_again_gives_the_same_country(cluster: Cluster, tmp_path: Path, replayed: Replays) -> None:
    country, people = story.found(cluster, tmp_path / "lagi", 7, SMALL, "asal_jakut2")
    country.name = "asal_jakut"
    twin = country.twin(tmp_path / "putaran", "putaran_lagi")
    again = Replay("putaran", twin, story.plan(SMALL), TABLE, people).run(lambda *_said: None)
    twin.close()
    country.close()
    assert [asdict(d) for d in again.days] == [asdict(d) for d in replayed(TABLE).days]


def test_9539_people_on_ten_working_days() -> None:
    days = workdays(story.FIRST, story.LAST, story.HOLIDAYS)
    assert len(days) == 10 and round(story.APPLICANTS / len(days)) == 954
    spell = story.WEATHER.spells[0]
    assert spell.end - spell.begin == timedelta(days=26)


@pytest.mark.parametrize(
    ("day", "begin", "end", "cards"),
    [
        (story.TUESDAY, (14, 30), (19, 0), 200),
        (story.WEDNESDAY, (8, 0), (14, 0), 500),
        (date(2015, 9, 10), (8, 0), (16, 0), 500),
        (date(2015, 9, 10), (16, 0), (23, 0), 0),
        (date(2015, 9, 12), (8, 0), (16, 0), 0),
    ],
)
def test_the_printers_capacity(day: date, begin: tuple[int, int], end: tuple[int, int], cards: int) -> None:
    at, until, made = story._at(day, *begin), story._at(day, *end), 0.0
    while at < until:
        made += story.pace(at) / 60
        at += timedelta(minutes=1)
    assert round(made) == cards


def test_words_numbers_and_picture(replayed: Replays, tmp_path: Path) -> None:
    was, siaga = replayed(AS_IT_WAS), replayed(TABLE)
    told = compare.text(was, siaga, {"317201": "Penjaringan"}, story.DATES, seed=7, took=1.0)
    assert "andaian" in told and "Penjaringan" in told and siaga.hash[:16] in told
    compare.write_json(tmp_path / "a.json", "jakarta-utara", 7, was, siaga, story.NOTES)
    compare.write_json(tmp_path / "b.json", "jakarta-utara", 7, was, siaga, story.NOTES)
    text = (tmp_path / "a.json").read_text()
    assert text == (tmp_path / "b.json").read_text() and '"suket_counterfactual": true' in text and siaga.hash in text
    picture.draw(was, siaga, story.WEATHER, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_every_invariant_says_what_it_guards() -> None:
    assert len(INVARIANTS) == 12 and all(i.__doc__ for i in INVARIANTS)
