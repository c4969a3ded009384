"""By whom an office signs, as node.json says and `siaga tte` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from siaga.documents.signing import LocalSigner
from siaga.documents.signing_longterm import LongTermSigner
from siaga.documents.tte.remote import RemoteSigner
from siaga.kit.clock import SystemClock
from siaga.roles.home import Home, Settings
from siaga.roles.signers import make_local_signer, signer_of
from siaga.roles.signing_commands import tte

SERVICE = (
    "layanan --url https://esign.example/ --nik 3507011708640001 --nama Bambang --akun dukcapil --sandi-akun rahasia"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.make(tmp_path / "3507", Settings(id="3507", name="Kabupaten Malang"))
    make_local_signer(made, "Kepala", SystemClock().now())
    return made


def run(home: Home, words: str) -> tuple[int, str, Home]:
    done = CliRunner().invoke(tte, [*words.split(), "--home", str(home.path)])
    return done.exit_code, done.output, Home.open(home.path)


def test_the_service_and_back_to_the_key(home: Home) -> None:
    assert isinstance(signer_of(home), LocalSigner)
    code, said, there = run(home, SERVICE)
    assert code == 0, said
    assert "rahasia" not in said
    signer = signer_of(there)
    assert isinstance(signer, RemoteSigner)
    assert (signer.nik, signer.name, signer.needs_passphrase) == ("3507011708640001", "Bambang", True)
    assert (there.path / "node.json").stat().st_mode & 0o077 == 0
    code, said, back = run(home, "kunci --tingkat B-LT --waktu http://tsa.example/")
    assert code == 0, said
    signer = signer_of(back)
    assert isinstance(signer, LongTermSigner)
    assert (signer.level, signer.tsa) == ("B-LT", "http://tsa.example/")
    assert isinstance(signer_of(run(home, "kunci")[2]), LocalSigner)


@pytest.mark.parametrize("words", ["kunci --tingkat B-T", SERVICE.replace("3507011708640001", "123")])
def test_what_is_refused(home: Home, words: str) -> None:
    code, _said, there = run(home, words)
    assert code != 0
    assert there.settings == home.settings
