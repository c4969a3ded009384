"""Long work shows how far it is: a bar for each stage, with a percentage and the time that the rest takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import click

Say = Callable[[str, int, int], None]
"""Of what, how many so far, and of how many (0: nobody knows)."""


def silent(what: str, done: int, total: int) -> None:
    """A `Say` for who has nobody to tell."""


class Bars:
    """A `Say` for a terminal. Into a file only the stages are written, a line each."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None  # click's ProgressBar

    def __call__(self, what: str, done: int, total: int) -> None:
        if what != self._what:
            self.close()
            self._what = what
            endless = None if total else count()
            self._bar = click.progressbar(
                endless,
                length=total or None,
                label=what,
                show_pos=True,
                show_percent=bool(total),
                width=24,
                file=sys.stderr,
            )
            self._bar.render_progress()
        if self._bar.length is not None:
            self._bar.length = max(total, done)
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
        self._what, self._bar = "", None


@contextmanager
def bars() -> Iterator[Bars]:
    """The last bar is finished, whatever happens."""
    made = Bars()
    try:
        yield made
    finally:
        made.close()
