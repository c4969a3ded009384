"""Decisions about parked facts are facts: the same after a rebuild, at the second box, and without touching anybody else's list."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from siaga.drill.country import Country
from siaga.journal import exchange, parked
from siaga.journal.act import Act, Actor, Done, Refused
from siaga.journal.intake import BEHIND, retry
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import JournalFact, Parked, Peer, Settled
from siaga.journal.rows import Update
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.people.facts import NikConfirmed
from siaga.roles.kinds import FACT_TABLES

CHECKER = Actor("siti", "Siti", frozenset({"verifikator"}))
WHY = "NIK ini tidak pernah terdaftar di kantor ini."
STUCK = "simpul/tertahan"
UNKNOWN = "people.nik_confirmed"


def admitted(name: str) -> NodeAdmitted:
    return NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)


def older(node: Node) -> None:
    """As if this node's program did not know that kind yet."""
    object.__setattr__(node, "kinds", {k: v for k, v in node.kinds.items() if k != UNKNOWN})


def tell(node: Node, *bodies: object, to: str = "") -> None:
    with node:
        for body in bodies:
            with Act(node, CHECKER) as act:
                act.record(body, subject=STUCK, to=to)  # type: ignore[arg-type]


def talk(office: Node) -> None:
    with office:
        exchange.talk(office, office.devices["pusat"])


def first(node: Node) -> Parked:
    return Parked.objects.exclude(reason=BEHIND).get()


def sums(node: Node) -> str:
    with node:
        return tables_hash(FACT_TABLES)


@pytest.fixture
def office(negeri: Country) -> Node:
    """One fact of the centre that it does not understand, and two of the same subject behind it."""
    node = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    older(node)
    tell(negeri.centre, NikConfirmed(nik="3172010101900001"), admitted("a"), admitted("b"), to="3172")
    talk(node)
    with node:
        assert Parked.objects.count() == 3 and Parked.objects.filter(reason=BEHIND).count() == 2
    return node


def test_dismissed_frees_what_waited_and_a_rebuild_comes_out_the_same(negeri: Country, office: Node) -> None:
    with office:
        bad = first(office)
        assert [p.reason for p in parked.prospects(office, bad.chain, bad.seq)] == ["", ""]
        assert Parked.objects.count() == 3 and not Peer.objects.filter(id="a").exists(), "only looked at"
        assert parked.dismiss(office, CHECKER, bad.chain, bad.seq, WHY)
        assert not Parked.objects.exists() and Peer.objects.filter(id__in="ab").count() == 2
        row = Settled.objects.get()
        assert (row.office, row.state, row.reason, row.actor, row.kind) == ("3172", "dismissed", WHY, "siti", UNKNOWN)
        before = tables_hash(FACT_TABLES)
        rebuild(office, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before and verify() == []
        told = JournalFact.objects.get(kind="journal.parked_dismissed")
        assert told.subject.startswith("tertahan/") and told.chain == "3172"
    talk(office)
    tell(negeri.centre, admitted("c"), to="3172")
    talk(office)
    with office:
        assert Peer.objects.filter(id="c").exists(), "the subject is blocked no longer"


@pytest.mark.parametrize("settle", ["dismiss", "correct"])
def test_the_second_box_comes_to_the_same_tables(negeri: Country, office: Node, settle: str) -> None:
    second = negeri.second_box(office)
    older(second)
    with office:
        office.devices["cadangan"].catch_up(office)
    with second:
        assert Parked.objects.count() == 3
    tell(office, admitted("z"))
    with office:
        bad = first(office)
        if settle == "dismiss":
            assert parked.dismiss(office, CHECKER, bad.chain, bad.seq, WHY)
        else:
            by = parked.corrections(office, STUCK)[0].id
            assert parked.correct(office, CHECKER, bad.chain, bad.seq, by, WHY)
        office.devices["cadangan"].catch_up(office)
    with second:
        assert not Parked.objects.exists() and Settled.objects.count() == 1
    assert sums(office) == sums(second)
    with second:
        rebuild(second, FACT_TABLES)
    assert sums(office) == sums(second)


def test_a_box_built_anew_hears_the_decision_and_not_only_the_fact(negeri: Country, office: Node) -> None:
    with office:
        bad = first(office)
        assert parked.dismiss(office, CHECKER, bad.chain, bad.seq, WHY)
        held = exchange.next_facts("3172", 0)[0]
        theirs = exchange.next_facts(bad.chain, 0)[0]
    other = negeri.second_box(office)
    older(other)
    with other:
        exchange.take_facts(other, "3172", held)  # the decision first, then what it is about
        exchange.take_facts(other, bad.chain, theirs)
        assert not Parked.objects.exists() and Peer.objects.filter(id__in="ab").count() == 2


def test_a_decision_of_one_office_is_nobody_elses(negeri: Country, office: Node) -> None:
    """The centre parked the same fact of the office for a reason of its own: the office's decision leaves its list alone."""
    centre = negeri.centre
    older(centre)
    tell(office, admitted("x"))
    with office:
        object.__setattr__(office, "kinds", {**office.kinds, UNKNOWN: dict(full(negeri))[UNKNOWN]})
    tell(office, NikConfirmed(nik="3172010101900002"))
    talk(office)
    with centre:
        bad = first(centre)
    with office, Act(office, CHECKER) as act:
        body = parked.ParkedDismissed(chain=bad.chain, seq=bad.seq, of=STUCK, what=UNKNOWN, reason=WHY)
        act.record(body, subject=f"tertahan/{bad.chain}/{bad.seq}")
    talk(office)
    with centre:
        parked.tidy(centre)
        assert Parked.objects.filter(chain=bad.chain, seq=bad.seq).exists()
        assert parked.dismiss(centre, CHECKER, bad.chain, bad.seq, WHY)
        assert not Parked.objects.exists()
        assert JournalFact.objects.get(kind="journal.parked_dismissed", chain="pusat>pusat")
    talk(office)
    with office:
        assert not JournalFact.objects.filter(chain="pusat>pusat").exists(), "the centre's decisions stay there"


def full(negeri: Country) -> dict[str, object]:
    spare = negeri.office("3507", "Kabupaten Malang")
    return dict(spare.kinds)


def test_retried_is_told_also_where_it_does_not_help(negeri: Country, office: Node) -> None:
    key = uuid4()
    with office:
        answer = parked.try_again(office, CHECKER, [STUCK], key=key)
        assert isinstance(answer, Done) and Parked.objects.count() == 3
        object.__setattr__(office, "kinds", full(negeri))
        assert parked.try_again(office, CHECKER, [STUCK])
        assert not Parked.objects.exists()
        assert JournalFact.objects.filter(kind="journal.parked_retried").count() == 2
        before = tables_hash(FACT_TABLES)
        rebuild(office, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before


@pytest.mark.parametrize(
    ("which", "reason", "code"),
    [
        ("first", "salah", "parked.reason"),
        ("first", "          ", "parked.reason"),
        ("behind", WHY, "parked.behind"),
        ("none", WHY, "parked.gone"),
    ],
)
def test_refusals(office: Node, which: str, reason: str, code: str) -> None:
    with office:
        bad = first(office)
        seq = {"first": bad.seq, "behind": bad.seq + 1, "none": bad.seq + 9}[which]
        outcome = parked.dismiss(office, CHECKER, bad.chain, seq, reason)
        assert isinstance(outcome, Refused) and code in outcome.codes()
        assert not Settled.objects.exists() and Parked.objects.count() == 3


def test_a_correction_is_a_fact_of_this_office_about_the_same_subject(office: Node) -> None:
    with office:
        bad = first(office)
        elsewhere = JournalFact.objects.exclude(subject=STUCK).first()
        assert elsewhere is not None
        outcome = parked.correct(office, CHECKER, bad.chain, bad.seq, elsewhere.id, WHY)
        assert isinstance(outcome, Refused) and outcome.codes() == {"parked.by"}


def test_after_a_power_cut_between_decision_and_tidying_due_work_does_it(office: Node) -> None:
    with office:
        bad = first(office)
        with Act(office, CHECKER) as act:
            body = parked.ParkedDismissed(chain=bad.chain, seq=bad.seq, of=STUCK, what=UNKNOWN, reason=WHY)
            act.record(body, subject=f"tertahan/{bad.chain}/{bad.seq}")
        assert Parked.objects.count() == 3
        assert parked.tidy(office) == 3 and parked.tidy(office) == 0
        assert Peer.objects.filter(id__in="ab").count() == 2


def test_a_chain_that_waits_for_another_behind_it_lets_it_go_first(negeri: Country) -> None:
    """The first office's fact rests on the second's, which came later and lay parked behind it: in the order of their names for ever."""
    early, late = negeri.office("3172", "Jakarta Utara"), negeri.office("3507", "Malang")
    names = NikConfirmed(nik="3172010101900001")
    kind = negeri.centre.kinds[UNKNOWN]
    kinds = {**negeri.centre.kinds, UNKNOWN: replace(kind, apply=lambda f: [Update(Peer, "a", {"name": "Berikutnya"})])}
    object.__setattr__(negeri.centre, "kinds", kinds)
    tell(early, names, admitted("b"))
    tell(late, admitted("a"))
    talk(early)
    talk(late)
    with negeri.centre:
        assert Parked.objects.count() == 3 and Parked.objects.filter(reason=BEHIND).count() == 2
        assert retry(negeri.centre, STUCK) == 0
        assert Peer.objects.get(id="a").name == "Berikutnya" and Peer.objects.filter(id="b").exists()
        assert not Parked.objects.exists() and verify() == []


def test_what_stays_parked_says_for_itself_why(negeri: Country, office: Node) -> None:
    with office:
        assert retry(office, STUCK) == 3
        assert UNKNOWN in first(office).reason and Parked.objects.filter(reason=BEHIND).count() == 2
