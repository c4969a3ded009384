"""What a life event is: declared once, so that the counter, the forms and the papers read the same row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from siaga.people.asking import Answers, Group, Need
from siaga.people.effects import Effects, Situation


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of an event that page, checks and act are made from. answers: what is asked, declared field by field.

    about: whose page it begins at. decide: pure; answers, which may be incomplete, and situation -> effects, with every refusal at
    its field. done: what the officer reads afterwards.
    """

    answers: type[Answers]
    groups: tuple[Group, ...]
    about: Literal["penduduk", "keluarga"]
    decide: Callable[[Any, Situation], Effects]
    done: str


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """code: stable. sheet: the form of Permendagri 109/2019. deadline_days: within which it is reported, 0 for none.

    needs: what the applicant brings. effects: kinds of facts that it may record. documents: codes of `documents.kinds` that it
    may yield. url: name of a page of its own, "" where the page is made from `asked`.
    """

    code: str
    title: str
    sheet: str
    legal_basis: str
    deadline_days: int
    needs: tuple[Need, ...]
    effects: tuple[str, ...]
    documents: tuple[str, ...]
    url: str = ""
    asked: Asked | None = None
