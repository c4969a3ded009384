"""The only place that touches `django.db.connections`.

A `Store` is one node's database. Entering it makes it Django's `default` connection for this thread; leaving restores what was
there. One wrapper for each (store, thread), alias `default`, no pool: a pool is keyed by alias and would hand node B the database of
node A. No transaction may be open on entry or exit, or the two nodes' work would mix.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import psycopg
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from django.db.transaction import TransactionManagementError
from django.db.utils import load_backend
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import ExecStatus
from psycopg.types.datetime import TimestamptzLoader

if TYPE_CHECKING:
    from .postgresql.base import DatabaseWrapper

ENGINE = "siaga.kit.postgresql"


class Instant(Loader):
    """A timestamptz as an aware datetime, by Python's own reader: Django's takes it apart in Python, at thirty times the price.

    timezone: asked by Django's cursors, which put their own loader in the place of one that says another zone.
    """

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # infinity, before the year 1: the driver says what is wrong
            return TimestamptzLoader(self.oid, self.connection).load(data)


get_adapters_template(True, UTC).register_loader("timestamptz", Instant)  # every connection is made from this template


def settings_for(conninfo: str) -> dict[str, Any]:
    """Django's dictionary for one database, from a libpq connection string or URL."""
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    return {
        "ENGINE": ENGINE,
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "TIME_ZONE": None,
        "OPTIONS": {
            "prepare_threshold": None
        },  # `journal.prepared` does it; the driver would drop its own and ours at each rollback
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
    }


def here() -> DatabaseWrapper:
    """Django's connection of this thread and node. Look it up once a deed: Django's own proxy looks it up for each attribute."""
    return cast("DatabaseWrapper", connections["default"])


def tell(wrapper: DatabaseWrapper, command: bytes) -> None:
    """Send one or several SQL commands in one message and wait for them in libpq. Raises Django's errors."""
    wrapper.ensure_connection()
    if wrapper.begins:
        wrapper.begins, command = False, b"BEGIN; " + command
    with wrapper.wrap_database_errors:
        pgconn = wrapper.connection.pgconn
        answer = pgconn.exec_(command)
        if answer.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise psycopg.errors.error_from_result(answer)


class Transaction:
    """A transaction of this thread's connection that Django's ORM sees as its own, at a fraction of what `atomic` costs.

    Opened by its making, begun in one message with its first statement, ended by `commit` or `rollback`, once. Blocks of `atomic`
    inside become savepoints; a durable one is refused. Raises RuntimeError if one is open already.
    """

    __slots__ = ("_wrapper",)
    _from_testcase = False  # asked by atomic(durable=True) of the block around it

    def __init__(self) -> None:
        w = self._wrapper = here()
        if w.in_atomic_block:
            raise RuntimeError("an act is a transaction of its own: it cannot run inside another")
        w.close_if_health_check_failed()
        w.ensure_connection()
        w.begins = True
        w.commit_on_exit, w.needs_rollback = True, False
        w.autocommit, w.in_atomic_block = False, True
        w.atomic_blocks.append(self)  # type: ignore[arg-type]

    def commit(self, last: bytes = b"", then: bytes = b"") -> None:
        """Commit, in one message with the last command and with what follows. If this raises, `rollback` is still to be called."""
        w = self._wrapper
        if w.needs_rollback or w.closed_in_transaction:
            raise TransactionManagementError("an error inside was passed over: nothing can be committed any more")
        tell(w, b"; ".join(filter(None, (last, b"COMMIT", then))))
        self._leave()
        if w.run_on_commit:
            w.run_and_clear_commit_hooks()

    def rollback(self) -> None:
        w = self._wrapper
        w.begins, lost = False, w.closed_in_transaction
        self._leave()
        if lost:
            w.connection = None
            return
        try:
            w.rollback()
        except Error:  # the connection is of no use any more; the server rolls back by itself
            w.close()

    def _leave(self) -> None:
        w = self._wrapper
        w.atomic_blocks.pop()
        w.autocommit, w.in_atomic_block = True, False


class Store:
    """One node's database, entered by one thread at a time per wrapper; nesting of different stores is allowed."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self._own = threading.local()
        self._all: list[BaseDatabaseWrapper] = []

    def _wrapper(self) -> BaseDatabaseWrapper:
        wrapper: BaseDatabaseWrapper | None = getattr(self._own, "wrapper", None)
        if wrapper is None:
            backend = load_backend(ENGINE)
            wrapper = backend.DatabaseWrapper(settings_for(self.conninfo), alias="default")
            self._own.wrapper = wrapper
            self._all.append(wrapper)
        assert wrapper is not None
        return wrapper

    def enter(self) -> None:
        before = connections["default"]
        if before.in_atomic_block:
            raise RuntimeError("a transaction of another node is still open")
        stack = self._own.__dict__.setdefault("stack", [])
        stack.append(before)
        connections["default"] = self._wrapper()

    def leave(self, *, failed: bool) -> None:
        here = connections["default"]
        if here is not self._wrapper():
            raise RuntimeError("nodes were left in another order than they were entered")
        connections["default"] = self._own.stack.pop()
        if here.in_atomic_block and not failed:
            raise RuntimeError("a transaction was left open at the end of a node's block")

    def close(self) -> None:
        """Close every thread's connection: before a database is cloned or dropped."""
        for wrapper in self._all:
            if wrapper.connection is not None:
                wrapper.connection.close()
                wrapper.connection = None


def close_default() -> None:
    """Close this thread's process-wide connection (after forking, before cloning)."""
    connections["default"].close()


def use_default(conninfo: str) -> None:
    """Point this process's own database at a server that was started after Django was set up. Before the first query only."""
    connections.databases["default"].update(settings_for(conninfo))
    connections["default"].settings_dict.update(settings_for(conninfo))
