"""One hash over all tables of facts of all nodes: equal stories, equal hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import connection

from siaga.cards.models import PrintOrder
from siaga.journal.rows import Model, key_columns
from siaga.journal.verify import tables_hash
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES

SEALED: dict[Model, str] = {
    Record: "packet",
    PrintOrder: "lent_packet",
}  # tables with the name of a sealed packet, and its column


def story_hash(nodes: Sequence[Node]) -> str:
    """SHA-256 (hex). The names of sealed packets are left out: each sealing draws a fresh key, so its ciphertext, and with it its
    name, differs each time by design."""
    others = [m for m in FACT_TABLES if m not in SEALED]
    parts = []
    for node in nodes:
        with node:
            parts.append(f"{node.id}:{tables_hash(others)}:{':'.join(_without(m, c) for m, c in SEALED.items())}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _without(model: Model, column: str) -> str:
    columns = ", ".join(f.column for f in model._meta.concrete_fields if f.column and f.column != column)
    order = ", ".join(key_columns(model))
    digest = hashlib.sha256()
    with connection.cursor() as cur:
        cur.execute(f"SELECT t::text FROM (SELECT {columns} FROM {model._meta.db_table} ORDER BY {order}) t")
        for (row,) in cur:
            digest.update(row.encode() + b"\n")
    return digest.hexdigest()
