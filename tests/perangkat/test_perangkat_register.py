"""The equipment register: which step may follow which, and the same tables from its facts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.journal.act import Actor, Done, Refused
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.perangkat import acts, rules
from siaga.perangkat.models import Equipment, EquipmentStep
from siaga.roles.kinds import FACT_TABLES

EKO = Actor("eko", "Eko", frozenset({"teknisi"}))
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("state", "step", "allowed"),
    [
        (rules.IN_USE, rules.FAULT, True),
        (rules.IN_USE, rules.CALLED, False),
        (rules.IN_USE, rules.RETURNED, False),
        (rules.FAULT, rules.CALLED, True),
        (rules.FAULT, rules.RETURNED, True),
        (rules.CALLED, rules.FAULT, False),
        (rules.SENT, rules.RETURNED, True),
        (rules.SENT, rules.CALLED, False),
        (rules.RETIRED, rules.RETURNED, False),
        ("aneh", rules.FAULT, False),
    ],
)
def test_steps(state: str, step: str, allowed: bool) -> None:
    no = rules.may_step(state, DAY, step, DAY, "pita tersangkut", DAY)
    assert (no == []) is allowed


@given(st.lists(st.sampled_from(sorted(rules.STEP_LABELS)), max_size=12))
def test_a_device_is_never_sent_without_a_fault_and_never_back_from_retirement(steps: list[str]) -> None:
    state, seen = rules.IN_USE, []
    for step in steps:
        if not rules.may_step(state, DAY, step, DAY, "x", DAY):
            seen.append(step)
            state = rules.state_after(step)
    for i, step in enumerate(seen):
        since_return = seen[:i][::-1]
        last = since_return[: since_return.index(rules.RETURNED)] if rules.RETURNED in since_return else since_return
        if step in (rules.CALLED, rules.SENT, rules.RETURNED):
            assert rules.FAULT in last
    assert rules.RETIRED not in seen[:-1]


@pytest.mark.parametrize(
    ("days", "text", "code"),
    [(1, "jatuh", "equipment.future"), (-9, "jatuh", "equipment.before"), (0, " ", "equipment.text")],
)
def test_a_step_needs_its_day_and_words(days: int, text: str, code: str) -> None:
    no = rules.may_step(rules.IN_USE, DAY, rules.FAULT, DAY + timedelta(days), text, DAY)
    assert [r.code for r in no] == [code]


def printer(node: Node, serial: str = "P-1") -> UUID:
    outcome = acts.add(node, EKO, "printer", "Printer 1", serial, "Ruang cetak", DAY)
    assert isinstance(outcome, Done)
    return UUID(str(outcome.value))


def test_a_broken_printers_way_is_kept_with_officer_and_day(jakut: Node) -> None:
    id = printer(jakut)
    for step in (rules.FAULT, rules.CALLED, rules.SENT, rules.RETURNED):
        assert acts.step(jakut, EKO, id, step, DAY, "pita tersangkut")
    assert acts.move(jakut, EKO, id, "Loket 3")
    row = Equipment.objects.get()
    assert (row.state, row.place) == (rules.IN_USE, "Loket 3")
    steps = list(EquipmentStep.objects.order_by("at").values_list("step", "actor"))
    assert sorted(s for s, _ in steps) == sorted(["fault", "called", "sent", "returned", "moved"])
    assert {a for _, a in steps} == {"eko"}
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_refused_twice_and_what_is_not_there(jakut: Node) -> None:
    printer(jakut)
    again = acts.add(jakut, EKO, "printer", "Lain", "P-1", "Gudang", DAY)
    assert isinstance(again, Refused) and again.codes() == {"equipment.twice"}
    empty = acts.add(jakut, EKO, "mesin", "", " ", "", DAY + timedelta(days=900))
    assert isinstance(empty, Refused) and empty.codes() == {"equipment.kind", "equipment.empty", "equipment.future"}
    nobody = acts.step(jakut, EKO, uuid4(), rules.FAULT, DAY, "x")
    assert isinstance(nobody, Refused) and nobody.codes() == {"equipment.gone"}
    assert JournalFact.objects.filter(kind__startswith="perangkat.").count() == 1
