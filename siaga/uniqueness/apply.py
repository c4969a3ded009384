"""Facts about cases -> rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Op, Put, Update

from .facts import CaseDecided, CaseOpened
from .models import Case


def case_opened(f: Fact) -> Iterator[Op]:
    b: CaseOpened = f.body
    yield Put(
        Case,
        {
            "record": b.record,
            "nik": b.nik,
            "office": b.office,
            "candidates": msgspec.to_builtins(b.candidates),
            "opened_at": f.at,
            "state": "terbuka",
            "decision": "",
            "decided_by": "",
            "decided_at": None,
            "note": "",
        },
    )


def case_decided(f: Fact) -> Iterator[Op]:
    b: CaseDecided = f.body
    yield Update(
        Case,
        b.record,
        {"state": "diputus", "decision": b.decision, "decided_by": f.actor, "decided_at": f.at, "note": b.note},
    )


KINDS = ((CaseOpened, case_opened), (CaseDecided, case_decided))
