"""The e-sign service as a signer of this program (`signing.Signer`): certificate state, signing with a passphrase, asking after a loss.

What comes back counts only if it is exactly the PDF that was sent, continued by one good signature: a service that signed something
else, or cut it off, has signed nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509

from siaga.documents.signing import BadPdf, SignerDown, SignerStatus, validate_pdf
from siaga.kit.refusal import TemporaryFault

from .answers import ISSUE, NOT_REGISTERED, Client, OutcomeUnknown, Rejected, Signed, Wish

NEEDS_PASSPHRASE = "menunggu frasa sandi kepala kantor"
STATUS_WORDS = {
    NOT_REGISTERED: "sertifikat penanda tangan belum terbit (1110)",
    "": "layanan TTE tidak menyebut keadaan sertifikat",
}
FRESH = timedelta(seconds=3)


@dataclass
class RemoteSigner:
    """nik, name: the signer's. chain: the service's root certificate last, for validation; may be empty, then signatures are checked
    for being whole but not for whom they lead to."""

    client: Client
    nik: str
    name: str
    chain: Sequence[x509.Certificate] = ()
    needs_passphrase: bool = True
    _seen: tuple[datetime, SignerStatus] | None = field(default=None, repr=False)

    def status(self, at: datetime) -> SignerStatus:
        """By asking the service for the certificate; an answer serves for three seconds, as several pages ask at once."""
        if self._seen is not None and timedelta() <= at - self._seen[0] < FRESH:
            return self._seen[1]
        found = self._ask()
        self._seen = (at, found)
        return found

    def _ask(self) -> SignerStatus:
        try:
            code = self.client.user_status(self.nik)
        except TemporaryFault as e:
            return SignerStatus("terputus", self.name, str(e))
        if code == ISSUE:
            return SignerStatus("siap", self.name)
        return SignerStatus("ditolak", self.name, STATUS_WORDS.get(code, f"keadaan sertifikat {code}, bukan ISSUE"))

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Without a passphrase nothing is signed: due work leaves these papers to the head of office."""
        raise SignerDown(NEEDS_PASSPHRASE)

    def sign_with(self, pdf: bytes, passphrase: str, *, reason: str, location: str, at: datetime) -> Signed:
        """The PDF signed now. Raises SignerDown (surely not signed), OutcomeUnknown, WrongPassphrase, SignerUnknown or Rejected."""
        signed = self.client.sign(pdf, Wish(self.nik, passphrase, reason, location))
        if why := self.wrong(pdf, signed.pdf, at):
            if not signed.id:
                raise Rejected(why)
            raise OutcomeUnknown(why, signed.id)  # it can be asked for once more
        return signed

    def fetch(self, id: str, sent: bytes, at: datetime) -> Signed | None:
        """What became of a paper whose answer was lost; None if the service does not give it (any more). Raises SignerDown."""
        got = self.client.fetch(id) if id else None
        if got is None or self.wrong(sent, got, at):
            return None
        return Signed(got, id)

    def wrong(self, sent: bytes, got: bytes, at: datetime) -> str:
        """Why `got` is not `sent` with one good signature more, "" if it is. at: aware."""
        if not got.startswith(sent) or len(got) == len(sent):
            return "layanan TTE mengembalikan berkas lain daripada yang dikirim"
        try:
            found = validate_pdf(got, self.chain[-1:], at)
        except BadPdf:
            return "layanan TTE mengembalikan PDF yang rusak"
        if found is None or not found.intact or not found.covers_whole_document:
            return "tanda tangan dari layanan TTE tidak utuh"
        if self.chain and not found.trusted:
            return "tanda tangan dari layanan TTE bukan dari penerbit sertifikat yang dikenal"
        return ""
