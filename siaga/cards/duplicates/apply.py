"""Facts about cases of two NIKs -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Update
from siaga.kit.node import PUSAT
from siaga.people.codes import ResidentStatus
from siaga.people.models import Resident

from . import facts as said
from . import rules
from .models import ClosedNik, DuplicateAnswer, DuplicateCase


def duplicate_found(f: Fact) -> Iterator[Op]:
    b: said.DuplicateFound = f.body
    empty = dict.fromkeys(
        ("summons", "claim", "keeps", "cause", "told", "proof", "statement", "unproven", "heard_by"), ""
    )
    never = dict.fromkeys(("when", "heard_at", "stated_at"))
    values = {"record": b.record, "nik": b.nik, "other_nik": b.other_nik, "office": f.office, "found_at": f.at}
    now = {"state": rules.FOUND, "state_since": f.at, "attempt": 0, "n": b.after}
    yield Put(DuplicateCase, values | now | empty | never)


def duplicate_summoned(f: Fact) -> Iterator[Op]:
    b: said.DuplicateSummoned = f.body
    values = {"state": rules.SUMMONED, "state_since": f.at, "attempt": b.attempt, "summons": b.number, "when": b.when}
    yield Update(DuplicateCase, b.record, values)


def duplicate_heard(f: Fact) -> Iterator[Op]:
    b: said.DuplicateHeard = f.body
    told = {name: getattr(b, name) for name in ("claim", "keeps", "cause", "told", "proof", "statement", "unproven")}
    now = {"state": rules.HEARD, "state_since": f.at, "heard_by": f.actor, "heard_at": f.at}
    yield Update(DuplicateCase, b.record, told | now)


def duplicate_stated(f: Fact) -> Iterator[Op]:
    b: said.DuplicateStated = f.body
    values = {"state": rules.STATED, "state_since": f.at, "n": b.n, "stated_at": f.at, "statement": b.statement}
    yield Update(DuplicateCase, b.record, values | {"claim": b.claim, "keeps": b.keeps})


def duplicate_answered(f: Fact) -> Iterator[Op]:
    b: said.DuplicateAnswered = f.body
    _centre(f)
    yield Put(DuplicateAnswer, {
        "record": b.record, "nik": b.nik, "n": b.n, "verdict": b.verdict, "kept": b.kept, "says": b.says,
        "at": f.at, "by": f.actor,
    })  # fmt: skip


def nik_closed(f: Fact) -> Iterator[Op]:
    """The resident is served under the other number from now on; the row stays, for nothing of a NIK is ever used again."""
    b: said.NikClosed = f.body
    _centre(f)
    yield Insert(ClosedNik, {
        "nik": b.nik, "kept": b.kept, "record": b.record, "at": f.at, "followed": False, "needs_head": False,
    })  # fmt: skip
    yield Update(Resident, b.nik, {"status": str(ResidentStatus.DITUTUP)})


def closing_followed(f: Fact) -> Iterator[Op]:
    yield Update(ClosedNik, f.body.nik, {"followed": True, "needs_head": f.body.needs_head})


def _centre(f: Fact) -> None:
    if f.office != PUSAT:
        raise ValueError(f"{f.office} tidak dapat menjawab kasus ganda")


KINDS: Iterable[tuple[Any, Any]] = (
    (said.DuplicateFound, duplicate_found),
    (said.DuplicateSummoned, duplicate_summoned),
    (said.DuplicateHeard, duplicate_heard),
    (said.DuplicateStated, duplicate_stated),
    (said.DuplicateAnswered, duplicate_answered),
    (said.NikClosed, nik_closed),
    (said.ClosingFollowed, closing_followed),
)
