"""People who were recorded before a story begins: facts of their recordings, without packets, as nobody will ask for them again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from siaga.drill.citizens import Citizen
from siaga.drill.clerks import QUALITY
from siaga.journal.seeding import Said
from siaga.kit.ids import named
from siaga.recording.facts import Recorded, StatusChanged
from siaga.recording.status import Status


def recorded_before(c: Citizen) -> Iterator[Said]:
    """At the office: recorded and sent."""
    assert c.recorded_at is not None
    record = named("drill", "sebelum", c.nik)
    body = Recorded(
        record=record, nik=c.nik, blobs=[], quality=QUALITY, kecamatan=c.kelurahan[:6], kelurahan=c.kelurahan
    )
    sent = StatusChanged(record=record, nik=c.nik, status=Status.SENT_FOR_ENROLLMENT.value, trigger="send")
    for what in (body, sent):
        yield Said(c.recorded_at, "sistem", f"rekaman/{record}", what)


def proven_before(c: Citizen, office: str) -> Iterator[Said]:
    """At the centre: arrived, and found single an hour after the recording."""
    assert c.recorded_at is not None
    record, at = named("drill", "sebelum", c.nik), c.recorded_at + timedelta(hours=1)
    for status, trigger in ((Status.RECEIVED_AT_CENTRAL, "arrive"), (Status.PRINT_READY_RECORD, "found_single")):
        body = StatusChanged(record=record, nik=c.nik, status=status.value, trigger=trigger)
        yield Said(at, "sistem", f"rekaman/{record}", body, to=office)
