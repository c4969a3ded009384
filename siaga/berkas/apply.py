"""Facts about case files -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Update

from . import facts as said
from .models import Berkas, OfficeRules, StepPolicy
from .steps import RETURNED, WITHDRAWN


def submitted(f: Fact) -> Iterator[Op]:
    b: said.Submitted = f.body
    yield Put(
        Berkas,
        {
            "id": b.berkas,
            "event": b.event,
            "about": b.about,
            "title": b.title,
            "answers": b.answers,
            "sheets": msgspec.to_builtins(b.sheets),
            "steps": list(b.steps),
            "state": b.state,
            "round": b.round,
            "submitted_by": f.actor,
            "submitted_at": f.at,
            "first_at": b.first_at,
            "since": f.at,
            "says": "",
            "akta": "",
            "kk": [],
            "holder": "",
            "niks": list(b.niks),
            "area": b.area,
            "office": f.office,
            "application": b.application,
            "papers": None,
        },
    )


def advanced(f: Fact) -> Iterator[Op]:
    b: said.Advanced = f.body
    made = {"akta": b.akta, "kk": list(b.kk), "holder": b.holder, "papers": msgspec.to_builtins(b.papers)}
    yield Update(Berkas, b.berkas, {"state": b.then, "since": f.at, **made})


def sent_back(f: Fact) -> Iterator[Op]:
    yield Update(Berkas, f.body.berkas, {"state": RETURNED, "since": f.at, "says": f.body.reason})


def withdrawn(f: Fact) -> Iterator[Op]:
    yield Update(Berkas, f.body.berkas, {"state": WITHDRAWN, "since": f.at, "says": f.body.reason})


def rules_set(f: Fact) -> Iterator[Op]:
    b: said.RulesSet = f.body
    yield Put(OfficeRules, {"office": f.office, "small": b.small, "scans": b.scans, "reason": b.reason, "at": f.at})


def steps_set(f: Fact) -> Iterator[Op]:
    b: said.StepsSet = f.body
    values = {"events": list(b.events), "steps": list(b.steps), "since": b.since, "reason": b.reason}
    yield Insert(StepPolicy, {"id": f.id, **values, "at": f.at, "by": f.actor, "office": f.office})


KINDS: Iterable[tuple[Any, Any]] = (
    (said.Submitted, submitted),
    (said.Advanced, advanced),
    (said.SentBack, sent_back),
    (said.Withdrawn, withdrawn),
    (said.RulesSet, rules_set),
    (said.StepsSet, steps_set),
)
