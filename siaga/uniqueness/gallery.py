"""The centre's searchable gallery: kept sealed in the database, held open in memory by the one process that searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from siaga.kit.node import Node
from siaga.recording.iso19794 import decode_finger, decode_iris
from siaga.recording.models import Record
from siaga.recording.packet import Packet

from .engine.gallery import Gallery
from .engine.names import Names
from .engine.verdict import Engine, Templates, Unreadable, Verdict
from .models import Entry


class Stored(msgspec.Struct, frozen=True, array_like=True):
    fingers: dict[int, bytes]
    irises: dict[str, bytes]
    excepted: list[int]


class Searcher(Protocol):
    """What the centre's due work asks of a search; the drill hands in one that knows the truth instead of comparing fingers.

    together: how many records one act answers; a slow search answers few, so that nobody waits for the verdict of others.
    """

    together: int

    def search(self, record: Record, packet: Packet, names: Names, known: Sequence[UUID]) -> Verdict | Unreadable: ...

    def enrol(self, record: Record, packet: Packet, names: Names, at: datetime) -> None: ...


def templates_of(fingers: Mapping[int, bytes], irises: Mapping[str, bytes], excepted: Sequence[int]) -> Templates:
    """Raises iso19794.TemplateError for hostile records."""
    return Templates(
        tuple(decode_finger(fingers[p]) for p in sorted(fingers)),
        tuple(decode_iris(irises[e]) for e in sorted(irises)),
        frozenset(excepted),
    )


def excepted_fingers(record: Record) -> list[int]:
    """Positions of "jari N" among the documented exceptions."""
    words = [str(e.get("part", "")).split() for e in record.exceptions]
    return [int(w[1]) for w in words if len(w) == 2 and w[0] == "jari" and w[1].isdigit()]


@dataclass
class CentreGallery:
    """Holds everybody open in memory and follows the table. Not for several processes: the search is due work of one."""

    node: Node
    engine: Engine = field(default_factory=Gallery)
    together: int = 20
    _held: set[UUID] = field(default_factory=set)

    def follow(self) -> int:
        """Take in who joined the gallery and drop who left it since the last search; returns how many joined."""
        wanted = set(Entry.objects.values_list("record", flat=True))
        for gone in self._held - wanted:
            self.engine.remove(str(gone))
        fresh = wanted - self._held
        box = self.node.keys.at_rest()
        rows = Entry.objects.filter(record__in=fresh) if self._held else Entry.objects.all()
        for e in rows.order_by("since", "record").iterator() if fresh else ():
            held = msgspec.msgpack.decode(box.decrypt(bytes(e.templates)), type=Stored)
            names = Names(e.nama, e.tanggal_lahir, e.jenis_kelamin, e.nama_ibu)
            self.engine.enrol(str(e.record), templates_of(held.fingers, held.irises, held.excepted), names)
        self._held = wanted
        return len(fresh)

    def search(self, record: Record, packet: Packet, names: Names, known: Sequence[UUID]) -> Verdict | Unreadable:
        self.follow()
        probe = templates_of(packet.fingers, packet.irises, excepted_fingers(record))
        return self.engine.search(probe, names, exclude=frozenset(str(k) for k in known))

    def enrol(self, record: Record, packet: Packet, names: Names, at: datetime) -> None:
        self.engine.enrol(str(record.id), templates_of(packet.fingers, packet.irises, excepted_fingers(record)), names)
        keep(self.node, record, packet, names, at)
        self._held.add(record.id)


def keep(node: Node, record: Record, packet: Packet, names: Names, at: datetime) -> None:
    """Write one person into the sealed gallery, or again."""
    entry = entry_of(node, record, packet, names, at)
    columns = [f.attname for f in Entry._meta.concrete_fields if not f.primary_key]
    Entry.objects.bulk_create([entry], update_conflicts=True, unique_fields=["record"], update_fields=columns)


def entry_of(node: Node, record: Record, packet: Packet, names: Names, at: datetime) -> Entry:
    """The row that holds this person, not yet written."""
    content = msgspec.msgpack.encode(Stored(packet.fingers, packet.irises, excepted_fingers(record)))
    return Entry(
        record=record.id,
        nik=record.nik,
        nama=names.name,
        jenis_kelamin=names.sex,
        tanggal_lahir=names.born,
        nama_ibu=names.mother,
        templates=bytes(node.keys.at_rest().encrypt(content)),
        since=at,
    )
