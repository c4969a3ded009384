"""The recovery key: what a backup is sealed to, so that a stolen disk tells nobody anything and a burnt office can be built again.

The private half is 16 random bytes, written as words that can be pronounced, telephoned and typed (proquints: D. S. Wilkerson,
"A Proposal for Proquints: Identifiers that are Readable, Spellable, and Pronounceable", arXiv:0901.4016), the last of them a check.
It is shown once and lies in the safe. The node keeps the public half: it can add to its backups, and read them with keys of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass

from .keys import Keys, PublicKeys
from .refusal import PermanentFault

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
SIZE = 16


class BadWords(PermanentFault):
    """Not the words of a recovery key: one is misspelt, missing, or out of place."""


@dataclass(frozen=True, slots=True)
class RecoveryPublic:
    """What the node keeps. seal: to whom segments are sealed; mark: the key of their authentication code (32 bytes): whoever finds the disk
    has neither, so what they write into it is refused."""

    seal: bytes
    mark: bytes

    def seal_to(self, content: bytes) -> bytes:
        return PublicKeys(bytes(32), self.seal).seal_to(content)

    def text(self) -> str:
        return (self.seal + self.mark).hex()

    @classmethod
    def of(cls, text: str) -> RecoveryPublic:
        try:
            data = bytes.fromhex(text.strip())
        except ValueError as e:
            raise PermanentFault("kunci pemulihan (bagian umum) tidak terbaca") from e
        if len(data) != 64:
            raise PermanentFault("kunci pemulihan (bagian umum) tidak utuh")
        return cls(data[:32], data[32:])


@dataclass(frozen=True, slots=True)
class Recovery:
    """Both halves. seed: 16 bytes."""

    seed: bytes

    @classmethod
    def fresh(cls) -> Recovery:
        return cls(os.urandom(SIZE))

    @classmethod
    def of_words(cls, text: str) -> Recovery:
        """Raises BadWords. Spaces, hyphens, line ends and capitals do not matter."""
        words = text.replace("-", " ").lower().split()
        if len(words) != SIZE // 2 + 1:
            raise BadWords(f"kunci pemulihan terdiri atas {SIZE // 2 + 1} kata, yang diketik {len(words)}")
        data = b"".join(_number(i, w).to_bytes(2, "big") for i, w in enumerate(words))
        if not hmac.compare_digest(data[SIZE:], _check(data[:SIZE])):
            raise BadWords("kata-kata kunci pemulihan tidak cocok satu sama lain: periksa ejaan dan urutannya")
        return cls(data[:SIZE])

    def words(self) -> str:
        data = self.seed + _check(self.seed)
        return " ".join(_word(int.from_bytes(data[i : i + 2], "big")) for i in range(0, len(data), 2))

    @property
    def keys(self) -> Keys:
        """What opens the segments."""
        return Keys(hashlib.blake2b(self.seed, digest_size=32, person=b"siaga-pulih").digest())

    @property
    def public(self) -> RecoveryPublic:
        mark = hashlib.blake2b(self.seed, digest_size=32, person=b"siaga-tanda").digest()
        return RecoveryPublic(self.keys.public.seal, mark)


def _check(seed: bytes) -> bytes:
    return hashlib.blake2b(seed, digest_size=2, person=b"siaga-periksa").digest()


def _word(number: int) -> str:
    c, v = CONSONANTS, VOWELS
    return c[number >> 12] + v[number >> 10 & 3] + c[number >> 6 & 15] + v[number >> 4 & 3] + c[number & 15]


def _number(place: int, word: str) -> int:
    number = 0
    for i, letter in enumerate(word):
        letters = VOWELS if i % 2 else CONSONANTS
        if len(word) != 5 or letter not in letters:
            raise BadWords(f"kata ke-{place + 1} ({word[:12]}) bukan kata kunci pemulihan")
        number = number * len(letters) + letters.index(letter)
    return number
