"""Our two clients against the virtual e-sign service: what each way of failing says about whether the paper was signed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from samples_documents import MADE_AT, sample

from siaga.documents.kinds import BY_CODE
from siaga.documents.render import render
from siaga.documents.signing import SignerDown, validate_pdf
from siaga.documents.tte.answers import OutcomeUnknown, Rejected, SignerUnknown, WrongPassphrase
from siaga.documents.tte.line import Line
from siaga.documents.tte.remote import RemoteSigner
from siaga.documents.tte.v1 import V1
from siaga.documents.tte.v2 import V2
from siaga.documents.virtual_tte.serve import PASSWORD, USER, VirtualTte
from siaga.kit.clock import SimulatedClock

NIK, NAME, PASSPHRASE = "3507010101700001", "Drs. Bambang Contoh", "frasa rahasia 2019"
WORDS = {"reason": "Kutipan akta", "location": "Malang"}
VERSIONS = {"v1": V1, "v2": V2}


@pytest.fixture(scope="module")
def pdf() -> bytes:
    kind = BY_CODE["akta_kelahiran"]
    return render(kind, sample(kind), made_at=MADE_AT)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(MADE_AT)


@pytest.fixture
def service(tmp_path: Path, clock: SimulatedClock) -> Iterator[VirtualTte]:
    with VirtualTte(tmp_path, {NIK: (NAME, PASSPHRASE)}, clock=clock) as made:
        yield made


@pytest.fixture(params=sorted(VERSIONS))
def signer(request: pytest.FixtureRequest, service: VirtualTte) -> RemoteSigner:
    return to(service, request.param)


def to(service: VirtualTte, version: str, *, timeout: float = 2.0, password: str = PASSWORD) -> RemoteSigner:
    client = VERSIONS[version](Line(service.url, USER, password, timeout))
    return RemoteSigner(client, NIK, NAME, (service.desk.root.certificate,))


def test_signed_and_good(signer: RemoteSigner, service: VirtualTte, pdf: bytes) -> None:
    assert signer.status(MADE_AT).state == "siap"
    signed = signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    found = validate_pdf(signed.pdf, [service.desk.root.certificate], MADE_AT)
    assert found is not None
    assert found.good
    assert found.signer == NAME
    assert signed.pdf.startswith(pdf)
    assert signer.client.verify(signed.pdf)
    assert not signer.client.verify(pdf)
    assert service.desk.signatures() == 1


def test_wrong_passphrase_and_unknown_signer(signer: RemoteSigner, service: VirtualTte, pdf: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        signer.sign_with(pdf, "salah", at=MADE_AT, **WORDS)
    assert service.desk.tries == 1
    service.faults.set("unknown_signer")
    with pytest.raises(SignerUnknown):
        signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    assert service.desk.signatures() == 0


@pytest.mark.parametrize(
    ("fault", "raised", "signatures"),
    [
        ("down", OutcomeUnknown, 0),  # accepted, then dropped: nobody can know
        ("never", OutcomeUnknown, 0),
        ("lost", OutcomeUnknown, 1),
        ("error", OutcomeUnknown, 0),
        ("error_after", OutcomeUnknown, 1),
        ("half", OutcomeUnknown, 1),
    ],
)
def test_an_answer_that_does_not_come_leaves_it_open(
    service: VirtualTte, pdf: bytes, fault: str, raised: type[Exception], signatures: int
) -> None:
    for count, version in enumerate(sorted(VERSIONS), 1):
        service.faults.set(fault, times=1, seconds=3)
        with pytest.raises(raised):
            to(service, version, timeout=0.7).sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
        service.faults.clear()
        assert service.desk.signatures() == signatures * count


def test_nobody_there_is_surely_not_signed(service: VirtualTte, signer: RemoteSigner, pdf: bytes) -> None:
    service.stop()
    with pytest.raises(SignerDown):
        signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    assert signer.status(MADE_AT).state == "terputus"
    service.start()
    assert signer.status(MADE_AT + timedelta(seconds=10)).state == "siap"


def test_half_an_answer_can_be_fetched_once(service: VirtualTte, pdf: bytes) -> None:
    signer = to(service, "v1")
    service.faults.set("half", times=1)
    with pytest.raises(OutcomeUnknown) as caught:
        signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    assert caught.value.id
    found = signer.fetch(caught.value.id, pdf, MADE_AT)
    assert found is not None
    assert found.pdf.startswith(pdf)
    assert signer.fetch(caught.value.id, pdf, MADE_AT) is None
    assert service.desk.signatures() == 1


def test_another_file_is_no_signature(service: VirtualTte, pdf: bytes) -> None:
    service.faults.set("wrong_file")
    with pytest.raises(OutcomeUnknown):
        to(service, "v1").sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    with pytest.raises(Rejected):
        to(service, "v2").sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)


def test_signed_by_a_stranger_is_not_taken(service: VirtualTte, tmp_path: Path, pdf: bytes) -> None:
    signer = to(service, "v2")
    with VirtualTte(tmp_path / "other", {NIK: (NAME, PASSPHRASE)}, clock=service.desk.clock) as other:
        signer.chain = (other.desk.root.certificate,)
        with pytest.raises(Rejected, match="penerbit"):
            signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)


def test_certificate_not_issued(service: VirtualTte, signer: RemoteSigner) -> None:
    service.faults.set("not_issued")
    found = signer.status(MADE_AT)
    assert (found.state, "1110" in found.detail) == ("ditolak", True)


def test_account_of_the_office_refused(service: VirtualTte, pdf: bytes) -> None:
    signer = to(service, "v1", password="lain")
    assert signer.status(MADE_AT).state == "terputus"
    with pytest.raises(SignerDown, match="akun"):
        signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    assert service.desk.signatures() == 0


def test_late_and_slow_from_noon(service: VirtualTte, clock: SimulatedClock, pdf: bytes) -> None:
    signer = to(service, "v2", timeout=0.6)
    service.faults.set("slow_from_noon", seconds=5)
    clock.move_to(MADE_AT.replace(hour=3))  # 10.00 WIB
    assert signer.sign_with(pdf, PASSPHRASE, at=clock.now(), **WORDS).pdf
    clock.move_to(MADE_AT.replace(hour=6))  # 13.00 WIB
    with pytest.raises(OutcomeUnknown):
        signer.sign_with(pdf, PASSPHRASE, at=clock.now(), **WORDS)
    service.faults.clear()
    service.faults.set("late", seconds=0.2, times=1)
    assert signer.sign_with(pdf, PASSPHRASE, at=clock.now(), **WORDS).pdf


def test_no_pdf_is_refused_for_good(signer: RemoteSigner) -> None:
    with pytest.raises(Rejected):
        signer.sign_with(b"bukan pdf", PASSPHRASE, at=MADE_AT, **WORDS)


def test_the_passphrase_is_shown_nowhere(
    service: VirtualTte, signer: RemoteSigner, pdf: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    service.faults.set("error")
    with pytest.raises(OutcomeUnknown) as caught:
        signer.sign_with(pdf, PASSPHRASE, at=MADE_AT, **WORDS)
    assert caught.value.__cause__ is None
    for text in (caplog.text, repr(caught.value), repr(signer), PASSWORD):
        assert PASSPHRASE not in text
    assert PASSWORD not in repr(signer)
