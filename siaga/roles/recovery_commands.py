"""`siaga kunci-pemulihan`, `siaga backup`, `siaga restore`."""

from __future__ import annotations

import html
import os
import sys
from pathlib import Path

import click
import msgspec
import segno

from siaga.kit.recovery import Recovery, RecoveryPublic
from siaga.kit.refusal import PermanentFault
from siaga.shell.formats import number

from . import serving
from .backup import make_backup
from .home import Home, Saving
from .options import Address, home_option
from .process import build
from .progress import bars
from .rebirth import REPORT
from .rebirth import restore as rebuild_office
from .rehearsal import rehearse
from .remains import Opener
from .restore_plan import Sources, must_be_office

folder = click.Path(path_type=Path)
PAGE = """<!doctype html><meta charset="utf-8"><title>Kunci pemulihan</title>
<h1>Kunci pemulihan {name}</h1><p>Simpan di brankas. Dengan kata-kata ini dan disk salinan cadangan, kantor dapat dibangun kembali pada
mesin baru; siapa pun yang memegang keduanya dapat membaca semuanya.</p><p style="font:bold 20pt monospace">{words}</p>{qr}
<p>Memulihkan: siaga restore --home FOLDER_BARU --salinan FOLDER_SALINAN --kunci BERKAS_KATA</p>
"""


@click.command("kunci-pemulihan", help="Buat kunci pemulihan; kata-katanya ditunjukkan sekali ini saja.")
@home_option
@click.option("--halaman", type=folder, help="Tulis halaman untuk brankas ke berkas HTML ini.")
def make_key(home_path: Path, halaman: Path | None) -> None:
    home, recovery = Home.open(home_path), Recovery.fresh()
    must_be_office(home.settings)
    if halaman is not None:
        qr = segno.make(recovery.words(), error="m").svg_inline(scale=6)
        fd = os.open(halaman, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as f:
            f.write(PAGE.format(name=html.escape(home.settings.name), words=recovery.words(), qr=qr))
    saving = home.settings.salinan or Saving()
    home.save(
        msgspec.structs.replace(home.settings, salinan=msgspec.structs.replace(saving, key=recovery.public.text()))
    )
    click.echo(f"Kunci pemulihan {home.settings.name}, simpan di brankas (tidak dapat ditunjukkan lagi):")
    click.echo(recovery.words())
    click.echo("Salinan berikutnya memakai kunci ini. Salinan lama tetap memakai kunci lamanya.")


@click.command("backup", help="Tambah salinan cadangan; --uji: pulihkan ke basis data sementara dan bandingkan.")
@home_option
@click.option("--ke", type=folder, help="Folder salinan; diingat untuk salinan terjadwal.")
@click.option("--kunci", default="", help="Bagian umum kunci pemulihan; kosong: yang dibuat siaga kunci-pemulihan.")
@click.option("--jam", type=click.IntRange(0, 23), help="Jam salinan terjadwal (waktu kantor).")
@click.option("--simpan", type=click.IntRange(1, 50), help="Berapa rangkaian salinan disimpan.")
@click.option("--penuh", is_flag=True, help="Mulai rangkaian baru yang utuh.")
@click.option("--uji", is_flag=True, help="Uji salinan terbaru, jangan menambah.")
def backup(
    home_path: Path, ke: Path | None, kunci: str, jam: int | None, simpan: int | None, penuh: bool, uji: bool
) -> None:
    home = Home.open(home_path)
    must_be_office(home.settings)
    saving = home.settings.salinan or Saving()
    told = {"folder": str(ke.absolute()) if ke else None, "key": kunci or None, "hour": jam, "keep": simpan}
    saving = msgspec.structs.replace(saving, **{name: value for name, value in told.items() if value is not None})
    if not saving.key:
        raise PermanentFault("belum ada kunci pemulihan: siaga kunci-pemulihan")
    if not saving.folder:
        raise PermanentFault("folder salinan belum diketahui: siaga backup --ke FOLDER")
    recovery = RecoveryPublic.of(saving.key)
    if saving != home.settings.salinan:
        home = home.save(msgspec.structs.replace(home.settings, salinan=saving))
    with serving.inside(home):
        if uji:
            with bars() as say:
                wrong = rehearse(home, Path(saving.folder), recovery, say)
            for words in wrong:
                click.secho(words, fg="red")
            if wrong:
                sys.exit(1)
            click.echo("Salinan terbaru dapat dipulihkan; tabelnya sama.")
            return
        with bars() as say:
            made = make_backup(build(home), Path(saving.folder), recovery, whole=penuh, keep=saving.keep, say=say)
    click.echo(
        f"{number(made.facts, 'id')} fakta dan {number(made.blobs, 'id')} berkas disalin: {made.segment} ({number(made.bytes, 'id')} bita)"
    )


@click.command("restore", help="Bangun kembali kantor pada mesin baru dari apa yang ada. Dapat diulang bila terputus.")
@click.option("--home", "home_path", type=folder, required=True, help="Folder baru.")
@click.option("--salinan", type=click.Path(path_type=Path, exists=True), multiple=True, help="Folder salinan cadangan.")
@click.option(
    "--dari",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Folder simpul lama atau kotak cadangan.",
)
@click.option(
    "--kiriman", type=click.Path(path_type=Path, exists=True), multiple=True, help="Kiriman tangan dari pusat."
)
@click.option("--kunci", type=click.Path(path_type=Path, exists=True), help="Berkas berisi kata-kata kunci pemulihan.")
@click.option("--pusat", type=Address(), default="", help="Alamat pusat.")
@click.option("--kode", default="", help="Kode masuk sekali pakai dari operator pusat.")
@click.option("--wilayah", default="", help="Kode kabupaten/kota, bila sumbernya hanya pusat.")
@click.option(
    "--zona", default="", type=click.Choice(["", "WIB", "WITA", "WIT"]), help="Zona waktu, bila sumbernya hanya pusat."
)
@click.option("--database", default="", help="URL PostgreSQL sendiri; kosong: PostgreSQL bawaan.")
def restore(
    home_path: Path,
    salinan: tuple[Path, ...],
    dari: tuple[Path, ...],
    kiriman: tuple[Path, ...],
    kunci: Path | None,
    pusat: str,
    kode: str,
    wilayah: str,
    zona: str,
    database: str,
) -> None:
    recovery = Recovery.of_words(kunci.read_text()) if kunci else None
    opener = Opener(recovery.public.mark, recovery.keys) if recovery else None
    sources = Sources(dari, salinan, kiriman, opener, pusat, kode, wilayah.replace(".", ""), zona)
    with bars() as say:
        told, password = rebuild_office(home_path, sources, database=database, say=say)
    for line in told:
        click.echo(line)
    box = Home.open(home_path).settings.box
    click.echo(f"Kotak {box} sekarang adalah kantor. Laporan: {home_path / REPORT}.txt")
    if password:
        click.echo(f"Akun petugas tidak ikut kembali. Masuk pertama: kepala / {password} (dicatat sekali ini saja)")


COMMANDS = (make_key, backup, restore)
