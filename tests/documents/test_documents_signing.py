import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from samples_documents import MADE_AT, sample

from siaga.documents import certificates
from siaga.documents.kinds import BY_CODE, KINDS
from siaga.documents.render import render
from siaga.documents.signing import (
    BadPdf,
    CannotSign,
    LocalSigner,
    Signer,
    SignerDown,
    SignerStatus,
    Validation,
    sign_document,
    validate_pdf,
)
from siaga.kit.refusal import Refusal, TemporaryFault

START = MADE_AT - timedelta(days=1)
NAME = "Dra. Ratna Contoh Wulandari, M.Si."
OFFICE = "Sudin Dukcapil Jakarta Utara"
WORDS = {"reason": "Penerbitan kutipan akta", "location": "Jakarta Utara"}


@dataclass(frozen=True)
class Desk:
    signer: LocalSigner
    root: x509.Certificate
    plain: bytes
    signed: bytes


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    key, chain = certificates.make_office_pki(NAME, OFFICE, START)
    signer = LocalSigner(key, chain)
    kind = BY_CODE["akta_kelahiran"]
    plain = render(kind, sample(kind), made_at=MADE_AT)
    signed = sign_document(kind, plain, signer, at=MADE_AT, **WORDS)
    assert isinstance(signed, bytes)
    yield Desk(signer, chain[1], plain, signed)


def test_signed_and_good(desk: Desk) -> None:
    found = validate_pdf(desk.signed, [desk.root], MADE_AT)
    assert found == Validation(NAME, MADE_AT, intact=True, trusted=True, covers_whole_document=True)
    assert found.good
    assert desk.signed.startswith(desk.plain)  # an incremental update: what was rendered stays byte for byte
    assert b"ETSI.CAdES.detached" in desk.signed


def test_time_is_the_one_given(desk: Desk) -> None:
    then = datetime(2024, 2, 29, 3, 4, 5, tzinfo=UTC)
    found = validate_pdf(desk.signer.sign_pdf(desk.plain, at=then, **WORDS), [desk.root], then)
    assert found is not None
    assert found.time == then


def test_unsigned_is_none(desk: Desk) -> None:
    assert validate_pdf(desk.plain, [desk.root], MADE_AT) is None


def test_unknown_root_is_intact_but_not_trusted(desk: Desk) -> None:
    other = certificates.make_office_root(certificates.new_key(), OFFICE, START)  # the same name, another key
    for roots in ([], [other.certificate]):
        found = validate_pdf(desk.signed, roots, MADE_AT)
        assert found is not None
        assert (found.intact, found.trusted, found.good) == (True, False, False)


def test_changed_bytes_are_not_intact(desk: Desk) -> None:
    for at in (2_000, len(desk.plain) // 2, len(desk.plain) - 200):
        changed = bytearray(desk.signed)
        changed[at] ^= 1
        try:
            found = validate_pdf(bytes(changed), [desk.root], MADE_AT)
        except BadPdf:
            continue
        assert found is None or not found.intact


def test_something_added_is_not_covered(desk: Desk) -> None:
    found = validate_pdf(desk.signed + b"\n9999 0 obj\n<<>>\nendobj\n", [desk.root], MADE_AT)
    assert found is not None
    assert (found.covers_whole_document, found.good) == (False, False)


def test_countersigning_keeps_the_first_signature(desk: Desk) -> None:
    later = MADE_AT + timedelta(days=5)
    twice = desk.signer.sign_pdf(desk.signed, at=later, **WORDS)
    found = validate_pdf(twice, [desk.root], later)
    assert found is not None
    assert found.good
    assert found.time == later
    assert twice.startswith(desk.signed)


def test_poppler_agrees(desk: Desk, tmp_path: Path) -> None:
    tool = shutil.which("pdfsig")
    if tool is None:
        pytest.skip("PDFSIG IS MISSING: install poppler-utils, or no second program checks the signatures")
    path = tmp_path / "signed.pdf"
    path.write_bytes(desk.signed)
    said = subprocess.run([tool, "-nocert", str(path)], capture_output=True, text=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert f"Common Name: {NAME}" in said


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_only_documents_are_signed(desk: Desk, kind: object) -> None:
    done = sign_document(kind, desk.plain, desk.signer, at=MADE_AT, **WORDS)
    if kind.code in ("ktp_el", "kia", "receipt"):
        assert isinstance(done, Refusal)
        assert done.code == "signing.never"
        assert kind.title in done.text()
    else:
        assert isinstance(done, bytes)


@pytest.mark.parametrize(
    "junk", [b"", b"x" * 100, b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<<>>"]
)
def test_junk(desk: Desk, junk: bytes) -> None:
    with pytest.raises(CannotSign):
        desk.signer.sign_pdf(junk, at=MADE_AT, **WORDS)
    with pytest.raises(BadPdf):
        validate_pdf(junk, [desk.root], MADE_AT)


def test_nothing_expires_within_years(desk: Desk) -> None:
    ends = START + certificates.VALIDITY
    assert desk.signer.status(MADE_AT + timedelta(days=36)).state == "siap"
    assert desk.signer.status(START + timedelta(days=3650)).state == "siap"
    after = ends + timedelta(seconds=1)
    assert desk.signer.status(after).state == "ditolak"
    assert desk.signer.status(START - timedelta(days=1)).state == "ditolak"
    with pytest.raises(CannotSign):
        desk.signer.sign_pdf(desk.plain, at=after, **WORDS)


def test_certificates_say_what_they_are_for(desk: Desk) -> None:
    leaf, root = desk.signer.chain
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    leaf.verify_directly_issued_by(root)
    assert leaf.serial_number != root.serial_number
    assert leaf.not_valid_after_utc <= root.not_valid_after_utc


def test_keys_are_kept_under_a_password() -> None:
    key = certificates.new_key()
    pem = certificates.key_to_pem(key, b"kata sandi")
    assert certificates.key_from_pem(pem, b"kata sandi").private_numbers() == key.private_numbers()
    for password in (None, b"salah"):
        with pytest.raises((ValueError, TypeError)):
            certificates.key_from_pem(pem, password)
    with pytest.raises(ValueError, match="P-256"):
        certificates.key_from_pem(certificates.key_to_pem(ec.generate_private_key(ec.SECP384R1())))


class Dead:
    """A signer that does not answer."""

    def status(self, at: datetime) -> SignerStatus:
        return SignerStatus("terputus", NAME)

    def sign_pdf(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        raise SignerDown("no answer in 20 s")


def test_a_dead_signer_is_a_temporary_fault(desk: Desk) -> None:
    signer: Signer = Dead()
    with pytest.raises(TemporaryFault) as caught:
        sign_document(BY_CODE["kk"], desk.plain, signer, at=MADE_AT, **WORDS)
    assert caught.value.about == "tte"
    assert isinstance(sign_document(BY_CODE["ktp_el"], desk.plain, signer, at=MADE_AT, **WORDS), Refusal)
