"""Tables filled as a whole: what serves only readers is made once, at the end."""

from __future__ import annotations

import gc
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


MANY = 256  # from so many facts on, words wait and go into their index sorted
_WAIT = "SET LOCAL gin_pending_list_limit = '64MB'"
_SORTED_IN = """
SELECT gin_clean_pending_list(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
 WHERE a.amname = 'gin' AND c.relnamespace = current_schema()::regnamespace AND coalesce(NOT 'fastupdate=off' = ANY(c.reloptions), TRUE)
"""


@contextmanager
def uncollected() -> Iterator[None]:
    """The rows of a batch are thousands of objects that point in no circle: looking for circles among them costs a third of making them.

    Of the whole process; where several threads are here at once, the first one lets the collector go on.
    """
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ran:
            gc.enable()


@contextmanager
def words_at_once(facts: int) -> Iterator[None]:
    """Inside the caller's transaction: what a batch adds to indexes of words goes in as a whole, at the end of it, at a fifth of the price.

    Whoever searches meanwhile reads the list of what waits too.
    """
    if facts < MANY:
        yield
        return
    with connection.cursor() as cur:
        cur.execute(_WAIT)
    yield
    with connection.cursor() as cur:
        cur.execute(_SORTED_IN)


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
        cur.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, made_by in found:
            cur.execute(made_by)
