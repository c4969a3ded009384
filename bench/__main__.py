"""`python -m bench [NAME …]`: run the benchmarks and print each figure; exit code 1 if one was not reached."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import django

django.setup()

from bench import acts, drain, search  # noqa: E402

ALL = {"acts": acts.main, "drain": drain.main, "search": search.main}


def run(names: list[str]) -> int:
    figures = [figure for name in names for figure in ALL[name]()]
    for figure in figures:
        print(figure.line())
    return 0 if all(f.reached for f in figures) else 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:] or list(ALL)))
