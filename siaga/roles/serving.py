"""Running a node: one process that answers, one that takes due work, both under one lock, stopped together."""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from urllib.parse import urlsplit

from django.core.management import call_command

from siaga.kit.database import close_default, use_default
from siaga.kit.forking import Forked
from siaga.kit.locks import NodeLock
from siaga.kit.node import PUSAT
from siaga.kit.ports import must_be_free, own_names
from siaga.kit.refusal import TemporaryFault

from . import ticker
from .home import Home

log = logging.getLogger("siaga.serving")
WEB = "siaga.web.wsgi"  # a floor below, so it is named and not imported
EVERYWHERE = ("0.0.0.0", "::")
MOST = 4


def page_processes(id: str, cores: int | None) -> int:
    """How many processes answer for a node on a machine with so many cores.

    One at an office: a batch's passphrase is in the memory of the process that it was typed into, and of no other. Five hundred offices
    speak to the centre at once, and one Python takes in no more than one core carries: it has as many as cores, four at most.
    """
    return max(1, min(MOST, cores or 1)) if id == PUSAT else 1


def environment(home: Home, hosts: Sequence[str] = ()) -> dict[str, str]:
    """What a child of this node needs to know; the secret stays in node.json (0600) and the children's environment.

    hosts: names by which browsers and offices reach it, besides those of node.json.
    """
    s = home.settings
    known = [*s.hosts.split(","), urlsplit(s.public_url).hostname or "", *hosts]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "siaga.web.settings",
        "SIAGA_HOME": str(home.path),
        "SIAGA_NODE": s.id,
        "SIAGA_SECRET": s.secret,
        "SIAGA_HOSTS": ",".join(dict.fromkeys(filter(None, known))),
        "SIAGA_DATABASE": home.conninfo(),
    }


def enter(home: Home) -> None:
    """Make this process one of the node: start or join its database server and point Django at its database."""
    if home.cluster is not None:
        home.cluster.start()
        if not home.cluster.exists(home.settings.database):
            home.cluster.create_database(home.settings.database)
    use_default(home.conninfo())


def leave(home: Home) -> None:
    """Stop the database server if this process started it."""
    close_default()
    if home.cluster is not None:
        home.cluster.stop()


@contextmanager
def inside(home: Home) -> Iterator[Home]:
    """`enter`, and `leave` whatever happens: the database server of a command that failed must not go on alone."""
    try:
        enter(home)
        yield home
    finally:
        leave(home)


def keep_database(home: Home) -> bool:
    """Start the embedded server again if it died, or if the short command that had started it took it along.

    One that does not start (a full disk) is tried again at the next look: the office goes on by itself as soon as it can.
    """
    if home.cluster is None or home.cluster.pid() is not None:
        return False
    try:
        home.cluster.start()
    except (TemporaryFault, OSError) as fault:
        log.warning("the database server does not start: %s", fault)
        return False
    return True


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def new_secret() -> str:
    return secrets.token_urlsafe(48)


class Serving:
    """The children of one node: `launch` starts them, `ready` waits until the address answers; `start` does both."""

    def __init__(self, home: Home, address: str, port: int, hosts: Sequence[str] = ()) -> None:
        self.home = home
        self.address, self.port = address, port
        # Whoever listens everywhere is asked for by any of its addresses: a clerk's browser, a second box, a kecamatan.
        here = own_names() if address in EVERYWHERE else [f"[{address}]" if ":" in address else address]
        self.hosts = (*hosts, *here)
        self.lock = NodeLock(home.path / "lock", f"siaga serve {home.settings.id}")
        self.children: list[Forked] = []
        self._read = self._saved()

    def _saved(self) -> tuple[int, int]:
        found = (self.home.path / "node.json").stat()
        return found.st_mtime_ns, found.st_ino

    def outdated(self) -> bool:
        """Whether node.json was saved anew after the children read it: the office was let in by the centre, or got a printer."""
        return self._saved() != self._read

    @property
    def url(self) -> str:
        """By which this machine itself reaches it."""
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)
        return f"http://[{address}]:{self.port}" if ":" in address else f"http://{address}:{self.port}"

    def start(self, timeout: float = 30.0) -> None:
        self.launch()
        self.ready(timeout)

    def restart(self, timeout: float = 30.0) -> None:
        """After one of the children died: the other ends too, both begin anew as node.json says now, and the lock is never let go."""
        self._end_children()
        self.home = replace(self.home, settings=Home.open(self.home.path).settings)
        self.start(timeout)

    def keep(self, tell: Callable[[str], None]) -> None:
        """One look: what died, or serves what node.json no longer says, begins anew; what does not come up is tried at the next look."""
        died = not self.alive()
        if not died and not self.outdated():
            return
        tell(f"{self.home.settings.name}: {'satu proses berhenti' if died else 'pengaturan berubah'}; dijalankan lagi")
        try:
            self.restart()
        except TemporaryFault as fault:
            tell(str(fault))

    def launch(self) -> None:
        """Fork both from this process, which has loaded the program; from its main thread, as they set signal handlers."""
        self.lock.acquire()
        must_be_free(self.address, self.port, self.home.settings.name)
        self._read = self._saved()
        close_default()  # a connection that two processes write to is broken for both
        web = import_module(WEB)
        s, env, logs = self.home.settings, environment(self.home, self.hosts), self.home.path / "log"
        listen = self.address, self.port, page_processes(s.id, os.cpu_count())
        self.children = [
            Forked(f"web {s.id}", partial(web.serve, self.home.path, *listen), env=env, log=logs / "web.log"),
            Forked(f"due {s.id}", partial(ticker.run, self.home.path), env=env, log=logs / "tick.log"),
        ]

    def ready(self, timeout: float = 30.0) -> None:
        """Raises TemporaryFault with the end of the logs, and stops what runs, if nothing answers in time (seconds)."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not all(c.alive() for c in self.children):
                break
            if self._answers():
                return
            time.sleep(0.02)
        words = "\n".join(c.tail(15) for c in self.children)
        self._end_children()
        raise TemporaryFault(f"{self.home.settings.name} tidak mau berjalan di {self.url}:\n{words}")

    def _answers(self) -> bool:
        where = urlsplit(self.url)
        connection = HTTPConnection(where.hostname or "", where.port, timeout=2.0)
        try:
            connection.request("GET", "/sehat")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
        return True

    def alive(self) -> bool:
        return bool(self.children) and all(c.alive() for c in self.children)

    def stop(self) -> None:
        """End the children. The lock stays with whoever took it until the database has stopped, too: a second `serve` would join a server
        that is about to end."""
        self._end_children()

    def _end_children(self) -> None:
        for child in self.children:
            child.stop()
        self.children = []
