"""The one thing that is offered first on a person's page."""

from __future__ import annotations

import pytest

from siaga.people.ways import USUAL, WAYS, primary

ALL = [way.url for way in WAYS]


@pytest.mark.parametrize(
    ("names", "needed", "first"),
    [
        (ALL, "cards:handover", "cards:handover"),
        (ALL, "recording:start", "recording:start"),
        (ALL, "", "counter:apply"),
        ([n for n in ALL if n not in USUAL], "", "cards:handover"),
        (["documents:due", "cards:replace"], "cards:handover", "documents:due"),  # not this officer's to hand over
        (["cards:replace", "berkas:event"], "", "cards:replace"),
        ([], "recording:start", ""),
    ],
)
def test_what_comes_first(names: list[str], needed: str, first: str) -> None:
    assert primary(names, needed) == first
