"""Playwright on Debian's Chromium: a browser, axe-core and screenshots for the tests that look at pages.

Its shell without a window is taken where it is installed (`make browser`): the same engine at three quarters of the processor's time.

    with browser() as chromium, page_in(chromium, "http://127.0.0.1:8000", dark=True) as page:
        page.goto("/loket")
        assert axe(page) == []
        shot(page, "loket-dark")

`SIAGA_SHOTS` names the folder of the screenshots; without it none are taken.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ARGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OFFICE = (1366, 768)
PHONE = (390, 844)
SERIOUS = ("serious", "critical")


def chromium_path() -> str | None:
    """Where the system's Chromium is; None lets a test skip itself with a reason."""
    if named := os.environ.get("SIAGA_CHROMIUM"):
        return named
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A fresh Chromium with a profile of its own (Playwright makes and removes the folder)."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGS))
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def page_in(
    chromium: Browser,
    base_url: str,
    *,
    size: tuple[int, int] = OFFICE,
    dark: bool = False,
    locale: str = "id-ID",
    script: bool = True,
) -> Iterator[Page]:
    """A page in a context of its own (cookies, storage). `bypass_csp` lets axe be injected; CSP is tested by `strict`."""
    context = chromium.new_context(
        base_url=base_url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        locale=locale,
        bypass_csp=True,
        java_script_enabled=script,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def strict(chromium: Browser, base_url: str) -> Iterator[tuple[Page, list[str]]]:
    """A page under its own content security policy, and the list in which console errors are collected."""
    context = chromium.new_context(
        base_url=base_url, viewport={"width": OFFICE[0], "height": OFFICE[1]}, locale="id-ID"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        yield page, errors
    finally:
        context.close()


def axe(page: Page, allow: tuple[str, ...] = ()) -> list[str]:
    """Serious and critical violations of axe-core as "rule: where (help)", the rules in `allow` left out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{item['id']}: {node['target']} ({item['help']}) {node.get('failureSummary', '')}"
        for item in found
        if item["impact"] in SERIOUS and item["id"] not in allow
        for node in item["nodes"]
    ]


def shot(page: Page, name: str, *, full: bool = False) -> None:
    folder = os.environ.get("SIAGA_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=full)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(argv: list[str], port: int, env: dict[str, str], timeout: float = 30) -> Iterator[str]:
    """Runs `python argv…` until the block ends and gives its address once the port answers."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([sys.executable, *argv], env=os.environ | env, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + timeout
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if server.poll() is not None or time.monotonic() > deadline:
                    log.seek(0)
                    raise RuntimeError(f"server did not start: {log.read().decode()[-2000:]}")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)
