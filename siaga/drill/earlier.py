"""People who were recorded before a story begins: facts of their recordings, without packets, as nobody will ask for them again;
of their visits, and of the sukets that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from siaga.cards.facts import SuketIssued
from siaga.cards.suket.acts import number_of
from siaga.cards.suket.rules import valid_to
from siaga.counter.facts import ApplicationOpened, VisitOpened
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


def asked_before(c: Citizen) -> Iterator[Said]:
    """At the office: the visit on the day of the recording, and the card that was asked for."""
    assert c.recorded_at is not None
    visit, application = named("drill", "kunjungan sebelum", c.nik), named("drill", "permohonan sebelum", c.nik)
    code = f"D{visit.int % 10**9:09}"
    yield Said(
        c.recorded_at,
        "sistem",
        f"kunjungan/{visit}",
        VisitOpened(code=code, applicant_name=c.nama, applicant=c.nik),
        id=visit,
    )
    body = ApplicationOpened(
        visit=visit,
        service="perekaman",
        name=c.nama,
        nik=c.nik,
        need=c.need,
        kecamatan=c.kelurahan[:6],
        kelurahan=c.kelurahan,
    )
    yield Said(c.recorded_at, "sistem", f"permohonan/{application}", body, id=application)


def suket_before(c: Citizen, office: str, serial: int, on: date, policy: str) -> Iterator[Said]:
    """At the office: a suket given on that day. serial: its number in the office's year, no other has it."""
    assert c.recorded_at is not None
    number = number_of(office, on.year, serial)
    body = SuketIssued(
        number=number,
        year=on.year,
        serial=serial,
        nik=c.nik,
        record=named("drill", "sebelum", c.nik),
        issued_on=on,
        valid_to=valid_to(on),
        policy=policy,
    )
    yield Said(c.recorded_at, "sistem", f"suket/{number}", body)
