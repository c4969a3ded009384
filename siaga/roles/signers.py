"""Who signs for an office: a local key, made at `siaga init` and sealed at rest with the node's own key, a device (PKCS#11), or the far
e-sign service."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from siaga.documents.certificates import key_from_pem, key_to_pem, make_office_pki
from siaga.documents.signing import LocalSigner, Signer
from siaga.documents.signing_longterm import B_B, LongTermSigner
from siaga.documents.signing_token import TokenSigner
from siaga.documents.tte.line import Line
from siaga.documents.tte.remote import RemoteSigner
from siaga.documents.tte.v1 import V1
from siaga.documents.tte.v2 import V2

from .home import Device, EsignService, Home

KEY, CHAIN, PIN = "tte.key", "tte.pem", "tte.pin"


def make_local_signer(home: Home, head_of_office: str, at: datetime) -> None:
    """A P-256 key and a ten-year chain in the name of the head of office; does nothing if they are there."""
    if (home.path / KEY).exists():
        return
    key, chain = make_office_pki(head_of_office, home.settings.name, at)
    pem = b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain)
    keep_signer(home, key_to_pem(key), pem)


def signer_files(home: Home) -> tuple[bytes, bytes]:
    """PEM of the key, opened, and of its chain: for another box of the same office alone. Raises FileNotFoundError."""
    return home.keys.at_rest().decrypt((home.path / KEY).read_bytes()), (home.path / CHAIN).read_bytes()


def keep_signer(home: Home, key: bytes, chain: bytes) -> None:
    """Both PEMs into the home, the key sealed at rest; does nothing if the key is there."""
    if (home.path / KEY).exists():
        return
    (home.path / CHAIN).write_bytes(chain)
    _write_private(home.path / KEY, bytes(home.keys.at_rest().encrypt(key)))


def local_signer(home: Home) -> LocalSigner:
    """Raises FileNotFoundError if `siaga init` did not make one."""
    pem = home.keys.at_rest().decrypt((home.path / KEY).read_bytes())
    return LocalSigner(key_from_pem(pem), x509.load_pem_x509_certificates((home.path / CHAIN).read_bytes()))


def signer_of(home: Home) -> Signer:
    """As node.json says. Raises FileNotFoundError where there is neither a service nor a key."""
    if home.settings.tte is not None:
        return remote_signer(home.settings.tte)
    device, more = home.settings.tte_perangkat, home.settings.tte_lokal
    here = local_signer(home) if device is None else device_signer(home, device)
    if more is None or more.level == B_B:
        return here
    roots = x509.load_pem_x509_certificates(more.roots.encode()) if more.roots else here.chain[-1:]
    return LongTermSigner(here, more.level, more.tsa, roots)


def device_signer(home: Home, said: Device) -> TokenSigner:
    chain = x509.load_pem_x509_certificates(said.chain.encode())
    return TokenSigner(said.module, said.token, said.key, SealedPin(home), chain)


@dataclass(frozen=True, slots=True)
class SealedPin:
    """Keeps `signing_token.PinBox` in a file of the home, sealed at rest with the node's own key as the local key is."""

    home: Home

    @contextmanager
    def taken(self) -> Iterator[str]:
        try:
            file = (self.home.path / PIN).open("rb")
        except FileNotFoundError:
            yield ""
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)  # whoever waited here sees below that the PIN was refused meanwhile
            there = (self.home.path / PIN).exists()
            yield self.home.keys.at_rest().decrypt(file.read()).decode() if there else ""

    def forget(self) -> None:
        (self.home.path / PIN).unlink(missing_ok=True)

    def keep(self, pin: str) -> None:
        self.forget()
        _write_private(self.home.path / PIN, bytes(self.home.keys.at_rest().encrypt(pin.encode())))


def _write_private(path: Path, content: bytes) -> None:
    """A new file that its owner alone reads, on the disk when this returns. Raises FileExistsError."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
        f.write(content)
        f.flush()
        os.fsync(f.fileno())


def remote_signer(said: EsignService) -> RemoteSigner:
    line = Line(said.url, said.user, said.password, said.timeout)
    roots = x509.load_pem_x509_certificates(said.root.encode()) if said.root else []
    return RemoteSigner(V1(line) if said.version == 1 else V2(line), said.nik, said.name, roots)
