"""Every declared life event is taken from the ticket of the hall to all of its signed papers by some flow.

The flows' rows (`EVENTS`) say which papers each case file yields. `tests/flow/events_flow.py` holds every row against what fell due and
was signed; here the rows are held against the declarations. So a new event, a paper that is declared and never seen, and a row that no
flow takes are each told.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from siaga.counter.catalogue import SERVICES
from siaga.people.peristiwa import PERISTIWA
from tests.flow.events_flow import Event

FLOW = Path(__file__).resolve().parents[1] / "flow"


def rows() -> Iterator[tuple[str, Event]]:
    """(module, row) of all flows."""
    for path in sorted(FLOW.glob("test_flow_*.py")):
        module = importlib.import_module(f"tests.flow.{path.stem}")
        yield from ((path.stem, event) for event in getattr(module, "EVENTS", ()))


def test_every_life_event_and_every_paper_of_it_is_seen_signed_by_a_flow() -> None:
    seen: dict[str, set[str]] = {}
    for _module, event in rows():
        seen.setdefault(event.code, set()).update(event.papers)
    assert seen == {p.code: set(p.documents) for p in PERISTIWA}


def test_the_rows_are_taken_whole() -> None:
    """A test of the module hands the tuple itself to what takes it, or unpacks it into as many names."""
    for module in sorted({module for module, _event in rows()}):
        tree = ast.parse((FLOW / f"{module}.py").read_text())
        tests = [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name.startswith("test_")]
        used = {n.id for f in tests for n in ast.walk(f) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        assert "EVENTS" in used, module


def test_every_life_event_is_fulfilled_by_one_service_of_the_counter() -> None:
    offered = sorted(code for service in SERVICES for code in service.events)
    assert offered == sorted(p.code for p in PERISTIWA)
