"""Answers as they would stand in the fields of the form: for a case file that came back."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from siaga.people.asking import Answers, asks_of
from siaga.people.declared_forms import PAPER, RELATION
from siaga.people.moving.arriving_rules import MoveIn

from .drafts import LETTER, PROOF


def typed(answers: Answers) -> dict[str, str]:
    """Field -> text, as `declared_forms.DeclaredForm` names and reads them."""
    found: dict[str, str] = {}
    for name, ask in asks_of(type(answers)).items():
        value = getattr(answers, name)
        if ask.kind == "relations":
            found |= {f"{RELATION}{nik}": str(shdk) for nik, shdk in value.items()}
        elif value:
            found[name] = _text(value)
    return found | {f"{PAPER}{n}": seen for n, seen in enumerate(answers.papers) if seen}


def held_of(answers: Answers) -> dict[str, str]:
    """What a draft keeps beside what is typed: of an arrival the SKPWNI, and by what it was proven."""
    if not isinstance(answers, MoveIn) or answers.skpwni is None:
        return {}
    return {LETTER: msgspec.json.encode(answers.skpwni).decode(), PROOF: answers.bukti}


def _text(value: Any) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)
