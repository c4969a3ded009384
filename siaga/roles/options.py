"""What several commands ask for."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from .home import Printer

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


class Address(click.ParamType):
    """Of another machine, whole: without its scheme nobody is reached, and the fault would sound like a cut line."""

    name = "URL"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value and not _whole(value, ("http", "https")):
            self.fail(f"{value!r} bukan alamat lengkap; misalnya http://192.168.1.10:8000", param, ctx)
        return value


class PrinterAt(click.ParamType):
    name = "NAMA=ALAMAT"

    def convert(self, value: str | Printer, param: click.Parameter | None, ctx: click.Context | None) -> Printer:
        if isinstance(value, Printer):
            return value
        name, _sep, uri = value.partition("=")
        if not name.strip() or not _whole(uri, ("ipp", "ipps")):
            self.fail(f"{value!r} bukan nama=ipp://alamat; misalnya kartu=ipp://192.168.1.50/ipp/print", param, ctx)
        return Printer(name.strip(), uri)


def _whole(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
