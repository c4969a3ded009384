"""The engine: where text is ordered by its bytes, one index finds a beginning too.

Django makes two indexes for each text column that has one, the second for `LIKE 'abc%'` under a language's own order. A node's own
server orders by bytes (`postgres_data.make_data`), so there the second is only written, at each row, and never read.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from psycopg.pq import ExecStatus

BY_BYTES = """
SELECT datlocprovider = 'b' OR datlocprovider = 'c' AND datcollate IN ('C', 'POSIX') FROM pg_database WHERE datname = current_database()
"""


class SchemaEditor(DatabaseSchemaEditor):
    def _create_like_index_sql(self, model: Any, field: Any) -> Any:
        if self.connection.orders_by_bytes():  # type: ignore[attr-defined]
            return None
        return super()._create_like_index_sql(model, field)  # type: ignore[misc]


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor
    _by_bytes: bool | None = None
    begins = False  # a transaction was opened (`kit.database.Transaction`); its BEGIN goes out with the first statement

    def begin_now(self) -> None:
        """Before a statement that cannot take the BEGIN along."""
        if self.begins:
            self.begins = False
            with self.wrap_database_errors:
                answer = self.connection.pgconn.exec_(b"BEGIN")
                if answer.status != ExecStatus.COMMAND_OK:
                    raise psycopg.errors.error_from_result(answer)

    def _cursor(self, name: str | None = None) -> Any:
        self.begin_now()
        return super()._cursor(name)  # type: ignore[misc]

    def orders_by_bytes(self) -> bool:
        """Of the database this is connected to; it never changes."""
        if self._by_bytes is None:
            with self.cursor() as cur:
                cur.execute(BY_BYTES)
                self._by_bytes = bool(cur.fetchone()[0])
        return self._by_bytes
