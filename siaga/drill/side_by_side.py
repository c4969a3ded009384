"""Several replays at the same time, each in a process of its own, with one progress for all."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from typing import cast

from siaga.drill.replay import Progress, Replayed

Work = Callable[[Progress], Replayed]


class ReplayFailed(RuntimeError):
    """A replay ended without a result; its traceback is on stderr."""


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
    there.send(work(lambda *said: there.send(said)))
    there.close()
