"""`siaga drill …`: simulated countries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

import click
import django

django.setup()

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


def main() -> None:
    try:
        cli(prog_name="siaga drill")
    except Fault as e:
        click.secho(str(e), fg="red", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
