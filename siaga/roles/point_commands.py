"""`siaga kode-titik`, `siaga titik`: a kecamatan becomes a service point of its office."""

from __future__ import annotations

from pathlib import Path

import click

from siaga.journal.act import SYSTEM

from . import point_home, serving
from .home import Home, Printer
from .options import Address, PrinterAt, home_option
from .process import build
from .progress import bars


@click.command("kode-titik", help="Di kantor: buat kode sekali pakai untuk satu titik layanan di kecamatan.")
@home_option
def code_for_point(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(point_home.new_code(build(home), SYSTEM))


@click.command("titik", help="Jadikan mesin ini titik layanan di kecamatan; sesudahnya jalankan `siaga serve` di sini.")
@home_option
@click.option("--kantor", type=Address(), required=True, help="Alamat kantor, misalnya http://192.168.1.10:8000")
@click.option("--kode", required=True, help="Kode sekali pakai dari kantor itu (`siaga kode-titik`).")
@click.option("--kecamatan", required=True, help="Kode kecamatan, misalnya 31.72.01")
@click.option(
    "--printer",
    "printers",
    type=PrinterAt(),
    multiple=True,
    help="Printer kartu di sini: nama=ipp://alamat; boleh diulang.",
)
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
def point(
    home_path: Path, kantor: str, kode: str, kecamatan: str, printers: tuple[Printer, ...], database: str
) -> None:
    with bars() as say:
        home = point_home.become_point(
            home_path, kantor, kode, kecamatan, printers=printers, database=database, say=say
        )
    serving.leave(home)
    s = home.settings
    click.echo(
        f"{s.name}, titik {s.point} dari kantor {s.id}, siap di {home.path}.\n"
        f"Sidik kunci: {home.keys.public.fingerprint()}\nSekarang: siaga serve --home {home.path} --alamat 0.0.0.0"
    )


COMMANDS = (code_for_point, point)
