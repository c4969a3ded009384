"""A key inside a device: SoftHSM stands for the office's token. It can be pulled out, its PIN can be changed, and processes share it."""

from __future__ import annotations

import multiprocessing
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from samples_documents import MADE_AT, sample

from siaga.documents.certificates import key_to_pem, make_office_pki
from siaga.documents.issuing import issue
from siaga.documents.kinds import BY_CODE
from siaga.documents.models import Document
from siaga.documents.render import render
from siaga.documents.signing import CannotSign, SignerDown, validate_pdf
from siaga.documents.signing_acts import sign_waiting, waiting
from siaga.documents.signing_token import PIN_REFUSED, TokenSigner
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
from siaga.roles.home import Home, Settings
from siaga.roles.signers import PIN, make_local_signer, signer_of
from siaga.roles.signing_commands import tte

MODULES = [Path("/usr/lib/softhsm/libsofthsm2.so"), *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so")]
MODULE = next((each for each in MODULES if each.exists()), None)
pytestmark = pytest.mark.skipif(
    MODULE is None or not shutil.which("softhsm2-util"), reason="SOFTHSM IS MISSING: no signing device is tested"
)
LABEL, KEY, GOOD = "kantor-uji", "kepala", "271828"
WORDS = {"reason": "Kutipan akta", "location": "Malang", "at": MADE_AT}


@dataclass
class Kept:
    """A PIN in memory; `tries`: how often the device was asked with it."""

    pin: str = GOOD
    tries: int = 0

    @contextmanager
    def taken(self) -> Iterator[str]:
        self.tries += bool(self.pin)
        yield self.pin

    def forget(self) -> None:
        self.pin = ""


@dataclass
class Device:
    folder: Path
    chain: tuple
    pem: Path
    made: list[TokenSigner] = field(default_factory=list)

    def signer(self, pin: Kept | None = None) -> TokenSigner:
        signer = TokenSigner(str(MODULE), LABEL, KEY, pin or Kept(), self.chain)
        self.made.append(signer)
        return signer

    @contextmanager
    def pulled_out(self) -> Iterator[None]:
        away = self.folder.with_name("away")
        self.folder.rename(away)
        self.folder.mkdir()
        try:
            yield
        finally:
            self.folder.rmdir()
            away.rename(self.folder)


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Device]:
    folder = tmp_path / "tokens"
    folder.mkdir()
    (tmp_path / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    key, chain = make_office_pki("Kepala Contoh", "Kabupaten Malang", MADE_AT)
    (tmp_path / "key.pem").write_bytes(key_to_pem(key))
    pem = tmp_path / "chain.pem"
    pem.write_bytes(b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain))
    util = ["softhsm2-util", "--label", LABEL, "--pin", GOOD]
    subprocess.run([*util, "--init-token", "--free", "--so-pin", "31415926"], check=True, capture_output=True)
    util[2] = KEY
    importing = [*util, "--import", str(tmp_path / "key.pem"), "--token", LABEL, "--id", "a1"]
    subprocess.run(importing, check=True, capture_output=True)
    made = Device(folder, chain, pem)
    yield made
    for signer in made.made:
        signer.close()


@pytest.fixture(scope="module")
def plain() -> bytes:
    kind = BY_CODE["kk"]
    return render(kind, sample(kind), made_at=MADE_AT)


def test_the_key_stays_inside_and_the_paper_is_good(device: Device, plain: bytes) -> None:
    signer = device.signer()
    assert signer.status(MADE_AT).state == "siap"
    signed = signer.sign_pdf(plain, **WORDS)
    twice = signer.sign_pdf(signed, **WORDS)
    found = validate_pdf(twice, [device.chain[-1]], MADE_AT)
    assert found is not None and found.good
    assert found.signer == "Kepala Contoh"
    assert signer.matches()
    if shutil.which("pdfsig"):
        (device.pem.parent / "a.pdf").write_bytes(signed)
        said = subprocess.run(["pdfsig", str(device.pem.parent / "a.pdf")], capture_output=True, text=True).stdout
        assert "Signature is Valid" in said


def test_a_wrong_pin_is_tried_once_and_never_again(device: Device, plain: bytes) -> None:
    pin = Kept("000000")
    signer = device.signer(pin)
    for _ in range(3):
        assert (signer.status(MADE_AT).state, signer.status(MADE_AT).detail) == ("ditolak", PIN_REFUSED)
        with pytest.raises(SignerDown):
            signer.sign_pdf(plain, **WORDS)
    assert pin.tries == 1
    pin.pin = GOOD
    assert signer.status(MADE_AT).state == "siap"


def test_pulled_out_and_put_back(device: Device, plain: bytes) -> None:
    signer = device.signer()
    signer.sign_pdf(plain, **WORDS)
    with device.pulled_out():
        with pytest.raises(SignerDown):
            signer.sign_pdf(plain, **WORDS)
        assert signer.status(MADE_AT).state == "terputus"
    assert signer.status(MADE_AT).state == "siap"
    assert validate_pdf(signer.sign_pdf(plain, **WORDS), [device.chain[-1]], MADE_AT)


def test_what_is_no_pdf_is_that_papers_fault_alone(device: Device, plain: bytes) -> None:
    signer = device.signer()
    with pytest.raises(CannotSign):
        signer.sign_pdf(b"MZ", **WORDS)
    assert signer.sign_pdf(plain, **WORDS)


def test_threads_and_a_second_signer_of_one_process(device: Device, plain: bytes) -> None:
    one, other = device.signer(), device.signer()
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: (one, other)[n % 2].sign_pdf(plain, **WORDS), range(12)))
    assert all(validate_pdf(each, [device.chain[-1]], MADE_AT).good for each in made)


def test_a_forked_process_opens_its_own(device: Device, plain: bytes) -> None:
    signer = device.signer()
    signer.sign_pdf(plain, **WORDS)
    many = multiprocessing.get_context("fork")
    answers = many.Queue()
    child = many.Process(target=_sign, args=(signer.sign_pdf, plain, answers))
    child.start()
    signed = answers.get(timeout=60)
    child.join(30)
    assert child.exitcode == 0
    assert validate_pdf(signed, [device.chain[-1]], MADE_AT).good
    assert signer.sign_pdf(plain, **WORDS)


def _sign(sign: Callable[..., bytes], pdf: bytes, answers: multiprocessing.Queue) -> None:
    answers.put(sign(pdf, **WORDS))


def test_papers_wait_while_it_is_away_and_are_signed_once(device: Device, jakut: Node) -> None:
    jakut.devices["signer"] = device.signer()
    for number in range(3):
        done = issue(jakut, SYSTEM, "kk", f"keluarga/{number}", "3172010101150001", sample(BY_CODE["kk"]))
        assert done
    with device.pulled_out(), pytest.raises(SignerDown):
        sign_waiting(jakut, SYSTEM)
    assert waiting(jakut).count() == 3
    assert sign_waiting(jakut, SYSTEM) == 3
    assert sign_waiting(jakut, SYSTEM) == 0
    assert set(Document.objects.values_list("state", "signer")) == {("elektronik", "Kepala Contoh")}


# --- siaga tte perangkat ----------------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home.make(tmp_path / "3507", Settings(id="3507", name="Kabupaten Malang"))
    make_local_signer(made, "Kepala", MADE_AT)
    return made


def choose(home: Home, chain: Path, pin: str = GOOD) -> tuple[int, str, Home]:
    words = [
        "perangkat",
        "--modul",
        str(MODULE),
        "--token",
        LABEL,
        "--kunci",
        KEY,
        "--sertifikat",
        str(chain),
        "--pin",
        pin,
    ]
    done = CliRunner().invoke(tte, [*words, "--home", str(home.path)])
    return done.exit_code, done.output, Home.open(home.path)


def test_chosen_by_command_and_back(device: Device, home: Home, plain: bytes) -> None:
    code, said, there = choose(home, device.pem)
    assert code == 0, said
    signer = signer_of(there)
    device.made.append(signer)
    assert isinstance(signer, TokenSigner)
    assert validate_pdf(signer.sign_pdf(plain, **WORDS), [device.chain[-1]], MADE_AT).good
    assert GOOD not in (there.path / "node.json").read_text()
    assert GOOD.encode() not in (there.path / PIN).read_bytes()
    assert (there.path / PIN).stat().st_mode & 0o077 == 0
    CliRunner().invoke(tte, ["kunci", "--home", str(home.path)])
    assert not (there.path / PIN).exists()
    assert not isinstance(signer_of(Home.open(home.path)), TokenSigner)


def test_a_foreign_certificate_or_a_wrong_pin_changes_nothing(device: Device, home: Home) -> None:
    foreign = device.pem.with_name("foreign.pem")
    foreign.write_bytes((home.path / "tte.pem").read_bytes())
    for chain, pin, words in ((foreign, GOOD, "bukan sertifikat"), (device.pem, "999999", "PIN")):
        code, said, there = choose(home, chain, pin)
        assert code == 1
        assert words in said
        assert there.settings == home.settings
        assert not (there.path / PIN).exists()
