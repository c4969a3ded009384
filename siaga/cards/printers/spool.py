"""The jobs of one virtual queue, and the pages it has printed, in a folder that survives a kill -9.

For each job `<name>.json` (the record; `<name>` is the job's name made safe, with its number where that is taken)
and, once printed, `<name>.pdf` (or .png …): the document as received. A document not yet printed is
`<name>.incoming`. Every file appears whole, by rename; printing *is* the rename from `.incoming` to the page, so a
page exists once or not at all, and a restart goes on from what it finds. Files are not flushed to the disk: a
killed process loses nothing, a power cut may.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from siaga.cards.printers.printer import FINISHED, JobState
from siaga.kit.clock import Clock

EXTENSIONS: Final = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/pwg-raster": ".pwg",
}
INCOMING: Final = ".incoming"
MULTIPLE_OPERATION_TIMEOUT: Final = 300  # seconds (RFC 8011 §5.4.31)


@dataclass(slots=True)
class SpoolJob:
    """times are POSIX seconds, 0 for "not yet"; impressions are what the printer claims to have printed."""

    id: int
    name: str
    user: str
    stem: str
    created: float
    media: str = ""
    format: str = ""
    state: JobState = "pending"
    reasons: list[str] = field(default_factory=lambda: ["job-incoming"])
    documents: int = 0
    closed: bool = False
    size: int = 0
    sha256: str = ""
    pages: int = 0
    impressions: int = 0
    page: str = ""
    started: float = 0
    ended: float = 0

    @property
    def finished(self) -> bool:
        return self.state in FINISHED


class Spool:
    """Jobs by number. `changed` guards everything and is notified at each change."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Raises ValueError naming the file when a record cannot be read: files appear whole, so somebody has
        changed it."""
        self.folder, self._clock = folder, clock
        self.changed = threading.Condition(threading.RLock())
        folder.mkdir(parents=True, exist_ok=True)
        self._jobs: dict[int, SpoolJob] = {}
        for path in sorted(folder.glob("*.json")):
            try:
                job = SpoolJob(**json.loads(path.read_bytes()))
            except (ValueError, TypeError) as error:
                raise ValueError(f"not a job record: {path}") from error
            self._jobs[job.id] = job
        self._stems = {job.stem for job in self._jobs.values()}
        for job in self._jobs.values():
            self._recover(job)

    def _recover(self, job: SpoolJob) -> None:
        """A job cut off while printing: its page is there, or the document is still waiting and is printed now."""
        if job.finished or job.state == "pending":
            return
        if (self.folder / self._page_name(job)).exists():
            self._finish(job, "completed", "job-completed-successfully", job.pages, self._page_name(job))
        else:
            job.state, job.reasons = "pending", ["none"]
            self._save(job)

    def create(self, name: str, user: str, media: str) -> SpoolJob:
        with self.changed:
            number = max(self._jobs, default=0) + 1
            stem = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:80] or "tanpa-nama"
            if stem in self._stems:
                stem = f"{stem}-{number}"
            job = SpoolJob(number, name, user, stem, self._clock.now().timestamp(), media)
            self._stems.add(stem)
            self._jobs[number] = job
            self._save(job)
            return job

    def receive(self, job: SpoolJob, document: bytes, kind: str, *, last: bool) -> None:
        """The job's one document. The caller has checked that the job still takes it."""
        with self.changed:
            if document:
                self._write(self.folder / (job.stem + INCOMING), document)
                job.format, job.documents = kind, 1
                job.size, job.sha256 = len(document), hashlib.sha256(document).hexdigest()
                job.pages = _pages(document, kind)
            if last:
                job.closed, job.reasons = True, ["none"]
                if not job.documents:
                    self._finish(job, "aborted", "aborted-by-system")
            self._save(job)
            self.changed.notify_all()

    def start(self, job: SpoolJob) -> None:
        job.state, job.reasons = "processing", ["job-printing"]
        job.started = self._clock.now().timestamp()
        self._save(job)

    def set_state(self, job: SpoolJob, state: JobState, reason: str) -> None:
        if job.state != state:
            job.state, job.reasons = state, [reason]
            self._save(job)
            self.changed.notify_all()

    def print(self, job: SpoolJob) -> None:
        page = self._page_name(job)
        os.replace(self.folder / (job.stem + INCOMING), self.folder / page)
        self._finish(job, "completed", "job-completed-successfully", job.pages, page)

    def claim_printed(self, job: SpoolJob) -> None:
        """Completed, as far as the printer knows; no page."""
        self._finish(job, "completed", "job-completed-successfully", job.pages)

    def abort(self, job: SpoolJob) -> None:
        self._finish(job, "aborted", "aborted-by-system")

    def cancel(self, job: SpoolJob) -> None:
        self._finish(job, "canceled", "job-canceled-by-user")

    def give_up_waiting(self) -> None:
        """Abort jobs whose document did not come in time (RFC 8011 §4.3.1)."""
        now = self._clock.now().timestamp()
        for job in self.jobs():
            if not job.finished and not job.closed and now - job.created > MULTIPLE_OPERATION_TIMEOUT:
                self._finish(job, "aborted", "aborted-by-system")

    def get(self, number: int) -> SpoolJob | None:
        with self.changed:
            return self._jobs.get(number)

    def jobs(self) -> list[SpoolJob]:
        """By number."""
        with self.changed:
            return [self._jobs[number] for number in sorted(self._jobs)]

    def waiting(self) -> SpoolJob | None:
        """The next to print."""
        with self.changed:
            return next((job for job in self.jobs() if job.closed and job.state == "pending"), None)

    def printed(self) -> list[Path]:
        """The pages, in the order of their jobs."""
        return [self.folder / job.page for job in self.jobs() if job.page]

    def _page_name(self, job: SpoolJob) -> str:
        return job.stem + EXTENSIONS.get(job.format, ".bin")

    def _finish(self, job: SpoolJob, state: JobState, reason: str, impressions: int = 0, page: str = "") -> None:
        with self.changed:
            job.state, job.reasons, job.closed = state, [reason], True
            job.impressions, job.page = impressions, page
            job.ended = self._clock.now().timestamp()
            self._save(job)
            (self.folder / (job.stem + INCOMING)).unlink(missing_ok=True)
            self.changed.notify_all()

    def _save(self, job: SpoolJob) -> None:
        with self.changed:
            self._write(self.folder / f"{job.stem}.json", json.dumps(asdict(job), indent=1, sort_keys=True).encode())

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        os.replace(part, path)


def _pages(document: bytes, kind: str) -> int:
    """Sides of a document. A PDF that keeps its page tree in compressed streams counts as one."""
    if kind != "application/pdf":
        return 1
    return max(1, len(re.findall(rb"/Type\s*/Page\b", document)))
