"""Due work that says what it would look for: it is left alone only where it would find nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from siaga.drill.negeri import run
from siaga.drill.steps import Climate, history
from siaga.journal.questions import Round, finds, question_of, thorough
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.kit.refusal import TemporaryFault
from siaga.roles.centre import CENTRE
from siaga.roles.office import OFFICE
from siaga.roles.point import POINT
from siaga.roles.role import Role

_ROOM = "(SELECT count(*) FROM counter_looked WHERE name LIKE 'uji %%')"


def _leave(name: str, at: datetime) -> None:
    fetch("INSERT INTO counter_looked (name, at) VALUES (%s, %s) RETURNING name", (f"uji {name}", at))


def test_what_one_does_is_what_the_next_waits_for(jakut: Node) -> None:
    taken: list[str] = []

    @finds(f"{_ROOM} = 1")
    def second(node: Node, now: datetime) -> int:
        taken.append("second")
        _leave("second", now)
        return 1

    @finds(f"{_ROOM} = 0")
    def first(node: Node, now: datetime) -> int:
        taken.append("first")
        _leave("first", now)
        return 1

    @finds(f"{_ROOM} > %s", lambda node, now: (5,))
    def never(node: Node, now: datetime) -> int:
        raise AssertionError("it can find nothing")

    def always(node: Node, now: datetime) -> int:
        taken.append("always")
        return 0

    done = Role("uji", (second, first, second, never, always)).tick(jakut, jakut.clock.now())
    assert (done, taken) == (2, ["first", "second", "always"])


def test_who_leaves_nothing_behind_is_not_taken_only_to_say_so(jakut: Node) -> None:
    left, taken = 25, []

    @thorough(10)
    def by_tens(node: Node, now: datetime) -> int:
        nonlocal left
        did = min(left, 10)
        left -= did
        taken.append(did)
        return did

    def by_ones(node: Node, now: datetime) -> int:
        taken.append(len(taken) < 5)
        return taken[-1]

    assert Role("uji", (by_tens, by_ones)).tick(jakut, jakut.clock.now()) == 27
    assert taken == [10, 10, 5, 1, 1, 0]


def test_what_is_raised_half_way_may_have_changed_something(jakut: Node) -> None:
    taken: list[str] = []

    def breaks(node: Node, now: datetime) -> int:
        _leave("breaks", now)
        raise TemporaryFault("uji", about="uji")

    @finds(f"{_ROOM} = 1")
    def after(node: Node, now: datetime) -> int:
        taken.append("after")
        return 0

    Role("uji", (breaks, after)).tick(jakut, jakut.clock.now())
    assert taken == ["after"]


def test_a_question_that_cannot_be_asked_leaves_nobody_out(jakut: Node) -> None:
    taken: list[str] = []

    @finds("EXISTS (SELECT FROM there_is_no_such_table)")
    def tries(node: Node, now: datetime) -> int:
        taken.append("tries")
        return 0

    Role("uji", (tries,)).tick(jakut, jakut.clock.now())
    assert taken == ["tries"]


@pytest.mark.parametrize("role", [OFFICE, CENTRE, POINT], ids=lambda role: role.name)
def test_an_idle_round_is_one_question(role: Role, jakut: Node) -> None:
    """Every question can be asked of the real tables, all in one statement; who has looked over an empty register once finds nothing."""
    round = Round(jakut, jakut.clock.now(), role.ticks)
    answers = round._ask()
    asked = [tick for tick in role.ticks if question_of(tick) is not None]
    assert set(answers) == {question_of(tick) for tick in asked} and len(asked) >= 3
    first = [tick for tick in asked if round.worth(tick)]
    assert {t.__name__ for t in first} <= {"cancel_dead", "join_print_list", "tell_anew", "vouch_due"}
    for tick in first:
        tick(jakut, round.now)
    round.changed()
    assert [t.__name__ for t in asked if round.worth(t)] in ([], ["vouch_due"])


def test_who_is_left_alone_would_have_found_nothing(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a country under bad weather everybody is taken all the same, and who need not have been finds nothing and writes nothing."""
    idle: list[str] = []
    wrong: list[str] = []
    take = Role._take

    def watched(self: Role, round: Round, tick: object) -> int:
        needless = not round.worth(tick)  # type: ignore[arg-type]
        if needless:
            idle.append(tick.__name__)  # type: ignore[attr-defined]
            before = fetch("SELECT sum(seq) FROM journal_head")
            if tick(round.node, round.now) or fetch("SELECT sum(seq) FROM journal_head") != before:  # type: ignore[operator]
                wrong.append(tick.__name__)  # type: ignore[attr-defined]
        return take(self, round, tick)  # type: ignore[arg-type]

    monkeypatch.setattr(Role, "_take", watched)
    offices = 2
    climate = Climate(deeds=14, ticks=1, death=0, full=0)
    found = run(cluster, tmp_path / "tanya", 31, history(31, offices, 3, climate), offices, name="tanya")
    assert not found.violations and not wrong
    assert len(set(idle)) >= 20
