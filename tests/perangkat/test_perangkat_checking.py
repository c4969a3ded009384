"""The journal proved by night, bit by bit: what is edited, lost or added is told; how fast the line is; when it will be there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from siaga.drill.country import Country
from siaga.journal.act import SYSTEM, Act
from siaga.journal.facts import ZERO, Sealed
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import Head
from siaga.journal.verify import batch_after
from siaga.kit.node import Node
from siaga.perangkat import checking, line
from siaga.perangkat.checking import Walked, walk
from siaga.perangkat.models import ChainCheck

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08.00 WIB


def say(node: Node, name: str) -> None:
    with Act(node, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject=f"simpul/{name}")


def rounds(node: Node, n: int = 12) -> None:
    for _ in range(n):
        checking.check_next(node, node.clock.now())


@pytest.mark.parametrize("at_once", [1, 2, 5000])
def test_whole_then_only_what_is_new_then_everything_again(
    negeri: Country, jakut: Node, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", at_once)
    for n in range(4):
        say(jakut, str(n))
    rounds(jakut)
    mine = ChainCheck.objects.get(chain="3172")
    assert (mine.seq, mine.fault, mine.at) == (4, "", jakut.clock.now())
    say(jakut, "5")
    rounds(jakut)
    assert ChainCheck.objects.get(chain="3172").seq == 4, "not before the night"
    negeri.clock.advance(timedelta(hours=18))  # 02.00 WIB
    rounds(jakut)
    assert ChainCheck.objects.get(chain="3172").seq == 5
    with connection.cursor() as cur:  # an old fact is edited: only walking from the first finds it
        cur.execute("UPDATE journal_journalfact SET actor = 'x' WHERE chain = '3172' AND seq = 2")
    negeri.clock.advance(timedelta(hours=24))
    rounds(jakut)
    assert ChainCheck.objects.get(chain="3172").fault == ""
    negeri.clock.advance(timedelta(days=7))
    rounds(jakut, 20)
    assert ChainCheck.objects.get(chain="3172").fault.startswith("2:")
    checking.begin_again()
    rounds(jakut, 20)
    assert ChainCheck.objects.get(chain="3172").fault.startswith("2:")


@pytest.mark.parametrize("kind", ["none", "edited", "lost", "end lost", "head"])
def test_every_damage_is_told(jakut: Node, kind: str) -> None:
    for n in range(5):
        say(jakut, str(n))
    facts, head = batch_after("3172", 0), Head.objects.get(chain="3172")
    seq, hash = head.seq, bytes(head.hash)
    if kind == "edited":
        facts[2] = Sealed(**{**fields(facts[2]), "body": "{}"})  # type: ignore[arg-type]
    if kind == "lost":
        del facts[1]
    if kind == "end lost":
        facts = []
    if kind == "head":
        hash = ZERO
    ended = walk(Walked(0, ZERO), facts, seq, hash)
    assert bool(ended.fault) is (kind != "none") and ended.seq == seq


def fields(f: object) -> dict[str, object]:
    return {name: getattr(f, name) for name in f.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ago", "hour", "expected"),
    [(None, 8, True), (2, 8, False), (13, 8, False), (13, 2, True), (3, 2, False), (27, 8, True), (-5, 8, True)],
)
def test_due(ago: int | None, hour: int, expected: bool) -> None:
    now = NOW.replace(hour=(hour - 7) % 24)
    assert checking.due(None if ago is None else now - timedelta(hours=ago), now, "WIB") is expected


def test_the_line_is_measured_while_it_carries(negeri: Country, jakut: Node) -> None:
    assert line.rate_to() is None
    with line.metered(jakut) as went:
        went(100_000)
        negeri.clock.advance(timedelta(seconds=10))
    assert line.rate_to() == 10_000
    with pytest.raises(OSError, match="putus"), line.metered(jakut) as went:
        went(200_000)
        negeri.clock.advance(timedelta(seconds=10))
        raise OSError("putus")
    assert line.rate_to() == pytest.approx(13_000)
    with line.metered(jakut) as went:
        went(10)
    assert line.rate_to() == pytest.approx(13_000), "too little to tell"


@pytest.mark.parametrize(
    ("left", "rate", "seconds"), [(0, 5.0, None), (10, None, None), (1000, 10.0, 100), (10**15, 1.0, 365 * 86400)]
)
def test_arrival(left: int, rate: float | None, seconds: int | None) -> None:
    found = line.arrival(left, rate, NOW)
    assert found == (None if seconds is None else NOW + timedelta(seconds=seconds))
