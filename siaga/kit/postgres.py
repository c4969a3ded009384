"""A PostgreSQL server of our own: made, started, joined, adopted and stopped.

A cluster is a folder:

    pg/      PostgreSQL's data, made whole or not at all
    log/     start.log (this start), postgres-*.log (4 MB each, the newest kept)
    owner    the lock of the process that started the server
    socket   where its socket folder is, for whoever joins

The server is a child in its own session and *outlives* an owner that is killed: what the office's pages do is not
undone by the loss of a supervisor. The kernel frees the owner's lock, and the next `start()` adopts the server that
still runs, or, if it was started with other settings or other binaries, shuts it down in order and starts it anew.
While an owner lives, every other `start()` joins its server, with the owner's settings. Nothing here ever sends the
server SIGKILL.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from siaga.kit.locks import NodeLock
from siaga.kit.postgres_data import PORT, SETTINGS, UNSAFE, environment, make_data
from siaga.kit.postgres_databases import Databases
from siaga.kit.postgres_host import (
    Account,
    Binaries,
    account_for,
    find_binaries,
    remove_socket_folder,
    socket_folder,
)
from siaga.kit.processes import interrupt, lives_in, living_in, tail
from siaga.kit.refusal import TemporaryFault

LOGS_KEPT = 8


class Cluster(Databases):
    """One server and its data under `data_dir`. Not for use by several threads at once.

    settings: PostgreSQL parameters that go over `SETTINGS`. unsafe: also `UNSAFE`. socket_roots: where the socket
    folder is made, instead of the temporary folder.
    """

    def __init__(
        self,
        data_dir: Path | str,
        *,
        settings: Mapping[str, str | int] | None = None,
        unsafe: bool = False,
        socket_roots: Sequence[Path] | None = None,
    ) -> None:
        self.data_dir = Path(data_dir).absolute()
        self.pgdata = self.data_dir / "pg"
        self.log_dir = self.data_dir / "log"
        super().__init__(self.data_dir / "socket", unsafe)
        given = {name: str(value) for name, value in (settings or {}).items()}
        self.settings = {**SETTINGS, **(UNSAFE if unsafe else {}), "log_directory": str(self.log_dir), **given}
        self._socket_roots = socket_roots
        self._lock = NodeLock(self.data_dir / "owner", "siaga: PostgreSQL")
        self._process: subprocess.Popen[bytes] | None = None

    # Life

    def initialise(self, timeout: float = 60.0) -> bool:
        """Make the data folder if there is none; True if it was made now. Killed in between, it is made again."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._is_made():
            return False
        owned = self._lock.held
        deadline = time.monotonic() + timeout
        while not self._lock.try_acquire():
            if self._is_made():
                return False
            if time.monotonic() > deadline:
                raise TemporaryFault(f"{self.data_dir} masih disiapkan oleh {self._lock.holder()}", about="database")
            time.sleep(0.05)
        try:
            return not self._is_made() and self._make()
        finally:
            if not owned:
                self._lock.release()

    def start(self, timeout: float = 30.0) -> bool:
        """A server that answers; True if this object owns it (and will stop it), False if it joined another's.

        Raises TemporaryFault with the last lines of the log if it does not answer within `timeout` seconds. A server
        that is still recovering then goes on doing so, and the next start adopts it.
        """
        deadline = time.monotonic() + timeout
        self.initialise()
        while not self._lock.try_acquire():
            if self.pid() and self._refusal_to_connect() is None:
                return False
            if time.monotonic() > deadline:
                raise TemporaryFault(
                    f"{self.data_dir} dipegang oleh {self._lock.holder()}, tetapi PostgreSQL-nya tidak menjawab",
                    about="database",
                )
            time.sleep(0.02)
        try:
            command = self._command()
            adopted = self._adopt(command, deadline)
            if not adopted or not self._await_answer(timeout, deadline, adopted=True):
                self._launch(command, deadline)
                self._await_answer(timeout, deadline, adopted=False)
        except BaseException:
            self._lock.release()
            raise
        return True

    def stop(self, timeout: float = 60.0) -> None:
        """Fast shutdown (SIGINT) if this object owns the server; a server that was only joined is left alone.

        Raises TemporaryFault if it has not ended within `timeout` seconds; it goes on shutting down.
        """
        if not self._lock.held:
            return
        pid = self.pid()
        if pid and not interrupt(pid, self._is_ours, timeout):
            raise TemporaryFault(f"PostgreSQL (pid {pid}) belum berhenti dalam {timeout:g} detik", about="database")
        if self._process:
            self._process.wait(timeout)
            self._process = None
        self._lock.release()

    def destroy(self) -> None:
        """Stop it and delete everything: throw-away clusters. Raises Busy if another process owns it."""
        if not self.data_dir.exists():
            return
        self._lock.acquire()
        self.stop()
        remove_socket_folder(self._socket_record)
        shutil.rmtree(self.data_dir)

    def pid(self) -> int | None:
        """Of the running server; a pid file is believed only if that process's working folder is our data."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if self._is_ours(pid) else None

    @property
    def owned(self) -> bool:
        return self._lock.held

    def trim_logs(self) -> None:
        """Delete all but the newest logs; each start does, and a node that runs for months may every day."""
        for old in sorted(self.log_dir.glob("postgres-*.log"))[:-LOGS_KEPT]:
            old.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # Within

    def _is_made(self) -> bool:
        return (self.pgdata / "PG_VERSION").exists()

    def _is_ours(self, pid: int) -> bool:
        return lives_in(pid, self.pgdata)

    def _make(self) -> bool:
        make_data(self.pgdata, safely=not self.unsafe)
        return True

    def _programs(self) -> tuple[Binaries, Account]:
        return find_binaries(int((self.pgdata / "PG_VERSION").read_text())), account_for(self.pgdata)

    def _command(self) -> list[str]:
        binaries, account = self._programs()
        folder = socket_folder(self._socket_record, account, self._socket_roots)
        command = [binaries.program("postgres"), "-D", str(self.pgdata), "-k", str(folder)]
        for name, value in sorted(self.settings.items()):
            command += ["-c", f"{name}={value}"]
        return command

    def _adopt(self, command: list[str], deadline: float) -> bool:
        """Take over the server that an owner left behind when it was killed, if it is the one we would start."""
        pid = self.pid()
        if pid is None:
            return False
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
            if words == [os.fsencode(word) for word in command]:
                return True
        if not interrupt(pid, self._is_ours, max(0.0, deadline - time.monotonic())):
            raise TemporaryFault(f"PostgreSQL lama (pid {pid}) belum berhenti", about="database")
        return False

    def _launch(self, command: list[str], deadline: float) -> None:
        # Backends outlive a killed postmaster by a moment, and a second server beside them would spoil the data. Only
        # when none is left are the files stale that would keep a new one from starting.
        while left := living_in(self.pgdata, "postgres"):
            if time.monotonic() > deadline:
                raise TemporaryFault(f"proses PostgreSQL lama belum berhenti: {left}", about="database")
            time.sleep(0.02)
        if self._process:
            self._process.poll()
        (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
        for stale in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.socket_dir / stale).unlink(missing_ok=True)
        account = self._programs()[1]
        account.own(self.data_dir)
        account.must_read(self.pgdata)
        self.log_dir.mkdir(mode=0o700, exist_ok=True)
        account.own(self.log_dir)
        self.trim_logs()
        with open(self.log_dir / "start.log", "wb") as log:
            self._process = subprocess.Popen(
                [*account.prefix, *command],
                env=environment(),
                cwd=self.pgdata,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **account.popen(),
            )

    def _await_answer(self, timeout: float, deadline: float, *, adopted: bool) -> bool:
        """True once it answers; False if an adopted server was just dying. Raises TemporaryFault."""
        while (refusal := self._refusal_to_connect()) is not None:
            ended = not adopted and self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                how = "langsung berhenti" if ended else f"tidak menjawab dalam {timeout:g} detik ({refusal})"
                raise TemporaryFault(f"PostgreSQL di {self.data_dir} {how}.\n{self.last_words()}", about="database")
            if adopted and self.pid() is None:
                return False
            time.sleep(0.02)
        return True

    def _refusal_to_connect(self) -> psycopg.OperationalError | None:
        try:
            psycopg.connect(self.conninfo("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            return error
        return None

    def last_words(self, lines: int = 20) -> str:
        """The end of the newest log, after what was said at the start."""
        newest = sorted(self.log_dir.glob("postgres-*.log"))[-1:]
        return "\n".join(filter(None, (tail(path, lines) for path in [self.log_dir / "start.log", *newest])))
