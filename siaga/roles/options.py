"""What several commands ask for."""

from __future__ import annotations

from pathlib import Path

import click

DEFAULT_HOME = Path("var/siaga")
home_option = click.option(
    "--home",
    "home_path",
    type=click.Path(path_type=Path),
    default=DEFAULT_HOME,
    show_default=True,
    envvar="SIAGA_HOME",
    help="Folder simpul ini.",
)
