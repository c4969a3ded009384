"""`siaga planner backtest`: dates held against what happened, on histories that the drill makes or on an office's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from siaga.cards.order import JANUARY_2020
from siaga.cards.planning.held import LABELS, backtested, class_names
from siaga.drill.card_histories import SIZES, make_history
from siaga.kit.clock import SystemClock
from siaga.planner.backtest import Tally
from siaga.planner.own_history import FILE_TEXTS, BadFile, read, refusals_file
from siaga.planner.rounds import EVERY, WARM, inverted

HEAD = f"{'':40}{'janji':>7}{'dalam':>7}{'lewat':>7}{'lebar':>7}{'tanpa':>7}{'CRPS':>7}{'/rata':>7}{'/akhir':>7}{'ulang':>7}"


def line(name: str, t: Tally) -> str:
    if not t.scored:
        return f"{name:40}" + f"{'–':>7}"
    shares = f"{t.inside / max(1, t.n):7.1%}{t.late / max(1, t.n):7.1%}{t.width / max(1, t.n):7.1f}{t.undated / t.dates:7.1%}"
    ratios = f"{t.crps / max(1e-9, t.rolling):7.2f}{t.crps / max(1e-9, t.last_served):7.2f}"
    return f"{name:40}{t.n:7}{shares}{t.crps / t.scored:7.1f}{ratios}{t.revised / max(1, t.told):7.2f}"


def table(title: str, tallies: Sequence[Tally], wrong: tuple[int, int]) -> str:
    total = Tally()
    for t in tallies:
        total.add(t)
    rows = [line(f"  {name}", t) for name, t in zip(LABELS, tallies, strict=True)]
    order = f"  Melangkahi urutan: {wrong[0]:,} dari {wrong[1]:,} kartu yang dicetak"
    return "\n".join([f"{title:40}" + HEAD[40:], *rows, line("  Semua", total), order])


@click.group(help="Perencana tanggal: uji terhadap riwayat.")
def cli() -> None:
    pass


@cli.command(help="Uji tanggal perencana terhadap apa yang kemudian terjadi.")
@click.option(
    "--csv", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Riwayat kartu kantor sendiri."
)
@click.option("--ditolak", type=click.Path(path_type=Path), help="Tulis baris yang ditolak ke berkas ini.")
@click.option("--seed", default=0, show_default=True, help="Riwayat buatan yang pertama.")
@click.option(
    "--riwayat", default=3, show_default=True, help="Banyaknya riwayat buatan, masing-masing tiga ukuran kantor."
)
@click.option("--tiap", default=EVERY, show_default=True, help="Hari kerja antara dua putaran janji.")
@click.option("--json", "as_json", is_flag=True)
def backtest(path: Path | None, ditolak: Path | None, seed: int, riwayat: int, tiap: int, as_json: bool) -> None:
    if path is not None:
        _own(path, ditolak, seed, tiap, as_json)
        return
    for n in range(seed, seed + riwayat):
        for size in SIZES:
            record = make_history(n, size)
            _show(f"Riwayat {n}, kantor {size}", backtested(record, n, tiap), inverted(record, WARM), as_json)


def _own(path: Path, refused: Path | None, seed: int, every: int, as_json: bool) -> None:
    try:
        history = read(path.read_bytes(), class_names(), tuple(range(len(LABELS))), today())
    except BadFile as bad:
        click.secho(FILE_TEXTS[str(bad.args[0])], fg="red", err=True)
        sys.exit(1)
    target = refused or path.with_suffix(".ditolak.csv")
    click.echo(f"{history.read:,} baris dibaca, {len(history.refused):,} ditolak.", err=as_json)
    if history.refused:
        target.write_bytes(refusals_file(history))
        click.echo(f"Baris yang ditolak beserta alasannya: {target}", err=as_json)
    _show(path.name, backtested(history.record, seed, every), inverted(history.record), as_json)


def _show(title: str, tallies: list[Tally], wrong: tuple[int, int], as_json: bool) -> None:
    if not as_json:
        click.echo(table(title, tallies, wrong))
        return
    body = {"riwayat": title, "urutan_dilangkahi": wrong[0], "dicetak": wrong[1]}
    click.echo(
        json.dumps(body | {"kelompok": {c: asdict(t) for c, t in zip(JANUARY_2020_CODES, tallies, strict=True)}})
    )


JANUARY_2020_CODES = tuple(klass for rank in JANUARY_2020.classes for klass in rank)


def today() -> date:
    return SystemClock("WIB").today()


if __name__ == "__main__":
    cli(prog_name="siaga planner")
