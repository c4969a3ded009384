"""The virtual printer's attributes: of itself (RFC 8011 §5.4) and of its jobs (§5.3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from pyipp.enums import IppOperation, IppTag

from siaga.cards.printers import wire
from siaga.cards.printers.press import Press
from siaga.cards.printers.printer import A4_MEDIA, CARD_MEDIA
from siaga.cards.printers.spool import EXTENSIONS, MULTIPLE_OPERATION_TIMEOUT, SpoolJob
from siaga.cards.printers.told import JOB_STATES, PRINTER_STATES

OCTETS: Final = "application/octet-stream"
FORMATS: Final = (*EXTENSIONS, OCTETS)
MEDIA: Final = (CARD_MEDIA, A4_MEDIA)
OPERATIONS: Final = (
    IppOperation.PRINT_JOB,
    IppOperation.VALIDATE_JOB,
    IppOperation.CREATE_JOB,
    IppOperation.SEND_DOCUMENT,
    IppOperation.CANCEL_JOB,
    IppOperation.GET_JOB_ATTRIBUTES,
    IppOperation.GET_JOBS,
    IppOperation.GET_PRINTER_ATTRIBUTES,
    IppOperation.PAUSE_PRINTER,
    IppOperation.RESUME_PRINTER,
)
_JOB_STATE_NUMBERS: Final = {name: number for number, name in JOB_STATES.items()}
_PRINTER_STATE_NUMBERS: Final = {name: number for number, name in PRINTER_STATES.items()}
_JOB_TEMPLATE: Final = frozenset(
    {"copies", "media", "sides", "print-quality", "orientation-requested", "printer-resolution", "finishings"}
)


def up_time(press: Press) -> int:
    """Seconds since this start, from 1 (RFC 8011 §5.4.29)."""
    return int(press.clock.now().timestamp() - press.started) + 1


def printer_attributes(press: Press, uri: str, web: str) -> list[wire.Attribute]:
    """Everything about a queue. uri: its ipp address; web: the page a person can look at."""
    queued = sum(not job.finished for job in press.spool.jobs())
    media = _media(press)
    return [
        ("printer-uri-supported", IppTag.URI, uri),
        ("uri-security-supported", IppTag.KEYWORD, "none"),
        ("uri-authentication-supported", IppTag.KEYWORD, "none"),
        ("printer-name", IppTag.NAME, press.name),
        ("printer-info", IppTag.TEXT, f"SIAGA {press.name}"),
        ("printer-location", IppTag.TEXT, ""),
        ("printer-more-info", IppTag.URI, web),
        ("printer-make-and-model", IppTag.TEXT, "SIAGA virtual printer"),
        ("printer-state", IppTag.ENUM, _PRINTER_STATE_NUMBERS[press.state()]),
        ("printer-state-reasons", IppTag.KEYWORD, press.reasons()),
        ("printer-is-accepting-jobs", IppTag.BOOLEAN, not press.faults.on("busy")),
        ("printer-up-time", IppTag.INTEGER, up_time(press)),
        ("queued-job-count", IppTag.INTEGER, queued),
        ("ipp-versions-supported", IppTag.KEYWORD, ["1.1", "2.0"]),
        ("operations-supported", IppTag.ENUM, [operation.value for operation in OPERATIONS]),
        ("charset-configured", IppTag.CHARSET, "utf-8"),
        ("charset-supported", IppTag.CHARSET, ["utf-8", "us-ascii"]),
        ("natural-language-configured", IppTag.LANGUAGE, "en"),
        ("generated-natural-language-supported", IppTag.LANGUAGE, "en"),
        ("document-format-default", IppTag.MIME_TYPE, OCTETS),
        ("document-format-supported", IppTag.MIME_TYPE, list(FORMATS)),
        ("compression-supported", IppTag.KEYWORD, "none"),
        ("pdl-override-supported", IppTag.KEYWORD, "not-attempted"),
        ("multiple-document-jobs-supported", IppTag.BOOLEAN, False),
        ("multiple-operation-time-out", IppTag.INTEGER, MULTIPLE_OPERATION_TIMEOUT),
        ("which-jobs-supported", IppTag.KEYWORD, ["completed", "not-completed", "all"]),
        ("color-supported", IppTag.BOOLEAN, True),
        ("copies-default", IppTag.INTEGER, 1),
        ("copies-supported", IppTag.RANGE, (1, 1)),
        ("media-default", IppTag.KEYWORD, media),
        ("media-supported", IppTag.KEYWORD, list(MEDIA)),
        ("media-ready", IppTag.KEYWORD, media),
        ("sides-default", IppTag.KEYWORD, "one-sided"),
        ("sides-supported", IppTag.KEYWORD, "one-sided"),
        ("finishings-default", IppTag.ENUM, 3),
        ("finishings-supported", IppTag.ENUM, 3),
        ("orientation-requested-default", IppTag.ENUM, 3),
        ("orientation-requested-supported", IppTag.ENUM, [3, 4]),
        ("print-quality-default", IppTag.ENUM, 4),
        ("print-quality-supported", IppTag.ENUM, 4),
        ("printer-resolution-default", IppTag.RESOLUTION, (300, 300, 3)),
        ("printer-resolution-supported", IppTag.RESOLUTION, (300, 300, 3)),
    ]


def _media(press: Press) -> str:
    return CARD_MEDIA if press.name.startswith("kartu") else A4_MEDIA


def job_attributes(press: Press, job: SpoolJob, uri: str) -> list[wire.Attribute]:
    """uri: of the queue. Times count from this start of the printer: negative for an earlier one (RFC 8011 §5.3.14)."""

    def moment(at: float) -> tuple[IppTag, Any]:
        return (IppTag.INTEGER, int(at - press.started) + 1) if at else (IppTag.NO_VALUE, "")

    return [
        ("job-uri", IppTag.URI, f"{uri}/jobs/{job.id}"),
        ("job-id", IppTag.INTEGER, job.id),
        ("job-state", IppTag.ENUM, _JOB_STATE_NUMBERS[job.state]),
        ("job-state-reasons", IppTag.KEYWORD, job.reasons),
        ("job-printer-uri", IppTag.URI, uri),
        ("job-name", IppTag.NAME, job.name),
        ("job-originating-user-name", IppTag.NAME, job.user),
        ("number-of-documents", IppTag.INTEGER, job.documents),
        ("job-k-octets", IppTag.INTEGER, -(-job.size // 1024)),
        ("job-impressions", IppTag.INTEGER, job.pages),
        ("job-impressions-completed", IppTag.INTEGER, job.impressions),
        ("job-media-sheets-completed", IppTag.INTEGER, job.impressions),
        ("media", IppTag.KEYWORD, job.media or _media(press)),
        ("time-at-creation", *moment(job.created)),
        ("time-at-processing", *moment(job.started)),
        ("time-at-completed", *moment(job.ended)),
        ("job-printer-up-time", IppTag.INTEGER, up_time(press)),
    ]


def chosen(attributes: list[wire.Attribute], wanted: Collection[str]) -> list[wire.Attribute]:
    """What `requested-attributes` asks for, by name or by group (RFC 8011 §4.2.5.1, §4.3.4.1)."""
    if "all" in wanted:
        return attributes

    def asked(name: str) -> bool:
        template = name.removesuffix("-default").removesuffix("-supported").removesuffix("-ready") in _JOB_TEMPLATE
        described = {"printer-description", "job-description"} & set(wanted)
        return name in wanted or (template and "job-template" in wanted) or (not template and bool(described))

    return [attribute for attribute in attributes if asked(attribute[0])]
