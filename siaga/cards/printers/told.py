"""What a printer told of itself and its jobs: attributes as pyipp read them, to our values."""

from __future__ import annotations

from typing import Any, Final

from siaga.cards.printers import wire
from siaga.cards.printers.printer import Job, JobState, PrinterState, PrinterStateName

# RFC 8011 §5.3.7 and §5.4.11.
JOB_STATES: Final[dict[int, JobState]] = {
    3: "pending",
    4: "pending-held",
    5: "processing",
    6: "processing-stopped",
    7: "canceled",
    8: "aborted",
    9: "completed",
}
PRINTER_STATES: Final[dict[int, PrinterStateName]] = {3: "idle", 4: "processing", 5: "stopped"}


def printer(told: dict[str, Any]) -> PrinterState | None:
    """None when the printer left out its state."""
    state = PRINTER_STATES.get(told.get("printer-state", 0))
    if state is None:
        return None
    return PrinterState(
        state=state,
        accepting=told.get("printer-is-accepting-jobs", True) is True,
        reasons=_reasons(told.get("printer-state-reasons")),
        queued=_count(told.get("queued-job-count")) or 0,
        name=str(told.get("printer-name", "")),
    )


def jobs(answer: wire.Message, name: str = "") -> list[Job]:
    """The jobs of an answer, one an attribute group; `name` where the answer to an operation does not repeat it."""
    return [job for told in answer.jobs if (job := _job(told, name)) is not None]


def _job(told: dict[str, Any], name: str) -> Job | None:
    state = JOB_STATES.get(told.get("job-state", 0))
    number = told.get("job-id")
    if state is None or not isinstance(number, int):
        return None
    return Job(
        id=number,
        state=state,
        name=str(told.get("job-name", name)),
        reasons=_reasons(told.get("job-state-reasons")),
        documents=_count(told.get("number-of-documents")),
        impressions=_count(told.get("job-impressions-completed")),
    )


def _count(value: Any) -> int | None:
    """An integer, or None for the out-of-band values no-value and unknown (RFC 8010 §3.8)."""
    return value if isinstance(value, int) else None


def _reasons(value: Any) -> tuple[str, ...]:
    """Keywords without severity (RFC 8011 §5.4.12: -report, -warning, -error); "none" says nothing."""
    plain = [str(keyword) for keyword in wire.many(value)]
    for suffix in ("-report", "-warning", "-error"):
        plain = [keyword.removesuffix(suffix) for keyword in plain]
    return tuple(keyword for keyword in plain if keyword and keyword != "none")
