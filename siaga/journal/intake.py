"""Facts of others: stored first, understood second; one bad fact parks its own subject and blocks nobody else.

A batch is one transaction. Rows are written first and the facts stored last, so that the local order (`lsn`) agrees with the order of row
locks and a replay makes the same tables. Where the batch as a whole cannot be understood it is halved until the fact at fault stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import DatabaseError, connection, transaction

from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault

from .act import flush
from .bulk import uncollected, words_at_once
from .facts import MAX_SUBJECT, ZERO, Kind, Sealed, hash_of, micros, open_fact, when_of
from .lines import lines
from .models import Head, JournalFact, Parked
from .writer import cursor, fetch, raw, write

BEHIND = "menunggu fakta sebelumnya dari pokok yang sama"  # the reason of a fact that waits for another one only
TWICE = "perbuatan ini sudah dicatat oleh kotak lain dari kantor yang sama"
_LOCK = """
INSERT INTO journal_head AS h (chain, seq, hash) VALUES (%s, 0, %s) ON CONFLICT (chain) DO UPDATE SET seq = h.seq RETURNING seq, hash
"""
_WRITERS = "(SELECT count(*) FROM journal_head WHERE split_part(chain, '/', 1) = split_part(%s, '/', 1)) > 1"
_STANDS = f"""
SELECT ARRAY(SELECT DISTINCT subject FROM journal_parked),
       ARRAY(SELECT seq FROM journal_settled WHERE office = %s AND chain = %s AND seq BETWEEN %s AND %s), {_WRITERS}
"""
_KNOWN = "SELECT id FROM journal_journalfact WHERE lsn IS NOT NULL AND chain <> %s AND id = ANY(%s)"


class Gap(PermanentFault):
    """The batch does not begin where our copy of the chain ends. `after`: the last seq that we hold."""

    def __init__(self, chain: str, after: int) -> None:
        super().__init__(f"rantai {chain}: yang dipegang di sini berakhir pada {after}")
        self.after = after


class Fork(PermanentFault):
    """Two different facts claim one place of a chain: somebody rewrote history, or a box runs twice."""


@dataclass(frozen=True, slots=True)
class Taken:
    """seq and hash of the chain's head here after the intake; new: facts stored; parked: of which not understood."""

    chain: str
    seq: int
    hash: bytes
    new: int
    parked: int


def intake(node: Node, chain: str, facts: Sequence[Sealed]) -> Taken:
    """Store and apply a contiguous batch of another writer's chain. Whoever calls has checked the signature over its last hash.

    Idempotent: facts that are here already are compared and skipped. Raises Gap or Fork, and then nothing is stored.
    """
    with uncollected(), transaction.atomic(durable=True):
        fetch("SELECT set_config('synchronous_commit', 'off', TRUE)")
        ((seq, hash),) = fetch(_LOCK, [chain, ZERO])
        head = Head(chain, seq, hash)
        fresh = _new_and_linked(head, facts)
        if not fresh:
            return Taken(chain, head.seq, bytes(head.hash), 0, 0)
        ((blocked, aside, others),) = fetch(_STANDS, [node.id, chain, fresh[0].seq, fresh[-1].seq, chain])
        parked: list[tuple[Sealed, str]] = []
        twice = _done_elsewhere(chain, fresh) if others else ()
        with words_at_once(len(fresh)):
            _understand(node, [f for f in fresh if f.seq not in aside], set(blocked), parked, twice)
        store(fresh, {f.seq for f, _ in parked}.union(aside))
        for f, reason in parked:
            Parked.objects.create(
                chain=chain, seq=f.seq, subject=f.subject, kind=f.kind, reason=reason[:500], since=node.clock.now()
            )
        cursor().execute(
            "UPDATE journal_head SET seq = %s, hash = %s WHERE chain = %s", [fresh[-1].seq, fresh[-1].hash, chain]
        )
    flush()
    return Taken(chain, fresh[-1].seq, fresh[-1].hash, len(fresh), len(parked))


def _new_and_linked(head: Head, facts: Sequence[Sealed]) -> list[Sealed]:
    fresh = [f for f in facts if f.seq > head.seq]
    for f in facts:
        if f.chain != head.chain:
            raise Fork(f"fakta rantai {f.chain} dalam kiriman rantai {head.chain}")
    known = [f for f in facts if 0 < f.seq <= head.seq]
    if known:
        held = dict(
            JournalFact.objects.filter(chain=head.chain, seq__in=[known[0].seq, known[-1].seq]).values_list(
                "seq", "hash"
            )
        )
        for f in (known[0], known[-1]):
            if bytes(held.get(f.seq, b"")) != f.hash:
                raise Fork(f"rantai {head.chain} nomor {f.seq}: isinya berbeda dari yang sudah dipegang di sini")
    if fresh and fresh[0].seq != head.seq + 1:
        raise Gap(head.chain, head.seq)
    previous, seq = bytes(head.hash), head.seq
    for f in fresh:
        seq += 1
        if f.seq != seq or hash_of(previous, f) != f.hash or len(f.subject) > MAX_SUBJECT:
            raise Fork(f"rantai {head.chain} nomor {f.seq}: sambungannya tidak cocok")
        previous = f.hash
    return fresh


def _others(chain: str) -> bool:
    """Whether more than one box has written for the office of this chain."""
    return bool(fetch(f"SELECT {_WRITERS}", [chain])[0][0])


def _done_elsewhere(chain: str, facts: Sequence[Sealed]) -> set[int]:
    """Places of facts whose deed another box of the same office has recorded too: both were alive at once (a forced takeover).

    The same deed has the same id (a form that was sent again, a paper that fell due). The first to be understood holds; only a person
    can tell whether the other one says something else.
    """
    known = {id.bytes for (id,) in fetch(_KNOWN, [chain, [UUID(bytes=f.id) for f in facts]])}
    return {f.seq for f in facts if f.id in known}


def _understand(
    node: Node,
    facts: Sequence[Sealed],
    blocked: set[str],
    parked: list[tuple[Sealed, str]],
    twice: Collection[int],
) -> None:
    """Apply facts in order; halve on failure. A subject once parked keeps its later facts waiting behind it."""
    clear = []
    for f in facts:
        if f.subject in blocked:
            parked.append((f, BEHIND))
        elif f.seq in twice:
            blocked.add(f.subject)
            parked.append((f, TWICE))
        else:
            clear.append(f)
    if not clear:
        return
    reason = attempt(node.kinds, clear)
    if reason is None:
        return
    if len(clear) == 1:
        blocked.add(clear[0].subject)
        parked.append((clear[0], reason))
        return
    middle = len(clear) // 2
    _understand(node, clear[:middle], blocked, parked, ())
    _understand(node, clear[middle:], blocked, parked, ())


def attempt(known: Any, facts: Sequence[Sealed]) -> str | None:
    """Apply a batch inside a savepoint; the reason if it failed."""
    try:
        with transaction.atomic():
            write(op for f in facts for op in applied(known, f))
    except (PermanentFault, DatabaseError, psycopg.Error) as e:
        return f"{type(e).__name__}: {e}"
    return None


def applied(known: dict[str, Kind], f: Sealed) -> list[Any]:
    """The rows of one stored fact. Any error of `apply` on authentic but strange content is a PermanentFault."""
    fact = open_fact(f, known)
    try:
        return list(known[f.kind].apply(fact))
    except (ValueError, KeyError, TypeError, ArithmeticError, LookupError) as e:
        raise PermanentFault(f"{f.kind} tidak dapat diterapkan: {e!r}") from e


COPY_FACTS = "COPY journal_journalfact (chain, seq, id, kind, version, at, actor, subject, body, hash, lsn) FROM STDIN"


def store(facts: Sequence[Sealed], parked: set[int]) -> None:
    """COPY facts into the journal; those whose seq is in `parked` get no place in the order of understanding."""
    with psycopg.Cursor(raw()) as cur:
        understood = sum(f.seq not in parked for f in facts)
        cur.execute("SELECT nextval('journal_lsn') FROM generate_series(1, %s)", (understood,))
        numbers = iter(cur.fetchall())
        lsn = [None if f.seq in parked else next(numbers)[0] for f in facts]
        ids = [f.id.hex() for f in facts]
        hashes = [f.hash for f in facts]
        whens = {at: when_of(at) for at in {f.at for f in facts}}
        chain, seq, _id, kind, version, at, actor, subject, body, _hash = zip(
            *map(msgspec.structs.astuple, facts), strict=True
        )
        columns = (chain, seq, ids, kind, version, [whens[a] for a in at], actor, subject, body, hashes, lsn)
        with cur.copy(COPY_FACTS) as copy:
            copy.write(lines(columns))


def retry(node: Node, subject: str) -> int:
    """Try a parked subject's facts again (after an update of the program, or a fact that mends). Returns how many stay parked.

    Each chain's in its order; where one waits for a fact of another chain that lies parked behind it, that chain goes first.
    """
    with transaction.atomic(durable=True):
        chains: dict[str, list[Parked]] = {}
        for p in Parked.objects.select_for_update().filter(subject=subject).order_by("chain", "seq"):
            chains.setdefault(p.chain, []).append(p)
        while sum(_understood(node, own) for own in chains.values()):  # of every chain, each time round
            pass
        left = [p for own in chains.values() for p in own]
        for p in left:
            Parked.objects.filter(chain=p.chain, seq=p.seq).update(reason=p.reason)
    flush()
    return len(left)


def _understood(node: Node, own: list[Parked]) -> int:
    """Of one chain's parked facts about one subject, the first ones, up to one that is not understood: that one has its reason, what is
    behind it waits."""
    done = 0
    while own:
        p = own[0]
        f = sealed(JournalFact.objects.get(chain=p.chain, seq=p.seq))
        reason = TWICE if _others(p.chain) and _done_elsewhere(p.chain, [f]) else attempt(node.kinds, [f])
        if reason is not None:
            p.reason = reason[:500]
            for behind in own[1:]:
                behind.reason = BEHIND
            break
        with connection.cursor() as cur:
            cur.execute(
                "UPDATE journal_journalfact SET lsn = nextval('journal_lsn') WHERE chain = %s AND seq = %s",
                [p.chain, p.seq],
            )
        own.pop(0).delete()
        done += 1
    return done


def sealed(row: JournalFact) -> Sealed:
    """A stored row as it is sent and hashed."""
    return Sealed(
        row.chain,
        row.seq,
        row.id.bytes,
        row.kind,
        row.version,
        micros(row.at),
        row.actor,
        row.subject,
        row.body,
        bytes(row.hash),
    )
