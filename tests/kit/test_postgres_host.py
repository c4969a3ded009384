"""Where the server comes from and as whom it runs; clusters made by ordinary, nameless and system accounts."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from siaga.kit import postgres_host
from siaga.kit.postgres import Cluster
from siaga.kit.postgres_host import account_for, external_url, find_binaries, socket_folder
from siaga.kit.processes import Child, lives_in, living_in
from siaga.kit.refusal import PermanentFault
from tests.clusters import shared_cluster, sweep

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try other accounts: NOT TRIED HERE")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Like tmp_path, but every account can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="siaga-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def fake_postgres(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name, says in {"postgres": f"postgres (PostgreSQL) {version}", "initdb": "", "pg_config": str(folder)}.items():
        (folder / name).write_text(f'#!/bin/sh\necho "{says}"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.parametrize(("version", "taken"), [("16.9", False), ("17.5 (Debian 17.5-1)", True), ("19beta1", True)])
def test_system_server_is_preferred_if_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    folder = fake_postgres(tmp_path / "a b" / "bin", version)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    found = find_binaries()
    assert (found.folder == folder) == taken
    assert found.origin == "system" or not taken
    assert found.major >= 17


def test_data_is_opened_by_its_own_version_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fake_postgres(tmp_path / "bin", "77.1")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    assert find_binaries().major == 77
    assert find_binaries(18).folder != folder
    with pytest.raises(PermanentFault, match=r"versi 99 .*77 \("):
        find_binaries(99)


def test_a_given_server_needs_no_supervisor() -> None:
    assert external_url({"DATABASE_URL": " postgresql://db/siaga "}) == "postgresql://db/siaga"
    assert external_url({"DATABASE_URL": ""}) is None
    assert external_url({}) is None


def test_socket_folder_is_short_even_if_the_temporary_folder_is_not(tmp_path: Path) -> None:
    deep = tmp_path / ("p" * 100)
    deep.mkdir()
    account = account_for(tmp_path)
    made = socket_folder(tmp_path / "socket", account, [deep, Path("/tmp")])
    try:
        assert made.parent == Path("/tmp")
        assert socket_folder(tmp_path / "socket", account, [deep]) == made  # recorded
        with pytest.raises(PermanentFault):
            socket_folder(tmp_path / "other", account, [deep])
    finally:
        made.rmdir()


# The interpreter may lie where only root can read, so it is started as root and changes its account before any work.
USE = """
    import os, sys, psycopg
    from siaga.kit.postgres import Cluster
    os.setgroups([])
    os.setresgid(*[int(sys.argv[2])] * 3)
    os.setresuid(*[int(sys.argv[2])] * 3)
    cluster = Cluster(sys.argv[1], unsafe=True)
    for round in range(2):
        with cluster:
            cluster.create_database(f"d{round}")
            with psycopg.connect(cluster.conninfo("d0")) as connection:
                print(os.geteuid(), os.stat(f"/proc/{cluster.pid()}").st_uid, os.stat(cluster.pgdata).st_uid)
    cluster.destroy()
"""


@only_root
@pytest.mark.parametrize("uid", [pwd.getpwnam("nobody").pw_uid, 54321], ids=["named", "without a name"])
def test_as_an_ordinary_account(open_folder: Path, uid: int) -> None:
    if subprocess.run(["test", "-x", find_binaries().folder / "postgres"], check=False, user=uid).returncode:
        pytest.skip("PostgreSQL is closed to other accounts: NOT TRIED HERE")
    os.chown(open_folder, uid, uid)
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(USE), open_folder / "data kantor", str(uid)],
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "TMPDIR": str(open_folder)},
        check=False,
    )
    if uid == 54321 and "could not look up effective user ID" in ran.stderr:
        pytest.skip("user namespaces are refused: NOT TRIED HERE")
    assert (ran.stdout, ran.returncode) == (f"{uid} {uid} {uid}\n" * 2, 0), ran.stderr


@only_root
def test_root_without_user_namespaces(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data made by root is handed to a system account where `unshare` is refused, and stays with it."""
    cluster = Cluster(open_folder / "data kantor", unsafe=True)
    try:
        with cluster:
            cluster.create_database("lama")
        mine = cluster.pgdata.stat().st_uid
        monkeypatch.setattr(postgres_host, "_user_namespace", lambda: ())
        with cluster:
            assert cluster.exists("lama")
            other = cluster.pgdata.stat().st_uid
            assert os.stat(f"/proc/{cluster.pid()}").st_uid == other != 0
        monkeypatch.undo()
        with cluster:
            assert os.stat(f"/proc/{cluster.pid()}").st_uid == other
            assert cluster.exists("lama")
        assert mine == 0 or mine == other
    finally:
        cluster.destroy()


@only_root
def test_root_without_user_namespaces_in_a_closed_folder(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_host, "_user_namespace", lambda: ())
    open_folder.chmod(0o700)
    with pytest.raises(PermanentFault, match="tidak terbaca oleh akun"):
        Cluster(open_folder / "data", unsafe=True).start()


def test_shared_cluster_is_gone_afterwards(tmp_path: Path) -> None:
    with shared_cluster(tmp_path) as cluster:
        folder = cluster.socket_dir
        with shared_cluster(tmp_path) as other:  # another worker does not sweep it away
            assert other.pid() != cluster.pid()
        with psycopg.connect(cluster.url("postgres")) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
    assert list(tmp_path.iterdir()) == []
    assert not folder.exists()


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    code = """
        import sys, time
        from pathlib import Path
        from tests.clusters import shared_cluster
        with shared_cluster(Path(sys.argv[1])) as cluster:
            print(cluster.pid(), flush=True)
            time.sleep(60)
    """
    root = str(Path(__file__).resolve().parents[2])
    log = tmp_path / "log"
    run = Child(
        [sys.executable, "-c", textwrap.dedent(code), tmp_path], env={**os.environ, "PYTHONPATH": root}, log=log
    )
    while run.alive() and not run.tail():
        time.sleep(0.02)
    run.kill()
    orphan, folder = int(run.tail()), next(tmp_path.glob("siaga-tests-*/pg"))
    assert living_in(folder, "postgres") and lives_in(orphan, folder)
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [log]
    with pytest.raises(OSError):  # no process, or a zombie that nobody has reaped yet
        os.readlink(f"/proc/{orphan}/exe")
