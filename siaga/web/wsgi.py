"""What granian serves. Loaded once, by the process that forks the nodes' web processes: it belongs to no node yet."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from granian import Granian  # noqa: E402
from granian.constants import Interfaces  # noqa: E402

from siaga.kit.processes import die_with  # noqa: E402
from siaga.roles.process import become  # noqa: E402
from siaga.web import current, urls  # noqa: E402

# Django would load every page at the first request, in every process again.
PAGES = urls.__name__
THREADS = 8


def serve(home: Path, address: str, port: int, processes: int = 1) -> None:
    """In a process of its own: pages and exchange of one node until SIGTERM or SIGINT.

    granian's main process forks its workers (multiprocessing's method on Linux), and only they become the node: no
    client and no connection goes over a fork. They share the port; if one dies, all end.
    """
    server = Granian(
        f"{__name__}:application",
        address,
        port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        backlog=256,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=partial(_application_of, home, os.getpid()), wrap_loader=False)


def _application_of(home: Path, main: int) -> WSGIHandler:
    """In granian's worker. It ends with granian's main process, also when that is killed, and at once where it was killed already: else
    it would keep the port for ever, and share what comes there with its successor. By SIGKILL: a SIGTERM that comes while it begins, or
    while somebody's request hangs, does not end it, and nobody is left who would see to that."""
    die_with(main, signal.SIGKILL)
    current.use(become(home))
    return application
