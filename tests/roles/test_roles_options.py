"""What is typed wrong at a command is said before anything happens: a one-time code is not spent on it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from siaga import cli
from siaga.journal.boxes import split_code
from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault
from siaga.roles.home import Home, Settings

OFFICE = "http://127.0.0.1:9"


def said(*words: str) -> str:
    done = CliRunner().invoke(cli.cli, words)
    assert done.exit_code == 2, done.output
    return done.output


@pytest.mark.parametrize(
    "address", ["192.168.1.10:8000", "192.168.1.10", "ftp://pusat.example", "http://:8000", "http://x:abc"]
)
def test_an_address_is_whole(tmp_path: Path, address: str) -> None:
    home = str(tmp_path / "baru")
    for words in (
        ("standby", "--kantor", address, "--kode", "3507-A"),
        ("titik", "--kantor", address, "--kode", "3507-A", "--kecamatan", "35.07.01"),
        ("init", "kantor", "--wilayah", "35.07", "--pusat", address, "--kode", "A"),
        ("gabung", "--pusat", address, "--kode", "A"),
    ):
        assert "bukan alamat lengkap" in said(*words, "--home", home)
    assert not (tmp_path / "baru").exists()


@pytest.mark.parametrize("printer", ["ipp://192.0.2.50/", "kartu", "kartu=http://192.0.2.50/", "=ipp://192.0.2.50/"])
def test_a_points_printer_has_a_name_and_an_address(tmp_path: Path, printer: str) -> None:
    words = ("titik", "--kantor", OFFICE, "--kode", "3507-A", "--kecamatan", "35.07.01", "--printer", printer)
    assert "bukan nama=ipp://alamat" in said(*words, "--home", str(tmp_path / "titik"))


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_is_one(tmp_path: Path, port: str) -> None:
    assert "--port" in said("serve", "--home", str(tmp_path), "--port", port)


@pytest.mark.parametrize("code", ["", "ABCD-EFGH-JKMN", "3507", "3507-", "3507.x-ABCD", "pusat-ABCD"])
def test_a_code_of_an_office_begins_with_its_name(code: str) -> None:
    with pytest.raises(PermanentFault, match="tidak utuh"):
        split_code(code)
    assert split_code(" 3507.4-AB-CD ") == ("3507/4", "AB-CD")


def test_the_centre_is_no_office(tmp_path: Path) -> None:
    home = Home.make(tmp_path, Settings(id=PUSAT, name="Pusat"))
    done = CliRunner().invoke(cli.cli, ["tte", "kunci", "--home", str(home.path)])
    assert isinstance(done.exception, PermanentFault) and "dokumen ditandatangani di kantor" in str(done.exception)
    assert Home.open(tmp_path).settings.tte_lokal is None


def test_every_option_says_what_it_is_for() -> None:
    def silent(command: click.Command, path: str) -> list[str]:
        found = [f"{path} {p.name}" for p in command.params if isinstance(p, click.Option) and not p.help]
        within = command.commands.items() if isinstance(command, click.Group) else ()
        return found + [words for name, c in within for words in silent(c, f"{path} {name}")]

    assert silent(cli.cli, "siaga") == []
