"""A request as it came to a virtual queue, and the checks it must pass before anything is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from pyipp.enums import IppStatus, IppTag

from siaga.cards.printers import wire
from siaga.cards.printers.described import FORMATS, MEDIA, OCTETS, chosen, job_attributes
from siaga.cards.printers.press import Press
from siaga.cards.printers.spool import SpoolJob

TARGET: Final = re.compile(r"/printers/([A-Za-z0-9_-]+)(?:/jobs/([0-9]{1,9}))?/?")
_MAGIC: Final = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/pwg-raster": b"RaS2",
}
_TEMPLATE: Final[dict[str, tuple[Any, ...]]] = {
    "copies": (1,),
    "media": MEDIA,
    "sides": ("one-sided",),
    "print-quality": (3, 4, 5),
    "orientation-requested": (3, 4),
    "finishings": (3,),
    "printer-resolution": ((300, 300, 3),),
}


class Failing(Exception):
    """The operation's answer is a status that says no."""

    def __init__(self, status: IppStatus, message: str, unsupported: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.unsupported = status, message, unsupported


@dataclass(slots=True)
class Reply:
    groups: list[wire.Group] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request at its queue. uri: the queue's address as the client called it; web: the page for people."""

    press: Press
    message: wire.Message
    uri: str
    web: str

    def first(self, name: str, default: Any = None) -> Any:
        return next(iter(wire.many(self.message.operation.get(name))), default)

    def wanted(self, *default: str) -> list[str]:
        return [str(name) for name in wire.many(self.message.operation.get("requested-attributes"))] or list(default)

    def job(self) -> SpoolJob:
        """The job named by job-uri, or by printer-uri and job-id (RFC 8011 §4.1.5)."""
        number = self.first("job-id")
        uri = self.first("job-uri")
        if uri is not None:
            match = TARGET.fullmatch(urlsplit(str(uri)).path)
            number = int(match[2]) if match and match[2] else None
        if not isinstance(number, int):
            raise Failing(IppStatus.ERROR_BAD_REQUEST, "no job named")
        job = self.press.spool.get(number)
        if job is None:
            raise Failing(IppStatus.ERROR_NOT_FOUND, "no such job")
        return job

    def told(self, job: SpoolJob, wanted: list[str]) -> wire.Group:
        return (IppTag.JOB, chosen(job_attributes(self.press, job, self.uri), wanted))


def check(message: wire.Message, uri: str) -> None:
    """What every request must have (RFC 8011 §4.1.1 to §4.1.8), in the order it is to be checked."""
    operation = message.operation
    if message.version[0] not in (1, 2):
        raise Failing(IppStatus.ERROR_VERSION_NOT_SUPPORTED, "IPP/1.1 and IPP/2.0 are supported")
    if message.request_id < 1:
        raise Failing(IppStatus.ERROR_BAD_REQUEST, "request-id must be positive")
    if list(operation)[:2] != ["attributes-charset", "attributes-natural-language"]:
        raise Failing(IppStatus.ERROR_BAD_REQUEST, "charset and natural language must come first")
    if str(operation["attributes-charset"]).lower() not in ("utf-8", "us-ascii"):
        raise Failing(IppStatus.ERROR_CHARSET, "charset not supported")
    target = operation.get("printer-uri", operation.get("job-uri"))
    if not isinstance(target, str):
        raise Failing(IppStatus.ERROR_BAD_REQUEST, "printer-uri or job-uri is missing")
    try:
        here, there = TARGET.fullmatch(urlsplit(uri).path), TARGET.fullmatch(urlsplit(target).path)
    except ValueError:
        raise Failing(IppStatus.ERROR_BAD_REQUEST, "printer-uri cannot be read") from None
    if here is None or there is None or here[1] != there[1]:
        raise Failing(IppStatus.ERROR_NOT_FOUND, "no such printer here")


def acceptable(asked: Asked) -> tuple[str, tuple[str, ...]]:
    """The checks a new job must pass; returns its media and the attributes ignored (RFC 8011 §4.1.7, Appendix C)."""
    if asked.press.faults.get("busy", asked.message.code):
        raise Failing(IppStatus.ERROR_BUSY, "busy")
    if asked.first("compression", "none") != "none":
        raise Failing(IppStatus.ERROR_COMPRESSION_ERROR, "compression not supported", ("compression",))
    _format(asked)
    template = {name: value for group in asked.message.jobs for name, value in group.items()}
    ignored = tuple(
        name for name, value in template.items() if any(one not in _TEMPLATE.get(name, ()) for one in _values(value))
    )
    if ignored and asked.first("ipp-attribute-fidelity") is True:
        raise Failing(IppStatus.ERROR_ATTRIBUTES_OR_VALUES, "not supported with fidelity", ignored)
    media = template.get("media")
    return (media if isinstance(media, str) and "media" not in ignored else ""), ignored


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _format(asked: Asked) -> str:
    kind = str(asked.first("document-format", OCTETS)).split(";")[0].strip().lower()
    if kind not in FORMATS:
        raise Failing(IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, "format not supported", ("document-format",))
    return kind


def document_format(asked: Asked) -> str:
    """The format of the document that came, declared or seen from its first bytes; the two must agree."""
    kind, document = _format(asked), asked.message.document
    seen = next((name for name, magic in _MAGIC.items() if document.startswith(magic)), None)
    if seen is None and kind == OCTETS:
        raise Failing(IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, "format not recognised")
    if seen is None or kind not in (OCTETS, seen):
        raise Failing(IppStatus.ERROR_DOCUMENT_FORMAT_ERROR, "the document is not of the format declared")
    return seen
