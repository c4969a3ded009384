"""What may be said of a case file: a life event on its way from the form to the register."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from siaga.journal.blobs import BlobRef
from siaga.journal.facts import Body
from siaga.people.due import DuePaper


class Sheet(msgspec.Struct, frozen=True):
    """One scanned sheet of a required paper. need: its place among the event's needs. sha: of the sealed blob. pages: of a PDF."""

    need: int
    sha: str
    mime: str
    pages: int = 1


class Submitted(Body, frozen=True):
    """An officer asks for an event to be recorded; also again, after it was sent back (round 2, 3 …).

    about: whose page it began at, "" of nobody. answers: the event's form as a mapping. title: whom it is about, as read in a list.
    niks: whom it touches. area: code of the village, for officers of one kecamatan. steps: what it needs.
    application: what was asked for at the counter that this fulfils (`counter.models.Application`), None unknown.
    """

    kind: ClassVar[str] = "berkas.submitted"
    berkas: UUID
    event: str
    about: str
    answers: dict[str, Any]
    sheets: list[Sheet]
    blobs: list[BlobRef]
    steps: list[str]
    state: str
    title: str
    niks: list[str]
    area: str
    first_at: datetime
    round: int = 1
    application: UUID | None = None


class Advanced(Body, frozen=True):
    """A step was taken. then: the next one, or "selesai": the event was recorded in the same act, and akta, kk and holder say as what.

    alone: by the one who submitted it, in an office that is too small for two. papers: those that fell due by it, None not told.
    """

    kind: ClassVar[str] = "berkas.advanced"
    berkas: UUID
    step: str
    then: str
    alone: bool = False
    akta: str = ""
    kk: list[str] = []
    holder: str = ""
    papers: list[DuePaper] | None = None


class SentBack(Body, frozen=True):
    """To the one who submitted it, with the reason. by_rules: the register has changed meanwhile, so the rules refused it."""

    kind: ClassVar[str] = "berkas.sent_back"
    berkas: UUID
    step: str
    reason: str
    by_rules: bool = False


class Withdrawn(Body, frozen=True):
    """By the one who submitted it, or by a head: nothing was recorded."""

    kind: ClassVar[str] = "berkas.withdrawn"
    berkas: UUID
    reason: str


class StepsSet(Body, frozen=True):
    """By the head of office: from that day on, cases of these events go through these steps. events: codes, "akta" or "lain"."""

    kind: ClassVar[str] = "berkas.steps_set"
    events: list[str]
    steps: list[str]
    since: date
    reason: str


class RulesSet(Body, frozen=True):
    """How this office works. small: one officer may check what the same officer submitted. scans: every paper needs a scan."""

    kind: ClassVar[str] = "berkas.rules_set"
    small: bool
    scans: bool
    reason: str
