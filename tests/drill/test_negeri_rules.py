"""Every rule of the simulated country notices what it is for: the state that a broken program would leave is made, and it must speak."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

import pytest
from django.db import connection

from siaga.documents import signing_acts
from siaga.drill import aftermath, calm, negeri, points
from siaga.drill.deaths import watching, writes
from siaga.drill.devices import plain_signed
from siaga.drill.invariants import INVARIANTS, Violation
from siaga.drill.land import Land
from siaga.drill.oracle import Told
from siaga.drill.steps import (
    CENTRE,
    DUE,
    DUE_CENTRE,
    HAND,
    HOUR,
    PRINT,
    RECORD,
    SUKET,
    TICKET,
    TTE_DOWN,
    TWIN,
    WET,
    Step,
)
from siaga.drill.unfold import Unfolding
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.wilayah.source import read_areas


def at(hour: float, what: str, n: int, office: int = 0) -> Step:
    return Step(int(hour * HOUR), office, what, n)


# Two offices, one with a second box, one with a service point; every kind of thing happens once, one body comes to both, one paper is
# signed by hand.
QUIET = [
    *(at(8 + i / 10, RECORD, i) for i in range(6)),
    at(9, TWIN, 900, 0),
    at(9, TWIN, 901, 1),
    *(at(9.5 + i / 10, SUKET, 100 + i) for i in range(4)),
    at(10, TTE_DOWN, 200, CENTRE),
    at(11, DUE, 201),
    at(11.5, WET, 202),
    at(12, DUE_CENTRE, 203, CENTRE),
    at(13, DUE, 204),
    at(13, DUE, 205, 1),
    at(13.5, PRINT, 301),
    at(14, DUE, 206),
    at(15, DUE, 207),
    at(15.5, HAND, 302),
    at(16, TICKET, 303),
]


class Whole(NamedTuple):
    """A country in which everything holds."""

    told: Unfolding

    @property
    def land(self) -> Land:
        return self.told.land

    def nodes(self) -> dict[str, Node]:
        office = self.land.offices[0]
        point = self.land.offices[1].point
        assert office.second is not None and point is not None
        return {"pusat": self.land.centre, "kantor": office.box, "kedua": office.second, "titik": point}


@pytest.fixture(scope="module")
def whole(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A country in the calm in which everything holds."""
    land = Land(cluster, tmp_path_factory.mktemp("aturan"), at=negeri.BEGIN, name="aturan")
    told = Unfolding(land, 3)
    try:
        with patch.object(signing_acts, "_signed_file", plain_signed), watching(land.reaper):
            land.settle(3, list(read_areas()), 2, {0})
            points.settle(land, land.offices[1])
            for step in QUIET:
                told.take(step)
            calm.calm_down(told)
        assert calm.violations(told, calm=True) == []
        yield Whole(told)
    finally:
        land.close()


@contextmanager
def broken(node: Node, table: str, statement: str) -> Iterator[None]:
    """Inside, the table is as this statement leaves it."""
    with node, connection.cursor() as cur:
        cur.execute(f"CREATE TABLE kept AS SELECT * FROM {table}")
        cur.execute("SET session_replication_role = replica")
        cur.execute(statement)
        changed = cur.rowcount
    try:
        assert changed, "nothing was broken"
        yield
    finally:
        with node, connection.cursor() as cur:
            cur.execute(f"DELETE FROM {table}")
            cur.execute(f"INSERT INTO {table} SELECT * FROM kept")
            cur.execute("DROP TABLE kept")
            cur.execute("SET session_replication_role = origin")


FACTS = "journal_journalfact"
OWN_VERDICT = f"UPDATE {FACTS} SET chain = %(office)s, seq = seq + 90000 WHERE chain LIKE 'pusat>%%'"
ONE_CARD = "(SELECT id FROM cards_printorder WHERE state IN ('tercetak', 'diserahkan') ORDER BY id LIMIT 1)"
CARD_TWICE = f"""INSERT INTO cards_printorder SELECT (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid()))).*
    FROM cards_printorder o WHERE id = {ONE_CARD}"""
SUKET_TWICE = """INSERT INTO cards_suket SELECT (jsonb_populate_record(s, jsonb_build_object('number', 'kembar', 'serial', 999))).*
    FROM cards_suket s ORDER BY number LIMIT 1"""
FACT_AGAIN = """INSERT INTO journal_journalfact
    SELECT (jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid(), 'seq', 90000))).*
    FROM journal_journalfact f WHERE kind = '{}' ORDER BY seq LIMIT 1"""
RECORDED_LATE = "UPDATE journal_journalfact SET seq = seq + 90000, lsn = lsn + 90000 WHERE kind = 'recording.recorded'"
BROKEN = [
    ("no_number_twice", "pusat", "people_resident", "UPDATE people_resident SET office = '9999' WHERE office = %(office)s"),
    ("no_number_minted_twice", "pusat", FACTS, FACT_AGAIN.format("people.resident_registered")),
    ("every_act_once", "pusat", FACTS, "DELETE FROM journal_journalfact WHERE kind = 'cards.card_printed'"),
    ("chains_hold", "kantor", FACTS, "UPDATE journal_journalfact SET actor = 'lain' WHERE kind = 'cards.card_printed'"),
    ("blangko_reconcile", "kantor", "cards_balance", "UPDATE cards_balance SET amount = amount + 1 WHERE account = 'stok'"),
    ("printed_only_after_verdict", "kantor", FACTS, "DELETE FROM journal_journalfact WHERE chain LIKE 'pusat>%%'"),
    ("nobody_promoted_locally", "kantor", FACTS, OWN_VERDICT),
    ("one_valid_suket", "kantor", "cards_suket", SUKET_TWICE),
    ("suket_only_for_recorded", "kantor", FACTS, "DELETE FROM journal_journalfact WHERE kind = 'recording.recorded'"),
    ("suket_only_for_recorded", "kantor", FACTS, RECORDED_LATE),
    ("order_kept", "kantor", FACTS, "UPDATE journal_journalfact SET lsn = 1000000 - lsn"),
    ("one_valid_card", "kantor", "cards_printorder", CARD_TWICE),
    ("replay_is_equal", "kantor", "counter_ticket", "UPDATE counter_ticket SET number = number + 1"),
    ("acknowledged_are_kept", "pusat", FACTS, "DELETE FROM journal_journalfact WHERE kind = 'counter.ticket_taken'"),
    ("nothing_doubled", "kantor", FACTS, FACT_AGAIN.format("counter.ticket_taken")),
    ("one_card_a_body", "kantor", "cards_printorder", "special"),
    ("one_suket_a_body", "kantor", "cards_suket", "special"),
    ("signed_once", "kantor", FACTS, FACT_AGAIN.format("documents.counter_signed")),
    ("machines_agree", "kedua", "journal_head", "UPDATE journal_head SET seq = seq + 1"),
    ("every_packet_arrives", "kantor", "recording_record", "UPDATE recording_record SET status = 'SENT_FOR_ENROLLMENT', packet = 'hilang'"),
    ("nodes_agree", "pusat", "counter_ticket", "UPDATE counter_ticket SET number = number + 1"),
    ("points_agree", "titik", "people_resident", "UPDATE people_resident SET nama = 'Lain' WHERE nik LIKE '%%0001'"),
    ("second_recording_is_a_duplicate", "pusat", "recording_record", "UPDATE recording_record SET proven_at = recorded_at"),
    ("every_paper_is_signed", "kantor", "documents_document", "UPDATE documents_document SET countersigned_at = NULL"),
]  # fmt: skip


def asked(told: Unfolding, rule: str) -> list[Violation]:
    land = told.land
    for invariant in INVARIANTS:
        if invariant.__name__ == rule:
            return invariant(land.centre, [o.box for o in land.open])
    by_name = {r.__name__: r for r in (*aftermath.EVER, *aftermath.AFTERMATH)}
    return by_name[rule](land, told.oracle)


@pytest.mark.parametrize(("rule", "where", "table", "statement"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_rule_speaks(whole: Whole, rule: str, where: str, table: str, statement: str) -> None:
    told, land = whole.told, whole.land
    assert asked(told, rule) == []
    if statement == "special":
        with one_body_for_all(land):
            assert {v.rule for v in asked(told, rule)} == {rule}
        return
    statement = statement.replace("%(office)s", f"'{land.offices[0].id}'").replace("%%", "%")
    with broken(whole.nodes()[where], table, statement):
        assert {v.rule for v in asked(told, rule)} == {rule}
    assert asked(told, rule) == []


def test_a_recording_that_was_understood_last_stands_before_its_suket_all_the_same(whole: Whole) -> None:
    later = "UPDATE journal_journalfact SET lsn = lsn + 90000 WHERE kind = 'recording.recorded'"
    with broken(whole.nodes()["kantor"], FACTS, later):
        assert asked(whole.told, "suket_only_for_recorded") == []


@contextmanager
def one_body_for_all(land: Land) -> Iterator[None]:
    """Whoever has a card or a suket is one and the same body."""
    before = dict(land.bodies)
    land.bodies.update(dict.fromkeys(before, "satu"))
    try:
        yield
    finally:
        land.bodies.update(before)


def test_an_act_that_nobody_holds_is_missed(whole: Whole) -> None:
    oracle, id = whole.told.oracle, ids.named("tidak pernah")
    oracle.told[id] = Told(whole.land.offices[0].id, "tiket", 0, True)
    try:
        assert [v.rule for v in aftermath.acknowledged_are_on_their_way(whole.land, oracle)] == [
            "acknowledged_are_kept"
        ]
    finally:
        del oracle.told[id]


def test_an_office_in_ashes_is_missed(whole: Whole) -> None:
    office = whole.land.offices[1]
    office.shut = True
    try:
        assert [v.rule for v in aftermath.every_office_is_back(whole.land, whole.told.oracle)] == [
            "every_office_is_back"
        ]
    finally:
        office.shut = False


def test_every_rule_is_here() -> None:
    named = {b[0] for b in BROKEN} | {"acknowledged_are_on_their_way", "every_office_is_back"}
    assert named == {r.__name__ for r in (*INVARIANTS, *aftermath.EVER, *aftermath.AFTERMATH)}


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        ("  SELECT 1", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", True),
        ("WITH gone AS (DELETE FROM t RETURNING id) SELECT count(*) FROM gone", True),
        ("update t set a = 1", True),
        ("SELECT journal_append(1)", True),
    ],
)
def test_a_full_disk_refuses_what_writes_and_no_question(query: str, needs: bool) -> None:
    assert writes(query) is needs
