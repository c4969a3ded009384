"""`siaga journal verify`, `siaga rebuild`, `siaga carry`: the journal proved, replayed, and carried by hand."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from siaga.journal import carry as by_hand
from siaga.journal.verify import rebuild as replay
from siaga.journal.verify import tables_hash, verify
from siaga.kit.node import PUSAT
from siaga.shell.formats import number

from . import serving
from .carrying import carry_in, carry_out
from .home import Home
from .kinds import FACT_TABLES
from .options import home_option
from .process import build
from .progress import bars


@click.group(help="Jurnal simpul ini.")
def journal() -> None:
    pass


@journal.command("verify", help="Periksa setiap rantai fakta.")
@home_option
def journal_verify(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)), bars() as say:
        faults = verify(partial(say, "Jurnal"))
    for f in faults:
        click.secho(f"{f.chain} {f.seq}: {f.what}", fg="red")
    if faults:
        sys.exit(1)
    click.echo("Jurnal utuh.")


@click.command(help="Buat ulang semua tabel dari jurnal; sidiknya harus sama.")
@home_option
def rebuild(home_path: Path) -> None:
    home = Home.open(home_path)
    # A node that goes on serving would write into tables that are being made anew.
    with serving.Serving(home, "", 0).lock, serving.inside(home):
        before = tables_hash(FACT_TABLES)
        with bars() as say:
            done = replay(build(home), FACT_TABLES, partial(say, "Fakta"))
        after = tables_hash(FACT_TABLES)
    click.echo(
        f"{number(done, 'id')} fakta. Sidik tabel {after[:16]}"
        + (" (sama)" if after == before else f", dahulu {before[:16]}")
    )
    if after != before:
        sys.exit(1)


@click.group(help="Bawa fakta dan berkas dengan tangan, tanpa jalur.")
def carry() -> None:
    pass


@carry.command("out", help="Tulis kiriman untuk pusat (atau dari pusat untuk --ke kantor).")
@home_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--ke", default=PUSAT, show_default=True, help="Untuk siapa: pusat, atau kode kantor (di pusat).")
def carry_out_command(home_path: Path, file: Path, ke: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        with bars() as say:
            carried = carry_out(build(home), file, ke.replace(".", ""), partial(say, "Kiriman"))
        _say(carried, "keluar")


@carry.command("in", help="Masukkan kiriman.")
@home_option
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def carry_in_command(home_path: Path, file: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        with bars() as say:
            carried = carry_in(build(home), file, partial(say, "Kiriman (bita)"))
        _say(carried, "masuk")


def _say(c: by_hand.Carried, way: str) -> None:
    click.echo(
        f"{number(c.facts, 'id')} fakta dan {number(c.blobs, 'id')} berkas {way}"
        + (f"; {number(c.repeated, 'id')} sudah ada" if c.repeated else "")
    )
    if c.aside:
        click.echo(f"{number(c.aside, 'id')} bagian menunggu kiriman sebelumnya: {'; '.join(c.lacking)}")


COMMANDS = (journal, rebuild, carry)
