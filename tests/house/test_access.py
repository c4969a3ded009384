"""Every address says who may see it, and the program keeps to it: every role × every address that can be asked with GET."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path

from siaga.accounts.access import PUBLIC, Access, access_of
from siaga.accounts.roles import ALL
from siaga.drill.country import Country
from siaga.journal.act import Actor
from siaga.kit.node import Node
from siaga.roles.rail import Entry
from siaga.web import current, frame
from tests.pages import NodeClient, anonymous, client_for

# What stands for an argument of an address: by its name, else by its converter. Pages must answer 404 to it, never 500.
BY_NAME = {
    "nik": "3172010101900001",
    "no_kk": "3172010101900001",
    "about": "3172010101900001",
    "username": "siapa",
    "code": "ABCDEFGHJK",
}
BY_CONVERTER = {
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "IntConverter": "7",
    "StringConverter": "contoh",
    "SlugConverter": "contoh",
    "PathConverter": "contoh/satu",
}


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    name: str
    view: Any

    @property
    def access(self) -> Access | None:
        return access_of(self.view)


def addresses(patterns: list[Any] | None = None, before: str = "/") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + sample(pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield Address(here, pattern.name or here, pattern.callback)


def sample(pattern: URLPattern | URLResolver) -> str:
    route = str(pattern.pattern)
    values = {}
    for name, converter in pattern.pattern.converters.items():
        values[name] = BY_NAME.get(name) or BY_CONVERTER.get(type(converter).__name__, "")
        assert values[name], f"{route}: say in this test what stands for {name}"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def test_every_address_says_for_whom_it_is() -> None:
    silent = [a.url for a in addresses() if a.access is None]
    assert not silent, f"without @allow or @public: {silent}"


def test_only_known_pages_are_public() -> None:
    """A page becomes public by intent: citizens' pages lie under /publik/, the rest is this short list."""
    doors = {"/", "/masuk/", "/keluar/", "/bahasa/", "/sehat", "/pertukaran"}
    loose = [a.url for a in addresses() if a.access == PUBLIC and a.url not in doors and "/publik/" not in a.url]
    assert not loose


def wrong(client: NodeClient, roles: frozenset[str], address: Address) -> str:
    access = address.access
    assert access is not None
    if access.itself:
        return ""
    answer = client.get(address.url)
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"{address.url}: {answer.status_code}"
    fits = access.public or bool(roles) and (not access.roles or bool(access.roles & roles))
    if not roles and not access.public:
        locked = answer.status_code == 302 and answer.url.startswith("/masuk/")
        return "" if locked else f"{address.url}: anonymous got {answer.status_code}"
    if fits == (answer.status_code == 403):
        return f"{address.url}: {answer.status_code} for {sorted(roles)}"
    return ""


@pytest.fixture
def counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers on the rail are counted once for each role, not again on each of its 250 pages: they were half of a page's cost."""
    count: Callable[[Entry, Node, Actor], int | None] = frame.counted
    known: dict[tuple[str, str, frozenset[str]], int | None] = {}

    def counted(entry: Entry, node: Node, actor: Actor) -> int | None:
        key = (entry.url, node.chain, frozenset(actor.roles))
        if key not in known:
            known[key] = count(entry, node, actor)
        return known[key]

    monkeypatch.setattr(frame, "counted", counted)


@pytest.mark.usefixtures("counted_once")
@pytest.mark.parametrize("place", ["kantor", "pusat"])
def test_every_role_meets_every_address(negeri: Country, place: str) -> None:
    node: Node = negeri.centre if place == "pusat" else negeri.office("3172", "Kota Administrasi Jakarta Utara")
    todo = [a for a in addresses() if a.url != "/keluar/"]
    citizen = anonymous(node)
    citizen.raise_request_exception = False
    faults = [f for a in todo if (f := wrong(citizen, frozenset(), a))]
    for role in ALL:
        client = client_for(node, role.code)
        client.raise_request_exception = False
        faults += [f for a in todo if (f := wrong(client, frozenset({role.code}), a))]
    assert not faults, "\n".join(faults)


def test_a_view_that_says_nothing_is_refused(jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is alive: an address without a mark, added to the running table, is for nobody."""
    extra = path("rahasia/", lambda request: HttpResponse("terbuka"))
    monkeypatch.setattr("siaga.web.urls.urlpatterns", [*get_resolver().url_patterns, extra])
    clear_url_caches()
    try:
        with current.using(jakut):
            assert [a.url for a in addresses() if a.access is None] == ["/rahasia/"]
            for client in (anonymous(jakut), client_for(jakut, "kepala", "auditor", "teknisi")):
                answer = client.get("/rahasia/")
                assert answer.status_code == 403 and b"terbuka" not in answer.content
    finally:
        monkeypatch.undo()
        clear_url_caches()
