"""A node's keys: Ed25519 to sign what it says, X25519 (derived from the same seed) to open what is sealed to it.

Keys are made on the spot at `siaga init` and live in one 0600 file; only public halves travel. They have no expiry:
an outage may last longer than any lifetime we could choose (domain fact 11); a key is withdrawn by a fact instead.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from .refusal import PermanentFault


class BadSignature(PermanentFault):
    """What was received was not written by whom it names, or was changed on the way."""


class CannotOpen(PermanentFault):
    """Sealed to somebody else, or damaged."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The halves that others may know: 32 bytes each."""

    verify: bytes
    seal: bytes

    def check(self, message: bytes, signature: bytes) -> None:
        """Raises BadSignature unless `signature` (64 bytes) is this node's over `message`."""
        try:
            VerifyKey(self.verify).verify(message, signature)
        except (BadSignatureError, ValueError) as e:
            raise BadSignature("tanda tangan simpul tidak cocok") from e

    def seal_to(self, content: bytes) -> bytes:
        """Content that only this node can open (an ephemeral X25519 key each time: NaCl sealed box)."""
        return SealedBox(PublicKey(self.seal)).encrypt(content)

    def fingerprint(self) -> str:
        """16 hex digits, in fours, to be read out by telephone at admission."""
        h = hashlib.sha256(self.verify + self.seal).hexdigest()[:16]
        return " ".join(h[i : i + 4] for i in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Keys:
    """Both halves. `seed` is 32 random bytes; everything else is derived from it."""

    seed: bytes

    @classmethod
    def fresh(cls) -> Keys:
        return cls(os.urandom(32))

    @classmethod
    def from_text(cls, text: str) -> Keys:
        """Deterministic keys for tests and drills only."""
        return cls(hashlib.sha256(b"siaga drill key " + text.encode()).digest())

    @classmethod
    def load(cls, path: Path) -> Keys:
        return cls(bytes.fromhex(path.read_text().strip()))

    def save(self, path: Path) -> None:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as f:
            f.write(self.seed.hex() + "\n")
            f.flush()
            os.fsync(f.fileno())

    def _derive(self, purpose: bytes) -> bytes:
        return hashlib.blake2b(self.seed, digest_size=32, person=purpose).digest()

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 (RFC 8032)."""
        return self.signing_key().sign(message).signature

    def signing_key(self) -> SigningKey:
        """For formats that sign by themselves (the claim in a document's QR); the key behind `public.verify`."""
        return SigningKey(self._derive(b"siaga-sign"))

    def open(self, sealed: bytes) -> bytes:
        try:
            return SealedBox(PrivateKey(self._derive(b"siaga-seal"))).decrypt(sealed)
        except (CryptoError, ValueError) as e:
            raise CannotOpen("kiriman ini disegel untuk simpul lain atau rusak") from e

    def at_rest(self) -> SecretBox:
        """For what this node alone reads again: devices' secrets, local blobs."""
        return SecretBox(self._derive(b"siaga-rest"))

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(
            verify=self.signing_key().verify_key.encode(),
            seal=PrivateKey(self._derive(b"siaga-seal")).public_key.encode(),
        )
