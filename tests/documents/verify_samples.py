"""Papers and keys on which every verifier of ours must say the same: Python's and `siaga-verify.js`. Run as a script to write the
golden file anew."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import base45

from siaga.documents.checking import keylist
from siaga.documents.checking.keylist import KeyList, Statement, signed
from siaga.documents.checking.offline import check_text
from siaga.documents.qr import PREFIX, Claim, make_claim
from siaga.kit.keys import Keys

GOLDEN = Path(__file__).parent / "goldens" / "verify_cases.json"
CENTRE, JAKUT, SECOND, STOLEN, UNKNOWN, YOUNG = (
    Keys.from_text(f"periksa {who}").signing_key() for who in ("pusat", "jakut", "jakut 2", "dicuri", "asing", "baru")
)
SINCE = "2026-01-02T03:04:05Z"
CLAIM = Claim(2, "3172-LU-09092026-0001", "Siti Contoh", bytes(range(16)), "3172", date(2026, 9, 9))
LONG = "NYI RADEN AYU KUSUMANINGTYAS WULANDARI PUSPITASARI HANDAYANI"


def state(machine: str, name: str, key: Any, by: Any, revoked: str = "") -> Statement:
    office = machine.partition("/")[0]
    said = Statement(machine, office, name, bytes(key.verify_key).hex(), SINCE, revoked, "", SINCE, "")
    return signed(said, by)


def keys() -> KeyList:
    statements = [
        state("3172", "Kota Administrasi Jakarta Utara", JAKUT, CENTRE),
        state("3172/2", "Kota Administrasi Jakarta Utara", SECOND, JAKUT),
        state("3172/t1", "Kota Administrasi Jakarta Utara", STOLEN, CENTRE, revoked="2026-09-10"),
        state("3507", "Kabupaten Malang", YOUNG, YOUNG),
    ]
    kinds = {"1": "Kartu Keluarga", "2": "Kutipan Akta Kelahiran"}
    return KeyList(keylist.FORMAT, bytes(CENTRE.verify_key).hex(), SINCE, "3172", kinds, statements)


def texts() -> dict[str, str]:
    """name of the case → the text of a QR."""
    genuine = make_claim(CLAIM, JAKUT)
    packed = make_claim(replace(CLAIM, holder=LONG, number="471.13/12345/DISDUKCAPIL/XII/2026"), JAKUT)
    at = len(genuine) // 2
    raw = bytearray(base45.b45decode(packed[len(PREFIX) :]))
    raw[-1] ^= 1
    return {
        "genuine": genuine,
        "packed": packed,
        "non-ascii": make_claim(replace(CLAIM, holder="Zoë Contoh"), JAKUT),
        "second box": make_claim(CLAIM, SECOND),
        "revoked, the day before": make_claim(CLAIM, STOLEN),
        "revoked, on the day": make_claim(replace(CLAIM, issued=date(2026, 9, 10)), STOLEN),
        "not vouched for": make_claim(replace(CLAIM, office="3507"), YOUNG),
        "unknown key of a known office": make_claim(CLAIM, UNKNOWN),
        "unknown office": make_claim(replace(CLAIM, office="9999"), UNKNOWN),
        "key of another office": make_claim(replace(CLAIM, office="3507"), JAKUT),
        "unknown kind": make_claim(replace(CLAIM, kind=999), JAKUT),
        "one bit of the signature": PREFIX + base45.b45encode(bytes(raw)).decode(),
        "one character": genuine[:at] + ("A" if genuine[at] != "A" else "B") + genuine[at + 1 :],
        "cut": genuine[:-4],
        "longer": genuine + "AAA",
        "empty": "",
        "prefix": PREFIX,
        "number": "3172-LU-09092026-0001",
    }


def cases() -> dict[str, Any]:
    known = keylist.open_list(keys())
    found = []
    for name, text in texts().items():
        answer = check_text(text, known)
        said = answer.claim
        found.append(
            {
                "name": name,
                "text": text,
                "verdict": answer.verdict,
                "number": said.number if said else "",
                "holder": said.holder if said else "",
                "office": said.office if said else "",
                "issued": said.issued.isoformat() if said else "",
            }
        )
    return {"keys": json.loads(keylist.encode(keys())), "cases": found}


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(cases(), indent=1, ensure_ascii=False) + "\n")
    for case in cases()["cases"]:
        print(f"{case['name']:32} {case['verdict']:28} {case['holder']}")
