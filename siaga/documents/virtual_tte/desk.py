"""The service's inside: its signers with their certificates, what it signed, what can still be fetched once."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from siaga.documents.certificates import (
    Authority,
    key_from_pem,
    key_to_pem,
    make_office_certificate,
    make_office_root,
    new_key,
)
from siaga.documents.signing import LocalSigner
from siaga.kit.clock import Clock

ISSUER = "TTE Maya (peraga)"
MOST_KEPT = 200  # what was signed last can be fetched; older papers are forgotten


@dataclass(frozen=True, slots=True)
class Known:
    """One signer of the service."""

    name: str
    passphrase: str
    signer: LocalSigner


class Desk:
    """folder: where the root's key and certificate stay, so that a restart is the same service. Signing is counted, never undone."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        self.root = _root(folder, clock.now())
        self.known: dict[str, Known] = {}
        self.signed: Counter[str] = Counter()  # SHA-256 of what came in → how many signatures were made over it
        self.tries = 0  # wrong passphrases
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def enrol(self, nik: str, name: str, passphrase: str) -> None:
        key = new_key()
        chain = make_office_certificate(self.root, key, name, ISSUER, self.root.certificate.not_valid_before_utc)
        self.known[nik] = Known(name, passphrase, LocalSigner(key, (chain, self.root.certificate)))

    def sign(self, nik: str, pdf: bytes, reason: str, location: str) -> tuple[str, bytes]:
        """(id, signed PDF). Raises CannotSign for what is no PDF."""
        made = self.known[nik].signer.sign_pdf(pdf, reason=reason, location=location, at=self.clock.now())
        id = uuid4().hex
        with self._lock:
            self.signed[hashlib.sha256(pdf).hexdigest()] += 1
            self._kept[id] = made
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return id, made

    def take(self, id: str) -> bytes | None:
        """What was signed under this id, once."""
        with self._lock:
            return self._kept.pop(id, None)

    def signatures(self) -> int:
        with self._lock:
            return sum(self.signed.values())


def root_certificate(folder: Path, now: datetime) -> bytes:
    """PEM of the service's root, made if there is none: for the offices that trust it."""
    return _root(folder, now).certificate.public_bytes(serialization.Encoding.PEM)


def _root(folder: Path, now: datetime) -> Authority:
    folder.mkdir(parents=True, exist_ok=True)
    key_file, certificate_file = folder / "akar.key", folder / "akar.pem"
    if key_file.exists() and certificate_file.exists():
        return Authority(
            key_from_pem(key_file.read_bytes()), x509.load_pem_x509_certificate(certificate_file.read_bytes())
        )
    root = make_office_root(new_key(), ISSUER, now)
    certificate_file.write_bytes(root.certificate.public_bytes(serialization.Encoding.PEM))
    fd = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "wb") as f:
        f.write(key_to_pem(root.key))
    return root
