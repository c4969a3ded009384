"""Segments of a backup are hostile until checked; what is given back goes to the office's own boxes alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siaga.counter.acts import take_ticket
from siaga.drill.country import Country, Line
from siaga.journal import exchange, membership, returning, segments
from siaga.journal.act import CITIZEN, SYSTEM, Act
from siaga.journal.facts import Sealed
from siaga.journal.messages import AskBack
from siaga.kit.keys import CannotOpen, Keys
from siaga.kit.node import Node
from siaga.kit.recovery import Recovery
from siaga.kit.refusal import PermanentFault

KEY, OWN = Recovery(bytes(16)), Keys.from_text("kantor")
FACT = Sealed("3172", 1, bytes(16), "a.b", 1, 0, "x", "y", "{}", bytes(32))
PARTS: list[segments.Part] = [
    segments.Begin(chain="3172", series="s", number=1, after={}, at=1),
    segments.Local(files={"key": b"k"}, waiting=[segments.Waiting("ab", 1, "pusat")]),
    segments.Facts(facts=[FACT] * 50),
    segments.End(heads={"3172": 1}, tables="t", blobs=["ab"]),
]


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("segmen") / "0001.segmen"
    segments.write_segment(file, PARTS, KEY.public, [OWN.public])
    return file


@pytest.mark.parametrize("keys", [KEY.keys, OWN])
def test_what_went_in_comes_out(segment: Path, keys: Keys) -> None:
    assert list(segments.read_segment(segment, KEY.public.mark, keys)) == PARTS


def test_nobody_else_opens_it(segment: Path) -> None:
    with pytest.raises(CannotOpen):
        list(segments.read_segment(segment, KEY.public.mark, Keys.from_text("lain")))


def test_one_made_by_somebody_who_only_found_the_disk_is_refused(tmp_path: Path) -> None:
    forged = tmp_path / "0002.segmen"
    mine = Recovery(b"x" * 16).public
    segments.write_segment(forged, PARTS, type(mine)(KEY.public.seal, mine.mark), [])
    with pytest.raises(segments.BadSegment):
        list(segments.read_segment(forged, KEY.public.mark, KEY.keys))


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_anywhere_and_nothing_of_it_is_read(segment: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = segment.read_bytes()
    where = data.draw(st.integers(0, len(content) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                content[:where] + bytes([content[where] ^ data.draw(st.integers(1, 255))]) + content[where + 1 :],
                content[:where],
                content + content[where:],
            ]
        )
    )
    other = tmp_path / "lain.segmen"
    other.write_bytes(changed)
    with pytest.raises(segments.BadSegment):
        list(segments.read_segment(other, KEY.public.mark, KEY.keys))


def test_an_office_is_given_its_own_chains_only(negeri: Country, jakut: Node) -> None:
    malang = negeri.office("3507", "Kabupaten Malang")
    take_ticket(jakut, CITIZEN, "A", "umum")
    exchange.talk(jakut, jakut.devices["pusat"])
    with malang:
        given = exchange.ask(malang, malang.devices["pusat"], AskBack(held={}))
    assert {f.chain for f in given.facts} == {"pusat"}
    again = exchange.ask(jakut, jakut.devices["pusat"], AskBack(held={}))
    assert {f.chain for f in again.facts} == {"pusat", "3172"}


def test_verdicts_that_are_held_back_are_held_back_here_too(negeri: Country, jakut: Node) -> None:
    body = membership.NodeAdmitted(node="v", name="v", wilayah="", verify_key="00" * 32, seal_key="11" * 32)
    with negeri.centre, Act(negeri.centre, SYSTEM) as act:
        act.record(body, subject="simpul/v", to="3172")
    for why, chains in (("dimatikan", {"pusat"}), ("", {"pusat", "pusat>3172"})):
        negeri.parts.broken["release"] = why
        given = exchange.ask(jakut, jakut.devices["pusat"], AskBack(held={}))
        assert {f.chain for f in given.facts} == chains


def test_a_code_of_one_office_makes_no_box_of_another(negeri: Country, jakut: Node) -> None:
    negeri.office("3507", "Kabupaten Malang")
    with negeri.centre:
        code = membership.make_code(negeri.centre, SYSTEM, "3507")
    stranger = Node(
        "3172", "x", "3172", negeri.clock, Keys.from_text("asing"), jakut.home, jakut.kinds, store=jakut.store, box=0
    )
    with pytest.raises(PermanentFault, match="Kode masuk"):
        returning.ask_box(stranger, Line(negeri.centre, negeri.parts), code, 1)
