"""What the print order knows of a printer, whatever is at the other end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

Format = Literal["application/pdf", "image/png", "image/pwg-raster"]
PrinterStateName = Literal["idle", "processing", "stopped"]
JobState = Literal["pending", "pending-held", "processing", "processing-stopped", "canceled", "aborted", "completed"]

FINISHED: Final[frozenset[str]] = frozenset({"canceled", "aborted", "completed"})

# Self-describing media names of PWG 5101.1 §5: an ID-1 card (ISO/IEC 7810) and a sheet of A4.
CARD_MEDIA: Final = "custom_id-1_53.98x85.6mm"
A4_MEDIA: Final = "iso_a4_210x297mm"


@dataclass(frozen=True, slots=True)
class PrinterState:
    """A printer as it describes itself (RFC 8011 §5.4.11, §5.4.12).

    reasons: keywords without their severity suffix, () when there is nothing to say ("media-empty",
    "marker-supply-low", "paused"). queued: jobs not finished. How many blank cards are left no printer tells by
    IPP: the ledger knows.
    """

    state: PrinterStateName
    accepting: bool
    reasons: tuple[str, ...]
    queued: int
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """A print job (RFC 8011 §5.3).

    id: the printer's number. name: our order id. documents: received so far, None when the printer does not say.
    impressions: sides the printer believes it has printed, None when it does not say. A printer can be wrong:
    "completed" is its word, a card in the hand is the officer's.
    """

    id: int
    state: JobState
    name: str = ""
    reasons: tuple[str, ...] = ()
    documents: int | None = None
    impressions: int | None = None

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def awaits_document(self) -> bool:
        """Created, but its document never arrived: nothing can have been printed yet."""
        return not self.finished and (
            self.documents == 0 or (self.documents is None and "job-incoming" in self.reasons)
        )

    @property
    def died_empty(self) -> bool:
        """Given up or withdrawn before a document arrived: nothing was printed and nothing will be."""
        return self.state in ("aborted", "canceled") and self.documents == 0 and not self.impressions


class Printer(Protocol):
    """Every method may raise `TemporaryFault(about="printer")`: unreachable, busy, late; ask again later.

    `PermanentFault` is raised where no retry can help: the document's format, the address, the right to print.
    """

    def state(self) -> PrinterState: ...

    def submit(
        self, order_id: str, document: bytes, *, media: str | None, format: Format = "application/pdf"
    ) -> Job: ...

    def jobs(self) -> list[Job]: ...

    def job(self, order_id: str) -> Job | None: ...

    def wait(self, order_id: str, timeout: float) -> Job | None: ...

    def cancel(self, order_id: str) -> Job | None: ...
