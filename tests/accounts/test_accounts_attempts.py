"""Tries are counted by address and hour, for a household of IPv6 together, and forgotten after a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import RequestFactory

from siaga.accounts import attempts
from siaga.accounts.models import Attempt
from siaga.drill.country import Country
from siaga.kit.node import Node


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("", ""),
        ("x" * 500, "x" * 45),
    ],
)
def test_who_is_counted_together(told: str, counted: str) -> None:
    assert attempts.address(RequestFactory().get("/", REMOTE_ADDR=told)) == counted


def test_an_hour_is_counted_then_forgotten(negeri: Country, jakut: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(attempts.LIMITS, attempts.PAPERS, 3)
    now = negeri.clock.now()
    for n in range(3):
        assert not attempts.too_many(attempts.PAPERS, "a", now), n
        attempts.count(attempts.PAPERS, "a", now)
    assert attempts.too_many(attempts.PAPERS, "a", now)
    assert not attempts.too_many(attempts.PAPERS, "b", now) and not attempts.too_many(attempts.FILES, "a", now)
    later = now + timedelta(minutes=59, seconds=30) - timedelta(minutes=now.minute, seconds=now.second)
    assert attempts.late(HttpResponse(), later)["Retry-After"] == "30"
    assert "Tunggu 1 menit" in attempts.refusal(later).text()
    assert not attempts.too_many(attempts.PAPERS, "a", attempts.again_at(now))
    attempts.count(attempts.FILES, "c", now + timedelta(hours=26))
    assert list(Attempt.objects.values_list("address", "count")) == [("c", 1)]


def test_those_who_try_at_the_same_moment_are_all_counted(jakut: Node) -> None:
    now = jakut.clock.now()

    def knock(_: int) -> None:
        with jakut:
            attempts.count(attempts.RECEIPTS, "a", now)
        close_old_connections()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(knock, range(20)))
    assert Attempt.objects.get().count == 20
