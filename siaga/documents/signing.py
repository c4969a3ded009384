"""Electronic signatures on documents: PAdES B-B (ETSI EN 319 142-1) by a local P-256 key, and their validation.

KTP-el (and KIA) are never signed as documents (Permendagri 7/2019, 104/2019): `sign_document` refuses them. The
visible block is the template's; the signature field itself is invisible. No time-stamp authority and no revocation
service are asked: both would be one more thing far away. An office's certificates last ten years, for nothing may
quietly expire inside an outage.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import PdfSignatureStatus, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from siaga.documents.archive_writer import ArchiveWriter
from siaga.documents.kind import DocumentKind
from siaga.kit.refusal import PermanentFault, Refusal, TemporaryFault

SignerState: TypeAlias = Literal["siap", "terputus", "ditolak"]
FIELD = "TandaTangan"
MAX_PDF = 20 * 1024 * 1024


class SignerDown(TemporaryFault):
    """The signer cannot be reached or does not answer; the document may be signed wet meanwhile."""

    def __init__(self, message: str) -> None:
        super().__init__(message, about="tte")


class CannotSign(PermanentFault):
    """This file can never be signed as it is, for instance because it is no PDF."""

    def __init__(self, message: str) -> None:
        super().__init__(message, about="tte")


class BadPdf(Exception):
    """What was handed in for validation is not a readable PDF."""


@dataclass(frozen=True, slots=True)
class SignerStatus:
    """state: siap (certificate ISSUE), terputus (not reachable), ditolak (certificate not valid now). name: of the
    signer.
    """

    state: SignerState
    name: str
    detail: str = ""


class Signer(Protocol):
    def status(self, at: datetime) -> SignerStatus:
        """Whether it would sign now; never raises. at: aware."""

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """The PDF with one more signature, dated `at` (aware). Raises `SignerDown` (ask again) or `CannotSign`
        (never).
        """


class DatedSigner(signers.PdfSigner):
    """pyHanko's signer reads the system clock; this one is told the time."""

    def __init__(self, at: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


@dataclass(slots=True)
class LocalSigner:
    """Signs with a key on this machine. chain: the signer's certificate first, then up to and with the root."""

    key: ec.EllipticCurvePrivateKey
    chain: Sequence[x509.Certificate]
    signer: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        certificates = [to_asn1(each) for each in self.chain]
        store = SimpleCertificateStore()
        store.register_multiple(certificates)
        plain = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.signer = signers.SimpleSigner(
            signing_cert=certificates[0], signing_key=asn1_keys.PrivateKeyInfo.load(plain), cert_registry=store
        )

    @property
    def name(self) -> str:
        return common_name(self.chain[0])

    def status(self, at: datetime) -> SignerStatus:
        return certificate_state(self.chain, at)

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        status = self.status(at)
        if status.state != "siap":
            raise CannotSign(status.detail)
        return sign_b_b(self.signer, self.name, pdf, reason=reason, location=location, at=at)

    @contextmanager
    def engine(self) -> Iterator[Any]:
        """pyHanko's signer, for whoever adds more than B-B."""
        yield self.signer


def sign_b_b(engine: Any, name: str, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
    """The PDF with one signature more, PAdES B-B. engine: pyHanko's signer. Raises CannotSign for what is no PDF."""
    try:
        writer = ArchiveWriter(io.BytesIO(pdf))
        number = len(writer.prev.embedded_signatures) + 1
    except Exception as error:  # a parser of foreign bytes raises many things; each means the same
        raise CannotSign(f"not a PDF that can be signed: {error}") from error
    metadata = signers.PdfSignatureMetadata(
        field_name=f"{FIELD}{number}",
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        name=name,
    )
    return bytes(DatedSigner(at, metadata, signer=engine).sign_pdf(writer).getvalue())


def certificate_state(chain: Sequence[x509.Certificate], at: datetime) -> SignerStatus:
    """Whether the certificate holds at that moment; says nothing of the key. chain: the signer's certificate first."""
    name = common_name(chain[0])
    if chain[0].not_valid_before_utc <= at <= chain[0].not_valid_after_utc:
        return SignerStatus("siap", name)
    return SignerStatus("ditolak", name, "sertifikat di luar masa berlakunya")


def sign_document(
    kind: DocumentKind, pdf: bytes, signer: Signer, *, reason: str, location: str, at: datetime
) -> bytes | Refusal:
    """Sign a document of this kind, or refuse because its kind is never signed. Faults of the signer pass through."""
    if not kind.signed:
        return Refusal(
            "signing.never",
            "%(title)s tidak ditandatangani secara elektronik sebagai dokumen.",
            basis="Permendagri 104/2019",
            params={"title": kind.title},
        )
    return signer.sign_pdf(pdf, reason=reason, location=location, at=at)


@dataclass(frozen=True, slots=True)
class Validation:
    """One signature of a PDF. signer: common name. time: as the signer claims it. intact: the signed bytes are as they
    were.

    trusted: the certificate leads to a known root and was valid at the moment asked. covers_whole_document: nothing
    was added after, but proofs about the signature itself.
    """

    signer: str
    time: datetime | None
    intact: bool
    trusted: bool
    covers_whole_document: bool

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.covers_whole_document


def validate_pdf(pdf: bytes, roots: Sequence[x509.Certificate], at: datetime) -> Validation | None:
    """The last signature of the PDF, judged at `at` (aware) against these roots alone; None if it is unsigned.

    Asks no network. Raises `BadPdf` for what cannot be read, a damaged signature included.
    """
    if len(pdf) > MAX_PDF:
        raise BadPdf(f"{len(pdf)} bytes are too many")
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        if not found:
            return None
        context = ValidationContext(
            trust_roots=[to_asn1(each) for each in roots], moment=at, allow_fetching=False, revocation_mode="soft-fail"
        )
        status = validate_pdf_signature(found[-1], context)
        return Validation(
            signer=str(status.signing_cert.subject.native.get("common_name", "")),
            time=status.signer_reported_dt,
            intact=bool(status.intact and status.valid),
            trusted=bool(status.trusted),
            covers_whole_document=status.coverage == SignatureCoverageLevel.ENTIRE_FILE or _only_proofs(status, pdf),
        )
    except Exception as error:  # pyHanko, asn1crypto and the parser each have their own; all say: not readable
        raise BadPdf(f"{type(error).__name__}: {error}") from error


def _only_proofs(status: PdfSignatureStatus, pdf: bytes) -> bool:
    """What was added after the signature are certificates, revocation answers and time stamps about it (B-LT), and nothing else."""
    return status.modification_level == ModificationLevel.LTA_UPDATES and pdf.rstrip().endswith(b"%%EOF")


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""
