"""`siaga drill listrik` and `siaga drill bunuh`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from siaga.drill.power import cuts
from siaga.drill.power.cuts import Tally
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
@click.option("--benih", default=1, show_default=True)
@FOLDER
def listrik(padam: int, benih: int, folder: Path) -> None:
    if why := lacking():
        raise click.ClickException(f"latihan ini perlu {why}")
    kept = folder / f"padam-{benih}.json"
    reached = load(kept, Tally)
    with scratch() as space:
        while reached.cuts < padam and not reached.wrong():
            reached.add(cuts.chapter(space, benih * 1_000_000 + reached.cuts, min(cuts.CHAPTER, padam - reached.cuts)))
            save(kept, reached)
            click.echo(reached.text())
        silent = [kind for kind in cuts.CONTROLS if not cuts.control(space, kind, benih, click.echo).lost]
    click.echo(reached.text())
    for kind in silent:
        click.secho(f"Kontrol {kind} tidak kehilangan apa-apa: pemeriksaan ini tidak berarti.", fg="red")
    sys.exit(bool(silent or reached.wrong()))


COMMANDS = (listrik,)
