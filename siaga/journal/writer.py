"""The only writer of tables: a folded batch of rows becomes as few statements as its size asks for.

A single act sends plain statements; an intake of thousands sends COPY and set-based updates. Every update must meet its row: a fact
about a row that is not there is a fact that was not understood, and its subject is parked by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

from siaga.kit.database import here
from siaga.kit.postgresql.base import DatabaseWrapper
from siaga.kit.refusal import PermanentFault

from .columns import Column, column_id, columns_of, listed, table
from .lines import copy_rows
from .prepared import Prepared
from .rows import Delete, Insert, Model, Op, Update, fold, key_columns
from .statements import FEW, Statement, changed, delete_sql, grouped, layered, on_conflict, rows_of, short, together


class MissingRow(PermanentFault):
    """An update or deletion whose row does not exist here."""


def raw() -> psycopg.Connection[Any]:
    """The psycopg connection below Django's current one, for statements that take no BEGIN along."""
    wrapper = here()
    found = _raw(wrapper)
    wrapper.begin_now()
    return found


def _raw(wrapper: DatabaseWrapper) -> psycopg.Connection[Any]:
    wrapper.close_if_health_check_failed()  # as Django's own cursors do: a database that was started again left this one dead
    if wrapper.connection is None:
        wrapper.ensure_connection()
    found: psycopg.Connection[Any] = wrapper.connection
    return found


def cursor() -> Prepared:
    """`execute` for the few writes of local tables on an act's hot path. Raises psycopg's errors."""
    return _prepared(here())


def _prepared(wrapper: DatabaseWrapper) -> Prepared:
    conn = _raw(wrapper)
    found: Prepared | None = getattr(conn, "_siaga_prepared", None)
    if found is None:
        found = Prepared(wrapper)
        conn._siaga_prepared = found  # type: ignore[attr-defined]
    return found


def fetch(query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of one prepared statement on the current connection: for the few reads on an act's hot path. Raises Django's errors."""
    wrapper = here()
    with wrapper.wrap_database_errors:
        return _prepared(wrapper).rows(query, params)


def write(ops: Iterable[Op]) -> None:
    """Write rows inside the caller's transaction. Raises MissingRow and psycopg.IntegrityError."""
    prepared = _prepared(here())
    for layer in layered(fold(ops)):
        for group in grouped(layer):
            if len(group) > FEW:
                _send_many(psycopg.Cursor(raw()), group)
                continue
            for s in short(group):
                if prepared.execute(s.query, s.params) != 1 and s.meets:
                    raise MissingRow(f"satu baris {s.meets} tidak ada di sini")


def last_words(statement: Statement, after: Sequence[Statement] = ()) -> bytes:
    """A SELECT and the writes that come before it as one SQL command with its values in it, to be sent together with COMMIT."""
    sent = together(after, statement) if after else statement
    return _prepared(here()).command(sent.query, sent.params)


def _send_many(cur: psycopg.Cursor[Any], group: list[Op]) -> None:
    first, m = group[0], group[0].model
    names, rows = rows_of(group)
    columns = columns_of(m, names)
    match first:
        case Update():
            _update_many(cur, m, names, columns, rows)
        case Delete():
            cur.executemany(delete_sql(m), rows)
        case Insert():
            copy_rows(cur, table(m), listed(columns), rows)
        case _:
            with_temp(cur, m, columns, rows)
            tail = on_conflict(type(first), m, changed(first))
            query = sql.SQL("INSERT INTO {t} ({c}) SELECT {c} FROM siaga_batch{tail}")
            cur.execute(query.format(t=table(m), c=listed(columns), tail=tail))
            cur.execute("DROP TABLE siaga_batch")


def _update_many(
    cur: psycopg.Cursor[Any], m: Model, names: tuple[str, ...], columns: Sequence[Column], rows: list[tuple[Any, ...]]
) -> None:
    keys = key_columns(m)
    with_temp(cur, m, columns, rows)
    sets = sql.SQL(", ").join(sql.SQL("{0} = b.{0}").format(column_id(m, n)) for n in names[: len(names) - len(keys)])
    where = sql.SQL(" AND ").join(sql.SQL("t.{0} = b.{0}").format(column_id(m, k)) for k in keys)
    cur.execute(sql.SQL("UPDATE {} t SET {} FROM siaga_batch b WHERE {}").format(table(m), sets, where))
    met = cur.rowcount
    cur.execute("DROP TABLE siaga_batch")
    if met != len(rows):
        raise MissingRow(f"{len(rows) - met} baris {m.__name__} tidak ada di sini")


def with_temp(cur: psycopg.Cursor[Any], m: Model, columns: Sequence[Column], rows: list[tuple[Any, ...]]) -> None:
    """A temporary table `siaga_batch` with these columns and rows; the caller drops it."""
    query = sql.SQL("CREATE TEMP TABLE siaga_batch ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA")
    cur.execute(query.format(listed(columns), table(m)))
    copy_rows(cur, sql.Identifier("siaga_batch"), listed(columns), rows)
