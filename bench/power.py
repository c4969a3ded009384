"""Power cuts, kills and prefixes of a trace in small numbers, with both controls; the long runs are `siaga drill listrik` and `bunuh`."""

from __future__ import annotations

import time

from siaga.drill.power import cuts, kills, prefixes
from siaga.drill.power.mount import lacking
from siaga.drill.power.progress import scratch

CUTS, KILLS, PREFIXES, SEED = 20, 20, 100, 20_261_122


def main() -> None:
    if why := lacking():
        print(f"power: NOT MEASURED: there is no {why}")
        raise SystemExit(1)
    with scratch() as space:
        began, cut = time.monotonic(), cuts.Tally()
        while cut.cuts < CUTS and not cut.wrong():
            cut.add(cuts.chapter(space, SEED + cut.cuts, cuts.CHAPTER))
        print(f"power: {cut.text()} ({time.monotonic() - began:.0f} s)", flush=True)
        silent = [kind for kind in cuts.CONTROLS if not cuts.control(space, kind, SEED, print).lost]
        began, found = (
            time.monotonic(),
            prefixes.run(space / "jejak", space / "awalan", SEED, PREFIXES, 2, lambda _: None),
        )
        print(f"power: {prefixes.text(found, list(found))} ({time.monotonic() - began:.0f} s)", flush=True)
        killed = kills.chapter(space, SEED, KILLS)
        print(f"power: {killed.text()}", flush=True)
    if silent or cut.wrong() or killed.wrong() or any(f.lost or f.faults for f in found.values()):
        raise SystemExit(1)
