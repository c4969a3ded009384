"""Whether due work can find anything: one question to the database for all of it, instead of a transaction of each that finds nothing.

A piece of due work says beside itself what it would look for (`finds`). At the beginning of a round all that is asked in one statement,
and again whenever something was done, because what one does may be what the next waits for. Who has no question is always taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from django.db import DatabaseError

from siaga.kit.node import Node

from .writer import fetch

Tick = Callable[[Node, datetime], int]
Values = Callable[[Node, datetime], Sequence[Any]]
T = TypeVar("T", bound=Tick)


class Question(NamedTuple):
    """sql: a boolean expression of this program, %s for its values. False only where the work would do nothing at all, and cheap to
    answer then, however large the tables are: it is asked several times a round."""

    sql: str
    values: Values


def _nothing(node: Node, now: datetime) -> Sequence[Any]:
    return ()


def finds(sql: str, values: Values = _nothing) -> Callable[[T], T]:
    """This due work need only be taken while the expression is true. Taken by itself it works as without."""

    def asked(tick: T) -> T:
        tick.question = Question(sql, values)  # type: ignore[attr-defined]
        return tick

    return asked


def question_of(tick: Tick) -> Question | None:
    return getattr(tick, "question", None)


def thorough(batch: int = 1 << 30) -> Callable[[T], T]:
    """Once taken, this due work leaves nothing behind that it could do, unless it did a whole batch: it need not be taken again at once
    only to find that out."""

    def marked(tick: T) -> T:
        tick.batch = batch  # type: ignore[attr-defined]
        return tick

    return marked


def leaves_nothing(tick: Tick, did: int) -> bool:
    return did < getattr(tick, "batch", 1)


def every(pause: timedelta, batch: int = 1 << 30) -> Callable[[Tick], Tick]:
    """At most once in this time for each node; again at once after a whole batch. A clock that went back makes it due."""

    def rarely(tick: Tick) -> Tick:
        last: WeakKeyDictionary[Node, datetime] = WeakKeyDictionary()

        @wraps(tick)  # with its question
        def due(node: Node, now: datetime) -> int:
            before = last.get(node)
            if before is not None and before <= now < before + pause:
                return 0
            last[node] = now  # first: what fails waits, too
            did = tick(node, now)
            if did >= batch:
                del last[node]
            return did

        return due

    return rarely


class Round:
    """The answers of one round of due work at one node."""

    def __init__(self, node: Node, now: datetime, ticks: Iterable[Tick]) -> None:
        self.node, self.now = node, now
        found = [q for tick in ticks if (q := question_of(tick)) is not None]
        self._questions = list(dict.fromkeys(found))
        self._answers: dict[Question, bool] | None = None

    def worth(self, tick: Tick) -> bool:
        """Whether it can find anything. Where that cannot be asked, it may try and say for itself what is wrong."""
        question = question_of(tick)
        if question is None:
            return True
        if self._answers is None:
            self._answers = self._ask()
        return self._answers.get(question, True)

    def changed(self) -> None:
        """Something was done, or tried: the answers hold no longer."""
        self._answers = None

    def _ask(self) -> dict[Question, bool]:
        values = [v for q in self._questions for v in q.values(self.node, self.now)]
        try:
            ((*told,),) = fetch(f"SELECT {', '.join(q.sql for q in self._questions)}", values)
        except DatabaseError:
            return {}
        return dict(zip(self._questions, told, strict=True))
