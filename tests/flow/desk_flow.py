"""One person at one browser: signed in, every page looked at by axe-core, console errors kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, Response, expect

from tests import browser as harness

NUMBERS = re.compile(r"[0-9a-f-]{36}|\d{16}|[0-9A-Z]{5}-[0-9A-Z]{5}")
ANSWERS = ("status of 422", "status of 404", "status of 403", "status of 413")  # meant so: Chromium logs them as errors


@dataclass
class Desk:
    """errors: what the console said, the policy's refusals among it. faults: what axe-core found, page by page.

    seen: what axe-core has looked at already, shared by all desks of a run.
    """

    page: Page
    home: str
    errors: list[str]
    seen: set[str]
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Response:
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def opened(self, path: str, name: str) -> None:
        """Go there, find a page that works, look at it."""
        answer = self.go(path)
        assert answer.status == 200, (path, answer.status, self.text()[:400])
        self._look(f"{self.home}{NUMBERS.sub('#', path)}", name)

    def look(self, name: str) -> None:
        """Serious and critical faults of this page, once a name; a screenshot if asked for."""
        self._look(name, name)

    def _look(self, what: str, name: str) -> None:
        if what in self.seen:
            return
        self.seen.add(what)
        self.faults += [f"{name}: {fault}" for fault in harness.axe(self.page)]
        harness.shot(self.page, f"flow-{name}", full=True)

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def says(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=15_000)

    def fine(self) -> None:
        """No accessibility fault, no error in the console."""
        assert self.faults == [], "\n".join(self.faults)
        assert [e for e in self.errors if not any(known in e for known in ANSWERS)] == []


@contextmanager
def at(chromium: Browser, url: str, seen: set[str]) -> Iterator[Desk]:
    """A browser nobody has signed in at, under the pages' own content security policy. Ends with `fine()`."""
    with harness.strict(chromium, url) as (page, errors):
        page.add_init_script("window.print = () => {}")  # a headless browser has no printer to ask about
        desk = Desk(page, url, errors, seen)
        yield desk
        desk.fine()


@contextmanager
def signed_in(chromium: Browser, url: str, seen: set[str], username: str, password: str) -> Iterator[Desk]:
    with at(chromium, url, seen) as desk:
        desk.go("/masuk/")
        desk.look("masuk")
        desk.page.locator("#id_username").fill(username)
        desk.page.locator("#id_password").fill(password)
        desk.press("Masuk")
        expect(desk.page.locator(".menu__name")).to_be_visible()
        yield desk
