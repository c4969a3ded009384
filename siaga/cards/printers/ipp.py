"""A printer by IPP (RFC 8010, RFC 8011): synchronous, usable from any thread.

How an order is kept from being printed twice. `job-name` is the order id, and Get-Jobs is asked before anything is
sent. The job is made first (Create-Job, RFC 8011 §4.2.4) and the document sent into it (Send-Document, §4.3.1):
whatever answer is lost on the way, the worst left behind is a job without a document, which prints nothing and
takes the document at the next attempt. A printer without Create-Job gets Print-Job; there a printer that accepts a
job *after* our time-out and a resend within that time can print twice.

Two clients that submit at once each make a job; both then ask again and send the document into the job made first,
which takes one document only. That holds where numbers ascend and Get-Jobs shows a job as soon as it is made; with
Print-Job it does not hold at all. Threads of one process are kept apart by a lock per printer address, and callers in
several processes hold the database row of the order while they submit. All of it reaches as far back as the printer's
history of jobs: an order the printer has forgotten is new to it, so what it told must be recorded.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from pyipp.enums import IppOperation, IppStatus, IppTag

from siaga.cards.printers import told, wire
from siaga.cards.printers.post import Post, Refusing
from siaga.cards.printers.printer import Format, Job, PrinterState
from siaga.kit.refusal import TemporaryFault

_BRIEF: Final = ("job-id", "job-name", "job-state")
_FULL: Final = (*_BRIEF, "job-state-reasons", "number-of-documents", "job-impressions-completed")
_PRINTER: Final = (
    "printer-name", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "queued-job-count"
)  # fmt: skip
_WAIT_FOR_LOCK: Final = 60.0

_locks: dict[str, threading.Lock] = {}
_locks_guard = threading.Lock()


class IppPrinter:
    """A queue at `ipp://host[:631]/path` or `ipps://…`. Raises ValueError for another kind of address.

    timeout: seconds without a byte going either way before a request counts as unanswered. verify: as for httpx:
    True, or a file of certificates.
    """

    def __init__(self, uri: str, timeout: float = 10.0, *, user: str = "siaga", verify: bool | str = True) -> None:
        parts = urlsplit(uri)
        if parts.scheme not in ("ipp", "ipps") or not parts.hostname:
            raise ValueError(f"not an IPP address: {uri}")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        scheme = "https" if parts.scheme == "ipps" else "http"
        self.uri, self.user = uri, user
        self._post = Post(f"{scheme}://{host}:{parts.port or 631}{parts.path or '/'}", uri, timeout, verify)
        with _locks_guard:
            self._lock = _locks.setdefault(uri, threading.Lock())

    def close(self) -> None:
        self._post.close()

    def state(self) -> PrinterState:
        """Get-Printer-Attributes (RFC 8011 §4.2.5)."""
        answer = self._ask(
            IppOperation.GET_PRINTER_ATTRIBUTES, [("requested-attributes", IppTag.KEYWORD, list(_PRINTER))]
        )
        state = told.printer(answer.printers[0] if answer.printers else {})
        if state is None:
            raise TemporaryFault(f"Printer {self.uri} tidak menyebutkan keadaannya.", about="printer")
        return state

    def submit(self, order_id: str, document: bytes, *, media: str | None, format: Format = "application/pdf") -> Job:
        """Print `document` for the order, once: a job of that name which the printer already has is returned as it
        is, in whatever state.

        So to print again after "aborted" or "canceled" is a new order with a new id. order_id: 1 to 255 octets
        (RFC 8011 §5.1.3), without personal data: it shows in the printer's list. Raises TemporaryFault (call again
        with the same id, at any time), PermanentFault (nothing was left at the printer), ValueError.
        """
        if not 1 <= len(order_id.encode()) <= 255:
            raise ValueError("an order id has 1 to 255 octets")
        with self._alone():
            job = self.job(order_id)
            if job is not None and job.awaits_document:
                return self._send(job, order_id, document, format)
            if job is not None and not job.died_empty:
                return job
            named: list[wire.Attribute] = [("job-name", IppTag.NAME, order_id)]
            kind: wire.Attribute = ("document-format", IppTag.MIME_TYPE, format)
            template: list[wire.Attribute] = [("media", IppTag.KEYWORD, media)] if media else []
            self._ask(IppOperation.VALIDATE_JOB, [*named, kind], template)
            try:
                made = self._ask(IppOperation.CREATE_JOB, named, template)
            except Refusing as refusing:
                if refusing.status != IppStatus.ERROR_OPERATION_NOT_SUPPORTED:
                    raise
                return self._only(self._ask(IppOperation.PRINT_JOB, [*named, kind], template, document), order_id)
            mine = self._only(made, order_id)
            chosen = self.job(order_id) or mine
            if chosen.id != mine.id:
                self._withdraw(mine.id)
            return self._send(chosen, order_id, document, format) if chosen.awaits_document else chosen

    def _send(self, job: Job, order_id: str, document: bytes, format: Format) -> Job:
        """The document into its job; a job that cannot take it is withdrawn, so that it does not stand open at the
        printer."""
        asked: list[wire.Attribute] = [
            ("job-id", IppTag.INTEGER, job.id),
            ("document-format", IppTag.MIME_TYPE, format),
            ("last-document", IppTag.BOOLEAN, True),
        ]
        try:
            return self._only(self._ask(IppOperation.SEND_DOCUMENT, asked, (), document), order_id)
        except Refusing as refusing:
            now = self.job(order_id)
            if now is not None and not now.awaits_document and not now.died_empty:
                return now  # an earlier attempt got through after all: its document was accepted while we waited
            if refusing.status not in (IppStatus.ERROR_NOT_POSSIBLE, IppStatus.ERROR_NOT_FOUND):
                self._withdraw(job.id)
                raise
            raise TemporaryFault(
                f"Printer {self.uri} menutup pekerjaan sebelum dokumennya tiba.", about="printer"
            ) from None

    def jobs(self) -> list[Job]:
        """All jobs the printer remembers, by its number, oldest first (Get-Jobs, RFC 8011 §4.2.6).

        Unfinished are asked first: a job that finishes between the two questions is then seen twice, never missed.
        """
        found: dict[int, Job] = {}
        for which in ("not-completed", "completed"):
            for job in self._listed(which, _FULL):
                found[job.id] = job
        return [found[number] for number in sorted(found)]

    def job(self, order_id: str) -> Job | None:
        """The order's job. Of several: one that has its document, else the first made that waits for it, else any."""
        matches: dict[int, Job] = {}
        for which in ("not-completed", "completed"):
            for listed in self._listed(which, _BRIEF):
                if listed.name == order_id:
                    matches[listed.id] = listed
        known = [job for number in sorted(matches) if (job := self._described(number)) is not None]
        return min(known, key=lambda job: (job.died_empty, job.awaits_document, job.id), default=None)

    def wait(self, order_id: str, timeout: float, *, every: float = 0.25) -> Job | None:
        """The job when it is finished, or as it stands after `timeout` seconds. An absent printer is waited for as
        well.

        Raises the last TemporaryFault if the printer was away at the end.
        """
        deadline = time.monotonic() + timeout
        while True:
            fault: TemporaryFault | None = None
            job: Job | None = None
            try:
                job = self.job(order_id)
            except TemporaryFault as raised:
                fault = raised
            left = deadline - time.monotonic()
            if (job is not None and job.finished) or left <= 0:
                if fault is not None:
                    raise fault
                return job
            time.sleep(min(every, left))

    def cancel(self, order_id: str) -> Job | None:
        """Cancel-Job (RFC 8011 §4.3.3); a finished job stays what it is. Returns the job afterwards, None if there
        is none."""
        with self._alone():
            job = self.job(order_id)
            if job is None or job.finished:
                return job
            self._withdraw(job.id)
            return self._described(job.id)

    def _withdraw(self, number: int) -> None:
        try:
            self._ask(IppOperation.CANCEL_JOB, [("job-id", IppTag.INTEGER, number)])
        except Refusing as refusing:
            if refusing.status not in (IppStatus.ERROR_NOT_POSSIBLE, IppStatus.ERROR_NOT_FOUND):
                raise

    def _listed(self, which: str, wanted: Sequence[str]) -> list[Job]:
        asked: list[wire.Attribute] = [
            ("which-jobs", IppTag.KEYWORD, which),
            ("my-jobs", IppTag.BOOLEAN, False),
            ("requested-attributes", IppTag.KEYWORD, list(wanted)),
        ]
        return told.jobs(self._ask(IppOperation.GET_JOBS, asked))

    def _described(self, number: int) -> Job | None:
        """Get-Job-Attributes (RFC 8011 §4.3.4); None when the printer has forgotten the job."""
        asked: list[wire.Attribute] = [
            ("job-id", IppTag.INTEGER, number),
            ("requested-attributes", IppTag.KEYWORD, list(_FULL)),
        ]
        try:
            answer = self._ask(IppOperation.GET_JOB_ATTRIBUTES, asked)
        except Refusing as refusing:
            if refusing.status in (IppStatus.ERROR_NOT_FOUND, IppStatus.ERROR_GONE):
                return None
            raise
        return next(iter(told.jobs(answer)), None)

    def _only(self, answer: wire.Message, order_id: str) -> Job:
        job = next(iter(told.jobs(answer, order_id)), None)
        if job is None:
            raise TemporaryFault(f"Printer {self.uri} menerima pekerjaan tanpa menyebut nomornya.", about="printer")
        return job

    def _ask(
        self,
        operation: IppOperation,
        attributes: Sequence[wire.Attribute],
        template: Sequence[wire.Attribute] = (),
        document: bytes = b"",
    ) -> wire.Message:
        """The attributes every request begins with, in their order: charset, language, target (RFC 8011 §4.1.4,
        §4.1.5)."""
        numbered = [a for a in attributes if a[0] == "job-id"]
        opening: list[wire.Attribute] = [
            ("attributes-charset", IppTag.CHARSET, "utf-8"),
            ("attributes-natural-language", IppTag.LANGUAGE, "en"),
            ("printer-uri", IppTag.URI, self.uri),
            *numbered,
            ("requesting-user-name", IppTag.NAME, self.user),
        ]
        groups: list[wire.Group] = [(IppTag.OPERATION, [*opening, *(a for a in attributes if a not in numbered)])]
        if template:
            groups.append((IppTag.JOB, template))
        return self._post.send(operation, groups, document)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_WAIT_FOR_LOCK):
            raise TemporaryFault(f"Printer {self.uri} masih dipakai untuk pekerjaan lain.", about="printer")
        try:
            yield
        finally:
            self._lock.release()
