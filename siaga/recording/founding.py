"""The recordings that an office begins with: people whom the system before SIAGA has recorded, with real sealed packets.

For training and demonstration: what was captured comes from the simulated scanner, drawn portraits and drawn signatures.

    office:  write_many(office, said_of_recordings(office, people, at=...)); exchange.talk; move_packets(office, centre)
    centre:  uniqueness.founding.accept(centre, office.id, recorded_before=..., at=...)
    office:  exchange.talk; write_many(office, said_of_issued(office, share, at=...))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from siaga.journal import blobs, membership
from siaga.journal.models import Blob
from siaga.journal.seeding import Said
from siaga.kit import ids
from siaga.kit.node import PUSAT, Node

from . import packet as packets
from .acts import FIRST_TIMER
from .devices.device import CaptureDevice
from .devices.portrait import portrait, signature
from .devices.seeds import stream
from .devices.simulated import SimulatedScanner
from .facts import Recorded, StatusChanged
from .models import Record
from .status import Status

# Thumbs and index fingers: what the search compares first and the hand-over asks for. All ten would take 2.5 times as long to make.
FINGERS = (1, 2, 6, 7)
FACES, HANDS = (
    8,
    24,
)  # faces of each sex and colour of background, signatures: a drawn face takes longer than ten fingers
ACTOR = "sistem"


@cache
def _face(sex: str, odd: bool, number: int) -> bytes:
    return portrait(f"peraga {number}", sex, 1991 if odd else 1990)


@cache
def _hand(number: int) -> bytes:
    return signature(f"peraga {number}")


def packet_of(person: Any, scanner: CaptureDevice) -> tuple[packets.Packet, int]:
    """What was captured of one made-up person, and the quality of the worst finger. person: attributes of `people.biodata`.

    The person key is the NIK, as at the desk: who is recorded again there is found.
    """
    rng = stream("founding", person.nik)
    taken = scanner.fingers(person.nik, FINGERS, nonce="founding")
    irises = scanner.irises(person.nik, ("L", "R"), nonce="founding")
    made = packets.Packet(
        nik=person.nik,
        nama=person.nama,
        photo=_face(person.jenis_kelamin, bool(person.tanggal_lahir.year % 2), int(rng.integers(FACES))),
        signature=_hand(int(rng.integers(HANDS))),
        fingers={c.position: c.record for c in taken},
        irises={str(c.eye): c.record for c in irises},
    )
    return made, min(c.quality for c in taken)


def said_of_recordings(
    node: Node,
    people: Iterable[Any],
    *,
    first: datetime,
    every: timedelta,
    area_of: dict[str, str],
    scanner: CaptureDevice | None = None,
) -> Iterator[Said]:
    """Facts for `journal.seeding.write_many`: each person recorded, one after another from `first`, and sent.

    people: adults of this office. area_of: No. KK -> village code. Their packets are written to this node's blobs as the facts are
    taken, durably, and queued for the centre.
    """
    device = scanner or SimulatedScanner()
    centre = membership.keys_of(node, PUSAT)
    readers = [node.keys.public] + ([centre] if centre is not None else [])
    for n, person in enumerate(people):
        at = first + every * n
        made, quality = packet_of(person, device)
        ref = blobs.put(node, packets.seal(made, readers), at=at, wanted_by=PUSAT, priority=FIRST_TIMER)
        record = ids.named("founding record", node.id, person.nik)
        area = area_of.get(person.no_kk, "")
        subject = f"rekaman/{record}"
        body = Recorded(record=record, nik=person.nik, blobs=[ref], quality=quality, kecamatan=area[:6], kelurahan=area)
        yield Said(at, ACTOR, subject, body)
        sent = StatusChanged(record=record, nik=person.nik, status=Status.SENT_FOR_ENROLLMENT.value, trigger="send")
        yield Said(at, ACTOR, subject, sent)


def move_packets(office: Node, centre: Node) -> int:
    """Packets go from one node's folder to another's on the same machine, as a carried disk would bring them. Returns how many.

    Call outside of both nodes; the office's facts have to be at the centre already.
    """
    with office:
        shas = list(Blob.objects.filter(wanted_by=PUSAT).values_list("sha", flat=True))
    with centre:
        now = centre.clock.now()
        for sha in shas:
            blobs.put(centre, blobs.read(office, sha), at=now)
    with office:
        Blob.objects.filter(sha__in=shas).update(wanted_by="")
    return len(shas)


def said_of_issued(records: Sequence[Record], *, at: datetime) -> Iterator[Said]:
    """Facts that these PRR records of this office have long had their card (printed and handed over before SIAGA)."""
    steps = (
        (Status.SENT_FOR_CARD_PRINTING, "send_to_printer"),
        (Status.CARD_PRINTED, "print_good"),
        (Status.CARD_ISSUED, "hand_over"),
    )
    for r in records:
        for status, trigger in steps:
            body = StatusChanged(record=r.id, nik=r.nik, status=status.value, trigger=trigger)
            yield Said(at, ACTOR, f"rekaman/{r.id}", body)
