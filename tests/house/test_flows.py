"""Each declared life event is taken from its page to its end in a browser by some test of the flow."""

from __future__ import annotations

from pathlib import Path

from siaga.people.peristiwa import PERISTIWA

FLOW = Path(__file__).resolve().parents[1] / "flow"


def test_every_life_event_has_a_browser_test() -> None:
    """By its code: forms are opened by it (`/berkas/formulir/…/<code>/`), tables of events name it."""
    told = "\n".join(p.read_text() for p in sorted(FLOW.glob("test_flow_*.py")))
    lacking = [p.code for p in PERISTIWA if not any(f"{mark}{p.code}{mark}" in told for mark in ('"', "/", "`"))]
    assert not lacking
