"""A batch is understood as its facts one by one are: also where a new row takes the place that an old one gives up in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from siaga.drill.country import Country
from siaga.journal.rows import Insert, Update
from siaga.journal.statements import FEW
from siaga.journal.writer import write
from siaga.kit.ids import named
from siaga.kit.node import Node
from siaga.recording.models import Record


def a_record(negeri: Country, nik: str, name: str) -> Insert:
    now = negeri.clock.now()
    values: dict[str, Any] = {"id": named("batch", nik, name), "nik": nik, "status": "BIO_CAPTURED", "office": "3172"}
    values |= {"status_since": now, "recorded_at": now, "operator": "rekam", "packet": "", "packet_size": 0}
    values |= {"quality": 80, "exceptions": [], "first_time": True, "link_up": True, "writer": "3172"}
    return Insert(Record, values | {"kecamatan": "", "kelurahan": ""})


@pytest.mark.parametrize("others", [0, FEW + 1], ids=["an act", "an intake or a rebuild"])
def test_somebody_is_recorded_again(negeri: Country, jakut: Node, others: int) -> None:
    first, second = (a_record(negeri, "3172010101900001", name) for name in ("dulu", "lagi"))
    gone = Update(Record, first.values["id"], {"current": False, "writer": "3172"})
    with transaction.atomic():
        write([first])
    with transaction.atomic():
        write([*(a_record(negeri, f"31720101019{n:05}", "x") for n in range(10, 10 + others)), gone, second])
    counts = Record.objects.filter(nik="3172010101900001", current=True)
    assert [r.id for r in counts] == [second.values["id"]]
    assert Record.objects.count() == others + 2
