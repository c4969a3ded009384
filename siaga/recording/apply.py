"""Facts about recordings -> rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from siaga.journal.boxes import box_number
from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Update

from .facts import PacketResealed, Recorded, SetAside, StatusChanged, TakenOver
from .models import Record
from .status import CENTRE, OFFICE, ROWS, Status

MAY = frozenset((row.trigger, row.to, by) for row in ROWS for by in row.by)


def writer_of(f: Fact) -> str:
    """ "pusat", or the office whose chain the fact is on."""
    return f.office


def recorded(f: Fact) -> Iterator[Op]:
    b: Recorded = f.body
    if b.replaces is not None:
        yield Update(Record, b.replaces, {"current": False, "writer": writer_of(f)})
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
            "office": writer_of(f),
            "packet": packet.sha if packet else "",
            "packet_size": packet.size if packet else 0,
            "quality": b.quality,
            "exceptions": msgspec.to_builtins(b.exceptions),
            "first_time": b.first_time,
            "link_up": b.link_up,
            "kecamatan": b.kecamatan,
            "kelurahan": b.kelurahan,
            "writer": writer_of(f),
            "point": f.desk if f.desk != f.office else "",
            "box": box_number(f.chain),
        },
    )


def status_changed(f: Fact) -> Iterator[Op]:
    """Raises ValueError where the writer may not pull this trigger: only the centre makes a verdict (domain fact 3)."""
    b: StatusChanged = f.body
    writer, status = writer_of(f), Status(b.status)
    by = CENTRE if writer == CENTRE else OFFICE
    if (b.trigger, status, by) not in MAY:
        raise ValueError(f"{writer} tidak dapat menyatakan {status.value} dengan langkah {b.trigger!r}")
    values: dict[str, Any] = {"status": status.value, "status_since": f.at, "says": b.says, "writer": writer}
    if by == CENTRE and status is Status.PRINT_READY_RECORD:
        values["proven_at"] = f.at
    if status is Status.DUPLICATE_RECORD:
        values["proven_at"] = None
    if b.other_nik:
        values["other_nik"] = b.other_nik
    yield Update(Record, b.record, values)


def packet_resealed(f: Fact) -> Iterator[Op]:
    b: PacketResealed = f.body
    packet = b.blobs[0]
    yield Update(Record, b.record, {"packet": packet.sha, "packet_size": packet.size, "writer": writer_of(f)})


def set_aside(f: Fact) -> Iterator[Op]:
    b: SetAside = f.body
    yield Update(Record, b.record, {"current": False, "says": b.says, "writer": writer_of(f)})


def taken_over(f: Fact) -> Iterator[Op]:
    """Only the centre says so; its verdict follows as the next fact."""
    b: TakenOver = f.body
    if writer_of(f) != CENTRE:
        raise ValueError(f"{writer_of(f)} tidak dapat mengambil alih rekaman")
    packet = b.blobs[0] if b.blobs else None
    yield Insert(
        Record,
        {
            "id": b.record,
            "nik": b.nik,
            "status": Status.RECEIVED_AT_CENTRAL.value,
            "status_since": f.at,
            "recorded_at": b.recorded_at,
            "operator": f.actor,
            "office": b.office,
            "packet": packet.sha if packet else "",
            "packet_size": packet.size if packet else 0,
            "quality": b.quality,
            "exceptions": msgspec.to_builtins(b.exceptions),
            "first_time": False,
            "link_up": True,
            "kecamatan": b.kecamatan,
            "kelurahan": b.kelurahan,
            "writer": CENTRE,
            "point": "",
        },
    )


KINDS = (
    (Recorded, recorded),
    (TakenOver, taken_over),
    (StatusChanged, status_changed),
    (PacketResealed, packet_resealed),
    (SetAside, set_aside),
)
