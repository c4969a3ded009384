"""What may be said of recordings. Evolution: fields at the end, with a default (journal.facts)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from siaga.journal.blobs import BlobRef
from siaga.journal.facts import Body


class Exemption(msgspec.Struct, frozen=True):
    """A part that could not be captured, and why: "jari 3" / "amputasi"."""

    part: str
    reason: str


class Recorded(Body, frozen=True):
    """Somebody's biometrics were captured at this office. blobs: the sealed packet (photo, signature, templates).

    home: the office of domicile where it is another one (Permendagri 8/2016: recording outside the domicile).
    approval: number of the approval to record again after a permanent change of fingers or face.
    """

    kind: ClassVar[str] = "recording.recorded"
    record: UUID
    nik: str
    blobs: list[BlobRef]
    quality: int
    exceptions: list[Exemption] = []
    first_time: bool = True
    link_up: bool = True
    kecamatan: str = ""
    kelurahan: str = ""
    replaces: UUID | None = None
    home: str = ""
    approval: str = ""


class StatusChanged(Body, frozen=True):
    """A record moved on; written by the office or by the centre, as recording.status allows each.

    other_nik: for DUPLICATE_RECORD, the NIK under which the person was recorded before. says: for the officer.
    trigger: of the status machine; a fact without one, or with one that its writer may not pull, is not understood.
    """

    kind: ClassVar[str] = "recording.status_changed"
    record: UUID
    nik: str
    status: str
    says: str = ""
    other_nik: str = ""
    trigger: str = ""


class PacketResealed(Body, frozen=True):
    """The packet of a recording made before this office was admitted, sealed again so that the centre can open it too."""

    kind: ClassVar[str] = "recording.packet_resealed"
    record: UUID
    nik: str
    blobs: list[BlobRef]


class SetAside(Body, frozen=True):
    """The office and a service point recorded one person while no line let them know: this recording does not count, `kept` does."""

    kind: ClassVar[str] = "recording.set_aside"
    record: UUID
    nik: str
    kept: UUID
    says: str = ""


class TakenOver(Body, frozen=True):
    """The centre, to the office where somebody moved: the recording was made and proven elsewhere, and now counts there too.

    of: the recording as it was made. blobs: its packet, sealed to this office; it is fetched from the centre.
    """

    kind: ClassVar[str] = "recording.taken_over"
    record: UUID
    nik: str
    office: str
    of: UUID
    blobs: list[BlobRef]
    recorded_at: datetime
    quality: int
    exceptions: list[Exemption] = []
    kecamatan: str = ""
    kelurahan: str = ""
