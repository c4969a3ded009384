"""North Jakarta, September 2015: the national data centre is down for 26 days; as it was, and with SIAGA's table of outages."""

from __future__ import annotations

from pathlib import Path


def run(*, seed: int, json_path: Path | None, png_path: Path | None) -> None:
    """Replay the story with both tables, print the comparison, draw it and write it."""
    raise SystemExit("belum ada")
