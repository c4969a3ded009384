"""Service points of an office: a machine in a kecamatan that writes a chain of its own while the office writes its.

Rules
- The office admits a point by a fact (PointAdded) and ends it by one (PointEnded): a point that has heard that appends no more.
- Both may write at the same time because no row has two writers: what is a point's own is lent to it by the office (ADR 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from siaga.kit.keys import PublicKeys
from siaga.kit.node import Node, office_of, point_of
from siaga.kit.refusal import Refusal

from . import boxes, membership
from .act import SYSTEM, Act, Actor, Outcome
from .facts import Body, Fact
from .models import OfficePoint, Peer
from .rows import Insert, Op, Update
from .writer import fetch

BETWEEN_BOXES = (
    100  # points that one box of an office can admit: two boxes that are both alive give out different numbers
)


class PointAdded(Body, frozen=True):
    """A machine in a kecamatan (six digits) becomes a service point; its public keys, 32 bytes each in hex."""

    kind: ClassVar[str] = "journal.point_added"
    point: int
    kecamatan: str
    verify_key: str
    seal_key: str


class PointEnded(Body, frozen=True):
    """The point is closed or held for dead; everything lent to it is the office's again. held: how far its chain was known here."""

    kind: ClassVar[str] = "journal.point_ended"
    point: int
    held: int
    reason: str


def point_name(office: str, point: int) -> str:
    return f"{office}/t{point}"


def subject_of(name: str) -> str:
    return f"titik/{name}"


def _by_office(f: Fact) -> str:
    """The point's name. Raises ValueError where a point speaks: only its office admits and ends one."""
    if point_of(f.chain):
        raise ValueError("only an office admits and ends its service points")
    return point_name(f.office, f.body.point)


def apply_added(f: Fact) -> Iterable[Op]:
    b: PointAdded = f.body
    name = _by_office(f)
    keys = {"verify_key": bytes.fromhex(b.verify_key), "seal_key": bytes.fromhex(b.seal_key)}
    yield Insert(Peer, {"id": name, "name": name, "wilayah": b.kecamatan, **keys, "admitted_at": f.at})
    yield Insert(OfficePoint, {"name": name, "office": f.office, "kecamatan": b.kecamatan, "since": f.at})


def apply_ended(f: Fact) -> Iterable[Op]:
    yield Update(OfficePoint, _by_office(f), {"ended": f.at, "reason": f.body.reason})


KINDS = ((PointAdded, apply_added), (PointEnded, apply_ended))


# --- at the office ----------------------------------------------------------------------------------------------------


def _scope(node: Node) -> str:
    return f"titik/{node.id}"


def make_code(node: Node, actor: Actor) -> str:
    """A one-time code for a service point, shown once; it begins with the office's own name among nodes."""
    return f"{node.chain.replace('/', '.')}-{membership.make_code(node, actor, _scope(node))}"


def next_point(node: Node) -> int:
    """Never used again, because its chain and its serials are its own."""
    first, names = boxes.first_number(node.box, BETWEEN_BOXES), OfficePoint.objects.filter(office=node.id)
    mine = [n for n in map(point_of, names.values_list("name", flat=True)) if first <= n < first + BETWEEN_BOXES]
    return max(mine, default=first - 1) + 1


def add_point(node: Node, actor: Actor, keys: PublicKeys, kecamatan: str) -> Outcome:
    """Admit a point of this kecamatan (six digits of this office's area). Done.value: its number; the same keys find it again."""
    with Act(node, actor) as act:
        if no := _not_ours(node, kecamatan):
            return act.refuse(no)
        return act.done(_added(act, node, keys, kecamatan))


def admit_point(node: Node, code_proof: bytes, keys: PublicKeys, kecamatan: str) -> tuple[Outcome, bytes]:
    """Let a machine in that proves the code. The outcome (value: its number), and the office's own proof."""
    with Act(node, SYSTEM) as act:
        if no := _not_ours(node, kecamatan):
            return act.refuse(no), b""
        mine, _again = membership.redeem(node, _scope(node), code_proof, keys.verify.hex(), keys)
        if mine:
            return act.done(_added(act, node, keys, kecamatan)), mine
        no = Refusal(
            "point.code",
            "Kode titik layanan tidak dikenal atau sudah dipakai. Buat kode baru di kantor ini.",
            "kode",
        )
        return act.refuse(no), b""


def _not_ours(node: Node, kecamatan: str) -> Refusal | None:
    if len(kecamatan) == 6 and kecamatan.isascii() and kecamatan.isdigit() and kecamatan.startswith(node.id):
        return None
    return Refusal(
        "point.kecamatan",
        "Kode kecamatan ini bukan kecamatan kantor ini. Tulis enam angka, misalnya 317201.",
        "kecamatan",
    )


def _added(act: Act, node: Node, keys: PublicKeys, kecamatan: str) -> int:
    known = fetch("SELECT id FROM journal_peer WHERE verify_key = %s AND id LIKE %s", (keys.verify, f"{node.id}/t%"))
    if known:
        return point_of(known[0][0])
    point = next_point(node)
    said = PointAdded(point=point, kecamatan=kecamatan, verify_key=keys.verify.hex(), seal_key=keys.seal.hex())
    act.record(said, subject=subject_of(point_name(node.id, point)))
    return point


def of_office(office: str) -> list[OfficePoint]:
    """All points, also those that were ended, the oldest first."""
    return sorted(OfficePoint.objects.filter(office=office), key=lambda p: (p.since, p.name))


def held(name: str) -> int:
    """How far a point's chain is known here."""
    found = fetch("SELECT seq FROM journal_head WHERE chain = %s", (name,))
    return int(found[0][0]) if found else 0


def alive(name: str) -> bool:
    return OfficePoint.objects.filter(name=name, ended=None).exists()


def readers(name: str) -> list[PublicKeys]:
    """A point's own keys: who may read what is lent to it."""
    return [PublicKeys(*row) for row in fetch("SELECT verify_key, seal_key FROM journal_peer WHERE id = %s", (name,))]


def serves(node: Node) -> bool:
    """At a point: whether it has not heard that it was ended. Before its first exchange it has heard nothing of itself."""
    return not OfficePoint.objects.filter(name=node.chain, ended__isnull=False).exists()


# --- at the point -----------------------------------------------------------------------------------------------------


def office_name(node: Node) -> str:
    """Which box is the office now, as far as this point has heard."""
    return boxes.box_name(node.id, boxes.serving_box(node.id))


def office_keys(node: Node) -> list[PublicKeys]:
    """Of every box that is or may become the office, at most eight."""
    rows = fetch(
        f"SELECT id, verify_key, seal_key FROM journal_peer WHERE id = %s OR {boxes.BOXES}", (node.id, node.id)
    )
    serving = boxes.serving_box(node.id)
    found = sorted((boxes.box_number(id), v, s) for id, v, s in rows)
    told = {boxes.box_number(name): keys for name, keys in node.trust.items() if office_of(name) == node.id}
    known = told | {box: PublicKeys(bytes(v), bytes(s)) for box, v, s in found}
    return [keys for box, keys in sorted(known.items()) if box >= serving][:8]
