"""A key inside a device (PKCS#11, OASIS v2.40): a token or an HSM of the office signs, and the key never leaves it.

A device counts wrong PINs and locks itself after three: a PIN that was refused once is forgotten at once, for every process, and never
tried again until a person enters a new one. A device that was pulled out, or does not answer, is a signer that is down: papers wait, or
are signed by hand, and signing goes on by itself when it is back. While a device hangs in a call, its caller waits for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import pkcs11
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11.util.ec import encode_ecdsa_signature
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, find_token

from .signing import CannotSign, SignerDown, SignerStatus, certificate_state, common_name, sign_b_b, to_asn1

PIN_REFUSED: Final = "PIN perangkat tanda tangan ditolak; masukkan PIN baru dengan `siaga tte perangkat`"
ABSENT: Final = "perangkat tanda tangan tidak terpasang atau tidak menjawab"
REFUSALS = (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinExpired, pkcs11.PinInvalid, pkcs11.PinLenRange)
# A module is initialised once a process and told of no threads (C_Initialize(NULL)): one call at a time, whoever asks.
_lock = threading.RLock()
_process = os.getpid()


class PinBox(Protocol):
    """Where the PIN is kept. `taken` holds off other processes while the device is asked, and gives "" if there is none."""

    def taken(self) -> AbstractContextManager[str]: ...

    def forget(self) -> None: ...


class PinRefused(SignerDown):
    """The device refused the PIN, or none is kept: a person must enter one."""

    def __init__(self) -> None:
        super().__init__(PIN_REFUSED)


@dataclass(slots=True)
class TokenSigner:
    """Keeps `signing.Signer`. module: the maker's PKCS#11 library (a path). token, key: labels inside it. chain: the certificate of
    that key (P-256) first, then up to and with the root."""

    module: str
    token: str
    key: str
    pin: PinBox
    chain: Sequence[x509.Certificate]
    _session: Any = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return common_name(self.chain[0])

    def status(self, at: datetime) -> SignerStatus:
        """Of the certificate, and whether the device is there and takes the PIN."""
        found = certificate_state(self.chain, at)
        if found.state != "siap":
            return found
        try:
            with self.engine():
                return found
        except PinRefused as e:
            return SignerStatus("ditolak", self.name, str(e))
        except SignerDown as e:
            return SignerStatus("terputus", self.name, str(e))

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Raises SignerDown while the device is away or its PIN is not known, CannotSign for this paper or an ended certificate."""
        found = certificate_state(self.chain, at)
        if found.state != "siap":
            raise CannotSign(found.detail)
        with self.engine() as engine:
            return sign_b_b(engine, self.name, pdf, reason=reason, location=location, at=at)

    @contextmanager
    def engine(self) -> Iterator[Any]:
        """pyHanko's signer over an open session that answers; nobody else of this process uses the module meanwhile.

        Raises SignerDown, also when the device fails inside the block.
        """
        with _lock:
            try:
                yield self._engine()
            except pkcs11.PKCS11Error as e:
                self.close()
                raise SignerDown(f"{ABSENT} ({type(e).__name__})") from e

    def matches(self) -> bool:
        """Whether the certificate is that of the key inside, by a signature over a few bytes. Raises SignerDown, PinRefused."""
        public = self.chain[0].public_key()
        assert isinstance(public, ec.EllipticCurvePublicKey)
        said = b"siaga tte perangkat"
        with self.engine() as engine:
            handle = engine._pull_signing_key_handle()
            digest = hashes.Hash(hashes.SHA256())
            digest.update(said)
            made = encode_ecdsa_signature(handle.sign(digest.finalize(), mechanism=pkcs11.Mechanism.ECDSA))
        try:
            public.verify(made, said, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True

    def _engine(self) -> PKCS11Signer:
        certificates = [to_asn1(each) for each in self.chain]
        return PKCS11Signer(
            self._opened(),
            signing_cert=certificates[0],
            ca_chain=certificates[1:],
            key_label=self.key,
            use_raw_mechanism=True,  # the digest is made here: not every device knows ECDSA with SHA-256 in one step
        )

    def _opened(self) -> Any:
        """The session, opened and logged in if there is none in this process, and the device asked whether it is still there."""
        global _process
        if _process != os.getpid():  # a module's state does not survive a fork (PKCS#11 v2.40, 6.6.1)
            self.close()
            _process = os.getpid()
        if self._session is None:
            found = find_token(pkcs11.lib(self.module).get_slots(token_present=True), None, TokenCriteria(self.token))
            if found is None:
                raise pkcs11.TokenNotPresent()
            self._session = self._log_in(found)
        if self._session.token.slot.get_token().label != self.token:
            raise pkcs11.TokenNotPresent()
        return self._session

    def _log_in(self, token: Any) -> Any:
        with self.pin.taken() as pin:
            if not pin:
                raise PinRefused()
            try:
                return token.open(user_pin=pin)
            except pkcs11.UserAlreadyLoggedIn:  # by another signer of this process
                return token.open()
            except REFUSALS as e:
                self.pin.forget()
                raise PinRefused() from e

    def close(self) -> None:
        """Let go of the session and of the module, so that a device which comes back is looked for anew."""
        session, self._session = self._session, None
        with suppress(pkcs11.PKCS11Error):
            if session is not None:
                session.close()
        with suppress(pkcs11.PKCS11Error):
            pkcs11.lib(self.module).finalize()
