"""Does a chain hold? Pure: facts in, faults out.

The hashes show an edit, a gap or another order by themselves. Who rewrites everything after the place he changed makes hashes that fit
again; what he cannot make is the head that another node has countersigned. So a chain is proved up to the last countersigned head;
what came after it is proved at the next exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .facts import ZERO, Sealed, hash_of


class Proof(NamedTuple):
    """A head that another node has countersigned."""

    peer: str
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain stops being what it was: what is wrong at (chain, seq)."""

    chain: str
    seq: int
    what: str


def faults_of(
    chain: str, facts: Iterable[Sealed], head: tuple[int, bytes], proofs: Sequence[Proof] = ()
) -> Iterator[Fault]:
    """Every place at which a chain does not hold; facts in the order of their seq, head: as noted beside them."""
    wanted = {p.seq: p for p in proofs if p.seq > 0}
    previous, seq = ZERO, 0
    for f in facts:
        seq += 1
        if f.seq != seq:
            yield Fault(chain, seq, f"hilang: berikutnya nomor {f.seq}")
            seq = f.seq
        if f.chain != chain or hash_of(previous, f) != f.hash:
            yield Fault(chain, f.seq, "isi atau sambungannya tidak cocok dengan sidiknya")
        proof = wanted.pop(seq, None)
        if proof is not None and proof.hash != f.hash:
            yield Fault(chain, seq, f"bukan yang dahulu diteken {proof.peer}: riwayatnya ditulis ulang")
        previous = f.hash
    if (seq, previous) != head:
        yield Fault(chain, head[0], f"kepala rantai pada {head[0]}, fakta terakhir {seq}")
    for proof in wanted.values():
        yield Fault(chain, proof.seq, f"terpotong: {proof.peer} pernah memegangnya sampai nomor {proof.seq}")
