"""One hash over all tables of facts of all nodes: equal stories, equal hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import connection

from siaga.journal.rows import key_columns
from siaga.journal.verify import tables_hash
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES


def story_hash(nodes: Sequence[Node]) -> str:
    """SHA-256 (hex). The names of sealed packets are left out: each sealing draws a fresh key, so its ciphertext, and with it its
    name, differs each time by design."""
    others = [m for m in FACT_TABLES if m is not Record]
    parts = []
    for node in nodes:
        with node:
            parts.append(f"{node.id}:{tables_hash(others)}:{_records()}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _records() -> str:
    columns = ", ".join(f.column for f in Record._meta.concrete_fields if f.column and f.column != "packet")
    order = ", ".join(key_columns(Record))
    digest = hashlib.sha256()
    with connection.cursor() as cur:
        cur.execute(f"SELECT t::text FROM (SELECT {columns} FROM recording_record ORDER BY {order}) t")
        for (row,) in cur:
            digest.update(row.encode() + b"\n")
    return digest.hexdigest()
