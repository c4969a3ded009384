"""The supervisor against real servers: paths, kills, stale files, several processes."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from siaga.kit.locks import Busy
from siaga.kit.postgres import LOGS_KEPT, Cluster
from siaga.kit.processes import Child
from siaga.kit.refusal import TemporaryFault

Make = Callable[..., Cluster]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data as initdb makes it."""
    cluster = Cluster(tmp_path_factory.mktemp("made"), unsafe=True)
    cluster.initialise()
    return cluster.pgdata


@pytest.fixture
def make(tmp_path: Path, made_once: Path) -> Iterator[Make]:
    """Clusters under tmp_path, destroyed at the end; their data is a copy, unless it shall be made anew."""
    made: list[Cluster] = []

    def build(name: str = "node", *, anew: bool = False, **options: Any) -> Cluster:
        made.append(Cluster(tmp_path / name, **{"unsafe": True, **options}))
        if not anew and not made[-1].data_dir.exists():
            shutil.copytree(made_once, made[-1].pgdata)
            made[-1].data_dir.chmod(0o700)
        return made[-1]

    yield build
    for cluster in made:
        cluster.stop()
    for cluster in made:
        cluster.destroy()


def value(cluster: Cluster, query: str, dbname: str = "postgres") -> object:
    with psycopg.connect(cluster.conninfo(dbname), autocommit=True) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


def write(cluster: Cluster, statement: str, dbname: str = "postgres") -> None:
    with psycopg.connect(cluster.conninfo(dbname)) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def kill(cluster: Cluster) -> None:
    pid = cluster.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)


OWNER = """
    import sys, time
    from siaga.kit.postgres import Cluster
    cluster = Cluster(sys.argv[1], unsafe=True)
    print("owned", cluster.start(), flush=True)
    time.sleep(120)
"""


def other_process(folder: Path, log: Path, code: str = OWNER) -> Child:
    """Another process that starts a cluster there, when it has done so."""
    child = Child([sys.executable, "-c", textwrap.dedent(code), folder], log=log)
    deadline = time.monotonic() + 60
    while "owned" not in child.tail() and child.alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    return child


@pytest.mark.parametrize(
    "name",
    ["node", "kantor Jakarta Utara 'baru' %s \"x\"", "/".join(["folder-" + "p" * 60] * 3)],
    ids=["plain", "spaces and quotes", "longer than a socket's path"],
)
def test_start_stop_restart(make: Make, name: str) -> None:
    cluster = make(name, anew=True, unsafe=False)
    assert cluster.initialise()
    assert not cluster.initialise()
    assert cluster.start()
    pid = cluster.pid()
    assert cluster.start() and cluster.pid() == pid  # already running: nothing happens
    cluster.create_database("data kantor")
    write(cluster, "CREATE TABLE t AS SELECT 7 AS n", "data kantor")
    sockets = cluster.socket_dir
    cluster.stop()
    assert cluster.pid() is None and not cluster.owned
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.conninfo("postgres"))
    assert cluster.start()
    assert cluster.socket_dir == sockets
    with psycopg.connect(cluster.url("data kantor")) as connection:
        assert connection.execute("SELECT n FROM t").fetchone() == (7,)


def test_what_it_is(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, bad in {"PGHOST": "203.0.113.1", "PGPORT": "1", "PGUSER": "x", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, bad)
    cluster = make(anew=True, unsafe=False, settings={"commit_delay": 3000, "commit_siblings": 0})
    with cluster:
        shows = {
            "listen_addresses": "",
            "shared_buffers": "256MB",
            "max_connections": "200",
            "fsync": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "commit_delay": "3000",
            "commit_siblings": "0",
            "server_encoding": "UTF8",
        }
        assert {name: value(cluster, f"SHOW {name}") for name in shows} == shows
        kind = "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'template1'"
        assert value(cluster, kind) == "b C.UTF-8"
        assert value(cluster, "SELECT upper('é')") == "É"
        assert stat.S_IMODE(cluster.socket_dir.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.data_dir.stat().st_mode) == 0o700
        assert os.getsid(cluster.pid() or 0) == cluster.pid()
    assert cluster.pid() is None


def test_unsafe_is_only_for_throwing_away(make: Make) -> None:
    with make(unsafe=True) as cluster:
        assert [value(cluster, f"SHOW {n}") for n in ("fsync", "full_page_writes", "synchronous_commit")] == ["off"] * 3


def test_databases(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    with make() as cluster:
        cluster.create_database("templat")
        write(cluster, "CREATE TABLE t AS SELECT generate_series(1, 5) AS n", "templat")
        begun = time.perf_counter()
        for n in range(5):
            cluster.create_database(f"3172-{n}", template="templat")
        with capsys.disabled():
            print(f"\nclone of a template: {(time.perf_counter() - begun) / 5 * 1000:.0f} ms")
        assert value(cluster, "SELECT sum(n) FROM t", "3172-4") == 15
        assert cluster.exists("3172-4") and not cluster.exists("3172-5")
        with psycopg.connect(cluster.conninfo("3172-4")):  # a connection that is left open does not hold it
            cluster.drop_database("3172-4")
        cluster.drop_database("3172-4")
        assert not cluster.exists("3172-4")
        with pytest.raises(psycopg.errors.DuplicateDatabase):
            cluster.create_database("templat")


def test_killed_while_being_made(make: Make, tmp_path: Path) -> None:
    cluster = make(anew=True)
    code = OWNER.replace("cluster.start()", "cluster.initialise()")
    half = cluster.data_dir / "pg.new" / "global"
    for _ in range(5):  # on a very busy machine it may be whole before we strike
        child = Child([sys.executable, "-c", textwrap.dedent(code), cluster.data_dir], log=tmp_path / "log")
        while not half.exists() and not cluster.pgdata.exists() and child.alive():
            time.sleep(0.001)
        child.kill()
        if not cluster.pgdata.exists():
            break
        shutil.rmtree(cluster.data_dir)
    assert half.exists() and not cluster.pgdata.exists()
    with cluster:
        assert value(cluster, "SELECT 1") == 1
    assert not half.exists()


@pytest.mark.parametrize("stranger", ["ourselves", "nobody at all", "rubbish"])
def test_stale_pid_file(make: Make, stranger: str) -> None:
    cluster = make()
    cluster.start()
    kill(cluster)
    cluster.stop()
    first = {"ourselves": str(os.getpid()), "nobody at all": "4194303", "rubbish": ""}[stranger]
    (cluster.pgdata / "postmaster.pid").write_text(f"{first}\n{cluster.pgdata}\n0\n5432\n")
    (cluster.socket_dir / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert cluster.pid() is None
    assert cluster.start()
    assert cluster.pid() not in (None, os.getpid())


def test_killed_server_is_started_again_with_what_was_told(make: Make) -> None:
    cluster = make(settings={"synchronous_commit": "on"})
    cluster.start()
    write(cluster, "CREATE TABLE t (n int)")
    for n in range(3):
        write(cluster, f"INSERT INTO t VALUES ({n})")
        kill(cluster)
        assert cluster.start()
    assert value(cluster, "SELECT count(*) FROM t") == 3


def test_no_second_server_beside_the_backends_of_a_killed_one(make: Make) -> None:
    cluster = make()
    cluster.start()
    with psycopg.connect(cluster.conninfo("postgres")) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # this one cannot notice that its postmaster is gone
        kill(cluster)
        try:
            with pytest.raises(TemporaryFault, match=str(backend)):
                cluster.start(timeout=0.5)
        finally:
            os.kill(backend, signal.SIGCONT)
    assert cluster.start()


def test_two_objects_one_server(make: Make) -> None:
    owner, guest = make(), make()
    assert owner.start()
    assert not guest.start()
    assert guest.pid() == owner.pid() and guest.url("x") == owner.url("x")
    guest.stop()
    assert value(owner, "SELECT 1") == 1
    with pytest.raises(Busy):
        guest.destroy()
    owner.stop()
    assert guest.start()  # its turn


def test_two_processes_one_server(make: Make, tmp_path: Path) -> None:
    cluster = make()
    with other_process(cluster.data_dir, tmp_path / "a") as first:
        assert first.tail() == "owned True"
        assert not cluster.start()
        with other_process(cluster.data_dir, tmp_path / "b") as second:
            assert second.tail() == "owned False"
        assert value(cluster, "SELECT 1") == 1


def test_started_at_the_same_moment(make: Make, tmp_path: Path) -> None:
    cluster = make(anew=True)
    starters = [
        Child([sys.executable, "-c", textwrap.dedent(OWNER), cluster.data_dir], log=tmp_path / n) for n in "abc"
    ]
    deadline = time.monotonic() + 60
    while not all(s.tail() for s in starters) and time.monotonic() < deadline:
        time.sleep(0.02)
    said = sorted(starter.tail() for starter in starters)
    for starter in starters:
        starter.stop()
    assert said == ["owned False", "owned False", "owned True"]


def test_guest_does_not_restart_what_a_living_owner_lost(make: Make) -> None:
    owner, guest = make(), make()
    owner.start()
    kill(owner)
    with pytest.raises(TemporaryFault, match=f"pid {os.getpid()}"):
        guest.start(timeout=0.3)
    assert owner.start()
    assert not guest.start()


@pytest.mark.parametrize("same", [True, False], ids=["same settings", "other settings"])
def test_orphan_of_a_killed_owner_is_adopted_or_replaced(make: Make, tmp_path: Path, same: bool) -> None:
    cluster = make(settings={} if same else {"work_mem": "7MB"})
    owner = other_process(cluster.data_dir, tmp_path / "log")
    orphan = cluster.pid()
    owner.kill()
    assert cluster.pid() == orphan  # it serves on
    assert value(cluster, "SELECT 1") == 1
    assert cluster.start()
    assert (cluster.pid() == orphan) == same
    assert value(cluster, "SHOW work_mem") == ("4MB" if same else "7MB")
    cluster.stop()
    assert cluster.pid() is None


def test_copied_data_gets_a_socket_of_its_own(make: Make) -> None:
    original = make("asli")
    original.start()
    original.stop()
    shutil.copytree(original.data_dir, original.data_dir.with_name("salinan"))
    copy = make("salinan")
    assert original.start() and copy.start()
    assert original.socket_dir != copy.socket_dir and original.pid() != copy.pid()


@pytest.mark.parametrize("harm", ["gone", "open to others", "a link"])
def test_a_spoilt_socket_folder_is_not_used_again(make: Make, tmp_path: Path, harm: str) -> None:
    cluster = make()
    cluster.start()
    cluster.stop()
    before = cluster.socket_dir
    if harm == "open to others":
        before.chmod(0o777)
    else:
        shutil.rmtree(before)
    if harm == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        before.symlink_to(tmp_path / "elsewhere")
    assert cluster.start()
    assert cluster.socket_dir != before
    if harm == "a link":
        assert (tmp_path / "elsewhere").is_dir()
        before.unlink()
    assert not before.exists()


def test_a_server_that_cannot_start_says_why(make: Make) -> None:
    cluster = make(settings={"shared_buffers": "banyak"})
    with pytest.raises(TemporaryFault, match=r'langsung berhenti[\s\S]*"shared_buffers": "banyak"'):
        cluster.start()
    assert not cluster.owned
    cluster.settings["shared_buffers"] = "16MB"
    assert cluster.start()


def test_logs_are_kept_but_not_for_ever(make: Make) -> None:
    cluster = make(unsafe=False)
    cluster.initialise()
    cluster.log_dir.mkdir()
    for n in range(20):
        (cluster.log_dir / f"postgres-202001{n:02}-000000.log").write_text("lama\n")
    with cluster:
        with pytest.raises(psycopg.errors.UndefinedTable):
            value(cluster, "SELECT * FROM tidak_ada")
        kept = sorted(path.name for path in cluster.log_dir.glob("postgres-*.log"))
        assert len(kept) == LOGS_KEPT + 1 and kept[0] == "postgres-20200112-000000.log"
        deadline = time.monotonic() + 30  # the collector of the log writes when it gets to it
        while "tidak_ada" not in cluster.last_words() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert "tidak_ada" in cluster.last_words()


def test_destroy_deletes_no_folder_that_is_not_its_own(make: Make, tmp_path: Path) -> None:
    cluster = make()
    (tmp_path / "siaga-lain").mkdir()
    (cluster.data_dir / "socket").write_text(f"{tmp_path / 'siaga-lain'}\n")
    cluster.destroy()
    assert not cluster.data_dir.exists() and (tmp_path / "siaga-lain").is_dir()


def test_destroy_leaves_nothing(make: Make, tmp_path: Path) -> None:
    cluster = make()
    cluster.start()
    folder, pid = cluster.socket_dir, cluster.pid()
    cluster.destroy()
    assert not folder.exists() and not cluster.data_dir.exists() and not Path(f"/proc/{pid}").exists()
    cluster.destroy()
