"""Ten thousand ways of changing a journal's history, each of which must be noticed; and what is not noticed before the next exchange.

The writer of history here knows everything but the other node's key: he may make all hashes anew and move the noted head along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

import msgspec

from siaga.journal.chain import Proof, faults_of
from siaga.journal.facts import ZERO, Sealed, hash_of

CHAIN, FACTS, PROVED, TRIES = "3172", 200, 180, 10_000
Facts = list[Sealed]


def journal(seed: int, n: int = FACTS) -> Facts:
    rng = Random(seed)
    made = [
        Sealed(
            CHAIN,
            seq,
            UUID(int=rng.getrandbits(128)).bytes,
            rng.choice(["people.resident_added", "counter.ticket_taken", "cards.printed"]),
            1,
            1_700_000_000_000_000 + seq * 1_000_003,
            "loket",
            f"penduduk/{rng.randrange(10**16):016d}",
            msgspec.json.encode({"nik": f"{rng.randrange(10**16):016d}", "n": seq}).decode(),
            b"",
        )
        for seq in range(1, n + 1)
    ]
    return hashed(made)


def hashed(facts: Sequence[Sealed], begin: int = 0) -> Facts:
    """Numbers and hashes made anew from `begin` on, as somebody does who wants them to fit."""
    out = list(facts[:begin])
    previous = out[-1].hash if out else ZERO
    for n, f in enumerate(facts[begin:], begin + 1):
        f = msgspec.structs.replace(f, seq=n)
        f = msgspec.structs.replace(f, hash=hash_of(previous, f))
        previous = f.hash
        out.append(f)
    return out


def _edited(f: Sealed, rng: Random) -> Sealed:
    match rng.randrange(6):
        case 0:
            at = rng.randrange(len(f.body))
            return msgspec.structs.replace(
                f, body=f.body[:at] + chr((ord(f.body[at]) + 1) % 128 or 33) + f.body[at + 1 :]
            )
        case 1:
            return msgspec.structs.replace(f, at=f.at + rng.choice([-1, 1]) * rng.randrange(1, 10**9))
        case 2:
            return msgspec.structs.replace(f, actor="kepala")
        case 3:
            return msgspec.structs.replace(f, subject=f.subject[:-1] + ("1" if f.subject[-1] == "0" else "0"))
        case 4:
            return msgspec.structs.replace(f, id=bytes([f.id[0] ^ 1]) + f.id[1:])
        case _:
            return msgspec.structs.replace(f, version=2)


def edit(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED)
    return [*facts[:i], _edited(facts[i], rng), *facts[i + 1 :]]


def edit_and_fit(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED)
    return hashed([*facts[:i], _edited(facts[i], rng), *facts[i + 1 :]], i)


def delete(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED)
    return facts[:i] + facts[i + 1 :]


def delete_and_fit(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED)
    return hashed(facts[:i] + facts[i + 1 :], i)


def reorder(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED - 1)
    return [*facts[:i], facts[i + 1], facts[i], *facts[i + 2 :]]


def reorder_and_fit(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED - 1)
    return hashed([*facts[:i], facts[i + 1], facts[i], *facts[i + 2 :]], i)


def truncate(facts: Facts, rng: Random) -> Facts:
    return facts[: rng.randrange(PROVED)]


def fork(facts: Facts, rng: Random) -> Facts:
    i = rng.randrange(PROVED)
    other = journal(rng.getrandbits(32))
    return hashed([*facts[:i], *other[i:]], i)


WAYS: tuple[Callable[[Facts, Random], Facts], ...] = (
    edit,
    edit_and_fit,
    delete,
    delete_and_fit,
    reorder,
    reorder_and_fit,
    truncate,
    fork,
)


@dataclass(frozen=True)
class Noticed:
    tries: Counter[str]
    missed: Counter[str]
    false_alarms: int
    unproved_missed: int


def run(tries: int = TRIES, seed: int = 1) -> Noticed:
    rng = Random(seed)
    facts: Facts = []
    done, missed, alarms, unproved = Counter[str](), Counter[str](), 0, 0
    for n in range(tries):
        facts = journal(rng.getrandbits(32)) if n % 50 == 0 else facts
        proof = [Proof("pusat", PROVED, facts[PROVED - 1].hash)]
        way = WAYS[n % len(WAYS)]
        changed = way(facts, rng)
        done[way.__name__] += 1
        if not list(faults_of(CHAIN, changed, _head(changed), proof)):
            missed[way.__name__] += 1
        if n % 50 == 0:
            alarms += bool(list(faults_of(CHAIN, facts, _head(facts), proof)))
            late = hashed([*facts[:-1], _edited(facts[-1], rng)], FACTS - 1)
            unproved += not list(faults_of(CHAIN, late, _head(late), proof))
    return Noticed(done, missed, alarms, unproved)


def _head(facts: Facts) -> tuple[int, bytes]:
    """The noted head is moved along by whoever can write the tables."""
    return (facts[-1].seq, facts[-1].hash) if facts else (0, ZERO)


def main() -> None:
    found = run()
    print(
        f"history changed {found.tries.total():,} times, not noticed: {found.missed.total()}; false alarms: {found.false_alarms}"
    )
    for way, times in found.tries.items():
        print(f"  {way:16} {times:6,} tries, {found.missed[way]} not noticed")
    print(
        f"  control: the fact after the last countersigned head rewritten with fitting hashes: {found.unproved_missed} of"
        f" {found.tries.total() // 50} not noticed before the next exchange (by design)"
    )
    if found.missed or found.false_alarms:
        raise SystemExit(1)
