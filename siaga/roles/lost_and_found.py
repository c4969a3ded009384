"""What a restoration says in the end: what came from where, and, to the fact, what did not come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import msgspec
from django.db.models import F

from siaga.journal import exchange
from siaga.journal.boxes import OfficeTaken
from siaga.journal.messages import countersigned
from siaga.journal.models import Blob, JournalFact, Parked
from siaga.journal.segments import Proof
from siaga.journal.verify import batch_after, verify
from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import Node
from siaga.shell.formats import moment, number

from .progress import Say


class Missing(msgspec.Struct, frozen=True):
    """Facts first..last of a chain are known to have been, and are not here."""

    chain: str
    first: int
    last: int


class Report(msgspec.Struct, frozen=True):
    """came: facts by source; heads: how far each chain is here; until: time of the newest own fact; missing: known to be lost; blobs: named
    by facts, not here; parked: facts not understood; notes: what went wrong on the way."""

    office: str
    box: int
    came: dict[str, int]
    heads: dict[str, int]
    until: str
    missing: list[Missing]
    blobs: list[str]
    parked: int
    notes: list[str]

    @property
    def whole(self) -> bool:
        return not (self.missing or self.blobs or self.parked or self.notes)


@dataclass
class Known:
    """Collected on the way. upto: the highest seq of each chain that anybody is known to have held."""

    upto: dict[str, int] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)
    came: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def heard(self, heads: Mapping[str, int]) -> None:
        for chain, seq in heads.items():
            self.upto[chain] = max(seq, self.upto.get(chain, 0))

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)


def settle(node: Node, known: Known, centre: PublicKeys | None, say: Say) -> Report:
    """Compare what is here with everything that is known to have been. Inside the node, after the last source."""
    for fault in verify(partial(say, "Jurnal")):
        known.note(f"{fault.chain} {fault.seq}: {fault.what}")
    for proof in known.proofs:
        _compare(proof, known, centre)
    for (body,) in JournalFact.objects.filter(kind=OfficeTaken.kind).values_list("body"):
        known.heard(msgspec.json.decode(body, type=OfficeTaken).held)
    heads = {chain: seq for chain, (seq, _hash) in sorted(exchange.all_heads().items())}
    missing = [Missing(c, heads.get(c, 0) + 1, seq) for c, seq in sorted(known.upto.items()) if seq > heads.get(c, 0)]
    newest = (
        JournalFact.objects.filter(chain__regex=rf"^{node.id}(/[0-9]+)?$")
        .exclude(chain=node.chain)
        .order_by("-at")
        .first()
    )
    lacking = Blob.objects.exclude(have__gte=F("size")).order_by("sha").values_list("sha", flat=True)
    return Report(
        office=node.id,
        box=node.box,
        came=known.came,
        heads=heads,
        until=newest.at.isoformat() if newest else "",
        missing=missing,
        blobs=list(lacking),
        parked=Parked.objects.count(),
        notes=known.notes,
    )


def _compare(proof: Proof, known: Known, centre: PublicKeys | None) -> None:
    """The centre's own word that it held this chain up to there: ours must be the same."""
    if centre is None:
        return
    try:
        centre.check(countersigned(proof.chain, proof.seq, proof.hash), proof.countersign)
    except BadSignature:
        known.note(f"bukti pusat untuk rantai {proof.chain} tidak sah")
        return
    known.heard({proof.chain: proof.seq})
    here = batch_after(proof.chain, proof.seq - 1, 1) if proof.seq else []
    if here and here[0].hash != proof.hash:
        known.note(f"rantai {proof.chain} nomor {proof.seq}: berbeda dari yang dibuktikan pusat")


def words_of(report: Report, zone: str) -> list[str]:
    """For people, in lines."""
    came = ", ".join(f"{number(n, 'id')} dari {source}" for source, n in report.came.items()) or "tidak ada"
    lines = [f"Fakta yang kembali: {came}."]
    if report.until:
        last = moment(datetime.fromisoformat(report.until), "id", zone)
        lines.append(
            f"Fakta terakhir kantor yang ada di sini: {last}. Yang dikerjakan sesudahnya tidak diketahui siapa pun di sini."
        )
    for m in report.missing:
        lines.append(
            f"HILANG: rantai {m.chain} nomor {m.first} sampai {m.last} ({number(m.last - m.first + 1, 'id')} fakta)."
        )
    if report.blobs:
        lines.append(f"Berkas yang disebut fakta tetapi tidak ada di sini: {number(len(report.blobs), 'id')}.")
    if report.parked:
        lines.append(f"Catatan tertahan: {number(report.parked, 'id')}; lihat halaman Catatan tertahan.")
    lines.extend(f"Catatan: {note}" for note in report.notes)
    if report.whole:
        lines.append("Tidak ada yang diketahui hilang.")
    return lines
