"""What the virtual printer does with each IPP operation (RFC 8011 §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyipp.enums import IppOperation, IppStatus, IppTag

from siaga.cards.printers import wire
from siaga.cards.printers.asked import Asked, Failing, Reply, acceptable, check, document_format
from siaga.cards.printers.described import chosen, printer_attributes
from siaga.cards.printers.press import Press
from siaga.cards.printers.spool import SpoolJob


def answer(press: Press, message: wire.Message, uri: str, web: str) -> bytes:
    """The answer to a well-formed message that came to this queue."""
    try:
        check(message, uri)
        handler = _HANDLERS.get(message.code)
        if handler is None:
            raise Failing(IppStatus.ERROR_OPERATION_NOT_SUPPORTED, "operation not supported")
        reply = handler(Asked(press, message, uri, web))
    except Failing as failing:
        return refusal(message.version, message.request_id, failing)
    status = IppStatus.OK_IGNORED_OR_SUBSTITUTED if reply.ignored else IppStatus.OK
    return _written(message.version, status, message.request_id, reply.groups, reply.ignored)


def refusal(version: tuple[int, int], request_id: int, failing: Failing) -> bytes:
    return _written(version, failing.status, request_id, [], failing.unsupported, failing.message)


def _written(
    asked: tuple[int, int],
    status: IppStatus,
    request_id: int,
    groups: list[wire.Group],
    unsupported: tuple[str, ...],
    text: str = "",
) -> bytes:
    """In the version asked for, or the nearest that is spoken (RFC 8011 §4.1.8)."""
    opening: list[wire.Attribute] = [
        ("attributes-charset", IppTag.CHARSET, "utf-8"),
        ("attributes-natural-language", IppTag.LANGUAGE, "en"),
    ]
    if text:
        opening.append(("status-message", IppTag.TEXT, text))
    head: list[wire.Group] = [(IppTag.OPERATION, opening)]
    if unsupported:
        head.append((IppTag.UNSUPPORTED_GROUP, [(name, IppTag.UNSUPPORTED_VALUE, "") for name in unsupported]))
    version = (1, 1) if asked[0] < 2 else (2, 0)
    return wire.write(version, status, max(request_id, 0), head + groups)


def _made(asked: Asked, job: SpoolJob, ignored: tuple[str, ...] = ()) -> Reply:
    wanted = ["job-uri", "job-id", "job-state", "job-state-reasons", "number-of-documents", "job-impressions-completed"]
    return Reply([asked.told(job, wanted)], ignored)


def _create(asked: Asked, media: str) -> SpoolJob:
    name = str(asked.first("job-name", asked.first("document-name", "")))
    return asked.press.spool.create(name, str(asked.first("requesting-user-name", "anonymous")), media)


def print_job(asked: Asked) -> Reply:
    media, ignored = acceptable(asked)
    kind = document_format(asked)
    with asked.press.spool.changed:
        job = _create(asked, media)
        asked.press.spool.receive(job, asked.message.document, kind, last=True)
    return _made(asked, job, ignored)


def validate_job(asked: Asked) -> Reply:
    return Reply(ignored=acceptable(asked)[1])


def create_job(asked: Asked) -> Reply:
    media, ignored = acceptable(asked)
    return _made(asked, _create(asked, media), ignored)


def send_document(asked: Asked) -> Reply:
    """RFC 8011 §4.3.1. The last request may come without a document; a second document is refused."""
    last = asked.first("last-document")
    if not isinstance(last, bool):
        raise Failing(IppStatus.ERROR_BAD_REQUEST, "last-document is missing")
    if asked.press.faults.get("busy", asked.message.code):
        raise Failing(IppStatus.ERROR_BUSY, "busy")
    document = asked.message.document
    with asked.press.spool.changed:
        job = asked.job()
        if job.closed:
            raise Failing(IppStatus.ERROR_NOT_POSSIBLE, "the job takes no more documents")
        if document and job.documents:
            raise Failing(IppStatus.ERROR_MULTIPLE_JOBS_NOT_SUPPORTED, "one document a job")
        kind = document_format(asked) if document else ""
        asked.press.spool.receive(job, document, kind, last=last)
    return _made(asked, job)


def cancel_job(asked: Asked) -> Reply:
    with asked.press.spool.changed:
        job = asked.job()
        if job.finished:
            raise Failing(IppStatus.ERROR_NOT_POSSIBLE, "the job is finished")
        asked.press.spool.cancel(job)
    return Reply()


def get_job_attributes(asked: Asked) -> Reply:
    return Reply([asked.told(asked.job(), asked.wanted("all"))])


def get_jobs(asked: Asked) -> Reply:
    """RFC 8011 §4.2.6: waiting jobs in the order they will print, finished ones from the latest."""
    which = asked.first("which-jobs", "not-completed")
    if which not in ("not-completed", "completed", "all"):
        raise Failing(IppStatus.ERROR_ATTRIBUTES_OR_VALUES, "which-jobs not supported", ("which-jobs",))
    jobs = asked.press.spool.jobs()
    chosen_jobs = [job for job in jobs if not job.finished] if which != "completed" else []
    if which != "not-completed":
        chosen_jobs += sorted((job for job in jobs if job.finished), key=lambda job: (-job.ended, -job.id))
    if asked.first("my-jobs") is True:
        user = str(asked.first("requesting-user-name", "anonymous"))
        chosen_jobs = [job for job in chosen_jobs if job.user == user]
    limit = asked.first("limit")
    if isinstance(limit, int) and limit > 0:
        chosen_jobs = chosen_jobs[:limit]
    wanted = asked.wanted("job-uri", "job-id")
    return Reply([asked.told(job, wanted) for job in chosen_jobs])


def get_printer_attributes(asked: Asked) -> Reply:
    attributes = printer_attributes(asked.press, asked.uri, asked.web)
    return Reply([(IppTag.PRINTER, chosen(attributes, asked.wanted("all")))])


def pause_printer(asked: Asked) -> Reply:
    asked.press.pause(True)
    return Reply()


def resume_printer(asked: Asked) -> Reply:
    asked.press.pause(False)
    return Reply()


_HANDLERS: Final[dict[int, Callable[[Asked], Reply]]] = {
    IppOperation.PRINT_JOB: print_job,
    IppOperation.VALIDATE_JOB: validate_job,
    IppOperation.CREATE_JOB: create_job,
    IppOperation.SEND_DOCUMENT: send_document,
    IppOperation.CANCEL_JOB: cancel_job,
    IppOperation.GET_JOB_ATTRIBUTES: get_job_attributes,
    IppOperation.GET_JOBS: get_jobs,
    IppOperation.GET_PRINTER_ATTRIBUTES: get_printer_attributes,
    IppOperation.PAUSE_PRINTER: pause_printer,
    IppOperation.RESUME_PRINTER: resume_printer,
}
