"""An office on several machines: one is the office, a second holds everything with it and takes over.

Rules
- Each box writes a chain of its own ("3172", then "3172/2"): two that are both alive never write into one.
- The office admits a box by a fact of its own chain (BoxAdded); from then on its second box is known everywhere.
- A box becomes the office by the first fact of its own chain (OfficeTaken). Whoever understands it, the old box too, lets only
  that box append from then on (`journal_may_append`): this is the fence, and its epoch is the number of the box.
- What the old box wrote without a line before it heard of that is not lost: it travels like any other fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import msgspec

from siaga.kit.keys import Keys, PublicKeys
from siaga.kit.node import Node, office_of, point_of
from siaga.kit.refusal import PermanentFault, Refusal

from . import membership
from .act import SYSTEM, Act, Actor, Outcome
from .facts import Body, Fact, Sealed
from .models import JournalFact, OfficeBox, Peer
from .rows import Insert, Op, Put, Raise
from .verify import batch_after
from .writer import fetch


class BoxAdded(Body, frozen=True):
    """A second machine of the office, and its public keys (32 bytes each in hex). proof: the office's signature over them (hex), with
    which the box shows itself to a centre that has not heard this fact yet. url: where people and its office reach it."""

    kind: ClassVar[str] = "journal.box_added"
    box: int
    verify_key: str
    seal_key: str
    proof: str = ""
    url: str = ""


class OfficeTaken(Body, frozen=True):
    """This box is the office from now on. held: how far it held each chain. reason: as its people told it."""

    kind: ClassVar[str] = "journal.office_taken"
    box: int
    held: dict[str, int]
    reason: str = ""


def apply_added(f: Fact) -> Iterable[Op]:
    b: BoxAdded = f.body
    if b.box < 2:
        raise ValueError("the first box of an office is admitted by the centre")
    keys = {"verify_key": bytes.fromhex(b.verify_key), "seal_key": bytes.fromhex(b.seal_key)}
    name = box_name(f.office, b.box)
    row = {"id": name, "name": f"{f.office} ({b.box})", "wilayah": f.office, **keys, "admitted_at": f.at}
    # Only a box itself says its keys again. Another box that names a number already given is parked: a box that was replaced, or
    # stolen, must not put keys of its own in the place of its successor's.
    yield Put(Peer, row) if f.chain == name else Insert(Peer, row)


def apply_taken(f: Fact) -> Iterable[Op]:
    b: OfficeTaken = f.body
    if f.chain != box_name(f.office, b.box):
        raise ValueError("a box takes over for itself only")
    # The highest number stands, in whatever order two takeovers are heard: the later box knew of the earlier one.
    yield Raise(OfficeBox, f.office, {"box": b.box, "since": f.at})


KINDS = ((BoxAdded, apply_added), (OfficeTaken, apply_taken))


def box_name(office: str, box: int) -> str:
    return office if box == 1 else f"{office}/{box}"


def box_number(name: str) -> int:
    """Of a box or of its chain: 1 for "3172", 2 for "3172/2"."""
    number = name.partition("/")[2]
    return int(number) if number.isascii() and number.isdigit() else 1


def may_bring(sender: str, chain: str) -> bool:
    """A box brings its own chain, what it holds of boxes before it, and what its service points gave it: never that of a box that came
    after, whose history it could forge. A service point brings its own alone."""
    if point_of(sender):
        return chain == sender
    return office_of(chain) == office_of(sender) and (point_of(chain) > 0 or box_number(chain) <= box_number(sender))


# Of journal_peer: the boxes of an office after the first, and none of its service points.
BOXES = "id ~ ('^' || %s || '/[0-9]+$')"


def serving_box(office: str) -> int:
    """Which box is the office, as far as this node has heard."""
    found = fetch("SELECT box FROM journal_office WHERE office = %s", (office,))
    return int(found[0][0]) if found else 1


class Taken(msgspec.Struct, frozen=True):
    """How a box became the office: when, by whom (a username), and why, as its people told it."""

    box: int
    at: datetime
    actor: str
    reason: str


def taken(office: str) -> Taken | None:
    """Of the box that is the office now; None while that is the first one."""
    box = serving_box(office)
    row = JournalFact.objects.filter(chain=box_name(office, box), kind=OfficeTaken.kind).order_by("seq").first()
    if row is None:
        return None
    return Taken(box, row.at, row.actor, msgspec.json.decode(row.body, type=OfficeTaken).reason)


def is_office(node: Node) -> bool:
    """Whether this machine is the office now, and neither its second box nor one that was replaced."""
    return not node.point and serving_box(node.id) == node.box


def chains_of(office: str) -> list[str]:
    """The chains of all boxes and service points of an office that this node holds, by name."""
    found = fetch(
        "SELECT chain FROM journal_head WHERE chain = %s OR chain LIKE %s ORDER BY chain", (office, f"{office}/%")
    )
    return [chain for (chain,) in found]


def next_box(office: str) -> int:
    """The number of the next machine: never used again, because its serials and its chain are its own."""
    found = fetch(f"SELECT id FROM journal_peer WHERE {BOXES}", (office,))
    return max((box_number(id) for (id,) in found), default=1) + 1


def add_box(node: Node, actor: Actor, keys: PublicKeys, url: str = "") -> Outcome:
    """At the office: admit a second machine. Done.value: its number. The same keys again find their number again."""
    with Act(node, actor) as act:
        return act.done(_added(act, node, keys, url))


def make_code(node: Node, actor: Actor) -> str:
    """At the office: a one-time code for a second machine, shown once. It begins with the office's own name among nodes, so that the
    new machine knows whom to ask."""
    return f"{node.chain.replace('/', '.')}-{membership.make_code(node, actor, _scope(node))}"


def split_code(code: str) -> tuple[str, str]:
    """Of a code as it was told: the office's name among nodes ("3172", "3172/2"), and the secret. Raises PermanentFault."""
    name, _, secret = code.strip().partition("-")
    if not re.fullmatch(r"\d{4}(\.\d+)?", name, re.ASCII) or not secret:
        raise PermanentFault(
            "kode ini tidak utuh, atau untuk keperluan lain: salin seluruhnya, misalnya 3507-ABCD-EFGH-JKMN"
        )
    return name.replace(".", "/"), secret


def admit_box(node: Node, code_proof: bytes, keys: PublicKeys, url: str) -> tuple[Outcome, bytes]:
    """At the office: let a second machine in that proves the code. The outcome (value: its number), and the office's own proof."""
    with Act(node, SYSTEM) as act:
        mine, _again = membership.redeem(node, _scope(node), code_proof, keys.verify.hex(), keys)
        if mine:
            return act.done(_added(act, node, keys, url)), mine
        no = "Kode kotak cadangan tidak dikenal atau sudah dipakai. Buat kode baru di kantor ini."
        return act.refuse(Refusal("box.code", no, "kode")), b""


def _scope(node: Node) -> str:
    return f"kotak/{node.id}"


def _added(act: Act, node: Node, keys: PublicKeys, url: str) -> int:
    known = fetch(f"SELECT id FROM journal_peer WHERE verify_key = %s AND {BOXES}", (keys.verify, node.id))
    if known:
        return box_number(known[0][0])
    box = max(next_box(node.id), node.box + 1)  # it may not have heard yet that it was admitted itself
    proof = node.keys.sign(vouched(box_name(node.id, box), keys)).hex()
    added = BoxAdded(box=box, verify_key=keys.verify.hex(), seal_key=keys.seal.hex(), proof=proof, url=url)
    act.record(added, subject=f"kotak/{node.id}/{box}")
    return box


def readers(node: Node) -> list[PublicKeys]:
    """Who may read what is sealed for this office: this box, those that may follow it, and its service points (`blobs.MOST_READERS`)."""
    found = fetch(f"SELECT id, verify_key, seal_key FROM journal_peer WHERE {BOXES}", (node.id,))
    later = sorted((box_number(id), v, s) for id, v, s in found)
    points = fetch(
        "SELECT verify_key, seal_key FROM journal_peer p JOIN journal_point t ON t.name = p.id"
        " WHERE t.office = %s AND t.ended IS NULL ORDER BY t.since DESC, t.name LIMIT 48",
        (node.id,),
    )
    boxes = [PublicKeys(v, s) for box, v, s in later[-15:] if box > node.box]
    return [node.keys.public, *boxes, *(PublicKeys(*row) for row in points)]


def address_of(office: str, box: int) -> str:
    """Where that box is reached, as it said when it was admitted; "" if it is not known here."""
    found = fetch(
        "SELECT body FROM journal_journalfact WHERE kind = %s AND subject = %s",
        (BoxAdded.kind, f"kotak/{office}/{box}"),
    )
    return msgspec.json.decode(found[0][0], type=BoxAdded).url if found else ""


def vouched(name: str, keys: PublicKeys) -> bytes:
    return b"siaga box 1\0" + msgspec.msgpack.encode((name, keys.verify, keys.seal))


def vouch(old: Keys, name: str, keys: PublicKeys) -> str:
    """The office's word (hex) for one of its boxes, by a key that was its own before its machine was lost."""
    return old.sign(vouched(name, keys)).hex()


def take_over(node: Node, actor: Actor, reason: str) -> Outcome:
    """At a second box: become the office. Done.value: how far it held each chain."""
    with Act(node, actor) as act:
        now = serving_box(node.id)
        if now == node.box:
            return act.refuse(Refusal("box.already", "Kotak ini sudah menjadi kantor."))
        if now > node.box:
            return act.refuse(
                Refusal(
                    "box.replaced",
                    "Kotak ini sudah digantikan oleh kotak lain. Daftarkan lagi sebagai kotak cadangan yang baru.",
                )
            )
        held = {str(chain): int(seq) for chain, seq in fetch("SELECT chain, seq FROM journal_head ORDER BY chain")}
        act.record(OfficeTaken(box=node.box, held=held, reason=reason), subject=f"kotak/{node.id}")
        act.write()  # the fence looks at this row when the fact is appended
        return act.done(held)


def taken_by(node: Node, asker: str) -> list[Sealed]:
    """The facts with which a later box became the asker's office, if one did. A box that is new itself may only have heard of an
    earlier takeover yet, while the asker is the office by a later one."""
    box = serving_box(office_of(asker))
    return batch_after(box_name(office_of(asker), box), 0, 1) if box > box_number(asker) else []


def known_box(node: Node, sender: str) -> None:
    """Raises PermanentFault unless the sender is another machine of this very office."""
    if office_of(sender) != node.id or sender == node.chain:
        raise PermanentFault("pesan ini hanya untuk kotak dari kantor yang sama")


BETWEEN_BOXES = 50_000  # registers whose numbers have no fixed length: a box begins where no other gets in a year


def first_number(box: int, step: int = BETWEEN_BOXES) -> int:
    """The first number of a register that is this box's own: 1, 50,001, 100,001 ..."""
    return (box - 1) * step + 1


def first_serial(box: int, last: int, shares: int = 6) -> tuple[int, int]:
    """The serials (first, last) of a number space that are this box's: half for the first box, the rest in equal shares by turns."""
    half = (last + 1) // 2
    if box == 1:
        return 1, half - 1
    share = (last + 1 - half) // (shares - 1)
    first = half + (box - 2) % (shares - 1) * share
    return first, first + share - 1
