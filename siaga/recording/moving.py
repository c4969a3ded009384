"""The recording of who moved counts at their new office: the centre proves it there, the office fetches its packet."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from siaga.journal import blobs, exchange, membership
from siaga.journal.act import SYSTEM, Act
from siaga.journal.messages import AskChunks, Wanted
from siaga.journal.questions import every
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.keys import CannotOpen
from siaga.kit.node import PUSAT, Node

from . import packet as packets
from .acts import change_status
from .facts import Exemption, TakenOver
from .models import PROVEN, Record
from .status import CENTRE, Status

log = logging.getLogger("siaga.recording")
BATCH = 50
EVERY = timedelta(minutes=1)
LONG_AGO = timedelta(days=400)

# Movers who arrived, whose recording elsewhere was proven single, and who have none at the office where they live.
_TO_FOLLOW = """
SELECT DISTINCT ON (p.nik) r.id, p.nik, p.office, f.kode_wilayah
  FROM people_moveend e CROSS JOIN LATERAL unnest(e.niks) AS m(nik)
  JOIN people_resident p ON p.nik = m.nik AND p.office = e.office AND p.status = 'aktif'
  JOIN people_family f ON f.no_kk = p.no_kk
  JOIN recording_record r ON r.nik = p.nik AND r.current AND r.office <> p.office AND r.proven_at IS NOT NULL
       AND r.status = ANY(%s)
 WHERE e.how = 'datang' AND e."on" > %s
   AND NOT EXISTS (SELECT 1 FROM recording_record d WHERE d.nik = p.nik AND d.office = p.office AND d.current)
 ORDER BY p.nik, r.proven_at DESC, r.id LIMIT %s
"""
_LACKING = """
SELECT b.sha, b.size FROM recording_record r JOIN journal_blob b ON b.sha = r.packet
 WHERE r.office = %s AND r.point = '' AND r.current AND r.writer = 'pusat' AND b.have < b.size ORDER BY b.sha LIMIT %s
"""


class Followed(NamedTuple):
    """A mover: the recording that was made, and where it is to count."""

    record: UUID
    nik: str
    office: str
    area: str


@every(EVERY, BATCH)
def follow_movers(node: Node, now: datetime) -> int:
    """At the centre, once a minute: recordings of who moved are proven at their new office."""
    rows = fetch(_TO_FOLLOW, (PROVEN, (now - LONG_AGO).date(), BATCH))
    movers = [Followed(*row) for row in rows]
    if not movers:
        return 0
    records = Record.objects.in_bulk([m.record for m in movers])
    with Act(node, SYSTEM) as act:
        return sum(_take_over(act, m, records[m.record]) for m in movers)


def follower_id(record: UUID, office: str) -> UUID:
    """The id under which a mover's recording counts at their new office."""
    return ids.named("rekaman pindah", str(record), office)


def _take_over(act: Act, m: Followed, record: Record) -> int:
    """With its packet sealed to the new office. One that cannot be opened stays where it is: recording again needs an approval then."""
    node = act.node
    keys = membership.keys_of(node, m.office)
    if keys is None:
        return 0
    try:
        packet = packets.unseal(blobs.read(node, record.packet), node.keys)
    except (CannotOpen, blobs.BadBlob):
        log.warning("packet of record %s cannot be opened: it does not follow its owner", record.id)
        return 0
    ref = blobs.put(node, packets.seal(packet, [keys, node.keys.public]), at=act.now)
    made = TakenOver(
        record=follower_id(record.id, m.office),
        nik=m.nik,
        office=m.office,
        of=record.id,
        blobs=[ref],
        recorded_at=record.recorded_at,
        quality=record.quality,
        exceptions=msgspec.convert(record.exceptions, list[Exemption]),
        kecamatan=m.area[:6],
        kelurahan=m.area,
    )
    act.record(made, subject=f"rekaman/{made.record}", to=m.office)
    verdict = Record(id=made.record, nik=m.nik, status=Status.RECEIVED_AT_CENTRAL)
    change_status(act, verdict, "found_single", CENTRE, says="Terbukti tunggal di kantor asal.", to=m.office)
    return 1


@every(EVERY, BATCH)
def fetch_packets(node: Node, now: datetime) -> int:
    """At the office, once a minute: packets of who moved in are brought from the centre. Returns how many are whole now."""
    link = node.devices.get(PUSAT)
    if link is None:
        return 0
    lacking = dict(fetch(_LACKING, (node.id, BATCH)))
    there = {sha: blobs.have(node, sha) for sha in lacking}
    wanted = len(lacking)
    while lacking:
        ask = AskChunks(wanted=[Wanted(sha, there[sha]) for sha in lacking])
        chunks = exchange.ask(node, link, ask).chunks
        if not chunks:
            break
        there |= blobs.take_chunks(node, chunks, at=now)
        lacking = {sha: size for sha, size in lacking.items() if there[sha] < size}
    return wanted - len(lacking)


CENTRE_TICKS = (follow_movers,)
OFFICE_TICKS = (fetch_packets,)
