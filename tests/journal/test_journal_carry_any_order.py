"""Bundles both ways in any order, twice, shuffled inside, or cut short: in the end both sides hold the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from siaga.drill.country import Country, country
from siaga.journal import aside, blobs, carry, exchange
from siaga.journal.act import SYSTEM, Act
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import Blob, Head
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.roles.kinds import FACT_TABLES

_names = itertools.count()


@pytest.fixture
def small_frames(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two facts a frame, so that few facts make bundles of many frames."""
    monkeypatch.setattr(exchange, "BATCH", 2)
    yield


def shuffled(file: Path, seed: int, lost: int) -> bytes:
    """The same frames in another order, some of them lost."""
    with open(file, "rb") as f:
        frames = list(carry.frames_of(f))
    Random(seed).shuffle(frames)
    return carry.MAGIC + b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames[lost:])


class Sticks(RuleBasedStateMachine):
    cluster: Cluster
    folder: Path
    waited = 0

    def __init__(self) -> None:
        super().__init__()
        number = next(_names)
        self.home = self.folder / str(number)
        self.made = country(self.cluster, self.home, name=f"stik{number}")
        self.negeri: Country = self.made.__enter__()
        self.office = self.negeri.office("3172", "Kota Administrasi Jakarta Utara")
        self.sticks: list[tuple[Path, Node]] = []
        self.said = 0

    def _say(self, node: Node, to: str = "") -> None:
        self.said += 1
        name = f"{node.id}{self.said}"
        with node, Act(node, SYSTEM) as act:
            body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
            act.record(body, subject=f"simpul/{name}", to=to)

    @rule(n=st.integers(1, 5))
    def office_works(self, n: int) -> None:
        for _ in range(n):
            self._say(self.office)

    @rule(n=st.integers(1, 4))
    def centre_decides(self, n: int) -> None:
        for _ in range(n):
            self._say(self.negeri.centre, "3172")

    @rule(size=st.integers(1, 300_000))
    def office_records(self, size: int) -> None:
        with self.office:
            blobs.put(self.office, Random(size).randbytes(size), at=self.negeri.clock.now(), wanted_by="pusat")

    @rule(to_centre=st.booleans())
    def write_a_stick(self, to_centre: bool) -> None:
        sender, receiver, name = (
            (self.office, self.negeri.centre, "pusat") if to_centre else (self.negeri.centre, self.office, "3172")
        )
        file = self.home / f"stik-{len(self.sticks)}"
        with sender:
            carry.carry_out(sender, file, name)
        self.sticks.append((file, receiver))

    def _read(self, file: Path, receiver: Node) -> None:
        with receiver:
            parts = self.negeri.parts if receiver is self.negeri.centre else None
            Sticks.waited += carry.carry_in(receiver, file, parts).aside

    @precondition(lambda self: self.sticks)
    @rule(data=st.data())
    def read_a_stick(self, data: st.DataObject) -> None:
        self._read(*data.draw(st.sampled_from(self.sticks)))

    @rule(n=st.integers(3, 7), to_centre=st.booleans(), seed=st.integers(0, 99), lost=st.integers(0, 2))
    def work_and_read_the_frames_in_another_order(self, n: int, to_centre: bool, seed: int, lost: int) -> None:
        self.office_works(n) if to_centre else self.centre_decides(n)
        self.write_a_stick(to_centre)
        file, receiver = self.sticks[-1]
        other = self.home / "acak"
        other.write_bytes(shuffled(file, seed, lost))
        self._read(other, receiver)

    @precondition(lambda self: self.sticks)
    @rule(data=st.data(), part=st.floats(0, 1))
    def read_it_cut_short(self, data: st.DataObject, part: float) -> None:
        file, receiver = data.draw(st.sampled_from(self.sticks))
        content = file.read_bytes()
        other = self.home / "potong"
        other.write_bytes(content[: int(len(content) * part)])
        try:
            self._read(other, receiver)
        except carry.BadBundle as e:
            assert "terpotong" in str(e) or "bukan kiriman" in str(e)

    def teardown(self) -> None:
        try:
            for to_centre in (True, False, True, False):
                self.write_a_stick(to_centre)
                self._read(*self.sticks[-1])
            self._agree()
        finally:
            self.made.__exit__(None, None, None)

    def _agree(self) -> None:
        hashes, heads = [], []
        for node in (self.office, self.negeri.centre):
            with node:
                assert verify() == [] and aside.waiting(node) == []
                hashes.append(tables_hash(FACT_TABLES))
                heads.append(dict(Head.objects.exclude(seq=0).values_list("chain", "seq")))
        assert hashes[0] == hashes[1] and heads[0] == heads[1]
        with self.office:
            assert exchange.unsent(self.office) == 0
            shas = set(Blob.objects.values_list("sha", flat=True))
        with self.negeri.centre as centre:
            assert all(blobs.read(centre, sha) for sha in shas)
            rebuild(centre, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == hashes[1]


def test_sticks_in_any_order(cluster: Cluster, tmp_path: Path, small_frames: None) -> None:
    Sticks.cluster, Sticks.folder = cluster, tmp_path
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Sticks,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=checks,
            database=None,
        ),
    )
    assert Sticks.waited > 0, "some frame came before its turn"
