"""Running a node: one process that answers, one that takes due work, both under one lock, stopped together."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from urllib.parse import urlsplit

import httpx
from django.core.management import call_command

from siaga.kit.database import close_default, use_default
from siaga.kit.node import Node
from siaga.kit.processes import Child, NodeLock
from siaga.kit.refusal import TemporaryFault

from .home import Home
from .role import Role

IDLE = 0.5  # seconds between rounds of due work when there was none
THREADS = 8
EVERYWHERE = ("0.0.0.0", "::")
log = logging.getLogger("siaga.serve")


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
    """Start the embedded server again if it died, or if the short command that had started it took it along."""
    if home.cluster is None or home.cluster.pid() is not None:
        return False
    home.cluster.start()
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
        self.hosts = (*hosts, *([] if address in EVERYWHERE else [f"[{address}]" if ":" in address else address]))
        self.lock = NodeLock(home.path / "lock", f"siaga serve {home.settings.id}")
        self.children: list[Child] = []

    @property
    def url(self) -> str:
        """By which this machine itself reaches it."""
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.address, self.address)
        return f"http://[{address}]:{self.port}" if ":" in address else f"http://{address}:{self.port}"

    def start(self, timeout: float = 30.0) -> None:
        self.launch()
        self.ready(timeout)

    def restart(self, timeout: float = 30.0) -> None:
        """After one of the children died: the other ends too, both begin anew, and the lock is never let go."""
        self._end_children()
        self.start(timeout)

    def launch(self) -> None:
        self.lock.acquire()
        env = environment(self.home, self.hosts)
        logs = self.home.path / "log"
        self.children = [
            Child(self._granian(), env=env, log=logs / "web.log"),
            Child([sys.executable, "-m", "siaga.roles.ticker", self.home.path], env=env, log=logs / "tick.log"),
        ]

    def _granian(self) -> list[str]:
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self.address, "--port", str(self.port)),
            *("--workers", "1", "--blocking-threads", str(THREADS), "--no-ws", "--backlog", "256"),
            *("--workers-kill-timeout", "5", "siaga.web.wsgi:application"),
        ]

    def ready(self, timeout: float = 30.0) -> None:
        """Raises TemporaryFault with the end of the logs, and stops what runs, if nothing answers in time (seconds)."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not all(c.alive() for c in self.children):
                break
            try:
                httpx.get(f"{self.url}/sehat", timeout=2.0, trust_env=False)
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        words = "\n".join(c.tail(15) for c in self.children)
        self.stop()
        raise TemporaryFault(f"{self.home.settings.name} tidak mau berjalan di {self.url}:\n{words}")

    def alive(self) -> bool:
        return all(c.alive() for c in self.children)

    def stop(self) -> None:
        self._end_children()
        self.lock.release()

    def _end_children(self) -> None:
        for child in self.children:
            child.stop()
        self.children = []


def tick_for_ever(node: Node, role: Role, stop: Event) -> None:
    """Take due work until told to stop; at once again as long as there is work."""
    while not stop.is_set():
        if not role.tick(node, node.clock.now()):
            stop.wait(IDLE)


def stop_on_signals() -> Event:
    """An event that SIGINT and SIGTERM set."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
