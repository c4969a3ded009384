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

from siaga.drill import demo as demonstration  # noqa: E402
from siaga.journal import carry as by_hand  # noqa: E402
from siaga.journal.act import SYSTEM, Refused  # noqa: E402
from siaga.journal.verify import rebuild as replay  # noqa: E402
from siaga.journal.verify import tables_hash, verify  # noqa: E402
from siaga.kit.node import PUSAT  # noqa: E402
from siaga.kit.processes import stop_on_signals  # noqa: E402
from siaga.kit.refusal import Fault, PermanentFault  # noqa: E402
from siaga.roles import founding, serving, standby  # noqa: E402
from siaga.roles.carrying import carry_in, carry_out  # noqa: E402
from siaga.roles.home import Home  # noqa: E402
from siaga.roles.kinds import FACT_TABLES  # noqa: E402
from siaga.roles.process import build  # noqa: E402
from siaga.roles.recovery_commands import COMMANDS as RECOVERY  # noqa: E402
from siaga.roles.state_command import state_code  # noqa: E402

gc.enable()

DEFAULT_HOME = Path("var/siaga")
CENTRE_ROLES = ["operator_pusat", "adjudikator", "auditor"]
OFFICE_ROLES = ["kepala", "auditor", "teknisi"]
JOINED = "Diterima oleh pusat. `siaga serve` yang sedang berjalan memakainya sendiri dalam beberapa detik."
home_option = click.option(
    "--home",
    "home_path",
    type=click.Path(path_type=Path),
    default=DEFAULT_HOME,
    show_default=True,
    envvar="SIAGA_HOME",
    help="Folder simpul ini.",
)


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
    home = founding.init_centre(home_path, database=database)
    with serving.inside(home):
        password = founding.first_officer(home, "operator", "Operator Pusat", CENTRE_ROLES)
    _born(home, "operator", password)


@init.command("kantor", help="Buat kantor kabupaten/kota.")
@home_option
@click.option("--wilayah", required=True, help="Kode kabupaten/kota, misalnya 35.07")
@click.option("--pusat", default="", help="Alamat pusat, misalnya https://pusat.example")
@click.option("--kode", default="", help="Kode masuk sekali pakai dari operator pusat.")
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
@click.option("--zona", default="WIB", type=click.Choice(["WIB", "WITA", "WIT"]))
@click.option("--kepala", default=founding.HEAD_OF_OFFICE, help="Nama kepala dinas pada sertifikat tanda tangan.")
def init_kantor(home_path: Path, wilayah: str, pusat: str, kode: str, database: str, zona: str, kepala: str) -> None:
    if kode and not pusat:
        raise click.UsageError("--kode hanya berarti bersama --pusat.")
    home = founding.init_office(home_path, wilayah, pusat=pusat, database=database, zone=zona, head=kepala)
    with serving.inside(home):
        _born(home, "kepala", founding.first_officer(home, "kepala", kepala, OFFICE_ROLES))
        if kode:
            # Last, and after the password was told: an office whose code is wrong is an office all the same.
            founding.join(home, pusat, kode)
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
@click.option("--pusat", required=True)
@click.option("--kode", required=True)
def gabung(home_path: Path, pusat: str, kode: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        founding.join(home, pusat, kode)
    click.echo(JOINED)


@cli.command("kode", help="Di pusat: buat kode masuk sekali pakai untuk satu kantor.")
@home_option
@click.option("--wilayah", required=True)
def kode(home_path: Path, wilayah: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(founding.new_code(home, wilayah))


@cli.command("kode-cadangan", help="Di kantor: buat kode sekali pakai untuk kotak cadangan.")
@home_option
def kode_cadangan(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        click.echo(standby.new_code(build(home), SYSTEM))


@cli.command(
    "standby", help="Jadikan mesin ini kotak cadangan sebuah kantor; sesudahnya jalankan `siaga serve` di sini."
)
@home_option
@click.option("--kantor", required=True, help="Alamat kantor, misalnya http://192.168.1.10:8000")
@click.option("--kode", required=True, help="Kode sekali pakai dari kantor itu (`siaga kode-cadangan`).")
@click.option(
    "--alamat-sendiri", default="", help="Alamat mesin ini menurut kantor; kosong: dicari sendiri, port 8000."
)
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
def stand_by(home_path: Path, kantor: str, kode: str, alamat_sendiri: str, database: str) -> None:
    url = alamat_sendiri or standby.own_address(kantor, 8000)
    home = standby.stand_by(home_path, kantor, kode, url, database=database)
    serving.leave(home)
    click.echo(
        f"Kotak {home.settings.box} dari {home.settings.name} siap di {home.path}, ditunggu kantor di {url}.\n"
        f"Sidik kunci: {home.keys.public.fingerprint()}\nSekarang: siaga serve --home {home.path} --alamat 0.0.0.0"
    )


@cli.command("takeover", help="Di kotak cadangan: jadilah kantor, karena kotak yang lama tidak menjawab lagi.")
@home_option
@click.option("--paksa", is_flag=True, help="Juga bila kantor yang lama masih menjawab.")
@click.option("--alasan", default="", help="Apa yang terjadi; tercatat dalam jurnal.")
def take_over(home_path: Path, paksa: bool, alasan: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        outcome = standby.take_over(build(home), SYSTEM, alasan, force=paksa)
    if isinstance(outcome, Refused):
        raise PermanentFault(outcome.refusals[0].text())
    click.echo(
        f"Kotak ini sekarang kantor {home.settings.name}. Catatan yang dipegang: {sum(outcome.value.values()):,}."
    )


@cli.command(help="Jalankan simpul ini: halaman, pertukaran dan pekerjaan berkala.")
@home_option
@click.option("--alamat", default="127.0.0.1", show_default=True, help="0.0.0.0: semua alamat mesin ini.")
@click.option("--port", default=8000, show_default=True)
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


@cli.group(help="Jurnal simpul ini.")
def journal() -> None:
    pass


@journal.command("verify", help="Periksa setiap rantai fakta.")
@home_option
def journal_verify(home_path: Path) -> None:
    with serving.inside(Home.open(home_path)):
        faults = verify(lambda done, total: click.echo(f"\r{done:,}/{total:,}", nl=False, err=True))
    click.echo(err=True)
    for f in faults:
        click.secho(f"{f.chain} {f.seq}: {f.what}", fg="red")
    if faults:
        sys.exit(1)
    click.echo("Jurnal utuh.")


@cli.command(help="Buat ulang semua tabel dari jurnal; sidiknya harus sama.")
@home_option
def rebuild(home_path: Path) -> None:
    home = Home.open(home_path)
    # A node that goes on serving would write into tables that are being made anew.
    with serving.Serving(home, "", 0).lock, serving.inside(home):
        before = tables_hash(FACT_TABLES)
        done = replay(build(home), FACT_TABLES, lambda d, t: click.echo(f"\r{d:,}/{t:,} fakta", nl=False, err=True))
        after = tables_hash(FACT_TABLES)
    click.echo(
        f"\n{done:,} fakta. Sidik tabel {after[:16]}" + (" (sama)" if after == before else f", dahulu {before[:16]}")
    )
    if after != before:
        sys.exit(1)


@cli.group(help="Bawa fakta dan berkas dengan tangan, tanpa jalur.")
def carry() -> None:
    pass


@carry.command("out", help="Tulis kiriman untuk pusat (atau dari pusat untuk --ke kantor).")
@home_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ke", default=PUSAT, show_default=True)
def carry_out_command(home_path: Path, file: Path, ke: str) -> None:
    with serving.inside(Home.open(home_path)) as home:
        _say(carry_out(build(home), file, ke.replace(".", "")), "keluar")


@carry.command("in", help="Masukkan kiriman.")
@home_option
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def carry_in_command(home_path: Path, file: Path) -> None:
    with serving.inside(Home.open(home_path)) as home:
        _say(carry_in(build(home), file), "masuk")


def _say(c: by_hand.Carried, way: str) -> None:
    click.echo(
        f"{c.facts:,} fakta dan {c.blobs:,} berkas {way}" + (f"; {c.repeated:,} sudah ada" if c.repeated else "")
    )
    if c.aside:
        click.echo(f"{c.aside:,} bagian menunggu kiriman sebelumnya: {'; '.join(c.lacking)}")


@cli.command(help="Peragaan: pusat, Jakarta Utara dan Malang dengan penduduk buatan.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option("--port", default=8100, show_default=True)
@click.option("--penduduk", default=20_000, show_default=True, help="Penduduk buatan di tiap kantor.")
def demo(folder: Path, port: int, penduduk: int) -> None:
    demonstration.run(folder, port, penduduk)


for command in (*RECOVERY, state_code):
    cli.add_command(command)


# The drills are a program of their own: they draw pictures, and an office's command should not wait for that to load.
PASS_ON: dict[str, Any] = {"ignore_unknown_options": True, "help_option_names": []}


@cli.command(
    context_settings=PASS_ON, help="Ulangi sebuah peristiwa nyata, atau sebuah negeri buatan, pada waktu buatan."
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def drill(words: tuple[str, ...]) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "siaga.drill", *words])


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
