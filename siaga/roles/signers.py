"""The office's local signing key: made at `siaga init`, sealed at rest with the node's own key."""

from __future__ import annotations

import os
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from siaga.documents.certificates import key_from_pem, key_to_pem, make_office_pki
from siaga.documents.signing import LocalSigner

from .home import Home

KEY, CHAIN = "tte.key", "tte.pem"


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
    fd = os.open(home.path / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(bytes(home.keys.at_rest().encrypt(key)))
        f.flush()
        os.fsync(f.fileno())


def local_signer(home: Home) -> LocalSigner:
    """Raises FileNotFoundError if `siaga init` did not make one."""
    pem = home.keys.at_rest().decrypt((home.path / KEY).read_bytes())
    return LocalSigner(key_from_pem(pem), x509.load_pem_x509_certificates((home.path / CHAIN).read_bytes()))
