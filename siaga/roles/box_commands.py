"""`siaga kode-cadangan`, `siaga standby`, `siaga takeover`: an office on two machines."""

from __future__ import annotations

from pathlib import Path

import click

from siaga.journal.act import SYSTEM, Refused
from siaga.kit.refusal import PermanentFault
from siaga.shell.formats import number

from . import serving, standby
from .home import Home
from .options import Address, home_option
from .process import build
from .progress import bars
from .saving import told


@click.command("kode-cadangan", help="Di kantor: buat kode sekali pakai untuk kotak cadangan.")
@home_option
def kode_cadangan(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(standby.new_code(build(home), SYSTEM))


@click.command(
    "standby", help="Jadikan mesin ini kotak cadangan sebuah kantor; sesudahnya jalankan `siaga serve` di sini."
)
@home_option
@click.option("--kantor", type=Address(), required=True, help="Alamat kantor, misalnya http://192.168.1.10:8000")
@click.option("--kode", required=True, help="Kode sekali pakai dari kantor itu (`siaga kode-cadangan`).")
@click.option(
    "--alamat-sendiri",
    type=Address(),
    default="",
    help="Alamat mesin ini menurut kantor; kosong: dicari sendiri, port 8000.",
)
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
def stand_by(home_path: Path, kantor: str, kode: str, alamat_sendiri: str, database: str) -> None:
    url = alamat_sendiri or standby.own_address(kantor, 8000)
    with bars() as say:
        home = standby.stand_by(home_path, kantor, kode, url, database=database, say=say)
    serving.leave(home)
    click.echo(
        f"Kotak {home.settings.box} dari {home.settings.name} siap di {home.path}, ditunggu kantor di {url}.\n"
        f"Sidik kunci: {home.keys.public.fingerprint()}\nSekarang: siaga serve --home {home.path} --alamat 0.0.0.0"
    )


@click.command("takeover", help="Di kotak cadangan: jadilah kantor, karena kotak yang lama tidak menjawab lagi.")
@home_option
@click.option("--paksa", is_flag=True, help="Juga bila kantor yang lama masih menjawab.")
@click.option("--alasan", required=True, help="Apa yang terjadi; tercatat dalam jurnal.")
def take_over(home_path: Path, paksa: bool, alasan: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        outcome = standby.take_over(build(home), SYSTEM, alasan, force=paksa)
    if isinstance(outcome, Refused):
        raise PermanentFault(outcome.refusals[0].text())
    click.echo(
        f"Kotak ini sekarang kantor {home.settings.name}. "
        f"Catatan yang dipegang: {number(sum(outcome.value.values()), 'id')}."
    )
    click.echo(told(home.settings.salinan))


COMMANDS = (kode_cadangan, stand_by, take_over)
