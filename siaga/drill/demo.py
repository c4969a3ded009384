"""`make run`: the centre and two offices with a town each, every one its own process on one embedded PostgreSQL.

Nothing here is another way of running: three homes as `siaga init` makes them, served as `siaga serve` serves them.
"""

from __future__ import annotations

import hashlib
import signal
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click

from siaga.cards.printers import virtual
from siaga.documents.virtual_tte import serve as virtual_tte
from siaga.documents.virtual_tte.desk import root_certificate
from siaga.kit.clock import SystemClock
from siaga.kit.forking import Forked
from siaga.kit.locks import NodeLock
from siaga.kit.ports import must_be_free
from siaga.kit.postgres import Cluster
from siaga.kit.processes import Child, stop_on_signals
from siaga.kit.refusal import PermanentFault
from siaga.roles import serving
from siaga.roles.home import Home

from . import founding
from .country import TEMPLATE, make_template
from .demo_homes import (
    ESIGN,
    HOST,
    PLACES,
    PRINTERS,
    Place,
    at_port,
    close,
    database_of,
    make_home,
    node_of,
    queues_of,
)

READY = "ready"
PACKAGE = Path(__file__).resolve().parents[1]
PASSWORD = "siaga-peraga-2026"
PASSPHRASE = "frasa-peraga-2026"


class Progress:
    """One line a step with its seconds: the first start takes a while, and nobody should wonder whether it hangs."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def step(self, words: str) -> None:
        click.echo(f"[{time.monotonic() - self.began:5.1f} s] {words}")


class Beside:
    """A virtual device in a process of its own: one that died begins anew, as an office's processes do."""

    def __init__(self, name: str, begin: Callable[[], Child]) -> None:
        self.name, self._begin, self._child = name, begin, begin()

    def keep(self, tell: Callable[[str], None]) -> None:
        if self._child.alive():
            return
        tell(f"{self.name}: proses berhenti; dijalankan lagi")
        self._child.stop()  # what it had started
        self._child = self._begin()

    def stop(self) -> None:
        self._child.stop()


def run(folder: Path, port: int, people: int) -> None:
    """Make what is not there yet, serve until Ctrl-C, stop everything."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    progress = Progress()
    stop = stop_on_signals()
    lock = NodeLock(folder / "lock", "make run")
    lock.acquire()
    cluster = Cluster(folder / "pg")
    progress.step("PostgreSQL")
    running: list[serving.Serving | Beside] = []
    try:
        cluster.start()
        if not (folder / READY).exists():
            _make(folder, cluster, port, people, progress)
        _bring_up_to_date(folder, cluster, progress)
        root_certificate(folder / "tte", SystemClock().now())  # before the homes, which name it
        homes = [at_port(Home.open(folder / p.id), p, port) for p in PLACES]
        must_be_free(HOST, port + PRINTERS, "Printer maya")
        must_be_free(HOST, port + ESIGN, "Layanan TTE maya")
        progress.step("printer maya")
        running.append(Beside("printer maya", partial(_printers, folder, port + PRINTERS)))
        progress.step("layanan TTE maya")
        running.append(Beside("layanan TTE maya", partial(_esign, folder, port + ESIGN)))
        for home, place in zip(homes, PLACES, strict=True):
            s = serving.Serving(home, HOST, port + place.offset)
            running.append(s)
            s.launch()
        for r in running:
            if isinstance(r, serving.Serving):
                progress.step(f"menunggu {r.home.settings.name}")
                r.ready(timeout=60)
        _tell(port, progress)
        while not stop.wait(1.0):
            if cluster.pid() is None:
                click.secho("Basis data berhenti; dijalankan lagi.", fg="yellow")
                cluster.start()
            for r in running:
                r.keep(partial(click.secho, fg="yellow"))
    finally:
        click.echo("Menghentikan …")
        for r in reversed(running):
            r.stop()
        cluster.stop()
        lock.release()


def _make(folder: Path, cluster: Cluster, port: int, people: int, progress: Progress) -> None:
    """A first start that was interrupted begins anew: half a town is no town. The offices are made side by side."""
    progress.step("kode wilayah: 38 provinsi sampai 83.762 desa/kelurahan")
    cluster.drop_database(TEMPLATE)
    make_template(cluster)
    for place in PLACES:
        cluster.drop_database(database_of(place))
        cluster.create_database(database_of(place), template=TEMPLATE)
        make_home(folder, place, port)
    centre, *offices = (node_of(folder, cluster, p) for p in PLACES)
    founding.found_centre(centre, offices, PASSWORD)
    for node in (centre, *offices):
        close(node)
    towns = [p for p in PLACES if p.seed]
    side = get_context("fork")
    made = [side.Process(target=_found, args=(folder, cluster, p, people, progress)) for p in towns]
    for process in made:
        process.start()
    for process in made:
        process.join()
    if any(process.exitcode for process in made):
        raise PermanentFault("penduduk buatan tidak selesai dibuat; lihat pesan di atas, lalu jalankan lagi")
    (folder / READY).write_text(_migrations())


def _found(folder: Path, cluster: Cluster, place: Place, people: int, progress: Progress) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    centre, office = node_of(folder, cluster, PLACES[0]), node_of(folder, cluster, place)
    founding.found_office(centre, office, place.seed, people, PASSWORD, place.head, progress.step)
    close(centre)
    close(office)


def _migrations() -> str:
    """What the tables were made by: a program with other migrations brings them up to date at its next start."""
    names = sorted(p.relative_to(PACKAGE).as_posix() for p in PACKAGE.glob("*/migrations/0*.py"))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _bring_up_to_date(folder: Path, cluster: Cluster, progress: Progress) -> None:
    if (folder / READY).read_text() == _migrations():
        return
    progress.step("memutakhirkan tabel")
    for place in PLACES:
        node = node_of(folder, cluster, place)
        with node:
            serving.migrate()
        close(node)
    (folder / READY).write_text(_migrations())


def _printers(folder: Path, port: int) -> Child:
    queues = ",".join(q for p in PLACES if p.seed for q in queues_of(p))
    words = ["--port", str(port), "--folder", str(folder / "cetakan"), "--queues", queues, "--seconds-per-page", "1.0"]
    return Forked("printers", partial(virtual.main, words), log=folder / "log" / "printers.log")


def _esign(folder: Path, port: int) -> Child:
    """The virtual e-sign service; what it answers is real, and it fails on order."""
    who = [w for p in PLACES if p.esign for w in ("--signer", f"{p.esign}={p.head}")]
    words = ["--port", str(port), "--folder", str(folder / "tte"), "--passphrase", PASSPHRASE, *who]
    return Forked("esign", partial(virtual_tte.main, words), log=folder / "log" / "tte.log")


def _tell(port: int, progress: Progress) -> None:
    progress.step("siap")
    click.echo()
    for p in PLACES:
        click.secho(f"  {p.name:34} http://{HOST}:{port + p.offset}/", bold=True)
    click.echo(f"  {'Printer maya (kartu tercetak)':34} http://{HOST}:{port + PRINTERS}/")
    click.echo(f"  {'Layanan TTE maya (Malang)':34} http://{HOST}:{port + ESIGN}/")
    click.echo()
    click.echo(f"  Masuk di kantor: {', '.join(founding.OFFICE_LOGINS)}")
    click.echo(f"  Masuk di pusat:  {', '.join(founding.CENTRE_LOGINS)}")
    click.echo(f"  Kata sandi:      {PASSWORD}")
    click.echo(f"  Frasa sandi TTE: {PASSPHRASE} (kepala kantor di Malang)")
    click.echo("  Warga, kios dan layar antrean tidak perlu masuk. Ctrl-C menghentikan semuanya.")
