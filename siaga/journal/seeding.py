"""Many facts of one's own at once, each with its own time: a town, or the books of an office that begins with SIAGA.

The same rows by the same `apply` as an act, but by COPY. Only for a chain that this process alone writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from siaga.kit import ids
from siaga.kit.node import Node

from .act import flush
from .bulk import uncollected, words_at_once
from .facts import ZERO, Body, Fact, Sealed, digest, encode_body, link, micros
from .intake import store
from .models import Head
from .writer import write

BATCH = 4000


class Said(NamedTuple):
    """One fact to be: when, who, about what, what. to: the office it is addressed to (at the centre). id: "" for a fresh one."""

    at: datetime
    actor: str
    subject: str
    body: Body
    to: str = ""
    id: UUID | None = None


def write_many(node: Node, said: Iterable[Said], progress: Callable[[int], None] | None = None) -> int:
    """Append and apply; one transaction a batch. Returns how many."""
    stream: Iterator[Said] = iter(said)
    done = 0
    while batch := list(islice(stream, BATCH)):
        with uncollected(), transaction.atomic(durable=True):
            with connection.cursor() as cur:
                cur.execute("SET LOCAL synchronous_commit = off")
            facts, ops = [], []
            heads: dict[str, Head] = {}
            for s in batch:
                chain = f"{node.chain}>{s.to}" if s.to else node.chain
                if chain not in heads:
                    Head.objects.get_or_create(chain=chain, defaults={"seq": 0, "hash": ZERO})
                    heads[chain] = Head.objects.select_for_update().get(chain=chain)
                head = heads[chain]
                fact = Fact(chain, s.id or ids.fresh(), s.at, s.actor, s.subject, s.body)
                facts.append(_sealed(head, fact))
                ops.extend(node.kinds[s.body.kind].apply(fact))
            with words_at_once(len(facts)):
                write(ops)
            store(facts, set())
            for head in heads.values():
                head.save()
        done += len(batch)
        if progress:
            progress(done)
    flush()
    return done


def _sealed(head: Head, f: Fact) -> Sealed:
    text = encode_body(f.body)
    at = micros(f.at)
    kind, version = f.body.kind, f.body.version
    content = digest(f.chain, f.id.bytes, kind, version, at, f.actor, f.subject, text)
    head.seq += 1
    head.hash = link(bytes(head.hash), head.seq, content)
    return Sealed(f.chain, head.seq, f.id.bytes, kind, version, at, f.actor, f.subject, text, head.hash)
