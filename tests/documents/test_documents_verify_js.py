"""The one-file verifier in JavaScript says what the Python says: with the engine's own Ed25519, and with the plain one."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright._impl._driver import compute_driver_executable

from siaga.documents.checking import keylist
from siaga.documents.checking.keylist import KeyList, open_list, signed
from siaga.documents.checking.offline import check_pdf, check_text
from siaga.documents.checking.verdicts import COLOURS
from siaga.documents.kinds import BY_CODE
from siaga.documents.render import render
from tests.documents import samples_documents as samples
from tests.documents.test_documents_offline import AT, PAPER, SIGNED, paper
from tests.documents.verify_samples import CENTRE, CLAIM, GOLDEN, JAKUT, SECOND, UNKNOWN, keys, make_claim, state, texts

SCRIPT = Path(__file__).parents[2] / "siaga" / "web" / "static" / "siaga" / "siaga-verify.js"
RUN = """
const V = require(process.argv[1]), said = JSON.parse(require("fs").readFileSync(0));
(async () => {
  if (said.plain) V.usePlain();
  const keys = V.openKeys(said.keys), out = [];
  for (const text of said.texts || []) out.push(await V.check(text, keys));
  for (const pdf of said.pdfs || []) out.push(await V.checkPdf(Uint8Array.from(Buffer.from(pdf, "base64")).buffer, keys));
  console.log(JSON.stringify({ answers: out, merged: said.other ? V.merge(said.keys, said.other) : null, colours: V.COLOURS }));
})();
"""


def javascript(list_: KeyList | Any, **said: Any) -> dict[str, Any]:
    """Runs in the Node.js that comes with Playwright."""
    node = str(compute_driver_executable()[0])
    plain = list_ if isinstance(list_, dict) else json.loads(keylist.encode(list_))
    given = json.dumps({"keys": plain, **said})
    done = subprocess.run(
        [node, "-e", RUN, str(SCRIPT)], input=given, capture_output=True, text=True, check=True, timeout=120
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("plain", [False, True], ids=["the engine's Ed25519", "our own"])
def test_the_golden_cases(plain: bool) -> None:
    golden = json.loads(GOLDEN.read_text())
    found = javascript(golden["keys"], texts=[case["text"] for case in golden["cases"]], plain=plain)["answers"]
    for case, answer in zip(golden["cases"], found, strict=True):
        assert {key: answer[key] for key in ("verdict", "number", "holder", "office", "issued")} == {
            key: case[key] for key in ("verdict", "number", "holder", "office", "issued")
        }, case["name"]
        assert answer["colour"] == COLOURS[case["verdict"]]


def test_the_colours_are_the_same() -> None:
    for verdict, colour in javascript(keys())["colours"].items():
        assert COLOURS[verdict] == colour


def test_claims_changed_at_random_get_the_same_answer() -> None:
    dice, known = random.Random(20261122), open_list(keys())
    changed = []
    for text in (texts()["genuine"], texts()["packed"], texts()["revoked, the day before"]):
        for _ in range(80):
            at, letter = dice.randrange(len(text)), dice.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
            changed.append(text[:at] + letter + text[at + dice.randrange(2) :])
    expected = [check_text(text, known).verdict for text in changed]
    assert [answer["verdict"] for answer in javascript(keys(), texts=changed)["answers"]] == expected
    assert len(set(expected)) >= 3


@pytest.mark.parametrize("plain", [False, True])
def test_papers_as_files(plain: bool) -> None:
    kind, data = BY_CODE["kk"], samples.kk()
    forged = render(kind, msgspec.structs.replace(data, address="Jl. Karangan 1", qr=_claim_in(PAPER)), made_at=AT)
    card = render(BY_CODE["ktp_el"], samples.ktp_el(), made_at=AT)
    files = [PAPER, SIGNED, forged, card, paper(UNKNOWN), b"", b"%PDF-1.7 <</Type/EmbeddedFile>>stream\nendstream"]
    answers = javascript(keys(), pdfs=[_base64(pdf) for pdf in files], plain=plain)["answers"]
    verdicts = [
        "asli",
        "asli",
        "isi_berubah",
        "tidak_ada_kode",
        "kunci_tidak_dikenal",
        "tidak_ada_kode",
        "tidak_ada_kode",
    ]
    assert [answer["verdict"] for answer in answers] == verdicts
    assert [answer["signed"] for answer in answers[:2]] == [False, True]
    known = open_list(keys())
    assert answers[1]["content"] == check_pdf(SIGNED, known, AT).content


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _claim_in(pdf: bytes) -> str:
    at = pdf.index(b"SGA1:")
    return pdf[at : pdf.index(b"endstream", at)].strip().decode()


def test_trust_and_revocation_as_in_python() -> None:
    first, later = "2026-01-02T03:04:05Z", "2026-06-01T00:00:00Z"

    def at(machine: str, key: Any, by: Any, stated: str, revoked: str = "") -> Any:
        said = msgspec.structs.replace(state(machine, "Kantor", key, by, revoked), stated=stated)
        return signed(said, by)

    lists = {
        "vouched by an office": [at("3172", JAKUT, CENTRE, first), at("3172/2", SECOND, JAKUT, later)],
        "vouched by a thief": [at("3172", JAKUT, CENTRE, later, "2026-05-01"), at("3172/2", SECOND, JAKUT, later)],
        "vouched before the theft": [
            at("3172", JAKUT, CENTRE, later, "2026-05-01"),
            at("3172/2", SECOND, JAKUT, first),
        ],
        "revocation of nobody's": [
            at("3172/2", SECOND, CENTRE, first),
            at("3172/2", SECOND, UNKNOWN, later, "2026-01-01"),
        ],
        "taken back": [at("3172/2", SECOND, CENTRE, first, "2026-05-01"), at("3172/2", SECOND, CENTRE, later)],
        "two that vouch for each other": [at("3172", JAKUT, SECOND, first), at("3172/2", SECOND, JAKUT, first)],
        "of another office": [at("3172", JAKUT, CENTRE, first), at("3507", SECOND, JAKUT, first)],
    }
    seen = set()
    for name, statements in lists.items():
        made = KeyList(keylist.FORMAT, bytes(CENTRE.verify_key).hex(), first, "3172", {}, statements)
        claim = make_claim(CLAIM, SECOND)
        expected = check_text(claim, open_list(made)).verdict
        assert javascript(made, texts=[claim])["answers"][0]["verdict"] == expected, name
        seen.add(expected)
    assert seen >= {"asli", "kunci_belum_disahkan", "kunci_dicabut", "kunci_tidak_dikenal"}


def test_a_revocation_is_not_taken_back_by_an_older_list() -> None:
    whole = keys()
    without = msgspec.structs.replace(whole, statements=[e for e in whole.statements if not e.revoked])
    merged = javascript(whole, other=json.loads(keylist.encode(without)))["merged"]
    assert javascript(merged, texts=[texts()["revoked, on the day"]])["answers"][0]["verdict"] == "kunci_dicabut"
    other = javascript(whole, other={**json.loads(keylist.encode(without)), "pusat": "00" * 32})["merged"]
    assert len(other["kunci"]) == len(without.statements)  # another centre's list stands alone
