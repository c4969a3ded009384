"""`python -m siaga.roles.ticker HOME`: the process of a node that takes its due work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import django

django.setup()

from siaga.roles import serving  # noqa: E402
from siaga.roles.home import Home  # noqa: E402
from siaga.roles.process import build, role_of  # noqa: E402


def main(home_path: Path) -> None:
    home = Home.open(home_path)
    serving.enter(home)
    node = build(home)
    serving.tick_for_ever(node, role_of(node), serving.stop_on_signals())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
