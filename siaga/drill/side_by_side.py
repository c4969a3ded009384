"""Several replays at the same time, each in a process of its own, with one progress for all."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast

from siaga.continuity.table import AS_IT_WAS, TABLE, Table
from siaga.drill.citizens import Citizen
from siaga.drill.country import Country, make_template
from siaga.drill.plan import Progress, Replayed
from siaga.drill.replay import Replay
from siaga.drill.throwaway import throw_away
from siaga.kit.postgres import Cluster

Work = Callable[[Progress], Replayed]


AS_WAS, WITH_SIAGA = "as_it_was", "siaga"
TABLES = {AS_WAS: AS_IT_WAS, WITH_SIAGA: TABLE}
Founded = Callable[[Cluster, Path], tuple[Country, list[Citizen]]]
MadeReplay = Callable[[str, Country, Table, list[Citizen]], Replay]


class ReplayFailed(RuntimeError):
    """A replay ended without a result; its traceback is on stderr."""


def told_both_ways(
    found: Founded, made: MadeReplay, tell: Progress, tables: Mapping[str, Table] = TABLES
) -> dict[str, Replayed]:
    """A story as it was and with SIAGA, from one founding: twins of one country, each replayed in a process of its own."""
    with throw_away() as (cluster, folder):
        tell("persiapan", 0, 1)
        make_template(cluster, areas=False)
        origin, people = found(cluster, folder / "asal")
        tell("persiapan", 1, 1)
        twins = {name: origin.twin(folder / f"putaran{n}", f"putaran{n}") for n, name in enumerate(tables)}

        def work(name: str) -> Work:
            return lambda say: made(name, twins[name], tables[name], people).run(say)

        return both({name: work(name) for name in tables}, tell)


def both(works: Mapping[str, Work], tell: Progress) -> dict[str, Replayed]:
    """Run all works; results by name. No database connection may be open: the processes are forks of this one."""
    context = multiprocessing.get_context("fork")
    open_ends: dict[Connection, str] = {}
    processes = []
    for name, work in works.items():
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(work, there), daemon=True)
        process.start()
        there.close()
        open_ends[here] = name
        processes.append(process)
    results: dict[str, Replayed] = {}
    while open_ends:
        for end in cast(list[Connection], wait(list(open_ends))):
            try:
                said = end.recv()
            except EOFError:
                open_ends.pop(end)
                continue
            if isinstance(said, Replayed):
                results[open_ends[end]] = said
            else:
                tell(*said)
    for process in processes:
        process.join()
    if missing := [name for name in works if name not in results]:
        raise ReplayFailed(f"putaran {', '.join(missing)} gagal")
    return {name: results[name] for name in works}


def _run(work: Work, there: Connection) -> None:
    gc.freeze()  # what the fork brought along is never garbage
    there.send(work(lambda *said: there.send(said)))
    there.close()
