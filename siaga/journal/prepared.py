"""Prepared statements at their price: one message, one wait inside libpq without the interpreter's lock, no cursor around it.

The driver's cursor costs three times as much a statement (converting, generators, its own lock), and a deed sends half a dozen.
Values are adapted by the driver as for any cursor. A connection belongs to one thread, as Django keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer

from siaga.kit.postgresql.base import DatabaseWrapper

AFTER = 2  # a statement is prepared when it comes for the third time
MOST = 256  # prepared statements a connection keeps
GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)
STALE = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)
PLAIN = {int, UUID}
_MARK = re.compile(r"%(.)")


class Prepared:
    """The statements of one connection."""

    def __init__(self, wrapper: DatabaseWrapper) -> None:
        self._wrapper = wrapper
        self._conn: psycopg.Connection[Any] = wrapper.connection
        self._pgconn = self._conn.pgconn
        self._adapter = Transformer(self._conn)
        self._seen: dict[tuple[str, tuple[int, ...]], int] = {}
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._made = 0

    def rows(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What the statement returns. Raises psycopg's errors."""
        result = self.send(query, params)
        self._adapter.set_pgresult(result)
        return self._adapter.load_rows(0, result.ntuples, tuple)

    def execute(self, query: str, params: Sequence[Any] = ()) -> int:
        """How many rows the statement met. Raises psycopg's errors."""
        return self.send(query, params).command_tuples or 0

    def send(self, query: str, params: Sequence[Any]) -> pq.abc.PGresult:
        """Marks: %s and %%. Begins a transaction first where the connection was told to. Raises psycopg's errors."""
        if not self._conn.autocommit and self._pgconn.transaction_status == pq.TransactionStatus.IDLE:
            _good(self._pgconn.exec_(b"BEGIN"))
        if self._wrapper.begins and (result := self._beginning_with(query, params)) is not None:
            return result
        adapter = self._adapter
        values: Any = adapter.dump_sequence([_array(p) for p in params], _formats(len(params)))
        types = adapter.types or ()
        key = (query, types)
        name = self._names.get(key)
        if name is None and self._comes_often(key):
            name = self._prepare(key)
        if name is None:
            return _good(self._pgconn.exec_params(_numbered(query), values, types, adapter.formats))
        try:
            return _good(self._pgconn.exec_prepared(name, values, adapter.formats))
        except STALE:
            self.forget()
            raise

    def command(self, query: str, params: Sequence[Any]) -> bytes:
        """The statement with its values as an SQL command, for a message that holds several: the protocol's own form knows one a
        message, and between two messages of an act the interpreter may let another thread go first. Whoever sends it and meets
        one of `STALE` calls `forget`.
        """
        values, key = self._in_words(query, params)
        return _executing(self._names.get(key) or self._prepare(key), values)

    def _beginning_with(self, query: str, params: Sequence[Any]) -> pq.abc.PGresult | None:
        """The transaction's BEGIN and this statement in one message; None, and the BEGIN alone, while the statement is not prepared."""
        values, key = self._in_words(query, params)
        name = self._names.get(key) or (self._prepare(key) if self._comes_often(key) else None)
        if name is None:
            self._wrapper.begin_now()
            return None
        self._wrapper.begins = False
        try:
            return _good(self._pgconn.exec_(b"BEGIN; " + _executing(name, values)))
        except STALE:
            self.forget()
            raise

    def _in_words(self, query: str, params: Sequence[Any]) -> tuple[Sequence[Any], tuple[str, tuple[int, ...]]]:
        values = self._adapter.dump_sequence([_array(p) for p in params], _formats(len(params), PyFormat.TEXT))
        return values, (query, self._adapter.types or ())

    def forget(self) -> None:
        """Their tables changed below them, or somebody threw them away: the next time anew."""
        self._names.clear()

    def _comes_often(self, key: tuple[str, tuple[int, ...]]) -> bool:
        times = self._seen.get(key, 0)
        if times >= AFTER:
            return True
        if len(self._seen) > 8 * MOST:
            self._seen.clear()
        self._seen[key] = times + 1
        return False

    def _prepare(self, key: tuple[str, tuple[int, ...]]) -> bytes:
        """A new name for it; the one prepared first makes room."""
        if len(self._names) >= MOST:
            oldest = next(iter(self._names))
            _good(self._pgconn.exec_(b"DEALLOCATE " + self._names.pop(oldest)))
        self._made += 1
        name = b"siaga_%d" % self._made
        _good(self._pgconn.prepare(name, _numbered(key[0]), key[1]))
        self._names[key] = name
        return name


def _executing(name: bytes, values: Sequence[Any]) -> bytes:
    written = b", ".join([b"NULL" if v is None else b"'" + bytes(v).replace(b"'", b"''") + b"'" for v in values])
    return b"EXECUTE " + name + (b"(" + written + b")" if values else b"")


def _array(value: Any) -> Any:
    """Lists of words, numbers, ids and bytes in PostgreSQL's own notation: the driver's general dumper costs ten times as much."""
    if type(value) is not list or not value:
        return value
    kinds = set(map(type, value))
    if kinds == {str}:
        return "{" + ",".join([_quoted(v) for v in value]) + "}"
    if kinds == {bytes}:
        return '{"\\\\x' + '","\\\\x'.join([v.hex() for v in value]) + '"}'
    if kinds <= PLAIN:
        return "{" + ",".join([str(v) for v in value]) + "}"
    return value


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _good(result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status not in GOOD:
        raise psycopg.errors.error_from_result(result)
    return result


@lru_cache(maxsize=256)
def _formats(n: int, form: PyFormat = PyFormat.AUTO) -> list[PyFormat]:
    return [form] * n


@lru_cache(maxsize=4096)
def _numbered(query: str) -> bytes:
    """The statement as the server wants it: $1, $2 … for %s."""
    n = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal n
        if found[1] == "%":
            return "%"
        if found[1] != "s":
            raise ValueError(f"a prepared statement knows %s alone: {query}")
        n += 1
        return f"${n}"

    return _MARK.sub(mark, query).encode()
