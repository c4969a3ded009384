"""Facts of children's cards -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator

from siaga.cards.models import KiaCard
from siaga.journal.facts import Fact
from siaga.journal.rows import Op, Put, Update

from . import facts as said

PRINTED, FAILED = "tercetak", "gagal"


def kia_printed(f: Fact) -> Iterator[Op]:
    b: said.KiaPrinted = f.body
    values = {"document": b.document, "nik": b.nik, "state": PRINTED, "source": b.source, "says": ""}
    yield Put(KiaCard, values | {"at": f.at, "by": f.actor})


def kia_failed(f: Fact) -> Iterator[Op]:
    b: said.KiaFailed = f.body
    yield Update(KiaCard, b.document, {"state": FAILED, "says": b.says, "at": f.at, "by": f.actor})


KINDS = ((said.KiaPrinted, kia_printed), (said.KiaFailed, kia_failed))
