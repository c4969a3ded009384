import re
import zlib
from dataclasses import replace
from datetime import date

import base45
import cbor2
import msgspec
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey
from samples_documents import KEY, LONG_NAME, birth, kk
from samples_papers import biodata

from siaga.documents import qr
from siaga.documents.kind import DocumentKind, content
from siaga.documents.kinds import BY_CODE, KINDS

PUBLIC = bytes(KEY.verify_key)
KEYS = {qr.key_id(PUBLIC): qr.ClaimKey(PUBLIC, "3172")}
CLAIM = qr.Claim(2, "3172-LU-09092015-0001", "SITI", bytes(range(16)), "3172", date(2015, 9, 9))


def reason(text: str) -> str:
    with pytest.raises(qr.BadClaim) as caught:
        qr.read_claim(text, KEYS)
    return caught.value.code


def packed(message: bytes) -> str:
    return qr.PREFIX + base45.b45encode(zlib.compress(message)).decode()


def test_read_back() -> None:
    text = qr.make_claim(CLAIM, KEY)
    assert len(text) <= qr.LIMIT
    assert segno.make(text, micro=False).mode == "alphanumeric"
    assert qr.read_claim(text, KEYS) == replace(CLAIM, key=qr.key_id(PUBLIC))


names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", min_size=1, max_size=60)
numbers = st.text("".join(map(chr, range(0x20, 0x5F))), min_size=1, max_size=40)
CLAIMED = [kind for kind in KINDS if kind.claim_number]


@given(names, numbers, st.binary(min_size=16, max_size=16), st.sampled_from(CLAIMED))
def test_every_claim_fits_whole_and_reads_back(holder: str, number: str, digest: bytes, kind: DocumentKind) -> None:
    """Of every kind of paper: a name of 60 letters and a number of 40 signs, and nothing of them is cut."""
    text = qr.make_claim(replace(CLAIM, kind=kind.claim_number, holder=holder, number=number, digest=digest), KEY)
    claim = qr.read_claim(text, KEYS)
    assert len(text) <= 300
    assert segno.make(text, micro=False).mode == "alphanumeric"
    assert (claim.kind, claim.number, claim.digest) == (kind.claim_number, number, digest)
    assert claim.holder == holder


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=40))
def test_letters_of_other_alphabets_are_cut_at_worst(holder: str, number: str) -> None:
    claim = replace(CLAIM, holder=holder, number=number)
    try:
        text = qr.make_claim(claim, KEY)
    except ValueError:
        assert len(number.encode()) > 60  # no register writes such numbers
        return
    read = qr.read_claim(text, KEYS)
    assert len(text) <= 300
    assert read.number == number
    assert holder.startswith(read.holder) or holder.upper().startswith(read.holder)


def test_a_packed_claim_changed_by_one_bit_is_noticed() -> None:
    text = qr.make_claim(replace(CLAIM, holder=LONG_NAME, number="471.13/12345/DISDUKCAPIL/XII/2026"), KEY)
    message = base45.b45decode(text[len(qr.PREFIX) :])
    assert message[0] == 0xD2
    for at in range(len(message) * 8):
        changed = bytearray(message)
        changed[at // 8] ^= 1 << at % 8
        assert reason(qr.PREFIX + base45.b45encode(bytes(changed)).decode()) in ("form", "content", "key", "signature")


def test_a_short_name_keeps_its_small_letters() -> None:
    claim = replace(CLAIM, holder="Muhammad Abdurrahman Wahid")
    assert qr.read_claim(qr.make_claim(claim, KEY), KEYS).holder == claim.holder


@pytest.mark.parametrize("changed", [{"digest": b"short"}, {"number": ""}, {"number": "9" * 41}, {"kind": 0}])
def test_claims_out_of_bounds_are_not_made(changed: dict) -> None:
    with pytest.raises(ValueError, match="a claim needs"):
        qr.make_claim(replace(CLAIM, **changed), KEY)


def test_foreign_keys_and_foreign_offices() -> None:
    stranger = SigningKey(b"kunci orang lain, bukan kantor 1")
    assert reason(qr.make_claim(CLAIM, stranger)) == "key"
    assert reason(qr.make_claim(replace(CLAIM, office="3507"), KEY)) == "key"


def test_a_key_id_does_not_lend_its_name() -> None:
    stranger = SigningKey(b"kunci orang lain, bukan kantor 1")
    text = qr.make_claim(CLAIM, stranger)
    posing = {qr.key_id(bytes(stranger.verify_key)): qr.ClaimKey(PUBLIC, "3172")}
    with pytest.raises(qr.BadClaim) as caught:
        qr.read_claim(text, posing)
    assert caught.value.code == "signature"


def test_every_changed_character_is_noticed() -> None:
    text = qr.make_claim(CLAIM, KEY)
    for at in range(len(qr.PREFIX), len(text)):
        changed = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
        with pytest.raises(qr.BadClaim):
            qr.read_claim(changed, KEYS)


def test_every_changed_byte_inside_is_noticed() -> None:
    message = zlib.decompress(base45.b45decode(qr.make_claim(CLAIM, KEY)[len(qr.PREFIX) :]))
    for at in range(len(message)):
        with pytest.raises(qr.BadClaim):
            qr.read_claim(packed(message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]), KEYS)


@given(st.text(max_size=400))
def test_any_text_is_only_ever_a_bad_claim(text: str) -> None:
    for candidate in (text, qr.PREFIX + text):
        with pytest.raises(qr.BadClaim):
            qr.read_claim(candidate, KEYS)


@given(st.binary(max_size=300))
def test_any_bytes_are_only_ever_a_bad_claim(message: bytes) -> None:
    with pytest.raises(qr.BadClaim):
        qr.read_claim(packed(message), KEYS)


def test_bombs() -> None:
    bomb = packed(b"\x00" * 600_000)
    assert len(bomb) < 1_000
    assert reason(bomb) == "form"
    twice = zlib.compress(zlib.compress(b"\x00" * 10_000_000))
    assert reason(qr.PREFIX + base45.b45encode(twice).decode()) == "form"
    assert reason(packed(b"\x81" * 900)) == "form"  # nine hundred arrays, one inside the other
    assert reason(packed(b"\x9a\xff\xff\xff\xff")) == "form"  # an array that says it has four billion items
    assert reason(packed(b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff")) == "form"  # a string longer than any memory
    assert reason("SGA1:" + "A" * 100_000) == "form"


def signed_payload(payload: object) -> str:
    protected = cbor2.dumps({1: -8, 4: qr.key_id(PUBLIC)}, canonical=True)
    body = cbor2.dumps(payload)
    signature = KEY.sign(cbor2.dumps(["Signature1", protected, b"", body])).signature
    return packed(cbor2.dumps(cbor2.CBORTag(18, [protected, {}, body, signature])))


@pytest.mark.parametrize(
    "payload",
    [
        {1: "3172", 6: 0},
        {1: "3172", 6: 0, -65537: [2, "1", "A"]},
        {1: "3172", 6: 0, -65537: [True, "1", "A", bytes(16)]},
        {1: "3172", 6: 0, -65537: [2, "1", "A", bytes(15)]},
        {1: "3172", 6: 2**60, -65537: [2, "1", "A", bytes(16)]},
        {1: 3172, 6: 0, -65537: [2, "1", "A", bytes(16)]},
        {1: "3172", 6: 0, -65537: [2, "1", "A", bytes(16)], 99: 1},
    ],
)
def test_even_a_known_key_cannot_say_nonsense(payload: dict) -> None:
    assert reason(signed_payload(payload)) == "content"


def test_a_known_key_can_say_sense() -> None:
    assert qr.read_claim(signed_payload({1: "3172", 6: 0, -65537: [2, "1", "A", bytes(16)]}), KEYS).number == "1"


def test_claim_speaks_of_one_content() -> None:
    kind, data = BY_CODE["akta_kelahiran"], birth()
    claim = qr.claim_of(kind, data, number="1", holder="A", office="3172", issued=date(2019, 7, 17))
    assert qr.fits(claim, kind, data)
    assert not qr.fits(claim, kind, birth(name="Orang Lain"))
    assert not qr.fits(claim, BY_CODE["kk"], data)
    wet = msgspec.structs.replace(data.signature, state="basah")
    later = msgspec.structs.replace(data, qr="x", specimen=True, signature=wet)
    assert qr.fits(claim, kind, later)
    with pytest.raises(ValueError, match="carries no claim"):
        qr.claim_of(BY_CODE["ktp_el"], kk(), number="1", holder="A", office="3172", issued=date(2019, 7, 17))


def test_claim_numbers_are_never_shared() -> None:
    numbers = [kind.claim_number for kind in KINDS if kind.claim_number]
    assert len(numbers) == len(set(numbers))
    assert {kind.code: kind.claim_number for kind in KINDS} == {
        "ktp_el": 0,
        "kk": 1,
        "akta_kelahiran": 2,
        "akta_kematian": 3,
        "suket": 4,
        "receipt": 0,
        "notice": 5,
        "akta_perkawinan": 6,
        "akta_perceraian": 7,
        "lahir_mati": 8,
        "akta_pengangkatan": 9,
        "akta_pengakuan": 10,
        "akta_pengesahan": 11,
        "biodata": 12,
        "skpwni": 13,
        "datang": 14,
        "berita_acara": 15,
        "buku_register": 16,
        "panggilan": 17,
        "surat_permintaan": 18,
        "surat_tugas": 19,
        "sktt": 20,
        "kia": 0,
    }


@pytest.mark.parametrize("text", ["https://siaga.contoh.go.id/t/K7M4-2QXD", qr.make_claim(CLAIM, KEY)])
def test_svg_draws_the_symbol(text: str) -> None:
    svg = qr.qr_svg(text)
    mask = 3 if text.startswith("SGA1:") else None
    symbol = segno.make(text, error="m", boost_error=False, micro=False, mask=mask).matrix
    side = len(symbol) + 8
    assert f'viewBox="0 0 {side} {side}"' in svg
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
        for step in range(int(width))
    }
    assert dark == {(x + 4, y + 4) for y, row in enumerate(symbol) for x, module in enumerate(row) if module}


def test_a_paper_made_before_a_field_was_asked_for_keeps_its_claim() -> None:
    old = biodata()
    assert b"passport" not in content(old) and b"married_on" not in content(old)
    assert b"X1234567" in content(msgspec.structs.replace(old, passport="X1234567"))
