"""One IPP request over HTTP and its answer (RFC 8010 §4), with every failure told apart: later, or never."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Final

import httpx
from pyipp.enums import IppOperation, IppStatus

from siaga.cards.printers import wire
from siaga.kit.refusal import PermanentFault, TemporaryFault

VERSION: Final = (2, 0)
_LONGEST_ANSWER: Final = 6  # times the timeout: for a printer that dribbles a byte now and then
_HTTP_LATER: Final = frozenset({408, 425, 429})
_LATER: Final = frozenset(
    {
        IppStatus.ERROR_TIMEOUT,
        IppStatus.ERROR_INTERNAL,
        IppStatus.ERROR_SERVICE_UNAVAILABLE,
        IppStatus.ERROR_DEVICE,
        IppStatus.ERROR_TEMPORARY,
        IppStatus.ERROR_NOT_ACCEPTING_JOBS,
        IppStatus.ERROR_BUSY,
        IppStatus.ERROR_JOB_CANCELED,
        IppStatus.ERROR_PRINTER_IS_DEACTIVATED,
        IppStatus.ERROR_TOO_MANY_JOBS,
        IppStatus.ERROR_TOO_MANY_DOCUMENTS,
    }
)


class Refusing(PermanentFault):
    """The printer understood and will not (RFC 8011 §4.1.6.1, Appendix B): `status` says why."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, about="printer")
        self.status = status


class Post:
    """httpx's client is safe to share between threads; each request has a connection of its own, so a stale one is
    never used."""

    def __init__(self, url: str, uri: str, timeout: float, verify: bool | str) -> None:
        self._url, self._uri, self._timeout = url, uri, timeout
        self._numbers = itertools.count(1)
        self._client = httpx.Client(
            timeout=timeout, verify=verify, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def close(self) -> None:
        self._client.close()

    def send(self, operation: IppOperation, groups: Sequence[wire.Group], document: bytes = b"") -> wire.Message:
        """Raises TemporaryFault, or Refusing and PermanentFault where asking again cannot help."""
        number = next(self._numbers) & 0x7FFFFFFF or 1
        raw = self._exchange(wire.write(VERSION, operation, number, groups, document))
        try:
            answer = wire.read(raw, wire.MOST_ANSWER)
        except wire.WireError as error:
            raise self._later(f"menjawab yang bukan IPP ({error})") from error
        if answer.request_id != number:
            raise self._later("menjawab permintaan lain")
        if answer.code < 0x0100:
            return answer
        message = f"Printer {self._uri} menolak {operation.name}: {_named(answer)}"
        if answer.code in _LATER:
            raise TemporaryFault(message, about="printer")
        raise Refusing(message, answer.code)

    def _exchange(self, body: bytes) -> bytes:
        deadline = time.monotonic() + self._timeout * _LONGEST_ANSWER
        parts: list[bytes] = []
        size = 0
        try:
            with self._client.stream(
                "POST",
                self._url,
                content=body,
                headers={"Content-Type": "application/ipp", "Accept": "application/ipp"},
            ) as response:
                self._check(response)
                for part in response.iter_bytes():
                    size += len(part)
                    parts.append(part)
                    if size > wire.MOST_ANSWER or time.monotonic() > deadline:
                        raise self._later("tidak selesai menjawab")
        except (httpx.TransportError, httpx.DecodingError, OSError) as error:
            raise self._later(f"tidak dapat dihubungi ({type(error).__name__})") from error
        return b"".join(parts)

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 200:
            return
        if status >= 500 or status in _HTTP_LATER:
            raise self._later(f"menjawab HTTP {status}")
        raise PermanentFault(f"Printer {self._uri} menolak dengan HTTP {status}.", about="printer")

    def _later(self, what: str) -> TemporaryFault:
        return TemporaryFault(f"Printer {self._uri} {what}.", about="printer")


def _named(answer: wire.Message) -> str:
    try:
        name = IppStatus(answer.code).name
    except ValueError:
        name = f"{answer.code:#06x}"
    detail = str(answer.operation.get("status-message", ""))
    return f"{name} {detail}".strip()
