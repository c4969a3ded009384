"""Who signs for an office: a local key, made at `siaga init` and sealed at rest with the node's own key, or the far e-sign service."""

from __future__ import annotations

import os
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from siaga.documents.certificates import key_from_pem, key_to_pem, make_office_pki
from siaga.documents.signing import LocalSigner, Signer
from siaga.documents.signing_longterm import B_B, LongTermSigner
from siaga.documents.tte.line import Line
from siaga.documents.tte.remote import RemoteSigner
from siaga.documents.tte.v1 import V1
from siaga.documents.tte.v2 import V2

from .home import EsignService, Home

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


def signer_of(home: Home) -> Signer:
    """As node.json says. Raises FileNotFoundError where there is neither a service nor a key."""
    if home.settings.tte is not None:
        return remote_signer(home.settings.tte)
    here, more = local_signer(home), home.settings.tte_lokal
    if more is None or more.level == B_B:
        return here
    roots = x509.load_pem_x509_certificates(more.roots.encode()) if more.roots else here.chain[-1:]
    return LongTermSigner(here, more.level, more.tsa, roots)


def remote_signer(said: EsignService) -> RemoteSigner:
    line = Line(said.url, said.user, said.password, said.timeout)
    roots = x509.load_pem_x509_certificates(said.root.encode()) if said.root else []
    return RemoteSigner(V1(line) if said.version == 1 else V2(line), said.nik, said.name, roots)
