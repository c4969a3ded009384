"""`siaga drill negeri`: seed after seed as long as asked; the first that violates anything prints itself and its shortest history."""

from __future__ import annotations

import sys
import time
from collections import Counter

import click

from siaga.drill.country import make_template
from siaga.drill.negeri import Tell, shrunk, text
from siaga.drill.negeri import run as unfold
from siaga.drill.steps import Step, history
from siaga.drill.throwaway import throw_away


def run(seed: int, days: int, offices: int, minutes: float, shortest: bool) -> int:
    """The exit code: 1 if anything was violated."""
    began = time.monotonic()
    sums: Counter[str] = Counter()
    with throw_away() as (cluster, folder):
        make_template(cluster)
        while True:
            steps = history(seed, offices, days)
            found = unfold(cluster, folder / "negeri", seed, steps, offices, tell=_progress(seed, began))
            sys.stderr.write("\r\x1b[K")
            sums.update(negeri=1, diakui=found.counts.get("diakui", 0), mati=found.deaths, terbakar=len(found.burnt))
            click.echo(text(found))
            if found.violations:
                click.echo(f"Ulangi: siaga drill negeri --benih {seed} --hari {days} --kantor {offices}")
                if shortest:
                    _story(shrunk(cluster, folder / "negeri", found, steps, offices, tell=_progress(seed, began)))
                return 1
            if time.monotonic() - began >= minutes * 60:
                break
            seed += 1
    took = time.monotonic() - began
    click.echo(
        f"{sums['negeri']} negeri, {sums['diakui']} tindakan diakui, 0 hilang, 0 berganda, "
        f"{sums['mati']} kematian, {sums['terbakar']} kotak terbakar, {took:.0f} detik"
    )
    return 0


def _progress(seed: int, began: float) -> Tell:
    def tell(says: str) -> None:
        sys.stderr.write(f"\r\x1b[K{time.monotonic() - began:4.0f} detik  benih {seed}: {says}")
        sys.stderr.flush()

    return tell


def _story(steps: list[Step]) -> None:
    click.echo(f"\nRiwayat terpendek yang masih melanggar, {len(steps)} langkah:")
    for step in steps:
        click.echo(f"  {step.line()}")
