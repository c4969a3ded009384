"""What the e-sign service may answer, told apart by what it means for the paper: signed, surely not signed, or not known.

A time-out may mean *signed*: only `OutcomeUnknown` leaves that open, everything else is sure. `SignerDown` (signing.py) means surely
not signed, ask again later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from siaga.kit.refusal import PermanentFault, TemporaryFault

ISSUE, NOT_REGISTERED = "1111", "1110"
WRONG_PASSPHRASE, UNKNOWN_SIGNER = 2031, 2011


class OutcomeUnknown(TemporaryFault):
    """Sent, and no whole answer came: the service may have signed. id: its `id_dokumen` if that much of the answer came, else ""."""

    def __init__(self, message: str, id: str = "") -> None:
        super().__init__(message, about="tte")
        self.id = id


class WrongPassphrase(PermanentFault):
    """2031. Never tried again by itself: some services lock the signer after a few."""

    def __init__(self) -> None:
        super().__init__("frasa sandi TTE salah (2031)", about="tte")


class SignerUnknown(PermanentFault):
    """2011: the service does not know this signer (yet)."""

    def __init__(self) -> None:
        super().__init__("penanda tangan tidak dikenal layanan TTE (2011)", about="tte")


class Rejected(PermanentFault):
    """The service refuses this paper, or what it gave back is not this paper signed. For a person, not tried again by itself."""

    def __init__(self, message: str) -> None:
        super().__init__(message, about="tte")


@dataclass(frozen=True, slots=True)
class Signed:
    """pdf: as the service signed it. id: its name for it (`id_dokumen`), "" where it gives none."""

    pdf: bytes
    id: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who signs and what stands in the signature. passphrase: never shown, logged or kept."""

    nik: str
    passphrase: str
    reason: str
    location: str

    def __repr__(self) -> str:
        return f"Wish(nik={self.nik!r}, reason={self.reason!r})"


class Client(Protocol):
    """One version of the service's API. Every call may raise SignerDown; `sign` also the faults of this file."""

    def user_status(self, nik: str) -> str:
        """`1111` (certificate ISSUE), `1110` (not registered), or another code of the service."""

    def sign(self, pdf: bytes, wish: Wish) -> Signed: ...

    def fetch(self, id: str) -> bytes | None:
        """The signed PDF by its id: works once (v1). None: not there (any more), or this version cannot."""

    def verify(self, pdf: bytes) -> bool:
        """Whether the service itself finds the PDF's signatures good."""
