"""Power that goes, processes that are killed, disks that are full: what was acknowledged is there, nothing else is half there.

A SIGKILL keeps what the kernel had taken; what a real power cut drops is another test's matter.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError

from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country, make_template
from siaga.journal import blobs
from siaga.journal.act import CITIZEN, Done
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.database import Store
from siaga.kit.forking import Forked
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.kit.processes import living_in
from siaga.kit.recovery import Recovery
from siaga.kit.refusal import TemporaryFault
from siaga.roles import backup
from siaga.roles.kinds import FACT_TABLES

CLERKS = 3
SMALL = {"shared_buffers": "32MB", "max_wal_size": "64MB", "wal_recycle": "off"}


@contextmanager
def durable(folder: Path) -> Iterator[tuple[Cluster, Country]]:
    """A server that really writes, with one office."""
    cluster = Cluster(folder / "pg", settings=SMALL)
    cluster.start(timeout=120)
    try:
        make_template(cluster, areas=False)
        negeri = Country(cluster, folder / "nodes", name="listrik")
        yield cluster, negeri
        negeri.close()
    finally:
        cluster.destroy()


@pytest.fixture(scope="module")
def power(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Country, Node]]:
    with durable(tmp_path_factory.mktemp("listrik")) as (cluster, negeri):
        yield cluster, negeri, negeri.office("3172", "Kota Administrasi Jakarta Utara")


def fresh(node: Node) -> Node:
    """The same node over connections of its own."""
    assert node.store is not None
    return replace(node, store=Store(node.store.conninfo))


def tickets_until_it_breaks(node: Node, acknowledged: Callable[[str], None], seed: int) -> None:
    rng = Random(seed)
    with suppress(DatabaseError, psycopg.Error, TemporaryFault), fresh(node) as own:
        while True:
            outcome = take_ticket(own, CITIZEN, "A", "umum", key=UUID(int=rng.getrandbits(128), version=4))
            assert isinstance(outcome, Done)
            acknowledged(str(outcome.value))


def cut_power(cluster: Cluster) -> None:
    """Every process of the server at once, with no moment to tidy up."""
    for pid in living_in(cluster.pgdata, "postgres"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def nothing_is_lost_or_half_there(node: Node, told: list[str]) -> None:
    with fresh(node) as own:
        assert verify() == []
        there = {str(id) for id in Ticket.objects.values_list("id", flat=True)}
        assert set(told) <= there
        assert len(there) == JournalFact.objects.filter(kind="counter.ticket_taken").count()
        before = tables_hash(FACT_TABLES)
        rebuild(own, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before
        assert own.store is not None


@pytest.mark.slow
def test_the_server_is_killed_at_any_statement(power: tuple[Cluster, Country, Node]) -> None:
    cluster, _negeri, office = power
    rng, told = Random(20261123), list[str]()
    for cut in range(4):
        before = len(told)
        clerks = [
            threading.Thread(target=tickets_until_it_breaks, args=(office, told.append, cut * 100 + n))
            for n in range(CLERKS)
        ]
        for clerk in clerks:
            clerk.start()
        patience = time.monotonic() + 20
        while len(told) == before and time.monotonic() < patience:
            time.sleep(0.002)
        time.sleep(rng.random() * 0.2)
        cut_power(cluster)
        for clerk in clerks:
            clerk.join(30)
            assert not clerk.is_alive()
        cluster.stop()
        cluster.start(timeout=60)
        nothing_is_lost_or_half_there(office, told)
        assert len(told) > before, "somebody was served between two cuts"
    assert len(told) > 20


def write_line(fd: int, id: str) -> None:
    os.write(fd, f"{id}\n".encode())


def clerk_in_a_process(node: Node, file: Path, seed: int) -> None:
    fd = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    tickets_until_it_breaks(node, partial(write_line, fd), seed)


def test_the_office_is_killed_at_any_statement(power: tuple[Cluster, Country, Node], tmp_path: Path) -> None:
    _cluster, _negeri, office = power
    rng, file = Random(7), tmp_path / "told"
    for cut in range(5):
        clerks = [
            Forked(f"loket {n}", partial(clerk_in_a_process, office, file, 5000 + cut * 100 + n), env=dict(os.environ))
            for n in range(2)
        ]
        time.sleep(0.15 + rng.random() * 0.3)
        for clerk in clerks:
            os.kill(clerk.pid, signal.SIGKILL)
        for clerk in clerks:
            clerk.stop()
        nothing_is_lost_or_half_there(office, file.read_text().split() if file.exists() else [])
    assert len(file.read_text().split()) > 10


def put_with_little_room(node: Node, limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with fresh(node) as own:
        try:
            blobs.put(own, b"x" * (limit * 3), at=own.clock.now())
        except TemporaryFault as fault:
            raise SystemExit(7 if "penuh" in str(fault) else 8) from None


def test_a_packet_for_which_there_is_no_room_leaves_nothing(power: tuple[Cluster, Country, Node]) -> None:
    _cluster, _negeri, office = power
    child = Forked("penuh", partial(put_with_little_room, office, 50_000), env=dict(os.environ))
    assert child.wait(20) == 7
    assert not [p for p in (office.home / "blobs").rglob("*") if p.is_file()]
    with fresh(office) as own:
        ref = blobs.put(own, b"y" * 1000, at=own.clock.now())
        assert blobs.read(own, ref.sha) == b"y" * 1000


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A tmpfs of this size. Skips where one may not be mounted."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "siaga-uji", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip("tmpfs cannot be mounted here (needs root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_refuses_clearly_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 220) as disk, durable(disk) as (cluster, negeri):
        office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
        told = list[str]()
        with fresh(office) as own:
            for _ in range(20):
                outcome = take_ticket(own, CITIZEN, "A", "umum")
                assert isinstance(outcome, Done)
                told.append(str(outcome.value))
        filler = disk / "isi"
        with suppress(OSError), open(filler, "wb", buffering=0) as f:
            while True:
                f.write(b"\0" * 65536)
        refused = refusal_of(office, told)
        assert "penuh" in refused or "server" in refused, (
            refused
        )  # a log that cannot be written ends the server instead
        filler.unlink()
        if (
            cluster._refusal_to_connect() is not None
        ):  # a log that cannot be written stops the server; it recovers by itself or is started
            cluster.stop()
        cluster.start(timeout=60)
        nothing_is_lost_or_half_there(office, told)
        with fresh(office) as own:
            assert take_ticket(own, CITIZEN, "A", "umum")


def refusal_of(node: Node, told: list[str]) -> str:
    """The words of the first act that is refused for want of room."""
    try:
        with fresh(node) as own:
            for _ in range(20_000):
                outcome = take_ticket(own, CITIZEN, "A", "umum")
                assert isinstance(outcome, Done)
                told.append(str(outcome.value))
    except (DatabaseError, psycopg.Error, TemporaryFault) as e:
        return str(e)
    return ""


def test_a_backup_disk_that_is_full_is_told_and_leaves_nothing_half_done(
    power: tuple[Cluster, Country, Node], tmp_path: Path
) -> None:
    _cluster, _negeri, office = power
    key = Recovery.fresh().public
    with small_disk(tmp_path / "usb", 1) as usb, fresh(office) as own:
        blobs.put(own, Random(1).randbytes(3_000_000), at=own.clock.now())
        with pytest.raises(TemporaryFault, match="No space left"):
            backup.make_backup(own, usb, key)
        assert "No space left" in backup.state_of(own.home).says
        assert not [p for p in usb.rglob("*") if p.suffix == ".new"]
        assert take_ticket(own, CITIZEN, "A", "umum"), "the counter does not notice"
    usb = tmp_path / "besar"
    usb.mkdir()
    with fresh(office) as own:
        assert backup.make_backup(own, usb, key).blobs >= 1
        assert backup.state_of(own.home).says == ""
