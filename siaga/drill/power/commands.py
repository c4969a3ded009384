"""`siaga drill listrik` and `siaga drill bunuh`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import click

from siaga.drill.power import cuts, kills, prefixes
from siaga.drill.power.cuts import Tally
from siaga.drill.power.kills import Kills
from siaga.drill.power.mount import lacking
from siaga.drill.power.progress import load, save, scratch

FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("var/listrik"),
    show_default=True,
    help="Di sini hasilnya disimpan; dijalankan lagi, latihan diteruskan.",
)


@click.command(help="Listrik padam berulang kali pada kantor yang bekerja, di atas cakram yang lupa; lalu kontrolnya.")
@click.option("--padam", default=200, show_default=True, help="Berapa kali padam seluruhnya.")
@click.option("--awalan", default=0, show_default=True, help="Rekam satu jejak dan pulihkan dari sekian awalannya.")
@click.option("--proses", default=2, show_default=True, help="Berapa proses yang memulihkan awalan.")
@click.option("--benih", default=1, show_default=True)
@FOLDER
def listrik(padam: int, awalan: int, proses: int, benih: int, folder: Path) -> None:
    if why := lacking():
        raise click.ClickException(f"latihan ini perlu {why}")
    _end_in_order()
    good = (not padam or _cuts(folder, padam, benih)) and (not awalan or _prefixes(folder, awalan, proses, benih))
    sys.exit(not good)


def _cuts(folder: Path, many: int, seed: int) -> bool:
    kept = folder / f"padam-{seed}.json"
    reached = load(kept, Tally)
    with scratch() as space:
        while reached.cuts < many and not reached.wrong():
            reached.add(cuts.chapter(space, seed * 1_000_000 + reached.cuts, min(cuts.CHAPTER, many - reached.cuts)))
            save(kept, reached)
            click.echo(reached.text())
        silent = [kind for kind in cuts.CONTROLS if not cuts.control(space, kind, seed, click.echo).lost]
    click.echo(reached.text())
    for kind in silent:
        click.secho(f"Kontrol {kind} tidak kehilangan apa-apa: pemeriksaan ini tidak berarti.", fg="red")
    return not silent and not reached.wrong()


def _prefixes(folder: Path, many: int, processes: int, seed: int) -> bool:
    with scratch() as space:
        found = prefixes.run(folder / f"jejak-{seed}", space, seed, many, processes, click.echo)
    click.echo(prefixes.text(found, list(found)))
    return not any(f.lost or f.faults for f in found.values())


@click.command(help="SIGKILL berulang kali pada proses kantor, pusat dan basis data yang sedang melayani.")
@click.option("--kali", default=1000, show_default=True, help="Sedikitnya sekian SIGKILL seluruhnya.")
@click.option("--tindakan", default=0, show_default=True, help="Sedikitnya sekian tindakan yang diakui seluruhnya.")
@click.option("--benih", default=1, show_default=True)
@FOLDER
def bunuh(kali: int, tindakan: int, benih: int, folder: Path) -> None:
    _end_in_order()
    kept = folder / f"bunuh-{benih}.json"
    reached = load(kept, Kills)
    with scratch() as space:
        while (reached.kills < kali or reached.told < tindakan) and not reached.wrong():
            few = min(kills.CHAPTER, max(1, kali - reached.kills)) if not tindakan else kills.CHAPTER
            reached.add(kills.chapter(space, benih * 1_000_000 + reached.chapters, few))
            save(kept, reached)
            click.echo(reached.text())
    click.echo(reached.text())
    sys.exit(reached.wrong())


def _end_in_order() -> None:
    """SIGTERM and SIGINT, also where a shell has them ignored in the background: servers are stopped, scratch space is cleared away."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(130))


COMMANDS = (listrik, bunuh)
