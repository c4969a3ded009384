"""Who belongs to the country: the centre's founding and the admission of nodes, as facts of chain `pusat`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import ClassVar

from siaga.kit import ids
from siaga.kit.keys import PublicKeys
from siaga.kit.node import PUSAT, Node
from siaga.kit.refusal import Refusal

from .act import SYSTEM, Act, Actor, Done, Outcome
from .facts import Body, Fact
from .models import AdmissionCode, Peer
from .rows import Op, Put
from .writer import fetch


class NodeAdmitted(Body, frozen=True):
    """A node (or the centre itself, as its first fact) and its public keys, 32 bytes each in hex."""

    kind: ClassVar[str] = "journal.node_admitted"
    node: str
    name: str
    wilayah: str
    verify_key: str
    seal_key: str


def apply_admitted(f: Fact) -> Iterable[Op]:
    b: NodeAdmitted = f.body
    yield Put(
        Peer,
        {
            "id": b.node,
            "name": b.name,
            "wilayah": b.wilayah,
            "verify_key": bytes.fromhex(b.verify_key),
            "seal_key": bytes.fromhex(b.seal_key),
            "admitted_at": f.at,
        },
    )


KINDS = ((NodeAdmitted, apply_admitted),)


def keys_of(node: Node, peer: str) -> PublicKeys | None:
    """A peer's public keys, from what was trusted at admission or from the facts."""
    if peer in node.trust:
        return node.trust[peer]
    rows = fetch("SELECT verify_key, seal_key FROM journal_peer WHERE id = %s", (peer,))
    return PublicKeys(*rows[0]) if rows else None


def _admit(act: Act, node: str, name: str, wilayah: str, keys: PublicKeys) -> None:
    act.record(
        NodeAdmitted(node=node, name=name, wilayah=wilayah, verify_key=keys.verify.hex(), seal_key=keys.seal.hex()),
        subject=f"simpul/{node}",
    )


def found_centre(node: Node) -> Outcome:
    """The centre's first fact: itself."""
    with Act(node, SYSTEM, key=ids.named("founding", node.id)) as act:
        _admit(act, PUSAT, node.name, "", node.keys.public)
        return act.done()


def _hash(code: str) -> bytes:
    return hashlib.blake2b(code.strip().upper().replace("-", "").encode(), person=b"siaga-masuk").digest()


def make_code(node: Node, officer: Actor, wilayah: str) -> str:
    """A one-time code for a new node of `wilayah`, shown once; only its hash is kept."""
    code = ids.public_code(12)
    AdmissionCode.objects.create(code_hash=_hash(code), wilayah=wilayah, made_by=officer.id, made_at=node.clock.now())
    return "-".join(code[i : i + 4] for i in range(0, 12, 4))


def proof(code: str, keys: PublicKeys) -> bytes:
    """What only someone who knows the code can say of these keys: each side shows the other that it was not replaced on the way."""
    return hmac.digest(_hash(code), keys.verify + keys.seal, "sha256")


def admit(
    node: Node, *, code_proof: bytes, newcomer: str, name: str, wilayah: str, keys: PublicKeys
) -> tuple[Outcome, bytes]:
    """Let a node in that proves a code made for its wilayah. Returns the outcome and the centre's own proof (empty if refused).

    The same newcomer with the same keys and code may ask again (its answer was lost); anybody else finds the code used up.
    """
    with Act(node, SYSTEM) as act:
        mine, again = redeem(node, wilayah, code_proof, newcomer, keys)
        if mine and again:
            return Done(newcomer), mine
        if mine:
            _admit(act, newcomer, name, wilayah, keys)
            return act.done(newcomer), mine
        return act.refuse(
            Refusal(
                "admission.code",
                "Kode masuk tidak dikenal, sudah dipakai, atau dibuat untuk wilayah lain. Minta kode baru kepada operator pusat.",
                "kode",
            )
        ), b""


def redeem(node: Node, scope: str, code_proof: bytes, newcomer: str, keys: PublicKeys) -> tuple[bytes, bool]:
    """Inside an act: use up a code made for `scope` that the newcomer proves to know. Returns this node's own proof (empty: no such
    code, or used by another) and whether this newcomer had used it already."""
    for row in AdmissionCode.objects.select_for_update().filter(wilayah=scope):
        expected = hmac.digest(bytes(row.code_hash), keys.verify + keys.seal, "sha256")
        if not hmac.compare_digest(expected, code_proof):
            continue
        if row.used_by not in ("", newcomer):
            break
        again, row.used_by = bool(row.used_by), newcomer
        row.save(update_fields=["used_by"])
        return hmac.digest(bytes(row.code_hash), node.keys.public.verify + node.keys.public.seal, "sha256"), again
    return b"", False
