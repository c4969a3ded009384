"""An expected "no" is a value; the two kinds of fault are exceptions.

Rules collect every `Refusal` instead of stopping at the first, so that a form can show all of them, each at its field.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done, in words that tell what to do instead.

    code: stable, for tests and the API ("nik.length"). message: Indonesian, with %(name)s places filled from `params`
    after translation. field: the form field it belongs to, "" for the whole. basis: the article, if the law says so.
    """

    code: str
    message: str
    field: str = ""
    basis: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def text(self) -> str:
        return self.message % self.params if self.params else self.message

    def at(self, name: str) -> Refusal:
        """The same refusal, told at another field."""
        return Refusal(self.code, self.message, name, self.basis, self.params)


def refused(items: Iterable[Refusal | None]) -> list[Refusal]:
    """Keep what was refused: lets a rule be written as a list of checks that each return a refusal or None."""
    return [r for r in items if r is not None]


class Fault(Exception):
    """Something behind the counter failed; `about` names the dependency."""

    def __init__(self, message: str, about: str = "") -> None:
        super().__init__(message)
        self.about = about


class TemporaryFault(Fault):
    """Park and ask again when the thing is back. Outage time never counts against a retry budget."""


class PermanentFault(Fault):
    """No retry can mend it: goes to a person's worklist, is never dropped."""
