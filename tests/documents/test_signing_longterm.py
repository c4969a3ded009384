"""B-T and B-LT against a real authority for time, OCSP and CRL (certomancer), judged by pyHanko's validator and by poppler."""

from __future__ import annotations

import io
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from samples_documents import MADE_AT, sample
from werkzeug.serving import BaseWSGIServer, make_server

from siaga.documents.certificates import key_to_pem, new_key
from siaga.documents.kinds import BY_CODE
from siaga.documents.render import render
from siaga.documents.signing import LocalSigner, to_asn1, validate_pdf
from siaga.documents.signing_longterm import LEVELS, LongTermSigner, level_of
from siaga.kit.clock import SystemClock

NAMES = ("akar", "tsa", "ocsp", "kepala")
WORDS = {"reason": "Kutipan akta", "location": "Malang"}
CONFIG = """
external-url-prefix: "{url}"
keysets:
  contoh:
    path-prefix: .
    keys: {{akar: {{path: akar.pem}}, tsa: {{path: tsa.pem}}, ocsp: {{path: ocsp.pem}}, kepala: {{path: kepala.pem}}}}
pki-architectures:
  contoh:
    keyset: contoh
    entity-defaults: {{country-name: ID, organization-name: Contoh}}
    entities:
      akar: {{common-name: Akar Contoh}}
      tsa: {{common-name: Waktu Contoh}}
      ocsp: {{common-name: OCSP Contoh}}
      kepala: {{common-name: Kepala Contoh}}
    certs:
      akar:
        issuer: akar
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2060-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature, key_cert_sign, crl_sign]}}}}
      tsa:
        issuer: akar
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2050-01-01T00:00:00+0000"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, critical: true, value: [time_stamping]}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [akar]}}}}}}
      ocsp:
        issuer: akar
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2050-01-01T00:00:00+0000"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature]}}}}
          - {{id: extended_key_usage, value: [ocsp_signing]}}
          - {{id: ocsp_no_check}}
      kepala:
        issuer: akar
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2050-01-01T00:00:00+0000"}}
        extensions:
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [digital_signature, non_repudiation]}}}}
          - {{id: authority_information_access, smart-value: {{schema: aia-urls, params: {{ocsp-responder-names: [ocsp]}}}}}}
          - {{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [akar]}}}}}}
    services:
      ocsp: {{ocsp: {{for-issuer: akar, responder-cert: ocsp, signing-key: ocsp}}}}
      time-stamping: {{tsa: {{signing-key: tsa, signing-cert: tsa}}}}
      crl-repo: {{akar: {{for-issuer: akar, signing-key: akar, simulated-update-schedule: "P90D"}}}}
"""


@dataclass
class Authorities:
    url: str
    root: x509.Certificate
    signer: LocalSigner
    server: BaseWSGIServer

    def long_term(self, level: str) -> LongTermSigner:
        return LongTermSigner(self.signer, level, f"{self.url}/contoh/tsa/tsa", (self.root,))


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authorities]:
    registry = pytest.importorskip("certomancer.registry", reason="CERTOMANCER IS MISSING: no B-T and B-LT are tested")
    animator = pytest.importorskip("certomancer.integrations.animator")
    folder = tmp_path_factory.mktemp("pki")
    keys = {name: new_key() for name in NAMES}
    for name, key in keys.items():
        (folder / f"{name}.pem").write_bytes(key_to_pem(key))
    asked: list[object] = []
    server = make_server("127.0.0.1", 0, lambda e, s: asked[0](e, s), threaded=True)  # type: ignore[operator]
    url = f"http://127.0.0.1:{server.server_port}"
    config = registry.CertomancerConfig.from_yaml(CONFIG.format(url=url), key_search_dir=str(folder))
    architectures = config.pki_archs
    asked.append(animator.Animator(animator.AnimatorArchStore(architectures), with_web_ui=False))
    made = architectures[registry.ArchLabel("contoh")]

    def certificate(name: str) -> x509.Certificate:
        return x509.load_der_x509_certificate(made.get_cert(registry.CertLabel(name)).dump())

    signer = LocalSigner(keys["kepala"], (certificate("kepala"), certificate("akar")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Authorities(url, certificate("akar"), signer, server)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def plain() -> bytes:
    kind = BY_CODE["kk"]
    return render(kind, sample(kind), made_at=MADE_AT)


@pytest.fixture
def now() -> datetime:
    return SystemClock().now().replace(microsecond=0)  # the authority stamps with the machine's clock


@pytest.mark.parametrize("level", LEVELS[1:])
def test_the_level_aimed_at_is_reached(authorities: Authorities, plain: bytes, now: datetime, level: str) -> None:
    signed = authorities.long_term(level).sign_pdf(plain, at=now, **WORDS)
    assert level_of(signed) == level
    found = validate_pdf(signed, [authorities.root], now)
    assert found is not None
    assert found.intact
    assert found.trusted
    assert found.covers_whole_document or level == "B-LT"  # what proves it is added behind it
    assert found.good


def test_b_lt_is_judged_without_any_line(authorities: Authorities, plain: bytes, now: datetime) -> None:
    signed = authorities.long_term("B-LT").sign_pdf(plain, at=now, **WORDS)
    reader = PdfFileReader(io.BytesIO(signed))
    kept = DocumentSecurityStore.read_dss(reader)
    roots = {"trust_roots": [to_asn1(authorities.root)], "allow_fetching": False, "revocation_mode": "hard-fail"}
    contexts = [kept.as_validation_context(dict(roots)) for _ in range(2)]
    status = validate_pdf_signature(reader.embedded_regular_signatures[-1], *contexts)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert status.revocation_details is None
    assert kept.ocsps
    assert kept.crls


@pytest.mark.parametrize("level", LEVELS)
def test_poppler_agrees(authorities: Authorities, plain: bytes, now: datetime, level: str, tmp_path: Path) -> None:
    tool = shutil.which("pdfsig")
    if tool is None:
        pytest.skip("PDFSIG IS MISSING: install poppler-utils, or no second program checks the signatures")
    signer = authorities.signer if level == "B-B" else authorities.long_term(level)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signer.sign_pdf(plain, at=now, **WORDS))
    said = subprocess.run([tool, "-nocert", str(path)], capture_output=True, text=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "ETSI.CAdES.detached" in said


def test_without_the_authority_it_is_b_b(authorities: Authorities, plain: bytes, now: datetime) -> None:
    alone = LongTermSigner(authorities.signer, "B-LT", "http://127.0.0.1:9/tsa", (authorities.root,))
    signed = alone.sign_pdf(plain, at=now, **WORDS)
    assert level_of(signed) == "B-B"
    found = validate_pdf(signed, [authorities.root], now)
    assert found is not None
    assert found.good


def test_a_root_that_does_not_fit_is_no_b_lt(authorities: Authorities, plain: bytes, now: datetime) -> None:
    strange = LocalSigner(new_key(), authorities.signer.chain)
    other = LongTermSigner(strange, "B-LT", f"{authorities.url}/contoh/tsa/tsa", ())
    assert level_of(other.sign_pdf(plain, at=now, **WORDS)) == "B-B"


def test_keys_are_not_in_what_is_shown(authorities: Authorities) -> None:
    pem = authorities.signer.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert pem.splitlines()[1].decode() not in repr(authorities.long_term("B-T"))
