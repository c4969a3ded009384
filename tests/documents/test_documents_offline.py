"""`siaga verify`: papers checked with a list of keys and nothing else."""

from __future__ import annotations

import io
import json
import re
import socket
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import segno
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from siaga.documents.certificates import make_office_pki
from siaga.documents.checking import keylist
from siaga.documents.checking.offline import attached, check_pdf, check_text
from siaga.documents.checking.verdicts import COLOURS, VERDICT_WORDS
from siaga.documents.kind import content
from siaga.documents.kinds import BY_CODE
from siaga.documents.qr import claim_of, make_claim
from siaga.documents.render import render, render_pages
from siaga.documents.signing import LocalSigner
from siaga.roles.verify_command import check_bytes, verify
from tests.documents import samples_documents as samples
from tests.documents.verify_samples import GOLDEN, JAKUT, UNKNOWN, cases, keys, texts

AT = datetime(2026, 9, 9, 3, tzinfo=UTC)
KEY, CHAIN = make_office_pki("Dra. Ratna Contoh", "Kota Administrasi Jakarta Utara", datetime(2026, 1, 1, tzinfo=UTC))
PEM = CHAIN[-1].public_bytes(Encoding.PEM).decode()
LIST = msgspec.structs.replace(keys(), certificates=[keylist.certified("3172", PEM, JAKUT)])
KNOWN = keylist.open_list(LIST)


def paper(key: object = JAKUT) -> bytes:
    data = samples.kk()
    kind = BY_CODE["kk"]
    said = claim_of(kind, data, number=data.number, holder=data.head, office="3172", issued=AT.date())
    return render(kind, msgspec.structs.replace(data, qr=make_claim(said, key)), made_at=AT)  # type: ignore[arg-type]


PAPER = paper()
SIGNED = LocalSigner(KEY, CHAIN).sign_pdf(PAPER, reason="r", location="l", at=AT)


def test_every_verdict_has_words_and_a_colour() -> None:
    assert set(COLOURS) == set(VERDICT_WORDS)


def test_the_golden_cases_stand() -> None:
    """What the JavaScript verifier is tested against: our own signatures and answers, unchanged."""
    golden = json.loads(GOLDEN.read_text())
    assert golden == cases()
    assert {case["verdict"] for case in golden["cases"]} >= {
        "asli", "kunci_dicabut", "sebelum_kunci_dicabut", "kunci_belum_disahkan", "kunci_tidak_dikenal",
        "kantor_tidak_dikenal", "tanda_tangan_tidak_cocok", "tidak_ada_kode",
    }  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 6))
def test_one_bit_of_the_text_is_never_accepted(at: int, bit: int) -> None:
    text = texts()["genuine"]
    at %= len(text)
    changed = text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :]
    assert check_text(changed, KNOWN).colour == "merah"


def test_a_signed_paper() -> None:
    answer = check_pdf(SIGNED, KNOWN, AT)
    assert (answer.verdict, answer.claim and answer.claim.number) == ("asli", samples.kk().number)
    assert answer.content == json.loads(content(samples.kk()))
    assert answer.signature is not None and answer.signature.good
    stranger = check_pdf(SIGNED, keylist.open_list(keys()), AT)  # a list without the certificate
    assert stranger.verdict == "asli" and stranger.signature is not None and not stranger.signature.trusted


def test_what_is_attached_is_found_before_and_after_signing() -> None:
    for pdf in (PAPER, SIGNED):
        parts = list(attached(pdf))
        assert parts[0] == content(samples.kk()) and parts[1].startswith(b"SGA1:")


def test_a_changed_file_is_not_accepted() -> None:
    # Written over after signing, added to after signing, other content under the same code, no code at all.
    at = SIGNED.index(b"SGA1:") + 100
    other = b"A" if SIGNED[at : at + 1] != b"A" else b"B"
    assert check_pdf(SIGNED[:at] + other + SIGNED[at + 1 :], KNOWN, AT).colour == "merah"
    assert check_pdf(SIGNED + b"\n% tambahan\n" * 40, KNOWN, AT).colour == "merah"
    claim = re.search(rb"SGA1:[0-9A-Z $%*+\-./:]+", PAPER)
    assert claim is not None
    data = msgspec.structs.replace(samples.kk(), address="Jl. Karangan 1", qr=claim[0].decode().rstrip())
    forged = render(BY_CODE["kk"], data, made_at=AT)
    assert check_pdf(forged, KNOWN, AT).verdict == "isi_berubah"
    assert check_pdf(render(BY_CODE["ktp_el"], samples.ktp_el(), made_at=AT), KNOWN, AT).verdict == "tidak_ada_kode"
    assert check_pdf(paper(UNKNOWN), KNOWN, AT).verdict == "kunci_tidak_dikenal"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 x", b"\x00" * 5000, b"SGA1", b"\xff\xd8\xff" + b"\0" * 50])
def test_hostile_files(data: bytes) -> None:
    assert check_bytes(data, KNOWN).colour == "merah"


def test_a_bomb_in_an_attachment_is_bounded() -> None:
    head = b"<</Type/EmbeddedFile/Filter/FlateDecode>>stream\n"
    compressor = zlib.compressobj(9)
    bomb = compressor.compress(b"0" * 80_000_000) + compressor.flush()
    assert [len(part) for part in attached(head + bomb)] == [4 * 1024 * 1024]


def photograph(text: str, blur: float) -> bytes:
    """A code as a telephone sees it: turned, grey, not sharp."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    turned = Image.open(out).convert("L").rotate(7, expand=True, fillcolor=190).filter(ImageFilter.GaussianBlur(blur))
    picture = io.BytesIO()
    turned.save(picture, "JPEG", quality=70)
    return picture.getvalue()


def test_a_photograph_and_a_scan() -> None:
    assert check_bytes(photograph(texts()["genuine"], 1.2), KNOWN).verdict == "asli"
    assert check_bytes(photograph(texts()["revoked, on the day"], 1.2), KNOWN).verdict == "kunci_dicabut"
    assert check_bytes(photograph("https://contoh.example", 1.2), KNOWN).verdict == "tidak_ada_kode"
    data = samples.kk()
    said = claim_of(BY_CODE["kk"], data, number=data.number, holder=data.head, office="3172", issued=AT.date())
    scan = render_pages(BY_CODE["kk"], msgspec.structs.replace(data, qr=make_claim(said, JAKUT)), ppi=200)[0]
    assert check_bytes(scan, KNOWN).verdict == "asli"


# --- the command ------------------------------------------------------------------------------------------------------


def run(tmp_path: Path, what: str, *options: str, given: bytes | None = None) -> tuple[int, str]:
    (tmp_path / "kunci.json").write_bytes(keylist.encode(LIST))
    words = [what, "--kunci", str(tmp_path / "kunci.json"), *options]
    result = CliRunner().invoke(verify, words, input=given)
    return result.exit_code, result.output


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the command asked the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.mark.usefixtures("no_network")
def test_the_command_answers_and_says_so_by_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "kk.pdf").write_bytes(SIGNED)
    (tmp_path / "foto.jpg").write_bytes(photograph(texts()["genuine"], 1.0))
    code, said = run(tmp_path, str(tmp_path / "kk.pdf"))
    assert code == 0
    for words in (
        "ASLI",
        "Kartu Keluarga",
        samples.kk().number,
        "Kota Administrasi Jakarta Utara (3172), 9 September 2026",
    ):
        assert words in said
    assert "data yang terlampir sama" in said and "utuh, Dra. Ratna Contoh (dikenal)" in said
    assert run(tmp_path, str(tmp_path / "foto.jpg"))[0] == 0
    for name, code in (
        ("genuine", 0),
        ("not vouched for", 3),
        ("revoked, the day before", 3),
        ("revoked, on the day", 4),
    ):
        assert run(tmp_path, texts()[name])[0] == code, name
    assert run(tmp_path, "-", given=texts()["genuine"].encode())[0] == 0
    foreign = run(tmp_path, texts()["unknown key of a known office"])
    assert foreign[0] == 4 and "tidak terbukti" in foreign[1]
    spoken = json.loads(run(tmp_path, texts()["genuine"], "--json")[1])
    assert (spoken["hasil"], spoken["warna"], spoken["nomor"], spoken["terbit"]) == (
        "asli", "biru", "3172-LU-09092026-0001", "2026-09-09",
    )  # fmt: skip


def test_the_command_without_keys_or_with_those_of_another_centre(tmp_path: Path) -> None:
    assert run(tmp_path, texts()["genuine"], "--pusat", "ab" * 32)[0] == 2
    assert run(tmp_path, str(tmp_path / "tidak ada.pdf"))[0] == 2
    missing = CliRunner().invoke(verify, [texts()["genuine"], "--kunci", str(tmp_path / "tidak ada.json")])
    assert missing.exit_code == 2 and "/publik/kunci.json" in missing.output


def test_a_signature_of_long_ago_is_still_judged_by_its_certificate() -> None:
    answer = check_pdf(SIGNED, KNOWN, AT + timedelta(days=300))
    assert answer.signature is not None and answer.signature.good
    assert replace(answer, signature=None).verdict == "asli"
