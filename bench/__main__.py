"""`python -m bench [NAME …]`: run the benchmarks and print each figure; exit code 1 if one was not reached."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import django

django.setup()

from bench import (  # noqa: E402
    acts,
    allotment,
    blangko,
    centre_dates,
    country,
    documents,
    drain,
    intake,
    line,
    planner,
    power,
    printers,
    rebuild,
    search,
    signing,
    start,
    takeover,
    tamper,
    uniqueness_check,
)
from bench.report import Figure  # noqa: E402

gc.freeze()  # as the command does: what is loaded is never garbage

ALL: dict[str, Callable[[], list[Figure]]] = {
    "acts": acts.main,
    "drain": drain.main,
    "intake": intake.main,
    "rebuild": rebuild.main,
    "search": search.main,
    "start": start.main,
    "line": line.main,
    "country": country.main,
    "planner": planner.main,
    "printers": printers.main,
    "blangko": blangko.main,
    "allotment": allotment.main,
    "centre_dates": centre_dates.main,
}
# These print their own lines: what they report are rates of error as well as of work.
OTHERS: dict[str, Callable[[], object]] = {
    "documents": documents.main,
    "signing": signing.main,
    "uniqueness": lambda: uniqueness_check.main([]),
    "tamper": tamper.main,
    "takeover": takeover.main,
    "power": power.main,
}


def run(names: list[str]) -> int:
    figures = []
    for name in names:
        if name in OTHERS:
            OTHERS[name]()
            continue
        for figure in ALL[name]():
            print(figure.line(), flush=True)
            figures.append(figure)
    return 0 if all(f.reached for f in figures) else 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:] or [*ALL, *OTHERS]))
