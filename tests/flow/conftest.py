"""One demonstration and one browser for all tests of the flow, ended with the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser

from siaga.web.messages import compile_all
from tests import browser as harness
from tests.flow.country_flow import Running, demonstration
from tests.flow.desk_flow import Desk, at, signed_in

Sit = Callable[..., AbstractContextManager[Desk]]


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    compile_all()
    with demonstration(tmp_path_factory.mktemp("flow") / "demo") as made:
        yield made


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with harness.browser() as opened:
        yield opened


@pytest.fixture(scope="package")
def seen() -> set[str]:
    return set()


@pytest.fixture
def sit(chromium: Browser, running: Running, seen: set[str]) -> Sit:
    """`with sit("loket") as desk`: that officer at the office; `sit("operator", centre=True)`; `sit()` a citizen."""

    def begin(username: str = "", *, centre: bool = False) -> AbstractContextManager[Desk]:
        url = running.centre if centre else running.office
        if not username:
            return at(chromium, url, seen)
        return signed_in(chromium, url, seen, username, running.password)

    return begin
