"""The code of a SKPWNI, read at the destination's counter: genuine, of an office that is known here, and about what is attached."""

from __future__ import annotations

import hashlib
import json
import re

from siaga.documents.checking.offline import attached
from siaga.documents.kinds.skpwni import SKPWNI
from siaga.documents.qr import DIGEST_SIZE, PREFIX, BadClaim, Claim, read_claim
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people.moving.letter import BASIS, offices_of
from siaga.people.moving.showing import Shown

from .publishing import revoked_since
from .verifying import MAX_UPLOAD, known_keys

MAX_CODE = 1000
_CODE = re.compile(rb"\s*(SGA1:[0-9A-Z $%*+\-./:]{20,1000}?)\s*\Z")


def _no(code: str, message: str, field: str = "kode") -> Refusal:
    return Refusal(f"move.{code}", message, field=field, basis=BASIS)


def shown_letter(node: Node, code: str = "", pdf: bytes = b"") -> Shown | Refusal:
    """What was shown: the QR's text, or the file.

    Never raises for hostile bytes; asks no network.
    """
    if len(pdf) > MAX_UPLOAD:
        return _no("too_big", "Berkas ini lebih dari 5 MB. Pilih berkas PDF SKPWNI yang diterima pemohon.", "berkas")
    parts = list(attached(pdf)) if pdf else []
    code = code.strip() or next((found[1].decode() for p in parts if (found := _CODE.match(p))), "")
    if not code:
        return _no("no_code", "Berkas ini tidak memuat kode SKPWNI. Pindai kode QR pada lembarnya.", "berkas")
    claim = _claim(node, code)
    if isinstance(claim, Refusal):
        return claim
    same = next((p for p in parts if hashlib.sha256(p).digest()[:DIGEST_SIZE] == claim.digest), None)
    if same is None and any(p[:1] == b"{" for p in parts):
        return _no(
            "altered",
            "Isi berkas ini tidak sesuai dengan kodenya: berkas sudah diubah. Minta SKPWNI yang asli.",
            "berkas",
        )
    content = json.loads(same) if same is not None else None
    return Shown(claim.number, claim.holder, claim.issued, content, code)


def _claim(node: Node, code: str) -> Claim | Refusal:
    if not code.startswith(PREFIX) or len(code) > MAX_CODE:
        return _no("not_a_code", "Ini bukan kode QR SKPWNI. Pindai kode pada lembarnya, atau ketik nomornya.")
    keys = known_keys(node)
    try:
        claim = read_claim(code, keys)
    except BadClaim as e:
        if e.code == "key":
            return _no(
                "unknown_office",
                "Kode ini dari kantor yang kuncinya belum dikenal di sini. Tanyakan kepada kantor asal.",
            )
        return _no(
            "forged", "Kode ini rusak atau sudah diubah. Pindai sekali lagi; bila tetap, tanyakan kepada kantor asal."
        )
    ended = revoked_since().get(keys[claim.key].public.hex(), "")
    if ended and claim.issued.isoformat() >= ended:
        return _no("revoked", "Kunci yang menandatangani kode ini sudah dicabut. Tanyakan kepada kantor asal.")
    if claim.kind != SKPWNI.claim_number:
        return _no("other_paper", "Kode ini asli, tetapi bukan kode SKPWNI. Pindai kode pada lembar SKPWNI.")
    offices = offices_of(claim.number)
    if offices is None or offices[0] != claim.office:
        return _no("number", "Nomor ini bukan nomor SKPWNI yang dikenal. Periksa kembali pada lembarnya.")
    return claim
