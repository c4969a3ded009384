"""`siaga drill negeri`: seed after seed as long as asked; the first that violates anything prints itself and its shortest history."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

import click
import msgspec

from siaga.drill.country import make_template
from siaga.drill.negeri import Outcome, Tell, shrunk, text
from siaga.drill.negeri import run as unfold
from siaga.drill.steps import Step, history
from siaga.drill.throwaway import throw_away

AIM = 1_000_000  # acknowledged acts over all seeds (issue 3)
SUMMED = ("diakui", "diambil alih", "dibangun kembali", "kiriman dibaca", "disisihkan", "diperselisihkan")


class Tally(msgspec.Struct):
    """Kept over runs. next: the first seed that was not tried yet; sums: of all seeds so far; violated: seeds that broke a rule."""

    next: int = 1
    sums: dict[str, int] = {}
    violated: list[int] = []

    def add(self, seed: int, found: Outcome) -> None:
        sums = Counter(self.sums)
        sums.update({what: found.counts.get(what, 0) for what in SUMMED})
        sums.update(negeri=1, langkah=found.steps, mati=found.deaths, terbakar=len(found.burnt))
        sums.update(hilang=found.lost, berganda=found.doubled, diberitahukan=found.unprotected + found.lost_alone)
        self.sums, self.next = dict(sums), seed + 1
        if found.violations:
            self.violated.append(seed)

    def line(self) -> str:
        s = self.sums
        return (
            f"{s['negeri']} negeri, {s['diakui']:,} tindakan diakui dari {AIM:,}, {s['hilang']} hilang, {s['berganda']} berganda, "
            f"{s['diberitahukan']} hilang dan diberitahukan, {s['mati']} kematian, {s['terbakar']} kotak terbakar, "
            f"{s['diambil alih']} diambil alih selagi hidup, {len(self.violated)} negeri melanggar"
        )


def tally_of(file: Path | None) -> Tally:
    """What earlier runs have come to; a new one where there is no file."""
    return msgspec.json.decode(file.read_bytes(), type=Tally) if file is not None and file.exists() else Tally()


def keep(tally: Tally, file: Path | None) -> None:
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(file.name + ".new")
    temporary.write_bytes(msgspec.json.encode(tally))
    os.replace(temporary, file)


def run(seed: int | None, days: int, offices: int, minutes: float, shortest: bool, file: Path | None = None) -> int:
    """The exit code: 1 if anything was violated. seed None: the first that is not in the tally of `file` yet."""
    began, tally = time.monotonic(), tally_of(file)
    seed = tally.next if seed is None else seed
    with throw_away() as (cluster, folder):
        make_template(cluster)
        while True:
            steps = history(seed, offices, days)
            found = unfold(cluster, folder / "negeri", seed, steps, offices, tell=_progress(seed, began, tally))
            sys.stderr.write("\r\x1b[K")
            tally.add(seed, found)
            keep(tally, file)
            click.echo(text(found))
            if found.violations:
                click.echo(f"Ulangi: siaga drill negeri --benih {seed} --hari {days} --kantor {offices}")
                if shortest:
                    tell = _progress(seed, began, tally)
                    _story(shrunk(cluster, folder / "negeri", found, steps, offices, tell=tell))
                return 1
            if time.monotonic() - began >= minutes * 60:
                break
            seed += 1
    click.echo(f"{time.monotonic() - began:.0f} detik. Sejauh ini: {tally.line()}")
    return 0


def _progress(seed: int, began: float, tally: Tally) -> Tell:
    before = tally.sums.get("diakui", 0)

    def tell(says: str) -> None:
        sys.stderr.write(f"\r\x1b[K{time.monotonic() - began:4.0f} detik, {before:,} diakui  benih {seed}: {says}")
        sys.stderr.flush()

    return tell


def _story(steps: list[Step]) -> None:
    click.echo(f"\nRiwayat terpendek yang masih melanggar, {len(steps)} langkah:")
    for step in steps:
        click.echo(f"  {step.line()}")
