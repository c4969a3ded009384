"""Facts about recordings -> rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from .facts import Recorded, StatusChanged
from .models import Record
from .status import Status


def recorded(f: Fact) -> Iterator[Op]:
    b: Recorded = f.body
    if b.replaces is not None:
        yield Update(Record, b.replaces, {"current": False})
    packet = b.blobs[0] if b.blobs else None
    yield Insert(
        Record,
        {
            "id": b.record,
            "nik": b.nik,
            "status": Status.BIO_CAPTURED.value,
            "status_since": f.at,
            "recorded_at": f.at,
            "operator": f.actor,
            "office": f.chain.partition(">")[0],
            "packet": packet.sha if packet else "",
            "packet_size": packet.size if packet else 0,
            "quality": b.quality,
            "exceptions": msgspec.to_builtins(b.exceptions),
            "first_time": b.first_time,
            "link_up": b.link_up,
            "kecamatan": b.kecamatan,
            "kelurahan": b.kelurahan,
        },
    )


def status_changed(f: Fact) -> Iterator[Op]:
    b: StatusChanged = f.body
    values: dict[str, Any] = {"status": Status(b.status).value, "status_since": f.at, "says": b.says}
    if b.other_nik:
        values["other_nik"] = b.other_nik
    yield Update(Record, b.record, values)


KINDS = ((Recorded, recorded), (StatusChanged, status_changed))
