"""What a life event is: declared once, so that the counter, the forms and the papers read the same row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """code: stable. form: of Permendagri 109/2019. deadline_days: within which it is reported, 0 for none.

    requirements: what the applicant brings, in the words of the receipt. effects: kinds of facts that it may record.
    documents: codes of `documents.kinds` that it may yield. act: what records it. url: name of its page.
    """

    code: str
    title: str
    form: str
    legal_basis: str
    deadline_days: int
    requirements: tuple[str, ...]
    effects: tuple[str, ...]
    documents: tuple[str, ...]
    act: Callable[..., Any]
    url: str
