"""Tables filled as a whole: what serves only readers is made once, at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from .rows import Model

# Not those of a key or a constraint: the rows themselves are written through them.
_INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
 WHERE t.relname = ANY(%s) AND t.relnamespace = current_schema()::regnamespace AND NOT i.indisunique AND i.indisvalid
   AND NOT EXISTS (SELECT FROM pg_constraint x WHERE x.conindid = i.indexrelid) ORDER BY c.relname
"""


@contextmanager
def without_indexes(models: Sequence[Model]) -> Iterator[None]:
    """Inside the caller's transaction: the tables' secondary indexes are away, and made anew at the end. A rollback brings them back."""
    with connection.cursor() as cur:
        cur.execute(_INDEXES, [[m._meta.db_table for m in models]])
        found = cur.fetchall()
        for name, _made_by in found:
            cur.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cur:
        for _name, made_by in found:
            cur.execute(made_by)
