"""The gallery of a centre that begins: people whom the system before SIAGA has proven single are taken over, not searched again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from siaga.journal import blobs
from siaga.journal.models import Blob
from siaga.journal.seeding import Said, write_many
from siaga.kit.node import Node
from siaga.people.models import Resident
from siaga.recording.facts import StatusChanged
from siaga.recording.models import Record
from siaga.recording.packet import unseal
from siaga.recording.status import Status

from .engine.names import Names
from .gallery import entry_of
from .models import Entry

BATCH = 500


def enrol_many(node: Node, entries: Sequence[Entry]) -> int:
    """Write many people into the gallery at once; the searching process takes them in before its next search."""
    columns = [f.attname for f in Entry._meta.concrete_fields if not f.primary_key]
    Entry.objects.bulk_create(
        entries, batch_size=BATCH, update_conflicts=True, unique_fields=["record"], update_fields=columns
    )
    return len(entries)


def accept(node: Node, office: str, *, recorded_before: datetime, at: datetime) -> int:
    """At the centre: every record of `office` that waits, was made before that instant, and whose packet is here becomes PRR
    and joins the gallery. Returns how many. at: the time of the verdicts, which go down with the next exchange.

    Raises CannotOpen or BadBlob for a packet that is not what it should be: then nothing was accepted.
    """
    whole = Blob.objects.filter(sha=OuterRef("packet"), have=F("size"))
    waiting = Record.objects.filter(
        Exists(whole),
        office=office,
        status=Status.SENT_FOR_ENROLLMENT,
        current=True,
        recorded_at__lt=recorded_before,
    )
    found = list(waiting.order_by("recorded_at", "id"))
    people = {p.nik: p for p in Resident.objects.filter(nik__in=[r.nik for r in found])}
    entries = []
    for r in found:
        packet, p = unseal(blobs.read(node, r.packet), node.keys), people.get(r.nik)
        names = (
            Names(p.nama, p.tanggal_lahir, p.jenis_kelamin, p.nama_ibu)
            if p is not None
            else Names(packet.nama, None, "")
        )
        entries.append(entry_of(node, r, packet, names, at))
    enrol_many(node, entries)
    write_many(node, _verdicts(found, at))
    return len(found)


def _verdicts(found: Sequence[Record], at: datetime) -> Iterator[Said]:
    says = "Diambil alih dari sistem sebelum SIAGA."
    for r in found:
        for status, trigger in ((Status.RECEIVED_AT_CENTRAL, "arrive"), (Status.PRINT_READY_RECORD, "found_single")):
            body = StatusChanged(record=r.id, nik=r.nik, status=status.value, says=says, trigger=trigger)
            yield Said(at, "sistem", f"rekaman/{r.id}", body, to=r.office)
