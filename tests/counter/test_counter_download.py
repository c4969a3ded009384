"""The holder's own copy of a signed paper: with the receipt's code and a second thing, and with neither alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from siaga.accounts import attempts
from siaga.accounts.models import ViewLog
from siaga.counter.visits import ApplicationItem, open_visit
from siaga.documents.models import Document
from siaga.documents.signing import validate_pdf
from siaga.documents.signing_acts import sign_wet
from siaga.documents.signing_mode import choose_mode
from siaga.journal.act import Actor
from siaga.kit.node import Node
from tests.documents.office_documents import CHAIN, HEAD, Tte, another_birth, the, tick, with_tte
from tests.pages import NodeClient, anonymous
from tests.people.samples_people import a_family

DESK = Actor("siti", "Siti", frozenset({"loket"}))
KIND = "akta_kelahiran"


@pytest.fixture
def tte(jakut: Node) -> Tte:
    return with_tte(jakut)


@pytest.fixture
def born(jakut: Node, tte: Tte) -> tuple[str, str, str]:
    """(code of the receipt, NIK of the child, NIK of the mother who came)."""
    no_kk, father, mother = a_family(jakut)
    visit = open_visit(jakut, DESK, None, mother, "DEWI LESTARI", "", (ApplicationItem("kelahiran", mother, "bayi"),))
    jakut.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    child = another_birth(jakut, no_kk, father, mother)
    return visit.value.code, child, mother  # type: ignore[union-attr]


def address(code: str, paper: Document) -> str:
    return f"/publik/lacak/{code}/unduh/{paper.id}/"


def give(client: NodeClient, code: str, paper: Document, proof: str) -> object:
    return client.post(address(code, paper), {"bukti": proof})


def test_with_code_and_nik_or_code_and_qr(jakut: Node, born: tuple[str, str, str]) -> None:
    code, child, mother = born
    tick(jakut)
    paper = the(KIND)
    citizen = anonymous(jakut)
    assert f"/unduh/{paper.id}/" in citizen.get(f"/publik/lacak/{code}/").content.decode()
    for proof in (child, f"{mother[:4]} {mother[4:8]} {mother[8:12]} {mother[12:]}", paper.claim):
        answer = give(citizen, code, paper, proof)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", proof
        found = validate_pdf(answer.content, [CHAIN[-1]], jakut.clock.now())
        assert found is not None and found.good
        assert answer["Content-Disposition"].startswith("attachment")
    assert ViewLog.objects.filter(subject=f"penduduk/{child}", purpose__startswith="unduhan").count() == 3


def test_neither_alone(jakut: Node, born: tuple[str, str, str]) -> None:
    code, child, _mother = born
    tick(jakut)
    paper, citizen = the(KIND), anonymous(jakut)
    for proof in ("", "3172010101150001", child[:15], "SGA1:XYZ"):
        assert give(citizen, code, paper, proof).status_code == 422
    assert give(citizen, "AAAAAAAAAA", paper, child).status_code == 404
    assert "Kelahiran" not in citizen.get(address("AAAAAAAAAA", paper)).content.decode()
    other = Document.objects.exclude(id=paper.id).filter(kind="kk").first()
    assert other is not None and give(citizen, code, other, child).status_code == 404, "not of this visit"


def test_who_guesses_waits(jakut: Node, born: tuple[str, str, str]) -> None:
    code, child, _mother = born
    tick(jakut)
    paper, citizen = the(KIND), anonymous(jakut)
    for n in range(attempts.LIMITS[attempts.RECEIPTS]):
        assert give(citizen, code, paper, f"31720101011500{n:02d}").status_code == 422
    late = give(citizen, code, paper, child)
    assert late.status_code == 429 and late["Retry-After"]


def test_a_paper_signed_by_hand_is_there_once_it_was_countersigned(
    jakut: Node, tte: Tte, born: tuple[str, str, str]
) -> None:
    code, child, _mother = born
    tte.up = False
    tick(jakut)
    paper, citizen, today = the(KIND), anonymous(jakut), jakut.clock.today()
    assert give(citizen, code, paper, child).status_code == 404, "not signed yet"
    assert choose_mode(jakut, HEAD, "basah", today, today, "TTE tidak menjawab")
    assert sign_wet(jakut, HEAD, paper.id)
    assert give(citizen, code, paper, child).status_code == 404, "the paper itself was handed over"
    tte.up = True
    tick(jakut)
    answer = give(citizen, code, paper, child)
    assert answer.status_code == 200
    assert validate_pdf(answer.content, [CHAIN[-1]], jakut.clock.now()).good  # type: ignore[union-attr]
