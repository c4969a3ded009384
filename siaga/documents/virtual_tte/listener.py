"""The virtual service's HTTP side: v1, v2, a page for people, faults by POST /control."""

from __future__ import annotations

import base64
import binascii
import json
import threading
from email.parser import BytesParser
from email.policy import HTTP
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs

from siaga.documents.signing import BadPdf, CannotSign, validate_pdf
from siaga.kit.clock import ZONES

from . import page
from .desk import Desk
from .faults import Faults

MOST_BODY: Final = 64 * 1024 * 1024
PATIENCE: Final = 60.0  # seconds without a byte from the client
NOON: Final = 12
FIELDS: Final = ("nik", "passphrase", "reason", "location")


class Dropped(Exception):
    """The connection ends here without an answer."""


class Bad(Exception):
    """An answer that is not 200; body: what the service says."""

    def __init__(self, status: int, **body: object) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], desk: Desk, faults: Faults, account: tuple[str, str]) -> None:
        self.desk, self.faults = desk, faults
        self.basic = "Basic " + base64.b64encode(":".join(account).encode()).decode()
        self.closing = threading.Event()
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "SIAGA-TTE"
    sys_version = ""
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        """Silent: requests hold passphrases and names."""

    def do_GET(self) -> None:
        self._take(None)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._take(self.rfile.read(length) if 0 < length <= MOST_BODY else b"")

    def _take(self, body: bytes | None) -> None:
        try:
            self._route(body)
        except Bad as bad:
            self._json(bad.status, bad.body)
        except (Dropped, OSError):
            self.close_connection = True

    def _route(self, body: bytes | None) -> None:
        if self.path == "/" and body is None:
            html = page.overview(self.server.desk, self.server.faults)
            self._reply(200, html.encode(), "text/html; charset=utf-8", **page.HEADERS)
        elif self.path == "/control":
            self._control(body)
        elif not compare_digest(self.headers.get("Authorization", ""), self.server.basic):
            raise Bad(401, error="akun tidak dikenal")
        elif self.server.closing.is_set() or self.server.faults.on("down"):
            raise Dropped
        elif self.path.startswith("/api/v2/"):
            self._v2(self.path, _object(body or b""))
        else:
            self._v1(self.path, body)

    def _v1(self, path: str, body: bytes | None) -> None:
        if path.startswith("/api/user/status/"):
            self._json(200, self._status(path.rpartition("/")[2]))
        elif path.startswith("/api/sign/download/"):
            found = self.server.desk.take(path.rpartition("/")[2])
            if found is None:
                raise Bad(404, error="dokumen tidak ditemukan atau sudah diunduh")
            self._reply(200, found, "application/pdf")
        elif path == "/api/sign/verify" and body is not None:
            self._json(200, self._verified(_parts(self.headers["Content-Type"], body).get("signed_file", b"")))
        elif path == "/api/sign/pdf" and body is not None:
            got = _parts(self.headers["Content-Type"], body)
            words = {name: got.get(name, b"").decode("utf-8", "replace") for name in FIELDS}
            id, pdf = self._sign(got.get("file", b""), **words)
            self._finish(pdf, "application/pdf", id)
        else:
            raise Bad(404)

    def _v2(self, path: str, body: dict[str, Any]) -> None:
        if path == "/api/v2/user/check/status":
            self._json(200, self._status(str(body.get("nik", ""))))
        elif path == "/api/v2/verify/pdf":
            said = self._verified(_plain(body.get("file")))
            self._json(200, {"conclusion": "VALID" if said["jumlah_signature"] else "NO_SIGNATURE"})
        elif path == "/api/v2/sign/pdf":
            files, wishes = body.get("file"), body.get("signatureProperties")
            if not isinstance(files, list) or len(files) != 1 or not isinstance(wishes, list) or not wishes:
                raise Bad(400, status_code=1000, error="permintaan tidak lengkap")
            words = {name: str({**wishes[0], **body}.get(name, "")) for name in FIELDS}
            _id, pdf = self._sign(_plain(files[0]), **words)
            self._finish(json.dumps({"file": [base64.b64encode(pdf).decode()]}).encode(), "application/json")
        else:
            raise Bad(404)

    def _status(self, nik: str) -> dict[str, object]:
        if nik not in self.server.desk.known or self.server.faults.on("not_issued"):
            return {"status_code": 1110, "status": "NOT_REGISTERED", "message": "User belum terdaftar"}
        return {"status_code": 1111, "status": "ISSUE", "message": "User terdaftar"}

    def _verified(self, pdf: bytes) -> dict[str, object]:
        try:
            found = validate_pdf(pdf, [self.server.desk.root.certificate], self.server.desk.clock.now())
        except BadPdf:
            raise Bad(400, status_code=2999, error="berkas tidak terbaca") from None
        return {"jumlah_signature": int(found is not None and found.good), "nama_dokumen": "dokumen.pdf"}

    def _sign(self, pdf: bytes, nik: str, passphrase: str, reason: str, location: str) -> tuple[str, bytes]:
        faults, desk = self.server.faults, self.server.desk
        if faults.take("never"):
            self.server.closing.wait(PATIENCE)
            raise Dropped
        if faults.take("error"):
            raise Bad(500, error="Internal Server Error")
        self._dawdle()
        known = desk.known.get(nik)
        if known is None or faults.on("unknown_signer"):
            raise Bad(400, status_code=2011, error="User tidak terdaftar")
        if not compare_digest(passphrase.encode(), known.passphrase.encode()) or faults.take("wrong_passphrase"):
            desk.tries += 1
            raise Bad(400, status_code=2031, error="Passphrase anda salah")
        return self._made(pdf, nik, reason, location)

    def _made(self, pdf: bytes, nik: str, reason: str, location: str) -> tuple[str, bytes]:
        faults, desk = self.server.faults, self.server.desk
        try:
            id, made = desk.sign(nik, pdf, reason, location)
            if faults.take("twice"):
                id, made = desk.sign(nik, pdf, reason, location)
            if faults.take("wrong_file"):
                made = bytes(len(pdf)) + made[len(pdf) :]
        except CannotSign as e:
            raise Bad(400, status_code=2999, error=str(e)) from None
        if lost := faults.take("lost"):
            self.server.closing.wait(lost.seconds)
            raise Dropped
        if faults.take("error_after"):
            raise Bad(500, error="Internal Server Error")
        return id, made

    def _dawdle(self) -> None:
        faults, clock = self.server.faults, self.server.desk.clock
        if late := faults.take("late"):
            self.server.closing.wait(late.seconds)
        slow = faults.on("slow_from_noon")
        if slow and clock.now().astimezone(ZONES[clock.zone]).hour >= NOON:
            self.server.closing.wait(slow.seconds)

    def _finish(self, body: bytes, kind: str, id: str = "") -> None:
        more = {"id_dokumen": id} if id else {}
        if self.server.faults.take("half"):
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            raise Dropped
        self._reply(200, body, kind, **more)

    def _control(self, body: bytes | None) -> None:
        """JSON {"fault", "on", "seconds", "times"}, or a form of the page; the answer to JSON names what is on."""
        try:
            if body is not None and self.headers.get_content_type() == "application/json":
                order = _object(body)
                self.server.faults.set(
                    str(order["fault"]),
                    order.get("on", True) is True,
                    seconds=float(order.get("seconds", 5)),
                    times=order.get("times"),
                )
            elif body is not None:
                form = {k: v[0] for k, v in parse_qs(body.decode()).items()}
                self.server.faults.set(form["fault"], form.get("on") == "1", seconds=float(form.get("seconds", 5)))
                self._reply(303, b"", "text/plain", Location="/")
                return
        except (ValueError, KeyError, TypeError):
            raise Bad(400) from None
        desk = self.server.desk
        self._json(200, {"on": self.server.faults.names(), "signatures": desk.signatures(), "wrong": desk.tries})

    def _json(self, status: int, body: object) -> None:
        self._reply(status, json.dumps(body).encode(), "application/json")

    def _reply(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Bad(400, status_code=1000, error="bukan JSON") from None
    if not isinstance(found, dict):
        raise Bad(400, status_code=1000, error="bukan objek JSON")
    return found


def _plain(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise Bad(400, status_code=2999, error="berkas bukan base64") from None


def _parts(kind: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart form by name."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    found: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found
