"""By hand: the same facts and packets through a file, in any order, twice, in part, tampered with, or for somebody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from siaga.drill.country import Country
from siaga.journal import answering, blobs, boxes, carry, exchange
from siaga.journal.act import SYSTEM, Act
from siaga.journal.membership import NodeAdmitted
from siaga.journal.messages import Reply, Talk, pack
from siaga.journal.models import Head, Peer
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.roles import carrying


def say(node: Node, name: str, to: str = "") -> None:
    with Act(node, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject=f"simpul/{name}", to=to)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick.siaga"


def out(node: Node, stick: Path, peer: str = "pusat") -> carry.Carried:
    with node:
        return carry.carry_out(node, stick, peer)


def into(node: Node, stick: Path, parts: answering.Centre | None = None) -> carry.Carried:
    with node:
        return carry.carry_in(node, stick, parts)


def test_facts_and_blobs_out_and_answers_back(negeri: Country, jakut: Node, stick: Path, tmp_path: Path) -> None:
    for i in range(30):
        say(jakut, f"n{i}")
    ref = blobs.put(
        jakut, blobs.seal(b"x" * 700_000, [negeri.centre.keys.public]), at=negeri.clock.now(), wanted_by="pusat"
    )
    went = out(jakut, stick)
    assert (went.facts, went.blobs) == (30, 1)
    came = into(negeri.centre, stick, negeri.parts)
    assert (came.facts, came.blobs, came.repeated) == (30, 1, 0)
    with negeri.centre:
        assert blobs.unseal(blobs.read(negeri.centre, ref.sha), negeri.centre.keys) == b"x" * 700_000
        say(negeri.centre, "verdict", to="3172")
    back = tmp_path / "back.siaga"
    out(negeri.centre, back, "3172")
    into(jakut, back)
    assert Peer.objects.filter(id="verdict").exists()
    assert exchange.unsent(jakut) == 0, "the centre's countersigned head came back with it"
    assert jakut.devices["pusat"].calls == 0, "the line was never used"


def test_the_same_bundle_twice_changes_nothing(negeri: Country, jakut: Node, stick: Path) -> None:
    for i in range(5):
        say(jakut, f"n{i}")
    out(jakut, stick)
    into(negeri.centre, stick, negeri.parts)
    again = into(negeri.centre, stick, negeri.parts)
    assert (again.facts, again.repeated) == (0, 5)


def test_a_bundle_that_comes_before_its_turn_waits_and_says_for_what(
    negeri: Country, jakut: Node, stick: Path, tmp_path: Path
) -> None:
    say(jakut, "a")
    first = tmp_path / "first.siaga"
    out(jakut, first)
    exchange.confirm(jakut, "pusat", 1, bytes(32), b"")  # as if the centre had answered
    say(jakut, "b")
    out(jakut, stick)
    early = into(negeri.centre, stick, negeri.parts)
    assert (early.facts, early.aside) == (0, 1) and "berakhir pada 0" in early.lacking[0]
    assert into(negeri.centre, stick, negeri.parts).aside == 1, "kept once"
    came = into(negeri.centre, first, negeri.parts)
    assert (came.facts, came.aside, came.lacking) == (2, 0, ())
    with negeri.centre:
        assert Head.objects.get(chain="3172").seq == 2


@pytest.mark.parametrize("where", [0, 20, 40, 200, -1])
def test_a_changed_bundle_is_refused_and_changes_nothing(negeri: Country, jakut: Node, stick: Path, where: int) -> None:
    say(jakut, "a")
    out(jakut, stick)
    data = bytearray(stick.read_bytes())
    data[where] ^= 1
    stick.write_bytes(data)
    with pytest.raises(carry.BadBundle):
        into(negeri.centre, stick, negeri.parts)
    with negeri.centre:
        assert not Peer.objects.filter(id="a").exists()


def test_a_bundle_cut_short_keeps_its_whole_frames(negeri: Country, jakut: Node, stick: Path) -> None:
    say(jakut, "a")
    blobs.put(jakut, os.urandom(600_000), at=negeri.clock.now(), wanted_by="pusat")
    out(jakut, stick)
    stick.write_bytes(stick.read_bytes()[:-1000])
    with pytest.raises(carry.BadBundle, match="terpotong"):
        into(negeri.centre, stick, negeri.parts)
    with negeri.centre:
        assert Peer.objects.filter(id="a").exists(), "facts travel before packets"


def test_a_bundle_for_somebody_else_stays_closed(negeri: Country, jakut: Node, stick: Path) -> None:
    other = negeri.office("3507", "Kabupaten Malang")
    say(jakut, "a")
    out(jakut, stick)
    with pytest.raises(carry.BadBundle):
        into(other, stick)


def test_an_office_gives_its_register_to_the_centre_alone(negeri: Country, jakut: Node, stick: Path) -> None:
    """One slip in `--ke` wrote the whole journal of an office for another, and that one took it in."""
    negeri.office("3507", "Kabupaten Malang")
    for node, peer in ((jakut, "3507"), (jakut, "3172"), (negeri.centre, "pusat")):
        with pytest.raises(PermanentFault, match="bukan untuk"):
            out(node, stick, peer)
    assert not list(stick.parent.glob("stick*"))


def test_an_office_hears_the_centre_alone(negeri: Country, jakut: Node, stick: Path) -> None:
    """A bundle that another office signed as if it were the centre's answer would bring forged verdicts."""
    other = negeri.office("3507", "Kabupaten Malang")
    with other:
        say(other, "forged")
        facts, _more = exchange.next_facts("3507", 0)
        for message in (Reply(seq=0, hash=bytes(32), countersign=b"", facts=[facts]), Talk(facts=facts)):
            sealed = jakut.keys.public.seal_to(pack(other, "3172", message))
            stick.write_bytes(carry.MAGIC + len(sealed).to_bytes(4, "big") + sealed)
            with jakut:
                exchange.talk(jakut, jakut.devices["pusat"])  # it knows that office's key
                assert Peer.objects.filter(id="3507").exists()
                with pytest.raises(carry.BadBundle, match="bukan untuk simpul ini"):
                    carry.carry_in(jakut, stick)
    assert not Head.objects.filter(chain="3507").exists()


def test_after_a_takeover_the_bundle_is_for_the_box_that_is_the_office(
    negeri: Country, jakut: Node, stick: Path
) -> None:
    """It was sealed to the dead box, and for the new one it held no verdicts."""
    second = negeri.second_box(jakut)
    say(jakut, "a")
    jakut.devices["cadangan"].catch_up(jakut)
    with second:
        assert boxes.take_over(second, SYSTEM, "petir")
        exchange.talk(second, second.devices["pusat"])
    with negeri.centre:
        say(negeri.centre, "verdict", to="3172")
        carrying.carry_out(negeri.centre, stick, "3172")
    assert into(second, stick).facts >= 1
    with second:
        assert Peer.objects.filter(id="verdict").exists()


def test_something_else_entirely_is_not_a_bundle(jakut: Node, stick: Path) -> None:
    stick.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(carry.BadBundle, match="bukan kiriman"):
        into(jakut, stick)
