"""The engine checks its table when it is made, and never moves by an arrow that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.kit.machine import Machine, MachineError, Row
from siaga.kit.refusal import Refusal


def full(**context: object) -> Refusal | None:
    return None if context.get("papers") else Refusal("papers.missing", "Berkas belum lengkap. Lengkapi dahulu.")


DOOR = Machine(
    "door",
    rows=(
        Row("open", "close", "shut"),
        Row("shut", "open", "open", guard=full),
        Row("shut", "seal", "sealed", by=("pusat",)),
    ),
    initial="open",
    terminal=("sealed",),
)


@pytest.mark.parametrize(
    ("state", "trigger", "context", "expected"),
    [
        ("open", "close", {}, "shut"),
        ("shut", "open", {"papers": True}, "open"),
        ("shut", "open", {}, "papers.missing"),
        ("shut", "seal", {"by": "pusat"}, "sealed"),
        ("shut", "seal", {"by": "kantor"}, "door.not_yours"),
        ("shut", "seal", {}, "door.not_yours"),
        ("sealed", "open", {"papers": True}, "door.impossible"),
        ("open", "burn", {}, "door.impossible"),
        ("nowhere", "open", {}, "door.impossible"),
    ],
)
def test_step(state: str, trigger: str, context: dict[str, object], expected: str) -> None:
    got = DOOR.step(state, trigger, **context)
    assert (got.code if isinstance(got, Refusal) else got) == expected
    if isinstance(got, Refusal):
        assert got.text().endswith(".")


def test_guarded_rows_are_tried_in_order() -> None:
    machine = Machine("m", (Row("a", "go", "b", guard=full), Row("a", "go", "c")), initial="a", terminal=("b", "c"))
    assert machine.step("a", "go", papers=1) == "b"
    assert machine.step("a", "go") == "c"


def test_triggers_by_party() -> None:
    assert DOOR.triggers("shut") == ("open", "seal")
    assert DOOR.triggers("shut", by="kantor") == ("open",)
    assert DOOR.triggers("sealed") == ()


@pytest.mark.parametrize(
    ("rows", "terminal", "says"),
    [
        ((Row("a", "x", "b"), Row("a", "x", "b")), ("b",), "twice"),
        ((Row("a", "x", "b"), Row("a", "x", "b", guard=full)), ("b",), "always wins"),
        ((Row("a", "x", "b"), Row("c", "x", "b")), ("b",), "c cannot be reached"),
        ((Row("a", "x", "b"),), (), "b ends without"),
        ((Row("a", "x", "b"), Row("b", "x", "a")), ("b",), "way out"),
        ((Row("a", "x", "b"), Row("a", "y", "c"), Row("c", "z", "c")), ("b",), "c never ends"),
    ],
)
def test_a_wrong_table_is_refused_at_once(rows: tuple[Row, ...], terminal: tuple[str, ...], says: str) -> None:
    with pytest.raises(MachineError, match=says):
        Machine("m", rows, initial="a", terminal=terminal)


def test_mermaid_shows_each_row() -> None:
    drawn = DOOR.mermaid()
    assert drawn.startswith("stateDiagram-v2\n    [*] --> open\n")
    assert "shut --> open: open [full]" in drawn
    assert "shut --> sealed: seal (pusat)" in drawn
    assert drawn.endswith("sealed --> [*]\n")


@given(st.lists(st.tuples(st.sampled_from(["close", "open", "seal"]), st.booleans(), st.sampled_from(["pusat", "k"]))))
def test_never_outside_the_table(tries: list[tuple[str, bool, str]]) -> None:
    state = DOOR.initial
    for trigger, papers, by in tries:
        got = DOOR.step(state, trigger, papers=papers, by=by)
        if isinstance(got, str):
            assert any(r.state == state and r.trigger == trigger and r.to == got for r in DOOR.rows)
            state = got
    assert state in DOOR.states()
