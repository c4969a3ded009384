"""One virtual queue at work: a thread that takes the waiting jobs in order and prints them."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Final

from siaga.cards.printers.faults import Faults
from siaga.cards.printers.printer import PrinterStateName
from siaga.cards.printers.spool import Spool, SpoolJob
from siaga.kit.clock import Clock

_LOOK_AGAIN: Final = 0.1  # seconds: how soon a fault that was set or cleared is noticed


class Press:
    """A queue: its spool, its faults and the thread that prints. seconds_per_page: what a card takes, 0 in tests."""

    def __init__(self, name: str, folder: Path, clock: Clock, seconds_per_page: float) -> None:
        self.name, self.clock = name, clock
        self.seconds_per_page = seconds_per_page
        self.spool = Spool(folder, clock)
        self.faults = Faults()
        self.paused = False
        self.started = clock.now().timestamp()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name=f"press-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """The job on the press goes back to the queue unprinted; nothing is left half done."""
        with self.spool.changed:
            self._stopping = True
            self.spool.changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def pause(self, paused: bool) -> None:
        with self.spool.changed:
            self.paused = paused
            self.spool.changed.notify_all()

    def state(self) -> PrinterStateName:
        if self._blocked():
            return "stopped"
        busy = any(job.state in ("processing", "processing-stopped") for job in self.spool.jobs())
        return "processing" if busy else "idle"

    def reasons(self) -> list[str]:
        """printer-state-reasons (RFC 8011 §5.4.12)."""
        told = {
            "paused": self.paused,
            "media-empty-error": self.faults.on("paper_out"),
            "cover-open-error": self.faults.on("cover_open"),
            "media-jam-error": self.faults.on("jams"),
            "marker-supply-low-warning": self.faults.on("ribbon_low"),
        }
        return [reason for reason, so in told.items() if so] or ["none"]

    def _blocked(self) -> bool:
        return self.paused or self.faults.on("paper_out") or self.faults.on("cover_open")

    def _work(self) -> None:
        with self.spool.changed:
            while not self._stopping:
                self.spool.give_up_waiting()
                job = None if self._blocked() else self.spool.waiting()
                if job is None:
                    self.spool.changed.wait(_LOOK_AGAIN)
                else:
                    self.spool.start(job)
                    self._print(job)

    def _print(self, job: SpoolJob) -> None:
        """Holds the lock but for the waiting; the job may be cancelled meanwhile."""
        ready = time.monotonic() + self.seconds_per_page * job.pages
        while not self._stopping and not job.finished:
            left = ready - time.monotonic()
            if self._blocked():
                self.spool.set_state(job, "processing-stopped", "printer-stopped")
            elif left <= 0:
                break
            else:
                self.spool.set_state(job, "processing", "job-printing")
            self.spool.changed.wait(_LOOK_AGAIN if self._blocked() else min(left, _LOOK_AGAIN))
        if job.finished:
            return
        if self._stopping:
            self.spool.set_state(job, "pending", "none")
        elif self.faults.on("jams"):
            self.spool.abort(job)
        elif self.faults.on("says_done_prints_nothing"):
            self.spool.claim_printed(job)
        else:
            self.spool.print(job)
