"""`siaga kode-keadaan`: this node's state as ten signs, or what the signs of another mean."""

from __future__ import annotations

from pathlib import Path

import click

from siaga.kit.refusal import PermanentFault
from siaga.perangkat.readings import read
from siaga.perangkat.state_code import Misheard, code_of, decode, encode, words

from . import serving
from .home import Home
from .options import home_option
from .process import build


@click.command("kode-keadaan", help="Kode keadaan simpul ini untuk dibacakan lewat telepon; dengan KODE: artinya.")
@home_option
@click.argument("kode", required=False, default="")
def state_code(home_path: Path, kode: str) -> None:
    if kode:
        try:
            found = decode(kode)
        except Misheard as e:
            raise PermanentFault(str(e)) from e
    else:
        with serving.inside(Home.open(home_path)) as home:
            found = code_of(read(build(home)))
        click.echo(encode(found))
    for word in words(found):
        click.echo(word)
