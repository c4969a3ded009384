"""The virtual printer's HTTP side: IPP by POST (RFC 8010 §4), a page for people by GET, faults by POST /control."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs

from pyipp.enums import IppOperation, IppStatus

from siaga.cards.printers import page, wire
from siaga.cards.printers.asked import TARGET, Failing
from siaga.cards.printers.operations import answer, refusal
from siaga.cards.printers.press import Press

MOST_BODY: Final = 64 * 1024 * 1024
MOST_CONTROL: Final = 4096
PATIENCE: Final = 30.0  # seconds without a byte from the client
_WITH_DOCUMENT: Final = (IppOperation.PRINT_JOB, IppOperation.SEND_DOCUMENT)
_PAGE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}


class BadBody(Exception):
    """The HTTP body cannot be read; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], presses: Mapping[str, Press]) -> None:
        self.presses = presses
        self.closing = threading.Event()
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news; everything else was answered where it happened."""


class Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "SIAGA-IPP"
    sys_version = ""
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        """Silent: requests name orders."""

    def do_POST(self) -> None:
        try:
            if self.path == "/control":
                self._control()
            else:
                self._ipp()
        except BadBody as bad:
            self.close_connection = True
            self._reply(bad.status, b"")
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        if self.path == "/":
            self._reply(200, page.overview(self.server.presses).encode(), "text/html; charset=utf-8", _PAGE_HEADERS)
        elif self.path == "/control":
            self._reply(200, self._faults(), "application/json")
        elif (found := page.printed(self.server.presses, self.path)) is not None:
            content, kind = found
            self._reply(200, content, kind, {"X-Content-Type-Options": "nosniff"})
        else:
            self._reply(404, b"")

    def _ipp(self) -> None:
        match = TARGET.fullmatch(self.path)
        press = self.server.presses.get(match[1]) if match else None
        if press is None:
            raise BadBody(404)
        if press.faults.on("offline"):
            self.close_connection = True
            return
        if self.headers.get_content_type() != "application/ipp":
            raise BadBody(415)
        body = self._body(press)
        if body is None:
            self.close_connection = True
            return
        code = int.from_bytes(body[2:4], "big")
        slow = press.faults.get("slow", code)
        if slow is not None:
            self.server.closing.wait(slow.seconds)
        reply = self._answered(press, body)
        if press.faults.get("answer_lost", code):
            self.close_connection = True
            return
        self._reply(200, reply, "application/ipp")

    def _answered(self, press: Press, body: bytes) -> bytes:
        host, port = self.server.server_address[:2]
        called = f"{host if isinstance(host, str) else host.decode()}:{port}"
        try:
            version, _, request_id = wire.header(body)
        except wire.WireError:
            raise BadBody(400) from None
        try:
            message = wire.read(body)
        except wire.WireError as error:
            return refusal(version, request_id, Failing(IppStatus.ERROR_BAD_REQUEST, str(error)[:200]))
        return answer(press, message, f"ipp://{called}/printers/{press.name}", f"http://{called}/")

    def _body(self, press: Press) -> bytes | None:
        """The request's body; None when the printer is to break off half way through the document."""
        got = bytearray()
        length = int(self.headers.get("Content-Length") or 0) if self._plain() else 0
        for part in self._parts(length):
            got += part
            if len(got) > MOST_BODY:
                raise BadBody(413)
            breaking = press.faults.get("abort_half_way", int.from_bytes(got[2:4], "big"))
            if breaking and int.from_bytes(got[2:4], "big") in _WITH_DOCUMENT and len(got) >= length // 2:
                return None
        return bytes(got)

    def _plain(self) -> bool:
        """True for a body with a length, False for a chunked one. Raises BadBody for neither."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return False
        given = self.headers.get("Content-Length", "")
        if not given:
            raise BadBody(411)
        if not (given.isascii() and given.isdigit()):
            raise BadBody(400)
        if int(given) > MOST_BODY:
            raise BadBody(413)
        return True

    def _parts(self, length: int) -> Iterator[bytes]:
        if self._plain():
            left = length
            while left:
                part = self.rfile.read1(min(left, 65536))
                if not part:
                    raise BadBody(400)
                left -= len(part)
                yield part
            return
        while size := self._chunk_size():
            part = self.rfile.read(size)
            if len(part) < size or self.rfile.read(2) != b"\r\n":
                raise BadBody(400)
            yield part
        while self.rfile.readline(1024).strip():
            continue

    def _chunk_size(self) -> int:
        """RFC 9112 §7.1."""
        text = self.rfile.readline(1024).split(b";")[0].strip()
        if not text or len(text) > 8 or text.strip(b"0123456789abcdefABCDEF"):
            raise BadBody(400)
        size = int(text, 16)
        if size > MOST_BODY:
            raise BadBody(413)
        return size

    def _control(self) -> None:
        """JSON {"queue", "fault", "on": bool, "seconds": number, "operation": name}; all queues without "queue". Or a form of the page,
        of this very page: a page of another site can send one unasked, and says from where.
        """
        kind = self.headers.get_content_type()
        form = kind == "application/x-www-form-urlencoded"
        if form and self.headers.get("Origin") != f"http://{self.headers.get('Host')}":
            raise BadBody(403)
        if kind != "application/json" and not form:
            raise BadBody(415)
        if not self._plain() or int(self.headers["Content-Length"]) > MOST_CONTROL:
            raise BadBody(413)
        raw = b"".join(self._parts(int(self.headers["Content-Length"])))
        try:
            order = _of_form(raw) if form else json.loads(raw)
            names = [order["queue"]] if "queue" in order else list(self.server.presses)
            for name in names:
                self.server.presses[name].faults.set(
                    str(order["fault"]),
                    order.get("on", True) is True,
                    seconds=float(order.get("seconds", 5)),
                    operation=order.get("operation"),
                )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise BadBody(400) from None
        if form:
            self._reply(303, b"", headers={"Location": "/"})
        else:
            self._reply(200, self._faults(), "application/json")

    def _faults(self) -> bytes:
        return json.dumps({name: press.faults.names() for name, press in self.server.presses.items()}).encode()

    def _reply(self, status: int, body: bytes, kind: str = "", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**({"Content-Type": kind} if kind else {}), **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def _of_form(raw: bytes) -> dict[str, Any]:
    """Raises ValueError for what is no form of the page."""
    said: dict[str, Any] = {name: values[0] for name, values in parse_qs(raw.decode(), strict_parsing=True).items()}
    return said | {"on": said.get("on") == "1"}
