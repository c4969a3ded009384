"""Where the suite throws its folders away, and what killed runs leave there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import clusters


def test_only_the_folders_of_dead_runs_go(tmp_path: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    for name, holder in {"pytest-1": str(done.pid), "pytest-2": str(os.getpid()), "pytest-3": ""}.items():
        folder = tmp_path / "pytest-of-siapa" / name
        folder.mkdir(parents=True)
        (folder / ".lock").write_text(holder)
    (tmp_path / "pytest-of-siapa" / "pytest-4").mkdir()  # ended in order: pytest's own to keep or to delete
    clusters.sweep_runs(tmp_path)
    assert sorted(p.name for p in (tmp_path / "pytest-of-siapa").iterdir()) == ["pytest-2", "pytest-3", "pytest-4"]


def test_memory_is_taken_only_if_nothing_was_chosen_and_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "_MEMORY", tmp_path)
    monkeypatch.setattr(clusters, "_ROOM", 1)
    assert clusters.in_memory(None) == tmp_path
    assert clusters.in_memory("/tmp") is None
    monkeypatch.setattr(clusters, "_ROOM", 1 << 60)
    assert clusters.in_memory(None) is None
    monkeypatch.setattr(clusters, "_MEMORY", tmp_path / "none")
    assert clusters.in_memory(None) is None
