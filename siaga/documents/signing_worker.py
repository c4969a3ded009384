"""The threads that sign in the process that took the passphrase. When the process ends, they and their passphrases are gone."""

from __future__ import annotations

import logging
from threading import Event, Lock, Thread
from uuid import UUID

from siaga.kit.database import close_default
from siaga.kit.node import Node

from .signing_batch import work

log = logging.getLogger("siaga.documents")
_threads: dict[UUID, Thread] = {}
_lock = Lock()


def start(node: Node, batch: UUID, passphrase: str) -> None:
    """Sign this batch from now on, in the background of this process; does nothing if it is being signed here."""
    with _lock:
        if alive(batch):
            return
        thread = Thread(target=_run, args=(node, batch, passphrase), name="tte", daemon=True)
        _threads.clear()
        _threads[batch] = thread
        thread.start()


def alive(batch: UUID) -> bool:
    """Whether its passphrase is held here."""
    thread = _threads.get(batch)
    return thread is not None and thread.is_alive()


def _run(node: Node, batch: UUID, passphrase: str) -> None:
    try:
        with node:
            work(node, batch, passphrase, Event().wait)
    except Exception:  # the page says that it stands still and asks again
        log.exception("signing batch %s", batch)
    finally:
        close_default()
