"""The checking page in a browser: with a line it asks the register, without one it still tells genuine from forged."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import msgspec
import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect

from siaga.documents import acts, publishing
from siaga.documents.qr import make_claim
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.web import current
from siaga.web.messages import compile_all
from tests import browser as harness
from tests.documents import samples_documents as samples
from tests.documents.office_documents import by_kind, the, tick, with_tte
from tests.documents.test_documents_offline import photograph
from tests.documents.test_documents_qr import CLAIM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
PAGE = "/publik/periksa/"
HOLDER = samples.kk().head
LIMIT = 60_000  # bytes of page, styles and scripts as they are on the disk; over the wire they are packed


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(node: Node) -> Iterator[str]:
    """The node's pages on a free loopback port, for as long as the block lasts."""
    application = get_wsgi_application()

    def answer(environ: Any, start: Any) -> Any:
        with current.using(node):
            return application(environ, start)

    server = make_server("127.0.0.1", 0, answer, server_class=WSGIServer, handler_class=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def issue(node: Node, kind: str, data: Any) -> None:
    assert acts.issue(node, SYSTEM, kind, f"{kind}/1", "3172015504900003", msgspec.structs.replace(data, qr=""))
    tick(node)


@pytest.fixture
def office(negeri: Country) -> Node:
    compile_all()
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with jakut:
        with_tte(jakut)
        issue(jakut, "kk", samples.kk())
        issue(jakut, "akta_kelahiran", samples.birth())
        exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre as centre:
        publishing.vouch_due(centre, centre.clock.now())
    with jakut:
        exchange.talk(jakut, jakut.devices["pusat"])
    return jakut


def apart(node: Node, work: Callable[[], Any]) -> Any:
    """In a thread of its own: the browser's event loop runs in this one, where Django asks no database."""

    def inside() -> Any:
        with node:
            return work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(inside).result()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with harness.browser() as opened:
        yield opened


def check(page: Page, text: str) -> Any:
    page.locator("#id_kode").fill(text)
    page.get_by_role("button", name="Periksa", exact=True).click()
    return page.locator("#jawaban")


def look(page: Page, name: str) -> None:
    assert harness.axe(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    harness.shot(page, name, full=True)


def test_with_a_line_and_without(office: Node, chromium: Browser, tmp_path: Path) -> None:
    claims = apart(
        office, lambda: (the("kk").claim, the("akta_kelahiran").claim, acts.pdf_of(office, the("akta_kelahiran")))
    )
    kk, birth, pdf = claims
    signer = office.keys.signing_key()
    unlisted = make_claim(replace(CLAIM, issued=office.clock.today()), signer)
    forged = make_claim(replace(CLAIM, issued=office.clock.today()), Keys.from_text("pemalsu").signing_key())
    (tmp_path / "akta.pdf").write_bytes(pdf)
    at = pdf.index(b"SGA1:") + 60
    (tmp_path / "palsu.pdf").write_bytes(pdf[:at] + (b"A" if pdf[at : at + 1] != b"A" else b"B") + pdf[at + 1 :])

    def supersede() -> None:
        office.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
        issue(office, "kk", samples.kk(address="Jalan Baru 1"))
        assert len(by_kind("kk")) == 2

    with served(office) as url, harness.page_in(chromium, url, size=harness.PHONE) as page:
        page.goto(PAGE)
        expect(page.locator("#daftar-kunci")).to_contain_text("Siap dipakai tanpa jaringan", timeout=15_000)
        expect(page.locator("#daftar-kunci")).to_contain_text("1 kantor")
        look(page, "periksa-kosong")
        # With a line: active, superseded and never false, unknown.
        expect(check(page, kk)).to_contain_text("asli dan masih berlaku")
        look(page, "periksa-aktif")
        apart(office, supersede)
        expect(check(page, kk)).to_contain_text("sudah digantikan")
        assert "palsu" not in page.locator("#jawaban").inner_text().lower()
        expect(page.locator("#jawaban .dot--tersendat")).to_be_visible()
        look(page, "periksa-digantikan")
        expect(check(page, unlisted)).to_contain_text("tidak ada dalam register")
        expect(check(page, forged)).to_contain_text("bukan kunci kantor itu")
        look(page, "periksa-asing")
        # The page itself comes again without a line, and knows the same keys.
        page.context.set_offline(True)
        page.goto(PAGE)
        expect(page.get_by_role("heading", level=1)).to_have_text("Periksa dokumen")
        expect(page.locator("#daftar-kunci")).to_contain_text("1 kantor")
        answer = check(page, kk)
        expect(answer).to_contain_text("Register tidak dapat ditanyakan", timeout=15_000)
        expect(answer).to_contain_text("Kode ini asli")
        expect(answer).to_contain_text(HOLDER)
        look(page, "periksa-luring")
        bit = chr(ord(birth[40]) ^ 1)
        expect(check(page, birth[:40] + bit + birth[41:]).locator(".dot--terputus")).to_be_visible()
        expect(check(page, forged)).to_contain_text("bukan kunci kantor itu")
        expect(check(page, "3172-LU-01012026-0001")).to_contain_text(
            "Nomor hanya dapat diperiksa saat tersambung", timeout=15_000
        )
        page.locator("#id_berkas").set_input_files(tmp_path / "akta.pdf")
        expect(answer).to_contain_text("sama dengan yang disahkan", timeout=15_000)
        look(page, "periksa-berkas-luring")
        page.locator("#id_berkas").set_input_files(tmp_path / "palsu.pdf")
        expect(answer.locator(".dot--terputus")).to_be_visible()


def test_files_go_to_the_office_only_when_asked_and_a_photograph_is_read_there(
    office: Node, chromium: Browser, tmp_path: Path
) -> None:
    claim, pdf = apart(office, lambda: (the("kk").claim, acts.pdf_of(office, the("kk"))))
    (tmp_path / "kk.pdf").write_bytes(pdf)
    (tmp_path / "foto.jpg").write_bytes(photograph(claim, 1.0))
    with served(office) as url, harness.strict(chromium, url) as (page, errors):
        # An old browser, which can open no picture for any reader.
        page.add_init_script(
            "delete window.BarcodeDetector; window.createImageBitmap = () => Promise.reject(new Error());"
        )
        page.goto(PAGE)
        expect(page.locator("#daftar-kunci")).to_contain_text("1 kantor", timeout=15_000)
        page.locator("#id_berkas").set_input_files(tmp_path / "kk.pdf")
        expect(page.locator("#jawaban")).to_contain_text("asli dan masih berlaku", timeout=15_000)
        expect(page.locator("#jawaban")).to_contain_text("tekan Periksa sekali lagi")
        page.get_by_role("button", name="Periksa", exact=True).click()
        expect(page.locator("main")).to_contain_text("ditandatangani oleh kantor ini", timeout=15_000)
        harness.shot(page, "periksa-server", full=True)
        page.locator("#id_berkas").set_input_files(tmp_path / "foto.jpg")
        expect(page.locator("#jawaban")).to_contain_text("tidak dapat dibaca di perangkat ini")
        page.get_by_role("button", name="Periksa", exact=True).click()
        expect(page.locator("main")).to_contain_text(HOLDER, timeout=15_000)
        assert errors == []  # also none of the content security policy


# A camera that looks at the picture given as a data URL.
LOOKS_AT = """
delete window.BarcodeDetector;
const seen = new Image();
seen.src = "%s";
navigator.mediaDevices.getUserMedia = async () => {
  await seen.decode();
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  canvas.width = seen.width; canvas.height = seen.height;
  setInterval(() => pen.drawImage(seen, 0, 0), 100);
  return canvas.captureStream(10);
};
"""


def test_where_the_browser_reads_no_codes_ours_does(office: Node, chromium: Browser, tmp_path: Path) -> None:
    """As on an iPhone: a photograph, the camera, and both without a line once the page was open."""
    claim = apart(office, lambda: the("kk").claim)
    photo = photograph(claim, 1.0)
    (tmp_path / "foto.jpg").write_bytes(photo)
    with served(office) as url, harness.strict(chromium, url) as (page, errors):
        page.add_init_script(LOOKS_AT % f"data:image/jpeg;base64,{base64.b64encode(photo).decode()}")
        page.goto(PAGE)
        expect(page.locator("#daftar-kunci")).to_contain_text("Siap dipakai tanpa jaringan", timeout=15_000)
        answer = page.locator("#jawaban")
        page.locator("#id_berkas").set_input_files(tmp_path / "foto.jpg")
        expect(answer).to_contain_text("asli dan masih berlaku", timeout=20_000)
        page.goto(PAGE)
        page.get_by_role("button", name="Pindai dengan kamera").click()
        expect(answer).to_contain_text("asli dan masih berlaku", timeout=20_000)
        expect(page.locator("video")).to_be_hidden()
        assert errors == [], "also none of the content security policy"
        page.context.set_offline(True)
        page.goto(PAGE)
        page.locator("#id_berkas").set_input_files(tmp_path / "foto.jpg")
        expect(answer).to_contain_text("Kode ini asli", timeout=20_000)
        expect(answer).to_contain_text(HOLDER)


# A browser that reads codes, and a camera: neither is there in a headless Chromium.
CAMERA = """
window.BarcodeDetector = class { async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""


def test_the_camera_and_a_page_without_webcrypto(office: Node, chromium: Browser) -> None:
    claim = apart(office, lambda: the("kk").claim)
    with served(office) as url, harness.page_in(chromium, url) as page:
        page.add_init_script(CAMERA)
        page.add_init_script("Object.defineProperty(window.crypto, 'subtle', { value: undefined })")
        page.goto(PAGE)
        expect(page.locator("#daftar-kunci")).to_contain_text("1 kantor", timeout=15_000)
        page.get_by_role("button", name="Pindai dengan kamera").click()
        expect(page.locator("video")).to_be_visible()
        look(page, "periksa-kamera")
        page.evaluate("claim => { window.seen = claim; }", claim)
        expect(page.locator("#jawaban")).to_contain_text("asli dan masih berlaku", timeout=20_000)
        expect(page.locator("video")).to_be_hidden()


def test_the_page_is_light_and_works_without_a_script(office: Node, chromium: Browser) -> None:
    claim = apart(office, lambda: the("kk").claim)
    with served(office) as url, harness.page_in(chromium, url, script=False) as page:
        sizes: dict[str, int] = {}
        page.on("response", lambda r: sizes.__setitem__(r.url, len(r.body())) if not r.url.endswith(".woff2") else None)
        page.goto(PAGE)
        expect(check(page, claim)).to_contain_text("asli dan masih berlaku")
    with served(office) as url, harness.page_in(chromium, url) as page:
        sizes.clear()
        page.on("response", lambda r: sizes.__setitem__(r.url, 0))
        page.goto(PAGE)
        wanted = page.evaluate(
            "[location.href, ...[...document.querySelectorAll('script[src], link[rel=stylesheet]')].map(e => e.src || e.href)]"
        )
        total = sum(len(page.request.get(address).body()) for address in wanted)
        assert total <= LIMIT, total
        manifest = page.request.get("/publik/periksa/manifest.json").json()
        assert (manifest["start_url"], manifest["display"]) == (PAGE, "standalone")
        assert page.request.get("/publik/kunci.json").headers["access-control-allow-origin"] == "*"
