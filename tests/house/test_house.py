"""The architecture's own tests: what docs/architecture.md says and import-linter cannot see."""

from __future__ import annotations

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest

from siaga.roles.kinds import ALL, FACT_TABLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "siaga"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "services", "managers"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today"), ("timezone", "now")}
# The system's clock is read here and nowhere else.
MAY_READ_CLOCK = {"kit/clock.py"}
MAY_TOUCH_CONNECTIONS = {"kit/database.py"}


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    named = ((path.relative_to(PACKAGE).as_posix(), path) for path in sorted(PACKAGE.rglob("*.py")))
    return tuple((name, ast.parse(path.read_text())) for name, path in named if "/migrations/" not in name)


def test_no_file_is_a_drawer_for_everything() -> None:
    assert not [n for n, _ in modules() if FORBIDDEN_NAMES & set(Path(n).with_suffix("").parts)]


def test_no_import_inside_a_function() -> None:
    lazy = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not lazy


def test_nobody_reads_the_systems_clock() -> None:
    read = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name not in MAY_READ_CLOCK
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and (node.func.value.id, node.func.attr) in CLOCKS
    ]
    assert not read


def test_only_the_kit_touches_connections() -> None:
    touched = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name not in MAY_TOUCH_CONNECTIONS
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.db"
        for alias in node.names
        if alias.name == "connections"
    ]
    assert not touched


def test_apply_looks_at_nothing_but_the_fact() -> None:
    """No query, no clock, no randomness in the rooms that turn facts into rows."""
    wrong = []
    for name, tree in modules():
        if Path(name).name != "apply.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "now", "today", "filter", "get_or_create"}:
                wrong.append(f"{name}:{node.lineno} {node.attr}")
            if isinstance(node, ast.ImportFrom) and node.module in {"django.db", "random", "secrets", "uuid4"}:
                wrong.append(f"{name}:{node.lineno} {node.module}")
    assert not wrong


def test_every_wire_type_can_grow() -> None:
    """Frozen, tagged with its feature, versioned."""
    for kind, entry in ALL.items():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind), kind
        assert entry.body.__struct_config__.frozen, kind
        assert entry.body.version >= 1, kind
        assert entry.apply.__module__.startswith("siaga." + entry.body.__module__.split(".")[1]), kind


def test_fact_tables_get_their_keys_from_facts() -> None:
    """A key from a sequence would differ after a replay."""
    serial = {"AutoField", "BigAutoField", "SmallAutoField"}
    assert not [m.__name__ for m in FACT_TABLES if type(m._meta.pk).__name__ in serial]
    assert len(set(FACT_TABLES)) == len(FACT_TABLES)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Each file of ours that people or machines read as text, with its path; walked once and not into what is installed or made."""
    found = []
    for place, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            d
            for d in folders
            if d not in {"var", "out", "vendor", "__pycache__", "node_modules"} and (d[0] != "." or d == ".ci")
        )
        for path in (Path(place, n) for n in sorted(names) if n[0] != "." or n == ".importlinter"):
            kinds = {".py", ".md", ".toml", ".txt", ".in", ".lock", ".html", ".css", ".js", ".sh", ".po", ""}
            if path.is_file() and path != Path(__file__) and path.suffix in kinds:
                found.append((path.relative_to(ROOT).as_posix(), path.read_text(errors="ignore")))
    return tuple(found)


@pytest.mark.parametrize("pattern", [r"/work/", r"\bfarm-", r"\.library", r"pypi\.org", r"registry\.npmjs", r"/root/"])
def test_nothing_speaks_of_one_machine(pattern: str) -> None:
    assert len(texts()) > 500
    assert not [name for name, text in texts() if re.search(pattern, text)]
