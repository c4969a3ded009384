"""The office's own certificates, made on the spot: a self-signed root of the office, and one certificate a signer (RFC
5280).

They stand in for BSrE's certificates where none are at hand; they prove that this office's key signed, and no more
than that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

YEARS = 10
VALIDITY = timedelta(days=365 * YEARS + 3)


@dataclass(frozen=True, slots=True)
class Authority:
    """A root that signs certificates of one office."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def new_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key from the system's randomness."""
    return ec.generate_private_key(ec.SECP256R1())


def key_to_pem(key: ec.EllipticCurvePrivateKey, password: bytes | None = None) -> bytes:
    """PKCS#8 PEM, encrypted if a password is given: for whoever seals it at rest."""
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        protection = serialization.BestAvailableEncryption(password)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def key_from_pem(pem: bytes, password: bytes | None = None) -> ec.EllipticCurvePrivateKey:
    """ValueError or TypeError for a damaged file or a wrong password; ValueError for a key that is not on P-256."""
    key = serialization.load_pem_private_key(pem, password)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("not a P-256 key")
    return key


def make_office_root(
    key: ec.EllipticCurvePrivateKey, office: str, not_before: datetime, not_after: datetime | None = None
) -> Authority:
    """A self-signed root for an office; ten years unless told otherwise. Times are aware."""
    name = _name(f"{office} (akar)", office)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    builder = (
        _builder(name, name, key.public_key(), not_before, not_after or not_before + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return Authority(key, builder.sign(key, hashes.SHA256()))


def make_office_certificate(
    root: Authority,
    key: ec.EllipticCurvePrivateKey,
    name: str,
    office: str,
    not_before: datetime,
    not_after: datetime | None = None,
) -> x509.Certificate:
    """The certificate of one signer, issued by the office's root. name: of the person; office: organisation. Ten years
    by default.
    """
    ends = min(not_after or not_before + VALIDITY, root.certificate.not_valid_after_utc)
    builder = (
        _builder(_name(name, office), root.certificate.subject, key.public_key(), not_before, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()),
            critical=False,
        )
    )
    return builder.sign(root.key, hashes.SHA256())


def make_office_pki(
    name: str, office: str, not_before: datetime
) -> tuple[ec.EllipticCurvePrivateKey, tuple[x509.Certificate, x509.Certificate]]:
    """A signer's key and chain (signer, root) in one go, as `siaga init` needs it. The root's key is thrown away
    afterwards.
    """
    root = make_office_root(new_key(), office, not_before)
    key = new_key()
    return key, (make_office_certificate(root, key, name, office, not_before), root.certificate)


def _name(common: str, office: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, office[:64]),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    """Serial number from the key and the start: the same certificate is never issued twice under two numbers."""
    point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    serial = int.from_bytes(hashlib.sha256(point + starts.isoformat().encode()).digest()[:16], "big") >> 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(serial)
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in every.split()})
