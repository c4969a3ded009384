"""The journal through two real ends: acts, chain, intake, parking, replay, exchange over a bad line."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from siaga.drill.country import Country
from siaga.journal import exchange, membership, messages
from siaga.journal.act import SYSTEM, Act, AlreadyDone
from siaga.journal.intake import Fork, intake, retry
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import Head, JournalFact, Parked, Peer
from siaga.journal.verify import batch_after, rebuild, stored, tables_hash, verify
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, TemporaryFault
from siaga.roles.kinds import FACT_TABLES


def say(node: Node, name: str, *, key: object = None) -> None:
    with Act(node, SYSTEM, key=key) as act:  # type: ignore[arg-type]
        act.record(
            NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32),
            subject=f"simpul/{name}",
        )


def test_an_act_writes_rows_and_facts_together(jakut: Node) -> None:
    say(jakut, "a")
    say(jakut, "b")
    assert list(JournalFact.objects.filter(chain="3172").values_list("seq", flat=True).order_by("seq")) == [1, 2]
    assert Peer.objects.filter(id__in=["a", "b"]).count() == 2
    assert verify() == []


def test_a_refused_act_writes_nothing(jakut: Node) -> None:
    with Act(jakut, SYSTEM) as act:
        act.record(NodeAdmitted(node="x", name="x", wilayah="", verify_key="00", seal_key="11"), subject="simpul/x")
        outcome = act.refuse(Refusal("no", "Tidak."))
    assert not outcome and outcome.codes() == {"no"}
    assert not Peer.objects.filter(id="x").exists() and not JournalFact.objects.filter(chain="3172").exists()


def test_the_same_form_twice_is_done_once(jakut: Node) -> None:
    key = uuid4()
    say(jakut, "a", key=key)
    with pytest.raises(AlreadyDone) as again:
        say(jakut, "a", key=key)
    assert again.value.subject == "simpul/a"
    assert JournalFact.objects.filter(chain="3172").count() == 1


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE journal_journalfact SET body = replace(body, 'n4', 'n6') WHERE seq = 5",
        "UPDATE journal_journalfact SET actor = 'lain' WHERE seq = 5",
        "UPDATE journal_journalfact SET at = at + interval '1 s' WHERE seq = 5",
        "DELETE FROM journal_journalfact WHERE seq = 5",
        "DELETE FROM journal_journalfact WHERE seq >= 9",
        "UPDATE journal_journalfact SET seq = CASE seq WHEN 4 THEN 40 ELSE 4 END WHERE seq = 4",
    ],
)
def test_every_edit_of_the_journal_shows(jakut: Node, tamper: str) -> None:
    for i in range(10):
        say(jakut, f"n{i}")
    assert verify() == []
    with connection.cursor() as cur:
        cur.execute(tamper)
        assert cur.rowcount >= 1
    assert [f for f in verify() if f.chain == "3172"]


def test_rebuild_makes_the_same_tables(jakut: Node) -> None:
    for i in range(30):
        say(jakut, f"n{i}")
    exchange.talk(jakut, jakut.devices["pusat"])
    before = tables_hash(FACT_TABLES)
    assert rebuild(jakut, FACT_TABLES) == JournalFact.objects.filter(lsn__isnull=False).count()
    assert tables_hash(FACT_TABLES) == before
    Peer.objects.filter(id="n3").update(name="palsu")
    assert tables_hash(FACT_TABLES) != before


def test_exchange_brings_both_sides_to_the_same_chains(negeri: Country, jakut: Node) -> None:
    for i in range(2500):
        say(jakut, f"n{i}") if i < 40 else None
    exchange.talk(jakut, jakut.devices["pusat"])
    assert exchange.unsent(jakut) == 0
    mine = [f.hash for f in stored("chain = %s", ("3172",))]
    with negeri.centre:
        assert [f.hash for f in stored("chain = %s", ("3172",))] == mine
        assert verify() == []
        assert Peer.objects.filter(id="n7").exists()
    assert Peer.objects.filter(id="3172").exists(), "the centre's admission came down"


def test_a_cut_line_loses_nothing_and_repeats_nothing(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    say(jakut, "a")
    line.up = False
    with pytest.raises(TemporaryFault):
        exchange.talk(jakut, line)
    say(jakut, "b")
    assert exchange.unsent(jakut) == 2
    line.up = True
    assert exchange.talk(jakut, line) >= 2
    assert exchange.talk(jakut, line) == 0


def test_an_answer_lost_on_the_way_is_harmless(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    say(jakut, "a")

    class Lost(Exception):
        pass

    real = line.call

    def swallow(envelope: bytes) -> bytes:
        real(envelope)
        raise Lost

    line.call = swallow
    with pytest.raises(Lost):
        exchange.talk(jakut, line)
    line.call = real
    exchange.talk(jakut, line)
    with negeri.centre:
        assert Head.objects.get(chain="3172").seq == 1


def test_a_fact_that_is_not_understood_parks_its_subject_only(negeri: Country, jakut: Node) -> None:
    for name in ("a", "b", "c"):
        say(jakut, name)
    strange = jakut.kinds["journal.node_admitted"]
    known = dict(negeri.centre.kinds)
    del known["journal.node_admitted"]
    object.__setattr__(negeri.centre, "kinds", known)
    exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre:
        assert Parked.objects.count() == 3
        object.__setattr__(negeri.centre, "kinds", {**known, "journal.node_admitted": strange})
        assert retry(negeri.centre, "simpul/b") == 0
        assert Peer.objects.filter(id="b").exists() and not Peer.objects.filter(id="a").exists()
        assert Parked.objects.count() == 2
        assert verify() == []


def test_a_changed_fact_is_refused_whole(negeri: Country, jakut: Node) -> None:
    for name in ("a", "b", "c"):
        say(jakut, name)
    facts = batch_after("3172", 0)
    forged = [
        facts[0],
        type(facts[1])(*[getattr(facts[1], n) if n != "body" else "{}" for n in facts[1].__struct_fields__]),
    ]
    with negeri.centre:
        with pytest.raises(Fork):
            intake(negeri.centre, "3172", forged)
        assert Head.objects.filter(chain="3172").values_list("seq", flat=True).first() in (None, 0)
        assert intake(negeri.centre, "3172", facts).new == 3
        assert intake(negeri.centre, "3172", facts).new == 0


def test_an_unknown_sender_is_told_so(negeri: Country, jakut: Node) -> None:
    stranger = Node(**{**{f: getattr(jakut, f) for f in jakut.__dataclass_fields__}, "id": "9999"})
    data = messages.pack(stranger, "pusat", messages.Talk())
    answer = messages.open_envelope(jakut.devices["pusat"].call(data))
    assert isinstance(messages.decode(answer.content), messages.Problem)


def test_a_used_code_admits_nobody_else(negeri: Country) -> None:
    with negeri.centre:
        code = membership.make_code(negeri.centre, SYSTEM, "3507")
        one, two = Keys.fresh().public, Keys.fresh().public
        args = {"name": "Malang", "wilayah": "3507"}
        outcome, proof = membership.admit(
            negeri.centre, code_proof=membership.proof(code, one), newcomer="3507", keys=one, **args
        )
        assert outcome and proof == membership.proof(code, negeri.centre.keys.public)
        again, _ = membership.admit(
            negeri.centre, code_proof=membership.proof(code, two), newcomer="x", keys=two, **args
        )
        assert not again
        wrong, _ = membership.admit(negeri.centre, code_proof=b"?" * 32, newcomer="y", keys=two, **args)
        assert not wrong
