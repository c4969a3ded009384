"""The command of the power cuts: both of its parts in one run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from siaga.drill.power import commands
from siaga.drill.power.cuts import Tally


def test_cuts_and_prefixes_in_one_run_have_a_scratch_folder_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spaces: list[Path] = []

    def used(space: Path) -> None:
        assert not list(space.iterdir()), "what the other part left behind"
        (space / "tempat").mkdir()
        spaces.append(space)

    def chapter(space: Path, seed: int, many: int) -> Tally:
        used(space)
        return Tally(cuts=many)

    def prefixes_of(folder: Path, space: Path, *rest: Any) -> dict[int, Any]:
        used(space)
        return {}

    monkeypatch.setattr(commands, "lacking", lambda: "")
    monkeypatch.setattr(commands, "_end_in_order", lambda: None)
    monkeypatch.setattr(commands.cuts, "chapter", chapter)
    monkeypatch.setattr(commands.cuts, "control", lambda *a: SimpleNamespace(lost=1))
    monkeypatch.setattr(commands.prefixes, "run", prefixes_of)
    monkeypatch.setattr(commands.prefixes, "text", lambda *a: "")
    done = CliRunner().invoke(commands.listrik, ["--padam", "3", "--awalan", "2", "--folder", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert len(set(spaces)) == 2 and not any(s.exists() for s in spaces)
