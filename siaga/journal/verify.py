"""Proof and replay: does the chain hold, and do the tables follow from it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

from siaga.kit.keys import BadSignature, PublicKeys
from siaga.kit.node import Node

from .bulk import uncollected, without_indexes
from .chain import Fault, Proof, faults_of
from .columns import column_id
from .facts import Sealed, micros
from .intake import applied
from .messages import countersigned
from .models import Cursor, Head, Peer
from .rows import Model, key_columns
from .writer import raw, write

COLUMNS = "chain, seq, id, kind, version, at, actor, subject, body, hash"
BATCH = 2000
Progress = Callable[[int, int], None]


def stored(where: str = "TRUE", params: Sequence[Any] = (), order: str = "seq") -> Iterator[Sealed]:
    """Facts as stored, streamed by a server-side cursor. `where` and `order` are SQL of this program, never a user's."""
    with transaction.atomic(), psycopg.ServerCursor(raw(), "siaga_facts") as cur:
        cur.itersize = BATCH
        cur.execute(f"SELECT {COLUMNS} FROM journal_journalfact WHERE {where} ORDER BY {order}", params)
        for chain, seq, id, kind, version, at, actor, subject, body, hash in cur:
            yield Sealed(chain, seq, id.bytes, kind, version, micros(at), actor, subject, body, bytes(hash))


def batch_after(chain: str, after: int, limit: int = BATCH) -> list[Sealed]:
    """The next facts of one chain, at most `limit`."""
    with psycopg.Cursor(raw()) as cur:
        cur.execute(
            f"SELECT {COLUMNS} FROM journal_journalfact WHERE chain = %s AND seq > %s ORDER BY seq LIMIT %s",
            (chain, after, limit),
        )
        rows = cur.fetchall()
    return [Sealed(c, q, i.bytes, k, v, micros(at), a, s, b, bytes(h)) for c, q, i, k, v, at, a, s, b, h in rows]


def verify(progress: Progress | None = None) -> list[Fault]:
    """Check every chain held here, fact by fact. An empty list: nothing was edited, lost, reordered or added.

    One picture of the database: a node that goes on working meanwhile is not at fault for it.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cur:
            cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _verified(progress)


def _verified(progress: Progress | None) -> list[Fault]:
    faults: list[Fault] = []
    heads = list(Head.objects.order_by("chain"))
    total, done = sum(h.seq for h in heads), 0

    def counted(chain: str) -> Iterator[Sealed]:
        nonlocal done
        for f in stored("chain = %s", (chain,)):
            yield f
            done += 1
            if progress and done % BATCH == 0:
                progress(done, total)

    for head in heads:
        proofs, broken = proofs_of(head.chain)
        faults += broken
        faults += faults_of(head.chain, counted(head.chain), (head.seq, bytes(head.hash)), proofs)
    return faults


def proofs_of(chain: str) -> tuple[list[Proof], list[Fault]]:
    """The heads of a chain that peers have countersigned, and those whose signature is not theirs."""
    rows = Cursor.objects.filter(chain=chain).exclude(countersign=b"").order_by("peer")
    keys = {
        p.id: PublicKeys(bytes(p.verify_key), bytes(p.seal_key))
        for p in Peer.objects.filter(id__in=[r.peer for r in rows])
    }
    proofs, broken = [], []
    for r in rows:
        if r.peer not in keys:
            continue
        proof = Proof(r.peer, r.seq, bytes(r.hash))
        try:
            keys[r.peer].check(countersigned(chain, proof.seq, proof.hash), bytes(r.countersign))
            proofs.append(proof)
        except BadSignature:
            broken.append(Fault(chain, r.seq, f"teken {r.peer} tidak cocok dengan kepala rantai yang dicatat di sini"))
    return proofs, broken


def tables_hash(models: Sequence[Model]) -> str:
    """One hash over the content of all tables that follow from facts: equal tables, equal hash, on any machine."""
    parts = []
    with connection.cursor() as cur:
        for m in sorted(models, key=lambda m: m._meta.db_table):
            order = sql.SQL(", ").join([column_id(m, k) for k in key_columns(m)])
            columns = sql.SQL(", ").join([sql.Identifier(f.column) for f in m._meta.concrete_fields if f.column])
            query = sql.SQL(
                "SELECT coalesce(encode(sha256(string_agg(sha256(convert_to(t::text, 'UTF8')), ''::bytea ORDER BY {o})), 'hex'), '')"
                " FROM (SELECT {c} FROM {t}) t"
            ).format(o=order, c=columns, t=sql.Identifier(m._meta.db_table))
            cur.execute(query.as_string(raw()))
            parts.append(f"{m._meta.db_table}:{cur.fetchone()[0]}")
        cur.execute("SELECT encode(sha256(%s::bytea), 'hex')", ["\n".join(parts).encode()])
        return str(cur.fetchone()[0])


def rebuild(node: Node, models: Sequence[Model], progress: Progress | None = None) -> int:
    """Empty every table of facts and make it again from the journal, in the order in which this node understood it.

    One transaction: a power cut leaves the old tables. Returns the number of facts applied.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cur:
            tables = sql.SQL(", ").join(sql.Identifier(m._meta.db_table) for m in models)
            cur.execute(sql.SQL("TRUNCATE {}").format(tables).as_string(raw()))
            cur.execute("SELECT count(*) FROM journal_journalfact WHERE lsn IS NOT NULL")
            total = cur.fetchone()[0]
        done, kinds = 0, dict(node.kinds)
        facts = stored("lsn IS NOT NULL", (), "lsn")
        with without_indexes(models):
            while batch := list(islice(facts, BATCH)):
                with uncollected():
                    write(op for f in batch for op in applied(kinds, f))
                done += len(batch)
                if progress:
                    progress(done, total)
    return done
