"""A PostgreSQL data folder, made whole or not at all, and the settings of a server on a small machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from siaga.kit.postgres_host import account_for, find_binaries
from siaga.kit.refusal import PermanentFault

SUPERUSER = "siaga"
PORT = 5432  # only a part of the socket's name: no TCP port is ever opened

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "wal_level": "replica",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "gin_pending_list_limit": "64kB",  # what a search may have to read besides the index
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %d ",
    "logging_collector": "on",
    "log_filename": "postgres-%Y%m%d-%H%M%S.log",
    "log_rotation_age": "0",
    "log_rotation_size": "4MB",
}

# For tests and drills that throw the data away: a power cut may lose or spoil everything.
UNSAFE: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "logging_collector": "off",
    "dynamic_shared_memory_type": "mmap",  # in the data folder: who kills the server leaves nothing in the kernel
}


def make_data(pgdata: Path, *, safely: bool) -> None:
    """initdb beside `pgdata`, then rename: killed in between, nothing is there and the next try begins anew.

    The caller holds the lock of the cluster. safely: forced onto the disk. Authentication is the 0700 socket folder:
    who can open the socket is the account that runs us (or root). Raises PermanentFault with what initdb said.
    """
    parent, made = pgdata.parent, pgdata.with_name(pgdata.name + ".new")
    binaries, account = find_binaries(), account_for(parent)
    account.must_read(binaries.folder / "initdb")
    account.own(parent)
    if made.exists():
        shutil.rmtree(made)
    made.mkdir(mode=0o700)
    account.own(made)
    account.must_read(made)
    command = [*account.prefix, binaries.program("initdb"), "-D", str(made), "-U", SUPERUSER]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
    command += ["--auth-local=trust", "--auth-host=reject", "--data-checksums"]
    if not safely:
        command.append("--no-sync")
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False, **account.popen())
    if done.returncode:
        raise PermanentFault(f"initdb gagal:\n{done.stdout[-2000:]}{done.stderr[-2000:]}", about="database")
    os.replace(made, pgdata)
    _sync(parent)


def environment() -> dict[str, str]:
    """Ours without the PG* variables, which would steer the server; its messages in plain English."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
