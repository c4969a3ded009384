"""What a life event is: declared once, so that the counter, the forms and the papers read the same row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from siaga.continuity.table_words import REGISTER
from siaga.people.asking import Answers, Group, Need
from siaga.people.biodata import Biodata, Family
from siaga.people.effects import Effects, Situation


@dataclass(frozen=True, slots=True)
class Asked:
    """The part of an event that page, checks and act are made from. answers: what is asked, declared field by field.

    about: whose page it begins at, "" of nobody's; of an arrival the SKPWNI that is shown. decide: answers, which may be incomplete,
    and situation -> effects, with every refusal at its field. done: what the officer reads afterwards. begin: what stands in the
    fields of an empty form. fill: the answers tidied, and completed by what the register knows; everything else, the deed too, reads
    these. spares: fields that nobody has to see as things stand. looks_for: whom the event would register, and in which new
    household; people alike are looked up. All of them pure.
    """

    answers: type[Answers]
    groups: tuple[Group, ...]
    about: Literal["penduduk", "keluarga", "skpwni", ""]
    decide: Callable[[Any, Situation], Effects]
    done: str
    begin: Callable[[Situation], Mapping[str, Any]] | None = None
    fill: Callable[[Any, Situation], Any] | None = None
    spares: Callable[[Situation], Collection[str]] | None = None
    looks_for: Callable[[Any], tuple[Biodata, Family | None]] | None = None


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """code: stable. sheet: the form of Permendagri 109/2019. deadline_days: within which it is reported, 0 for none.

    needs: what the applicant brings. effects: kinds of facts that it may record. documents: codes of `documents.kinds` that it
    may yield. steps: whose hands it goes through before it is
    recorded (`berkas.steps`), () as is usual for its kind; late_steps: of a deed reported after the deadline, () the same.
    service: of the table of outages.
    """

    code: str
    title: str
    sheet: str
    legal_basis: str
    deadline_days: int
    needs: tuple[Need, ...]
    effects: tuple[str, ...]
    documents: tuple[str, ...]
    asked: Asked | None = None
    steps: tuple[str, ...] = ()
    late_steps: tuple[str, ...] = ()
    service: str = REGISTER
