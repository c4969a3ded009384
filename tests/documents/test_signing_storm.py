"""A slice of the benchmark: many papers, a service that fails in every way it knows, each signature once on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.signing import storm
from siaga.kit.node import Node


@pytest.mark.parametrize("version", [1, 2])
def test_each_once_through_a_storm(jakut: Node, tmp_path: Path, version: int) -> None:
    found = storm(jakut, tmp_path / "tte", 16, 10, version=version)
    assert (found.recorded, found.papers, found.aside, found.left) == (16, 16, 0, 0)
    assert found.struck == 10
    assert 0 <= found.extra <= 10
