"""Identities: made where the thing begins, unique without asking anybody."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID, uuid4, uuid5

SPACE = UUID("6f0a3b1e-5a52-4d5a-9d6c-51a6a1d70001")
# No 0/O, 1/I/L, 5/S: codes are read aloud at the counter and over the telephone.
ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"


def fresh() -> UUID:
    return uuid4()


def nth(key: UUID, index: int) -> UUID:
    """The id of an act's index-th fact: a repeated act with the same key meets its own ids."""
    return uuid5(key, str(index))


def named(*parts: str) -> UUID:
    """The same id for the same words, everywhere and always."""
    return uuid5(SPACE, "\x1f".join(parts))


def public_code(length: int = 10) -> str:
    """A code that cannot be guessed: 29**10 is about 2**48, and look-ups are rate limited."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def derived_code(key: UUID, length: int = 10) -> str:
    """A public code that a repeated act makes again; as hard to guess as its key (drills use seeded keys)."""
    number = int.from_bytes(hashlib.blake2b(key.bytes, digest_size=16, person=b"siaga-kode").digest(), "big")
    out = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        out.append(ALPHABET[digit])
    return "".join(out)
