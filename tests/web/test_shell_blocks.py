"""A block that no ancestor has is silently dropped by Django: every child's block must exist further up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import siaga

ROOT = Path(siaga.__file__).parent
EXTENDS = re.compile(r'{%\s*extends\s+(?:base\|default:)?"([^"]+)"')
BLOCK = re.compile(r"{%\s*block\s+(\w+)")
TEMPLATES = {
    file.relative_to(folder).as_posix(): file
    for folder in sorted(ROOT.glob("*/templates"))
    for file in folder.rglob("*.html")
}
CHILDREN = sorted(name for name, file in TEMPLATES.items() if EXTENDS.search(file.read_text(encoding="utf-8")))


def parent(name: str) -> str | None:
    found = EXTENDS.search(TEMPLATES[name].read_text(encoding="utf-8"))
    return found.group(1) if found else None


def blocks(name: str) -> set[str]:
    return set(BLOCK.findall(TEMPLATES[name].read_text(encoding="utf-8")))


def orphans(name: str) -> set[str]:
    """Blocks of `name` that neither an ancestor has nor stand inside a block of its own that an ancestor has."""
    above: set[str] = set()
    up = parent(name)
    while up:
        above |= blocks(up)
        up = parent(up)
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", TEMPLATES[name].read_text(encoding="utf-8"), flags=re.S)
    depth, lost = 0, set()
    for tag, block in re.findall(r"{%\s*(block|endblock)\b\s*(\w*)", text):
        if tag == "endblock":
            depth -= 1
        else:
            if depth == 0 and block not in above:
                lost.add(block)
            depth += 1
    return lost


@pytest.mark.parametrize("name", CHILDREN)
def test_no_block_is_dropped(name: str) -> None:
    assert orphans(name) == set()


def test_a_dropped_block_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "x.html"
    child.write_text('{% extends "shell/base.html" %}{% block isi %}{% block inner %}{% endblock %}{% endblock %}')
    monkeypatch.setitem(TEMPLATES, "x.html", child)
    assert orphans("x.html") == {"isi"}
