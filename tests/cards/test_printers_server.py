"""The virtual printer against strangers: malformed IPP, other clients, people with a browser."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyipp.enums import IppOperation, IppTag

from siaga.cards.printers import wire
from siaga.cards.printers.faults import FAULTS
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.virtual import VirtualPrinter

PDF = b"%PDF-1.7\n" + b"x" * 3000
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 3000
BAD = range(0x0400, 0x0600)
CLIENT = httpx.Client(timeout=5, trust_env=False)


@pytest.fixture(scope="module")
def virtual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path_factory.mktemp("printer")) as printer:
        yield printer


def _opening(uri: str) -> list[wire.Attribute]:
    return [
        ("attributes-charset", IppTag.CHARSET, "utf-8"),
        ("attributes-natural-language", IppTag.LANGUAGE, "en"),
        ("printer-uri", IppTag.URI, uri),
    ]


def request(uri: str, operation: int, more: list[wire.Attribute], document: bytes = b"") -> bytes:
    return wire.write((2, 0), operation, 7, [(IppTag.OPERATION, [*_opening(uri), *more])], document)


def post(virtual: VirtualPrinter, body: bytes) -> httpx.Response:
    url = virtual.web + "printers/dokumen-1"
    return CLIENT.post(url, content=body, headers={"Content-Type": "application/ipp"})


VALID = request(
    "ipp://127.0.0.1/printers/dokumen-1", IppOperation.GET_PRINTER_ATTRIBUTES, [("limit", IppTag.INTEGER, 3)]
)


def _answered_sanely(response: httpx.Response) -> int | None:
    """Every answer is readable IPP, or HTTP 400 for what has not even a header."""
    if response.status_code == 400:
        return None
    assert response.status_code == 200
    return wire.read(response.content, wire.MOST_ANSWER).code


fuzz = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fuzz
@given(body=st.binary(max_size=400))
def test_noise_is_refused(virtual: VirtualPrinter, body: bytes) -> None:
    code = _answered_sanely(post(virtual, body))
    assert code is None or code in BAD


@fuzz
@given(at=st.integers(8, len(VALID) - 1), value=st.integers(0, 255), cut=st.booleans())
def test_a_message_with_one_wrong_byte_or_cut_short(virtual: VirtualPrinter, at: int, value: int, cut: bool) -> None:
    body = VALID[:at] if cut else VALID[:at] + bytes([value]) + VALID[at + 1 :]
    code = _answered_sanely(post(virtual, body))
    assert code is not None and (not cut or code == 0x0400)


@settings(max_examples=300, deadline=None)
@given(body=st.binary(max_size=300), valid=st.booleans(), at=st.integers(8, len(VALID) - 1))
def test_reading_ends_and_raises_nothing_else(body: bytes, valid: bool, at: int) -> None:
    with contextlib.suppress(wire.WireError):
        wire.read(VALID[:at] + body if valid else body)


@pytest.mark.parametrize(
    ("name", "attributes"),
    [
        ("negative length", b"\x01\x47\xff\xf0abc\x00\x00\x03"),
        ("value past the end", b"\x01\x47\x00\x01a\x7f\xffx\x03"),
        ("integer of three bytes", b"\x01\x21\x00\x01a\x00\x03abc\x03"),
        ("collections without end", b"\x01" + b"\x34\x00\x01a\x00\x00" * 40 + b"\x03"),
        ("attribute before a group", b"\x47\x00\x01a\x00\x01b\x03"),
        ("value of no attribute", b"\x01\x47\x00\x00\x00\x01b\x03"),
        ("reserved group", b"\x00\x03"),
        ("no end", b"\x01"),
        ("nothing at all", b""),
    ],
)
def test_malformed_is_a_bad_request(virtual: VirtualPrinter, name: str, attributes: bytes) -> None:
    head = struct.pack(">bbhi", 2, 0, IppOperation.GET_JOBS, 9)
    answer = wire.read(post(virtual, head + attributes).content)
    assert (answer.code, answer.request_id) == (0x0400, 9), name


def test_empty_and_unknown_groups_are_passed_over() -> None:
    opening = [(IppTag.OPERATION, _opening("ipp://x/printers/y"))]
    document = (IppTag.DOCUMENT, [("document-number", IppTag.INTEGER, 1)])
    raw = wire.write(
        (2, 0), 0, 1, [*opening, (IppTag.JOB, []), document, (IppTag.JOB, [("job-id", IppTag.INTEGER, 5)])]
    )
    assert wire.read(raw).jobs == [{"job-id": 5}]


def _raw(virtual: VirtualPrinter, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", virtual.port), timeout=5) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (b"", b"", b"411"),
        (b"Content-Length: -5\r\n", b"", b"400"),
        (b"Content-Length: 99999999999\r\n", b"", b"413"),
        (b"Content-Length: 500\r\n", b"short", b"400"),
        (b"Transfer-Encoding: chunked\r\n", b"zz\r\n", b"400"),
        (b"Transfer-Encoding: chunked\r\n", b"5\r\nab", b"400"),
        (b"Transfer-Encoding: chunked\r\n", b"fffffff0\r\n", b"413"),
    ],
)
def test_bad_http_bodies(virtual: VirtualPrinter, headers: bytes, body: bytes, status: bytes) -> None:
    head = b"POST /printers/kartu-1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\n"
    assert _raw(virtual, head + headers + b"\r\n" + body).split(b" ")[1] == status


def test_chunked_with_expect_as_cups_sends(virtual: VirtualPrinter) -> None:
    body = request(virtual.uri("dokumen-1"), IppOperation.PRINT_JOB, [("job-name", IppTag.NAME, "chunked")], PDF)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:1000], body[1000:])) + b"0\r\n\r\n"
    head = (
        b"POST /printers/dokumen-1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\n"
        b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", virtual.port), timeout=5) as connection:
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(chunks)
        assert b"200" in connection.recv(100)
    done = IppPrinter(virtual.uri("dokumen-1")).wait("chunked", 5)
    assert done is not None and done.state == "completed"
    assert PDF in [path.read_bytes() for path in virtual.printed("dokumen-1")]


def test_names_from_outside_stay_in_the_folder(virtual: VirtualPrinter) -> None:
    folder = virtual.presses["kartu-1"].spool.folder
    printer = IppPrinter(virtual.uri("kartu-1"))
    for name in ("../../etc/passwd", "a/b", "a_b", "<script>alert(1)</script>", "é" * 127, "."):
        printer.submit(name, PDF, media=None)
        job = printer.wait(name, 5)
        assert job is not None and job.state == "completed" and job.name == name
    printed = virtual.printed("kartu-1")
    assert len(set(printed)) == 6 and {path.parent for path in printed} == {folder}
    assert not [path for path in folder.parent.parent.iterdir() if path.suffix == ".pdf"]
    page = httpx.get(virtual.web).text
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_a_person_looks_at_the_pages(virtual: VirtualPrinter) -> None:
    printer = IppPrinter(virtual.uri("dokumen-1"))
    job = printer.submit("lihat", PNG, media=None, format="image/png")
    printer.wait("lihat", 5)
    page = httpx.get(virtual.web)
    assert "Printer virtual SIAGA" in page.text and f"/lembar/dokumen-1/{job.id}" in page.text
    seen = httpx.get(f"{virtual.web}lembar/dokumen-1/{job.id}")
    assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
    assert seen.headers["x-content-type-options"] == "nosniff"
    for path in ("lembar/dokumen-1/999999", "lembar/../dokumen-1/1", "lembar/dokumen-1/..%2f..%2fx", "lembar/x/1"):
        assert httpx.get(virtual.web + path).status_code == 404


def test_faults_by_http(virtual: VirtualPrinter) -> None:
    control = virtual.web + "control"
    assert httpx.post(control, json={"queue": "kartu-1", "fault": "paper_out"}).json()["kartu-1"] == ["paper_out"]
    assert IppPrinter(virtual.uri("kartu-1")).state().state == "stopped"
    assert httpx.post(control, json={"fault": "paper_out", "on": False}).json() == {"kartu-1": [], "dokumen-1": []}
    for wrong in ({"fault": "none such"}, {"queue": "x", "fault": "busy"}, [], {"fault": "slow", "seconds": 1e9}):
        assert httpx.post(control, json=wrong).status_code == 400
    assert httpx.post(control, content=b'{"fault":"busy"}').status_code == 415


def test_who_trains_orders_faults_on_the_page(virtual: VirtualPrinter) -> None:
    control, here = virtual.web + "control", {"Origin": virtual.web.rstrip("/")}
    page = httpx.get(virtual.web).text
    assert "Gangguan untuk latihan: 0 dipasang" in page and 'aria-label="Pasang: kartu-1, Tutup terbuka' in page
    for name in FAULTS:
        assert f'name="fault" value="{name}"' in page
    form = {"queue": "kartu-1", "fault": "cover_open", "on": "1"}
    assert httpx.post(control, data=form, headers=here).headers["Location"] == "/"
    page = httpx.get(virtual.web).text
    assert "Gangguan untuk latihan: 1 dipasang" in page and "Keadaan: berhenti" in page and "Cabut: kartu-1" in page
    assert virtual.presses["kartu-1"].reasons() == ["cover-open-error"]
    assert virtual.presses["dokumen-1"].faults.names() == []
    httpx.post(control, data=form | {"on": "0"}, headers=here)
    assert "Keadaan: siap" in httpx.get(virtual.web).text
    for headers in ({"Origin": "http://orang.lain"}, {}):
        assert httpx.post(control, data=form, headers=headers).status_code == 403, "a page of another site"
    assert httpx.post(control, data=form | {"fault": "api"}, headers=here).status_code == 400


def test_pause_and_resume(virtual: VirtualPrinter) -> None:
    printer = IppPrinter(virtual.uri("dokumen-1"))
    post(virtual, request(virtual.uri("dokumen-1"), IppOperation.PAUSE_PRINTER, []))
    assert (printer.state().state, printer.state().reasons) == ("stopped", ("paused",))
    post(virtual, request(virtual.uri("dokumen-1"), IppOperation.RESUME_PRINTER, []))
    assert printer.state().state == "idle"


def test_the_conformance_suite_of_cups(tmp_path: Path) -> None:
    """ipptool's ipp-1.1 suite, where Debian's cups-ipp-utils is installed."""
    tool = shutil.which("ipptool")
    if tool is None:
        warnings.warn("ipptool is not installed: interoperability with CUPS was NOT tested", stacklevel=1)
        pytest.skip("ipptool (cups-ipp-utils) is not installed")
    picture = tmp_path / "page.png"
    picture.write_bytes(PNG)
    with VirtualPrinter(tmp_path / "spool") as printer:
        command = [tool, "-t", "-I", "-f", str(picture), printer.uri("dokumen-1"), "ipp-1.1.test"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0 and " 0 failed" in run.stdout, run.stdout[-4000:]
