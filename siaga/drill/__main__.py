"""`siaga drill …`: simulated countries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import click
import django

django.setup()

from siaga.drill import weathers  # noqa: E402
from siaga.drill.power import commands as power  # noqa: E402
from siaga.drill.stories import banyuwangi, kupang, malang_cards, malang_tte, tanjungpinang, two_ways  # noqa: E402
from siaga.drill.stories import jakarta_utara as jakarta  # noqa: E402
from siaga.kit.refusal import Fault  # noqa: E402


@click.group(help="Ulangi sebuah peristiwa nyata pada waktu buatan.")
def cli() -> None:
    pass


@cli.command("jakarta-utara", help="Jakarta Utara, 2015: 26 hari tanpa pusat.")
@click.option("--seed", default=2015, show_default=True)
@click.option("--json", "json_path", type=click.Path(path_type=Path))
@click.option("--png", "png_path", type=click.Path(path_type=Path))
def jakarta_utara(seed: int, json_path: Path | None, png_path: Path | None) -> None:
    jakarta.run(seed=seed, json_path=json_path, png_path=png_path)


@cli.command("malang-tte", help="Malang, 2019: server tanda tangan gagal tiga pagi berturut-turut.")
@click.option("--seed", default=2019, show_default=True)
@click.option("--json", "json_path", type=click.Path(path_type=Path))
@click.option("--png", "png_path", type=click.Path(path_type=Path))
def malang(seed: int, json_path: Path | None, png_path: Path | None) -> None:
    malang_tte.run(seed=seed, json_path=json_path, png_path=png_path)


def _tale(tale: two_ways.Tale, words: str, seed: int) -> None:
    @cli.command(tale.name, help=words)
    @click.option("--seed", default=seed, show_default=True)
    @click.option("--json", "json_path", type=click.Path(path_type=Path))
    @click.option("--png", "png_path", type=click.Path(path_type=Path))
    def told(seed: int, json_path: Path | None, png_path: Path | None) -> None:
        two_ways.run(tale, seed=seed, json_path=json_path, png_path=png_path)


_tale(banyuwangi.TALE, "Banyuwangi, 2017: tiga hari kerja tanpa server nasional.", 2017)
_tale(kupang.TALE, "Kupang, 2018: 1.600 blangko tersisa dan jaringan yang lambat.", 2018)
_tale(malang_cards.TALE, "Malang, 2019: 400 blangko untuk 16.000 orang siap cetak; sepuluh pencetak lagi.", 2019)
_tale(tanjungpinang.TALE, "Tanjungpinang, 2018-2019: sebulan tanpa server kantor, lalu tanpa jalur.", 2019)


@cli.command("negeri", help="Sebuah negeri buatan dalam cuaca buruk; satu benih, atau benih demi benih selama --menit.")
@click.option("--benih", type=int, help="Benih pertama; bila tidak disebut, yang pertama yang belum tercatat.")
@click.option("--hari", default=30, show_default=True)
@click.option("--kantor", default=6, show_default=True)
@click.option("--menit", default=0.0, help="Ulangi dengan benih berikutnya selama sekian menit; 0: satu benih.")
@click.option("--ringkas/--utuh", default=True, help="Bila melanggar: cari riwayat terpendek yang masih melanggar.")
@click.option(
    "--catatan", type=click.Path(path_type=Path), help="Berkas jumlah semua benih; diteruskan oleh panggilan berikut."
)
def negeri(benih: int | None, hari: int, kantor: int, menit: float, ringkas: bool, catatan: Path | None) -> None:
    sys.exit(weathers.run(benih, hari, kantor, menit, ringkas, catatan))


for command in power.COMMANDS:
    cli.add_command(command)


def main() -> None:
    try:
        cli(prog_name="siaga drill")
    except Fault as e:
        click.secho(str(e), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
