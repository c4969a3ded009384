"""The databases of a running server of our own: how to reach them, make, clone and drop them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from siaga.kit.postgres_data import PORT, SUPERUSER
from siaga.kit.postgres_host import recorded_folder
from siaga.kit.refusal import TemporaryFault


class Databases:
    """Of the server whose socket folder is written in the file `socket_record`."""

    def __init__(self, socket_record: Path, unsafe: bool) -> None:
        self.unsafe = unsafe
        self._socket_record = socket_record

    @property
    def socket_dir(self) -> Path:
        """Raises TemporaryFault while nobody has started the cluster yet."""
        folder = recorded_folder(self._socket_record)
        if folder is None:
            raise TemporaryFault(
                f"PostgreSQL di {self._socket_record.parent} belum pernah dijalankan", about="database"
            )
        return folder

    def conninfo(self, dbname: str) -> str:
        """For psycopg.connect."""
        return make_conninfo(host=str(self.socket_dir), port=PORT, user=SUPERUSER, dbname=dbname)

    def url(self, dbname: str) -> str:
        """The same as a DATABASE_URL."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{SUPERUSER}@/{quote(dbname, safe='')}?host={host}&port={PORT}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """A new database, or a clone of `template`, to which nobody may be connected. Raises psycopg.Error."""
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            # Copying files forces a checkpoint: three times as fast as through the log without fsync, slower with it.
            strategy = "FILE_COPY" if self.unsafe else "WAL_LOG"
            statement += sql.SQL(" TEMPLATE {} STRATEGY {}").format(sql.Identifier(template), sql.Identifier(strategy))
        self._execute(statement)

    def drop_database(self, name: str) -> None:
        """Gone if it was there, with all connections to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def exists(self, name: str) -> bool:
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)
