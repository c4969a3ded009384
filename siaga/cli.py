"""The command `siaga`. Each command is a few lines over the piece that does the work."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import click
import django
from django.db import OperationalError

gc.disable()  # until everything is loaded: what loads stays, and looking through it for garbage costs a tenth of the time
django.setup()

from siaga.documents import reference as papers  # noqa: E402
from siaga.drill import demo as demonstration  # noqa: E402
from siaga.kit.processes import stop_on_signals  # noqa: E402
from siaga.kit.refusal import Fault  # noqa: E402
from siaga.people import reference  # noqa: E402
from siaga.roles import founding, serving  # noqa: E402
from siaga.roles.box_commands import COMMANDS as BOXES  # noqa: E402
from siaga.roles.home import Home  # noqa: E402
from siaga.roles.journal_commands import COMMANDS as JOURNAL  # noqa: E402
from siaga.roles.options import Address, home_option  # noqa: E402
from siaga.roles.point_commands import COMMANDS as POINTS  # noqa: E402
from siaga.roles.progress import bars  # noqa: E402
from siaga.roles.recovery_commands import COMMANDS as RECOVERY  # noqa: E402
from siaga.roles.signing_commands import COMMANDS as SIGNING  # noqa: E402
from siaga.roles.state_command import state_code  # noqa: E402
from siaga.roles.verify_command import COMMANDS as VERIFY  # noqa: E402

gc.freeze()
gc.enable()

CENTRE_ROLES = ["operator_pusat", "adjudikator", "auditor"]
PORT = click.IntRange(1, 65535)
OFFICE_ROLES = ["kepala", "auditor", "teknisi"]
JOINED = "Diterima oleh pusat. `siaga serve` yang sedang berjalan memakainya sendiri dalam beberapa detik."


@click.group(help="SIAGA: administrasi kependudukan yang tetap melayani saat ada gangguan.")
def cli() -> None:
    pass


@cli.group(help="Buat kantor atau pusat baru.")
def init() -> None:
    pass


@init.command("pusat", help="Buat pusat.")
@home_option
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
def init_pusat(home_path: Path, database: str) -> None:
    with bars() as say:
        home = founding.init_centre(home_path, database=database, say=say)
    with serving.inside(home):
        password = founding.first_officer(home, "operator", "Operator Pusat", CENTRE_ROLES)
    _born(home, "operator", password)


@init.command("kantor", help="Buat kantor kabupaten/kota.")
@home_option
@click.option("--wilayah", required=True, help="Kode kabupaten/kota, misalnya 35.07")
@click.option("--pusat", type=Address(), default="", help="Alamat pusat, misalnya https://pusat.example")
@click.option("--kode", default="", help="Kode masuk sekali pakai dari operator pusat.")
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
@click.option(
    "--zona", default="WIB", show_default=True, type=click.Choice(["WIB", "WITA", "WIT"]), help="Zona waktu kantor."
)
@click.option(
    "--kepala", default=founding.HEAD_OF_OFFICE, show_default=True, help="Nama kepala dinas pada sertifikatnya."
)
def init_kantor(home_path: Path, wilayah: str, pusat: str, kode: str, database: str, zona: str, kepala: str) -> None:
    if kode and not pusat:
        raise click.UsageError("--kode hanya berarti bersama --pusat.")
    with bars() as say:
        home = founding.init_office(home_path, wilayah, pusat=pusat, database=database, zone=zona, head=kepala, say=say)
    with serving.inside(home):
        _born(home, "kepala", founding.first_officer(home, "kepala", kepala, OFFICE_ROLES))
        if kode:
            # Last, and after the password was told: an office whose code is wrong is an office all the same.
            try:
                founding.join(home, pusat, kode)
            except Fault:
                click.echo(
                    f"Kantor ini sudah dibuat. Gabung lagi: siaga gabung --home {home_path} --pusat {pusat} --kode KODE"
                )
                raise
            click.echo(JOINED)
        else:
            click.echo(
                "Belum diterima oleh pusat: kantor ini sudah dapat melayani. Nanti: siaga gabung --pusat URL --kode KODE"
            )


def _born(home: Home, username: str, password: str) -> None:
    click.echo(
        f"{home.settings.name} siap di {home.path}. Masuk pertama: {username} / {password} (dicatat sekali ini saja)"
    )
    click.echo(f"Sidik kunci: {home.keys.public.fingerprint()}")


@cli.command("gabung", help="Gabung ke pusat dengan kode masuk sekali pakai.")
@home_option
@click.option("--pusat", type=Address(), required=True, help="Alamat pusat, misalnya https://pusat.example")
@click.option("--kode", required=True, help="Kode masuk sekali pakai dari operator pusat (`siaga kode`).")
def gabung(home_path: Path, pusat: str, kode: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        founding.join(home, pusat, kode)
    click.echo(JOINED)


@cli.command("kode", help="Di pusat: buat kode masuk sekali pakai untuk satu kantor.")
@home_option
@click.option("--wilayah", required=True, help="Kode kabupaten/kota, misalnya 35.07")
def kode(home_path: Path, wilayah: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(founding.new_code(home, wilayah))


@cli.command(help="Jalankan simpul ini: halaman, pertukaran dan pekerjaan berkala.")
@home_option
@click.option("--alamat", default="127.0.0.1", show_default=True, help="0.0.0.0: semua alamat mesin ini.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="Port TCP halaman ini.")
@click.option(
    "--nama", multiple=True, help="Nama atau alamat lain yang diketik orang untuk sampai ke sini; boleh diulang."
)
def serve(home_path: Path, alamat: str, port: int, nama: tuple[str, ...]) -> None:
    home = Home.open(home_path)
    running = serving.Serving(home, alamat, port, nama)
    stop = stop_on_signals()
    # Before the database: a second `serve` must not change tables under the first.
    with running.lock, serving.inside(home):
        serving.migrate()
        try:
            running.start()
            click.echo(f"{home.settings.name}: {running.url}")
            while not stop.wait(1.0):
                if serving.keep_database(home):
                    click.secho("Basis data berhenti; dijalankan lagi.", fg="yellow")
                running.keep(partial(click.secho, fg="yellow"))
        finally:
            running.stop()


@cli.command(help="Cetak daftar semua peristiwa: persyaratan, isian, dasar hukum.")
def peristiwa() -> None:
    click.echo(reference.text(), nl=False)


@cli.command(help="Cetak daftar semua dokumen, dengan gambarnya.")
def dokumen() -> None:
    click.echo(papers.text(), nl=False)


@cli.command(help="Peragaan: pusat, Jakarta Utara dan Malang dengan penduduk buatan.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True, help="Folder datanya."
)
@click.option("--port", type=PORT, default=8100, show_default=True, help="Port pertama; empat sesudahnya dipakai juga.")
@click.option("--penduduk", default=20_000, show_default=True, help="Penduduk buatan di tiap kantor.")
def demo(folder: Path, port: int, penduduk: int) -> None:
    demonstration.run(folder, port, penduduk)


for command in (*BOXES, *POINTS, *JOURNAL, *RECOVERY, *SIGNING, *VERIFY, state_code):
    cli.add_command(command)


# The drills are a program of their own: they draw pictures, and an office's command should not wait for that to load.
PASS_ON: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": []}


@cli.command(
    context_settings=PASS_ON, help="Ulangi sebuah peristiwa nyata, atau sebuah negeri buatan, pada waktu buatan."
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def drill(words: tuple[str, ...]) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "siaga.drill", *words])


@cli.command(context_settings=PASS_ON, help="Uji tanggal perencana terhadap riwayat, buatan atau milik kantor sendiri.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def planner(words: tuple[str, ...]) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "siaga.drill.planner_commands", *words])


def main() -> None:
    """Faults become one line and exit code 1; a traceback is for mistakes of the program only."""
    try:
        cli()
    except (Fault, OperationalError) as e:
        click.secho(str(e).strip(), fg="red", err=True)
        sys.exit(1)
    except OSError as e:
        click.secho(f"{e.filename or ''}: {e.strerror or e}".lstrip(": "), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
