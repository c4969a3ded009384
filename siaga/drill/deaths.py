"""Processes that die between any two statements, and disks that are full: behind the driver, below everything that production does.

A statement is counted before it is sent and once more when it has been answered, so that a death falls also between a commit and the
moment in which anybody learns of it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg

from siaga.journal import act, blobs
from siaga.journal.prepared import Prepared
from siaga.kit import database

WRITES = ("insert", "update", "copy", "select journal_append", "delete", "execute")


class Died(BaseException):
    """The process is gone. No `except Exception` of the program catches it; what holds a transaction rolls back, as the server would."""


@dataclass
class Reaper:
    """left: how many moments from now somebody dies; 0: nobody. full: names of the databases on a full disk. deaths: so far."""

    left: int = 0
    full: set[str] = field(default_factory=set)
    deaths: int = 0
    refused: int = 0

    def moment(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                self.deaths += 1
                raise Died

    def room(self, query: str) -> None:
        """Raises psycopg's DiskFull where this statement would need a disk that is full."""
        if self.full and writes(query) and _database() in self.full:
            self.refused += 1
            raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    def space(self, place: Path) -> None:
        if self.full and _database() in self.full:
            self.refused += 1
            raise OSError(errno.ENOSPC, "No space left on device", str(place))

    @contextmanager
    def after(self, moments: int) -> Iterator[None]:
        """Inside, whoever is at work after so many moments dies. 0: nobody."""
        self.left = moments
        try:
            yield
        finally:
            self.left = 0


def writes(query: str) -> bool:
    """Whether a statement needs room on the disk; a question does not, nor one that names its parts first (WITH)."""
    said = query.lstrip().lower()
    if said.startswith("with "):
        return any(word in said for word in ("insert into ", "update ", "delete from "))
    return said.startswith(WRITES)


def _database() -> str:
    return str(database.here().settings_dict["NAME"])


def _query(args: tuple[Any, ...]) -> str:
    return args[1] if isinstance(args[1], str) else "copy" if not isinstance(args[1], bytes) else args[1].decode()


def _struck(reaper: Reaper, call: Callable[..., Any], *, needs_room: bool = False) -> Callable[..., Any]:
    @wraps(call)
    def struck(*args: Any, **kwargs: Any) -> Any:
        reaper.moment()
        if needs_room:
            reaper.room(_query(args))
        answer = call(*args, **kwargs)
        reaper.moment()
        return answer

    return struck


@contextmanager
def watching(reaper: Reaper) -> Iterator[None]:
    """Inside, everything that this process asks of its databases and writes into its blobs' folder passes by the reaper."""
    told = _struck(reaper, database.tell, needs_room=True)  # an act's last words: EXECUTE …; COMMIT; flush
    write = blobs._write_durably

    def written(place: Path, content: bytes) -> None:
        reaper.moment()
        reaper.space(place)
        write(place, content)
        reaper.moment()

    with ExitStack() as patched:
        for owner in (database, act):
            patched.enter_context(patch.object(owner, "tell", told))
        patched.enter_context(patch.object(blobs, "_write_durably", written))
        patched.enter_context(patch.object(Prepared, "send", _struck(reaper, Prepared.send, needs_room=True)))
        for name in ("execute", "executemany", "copy"):
            call = getattr(psycopg.Cursor, name)
            patched.enter_context(patch.object(psycopg.Cursor, name, _struck(reaper, call, needs_room=True)))
        yield
