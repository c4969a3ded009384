"""What a browser sees of an office's boxes: the office's own page, its second box before and after it takes over, and the one replaced."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from siaga.accounts import acts
from siaga.accounts.seals import open_seals
from siaga.continuity.models import Dependency
from siaga.continuity.strip import sentence
from siaga.drill.country import Country
from siaga.incidents.ticks import OFFICE_TICKS
from siaga.journal import boxes, membership
from siaga.journal.act import SYSTEM, Done
from siaga.journal.heard import heard_of
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.roles import standby
from siaga.roles.process import role_of
from siaga.roles.second import REPLACED, SECOND
from siaga.web import current
from tests.pages import anonymous, client_for

PASSWORD = "enam ekor kambing"


@pytest.fixture
def pair(negeri: Country) -> tuple[Node, Node]:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    second = negeri.second_box(office)
    with office:
        for username, role in (("bude", "kepala"), ("siti", "loket")):
            assert acts.create_officer(office, SYSTEM, username, "Bu De", [role], "", PASSWORD)
    with second:
        assert open_seals(second) == 2
    return office, second


def take(second: Node, **changed: object) -> Any:
    form = {"username": "bude", "password": PASSWORD, "reason": "petir"} | changed
    return anonymous(second).post("/publik/kotak/", form)


def test_a_second_box_answers_one_page_only(pair: tuple[Node, Node]) -> None:
    _office, second = pair
    with second:
        SECOND.tick(second, second.clock.now())
        heard = heard_of(second.home)
        assert heard is not None and heard.answers and heard.behind == 0 and role_of(second) is SECOND
    browser = anonymous(second)
    for path in ("/", "/masuk/", "/publik/kios/", "/penduduk/"):
        answer = browser.get(path)
        assert answer.status_code == 503 and "Jadikan perangkat ini kantor" in answer.content.decode()
    assert browser.get("/publik/kotak/").status_code == 200 and browser.get("/sehat").status_code == 200
    told = browser.get("/api/v1/kesehatan")
    assert told.status_code == 503 and told.json()["type"] == "urn:siaga:not-the-office"


def test_it_takes_over_for_the_head_of_office_when_the_office_does_not_answer(pair: tuple[Node, Node]) -> None:
    office, second = pair
    for changed, words in (
        ({"password": "salah sekali ini"}, "tidak cocok"),
        ({"username": "siti"}, "Hanya kepala kantor atau teknisi"),
        ({}, "Kantor masih menjawab"),
        ({"reason": "  "}, "reason_error"),
    ):
        answer = take(second, **changed)
        assert answer.status_code == 422 and words in answer.content.decode()
    second.devices["kantor"].up = False
    answer = take(second)
    assert answer.status_code == 302 and answer["Location"] == "/"
    head = client_for(second, "kepala", username="bude")
    assert head.get("/").status_code == 200
    told = head.get("/kotak/").content.decode()
    assert "kotak 2, sejak" in told and "Petugas Uji" in told and "petir" in told
    assert anonymous(second).get("/publik/kotak/").status_code == 302
    # The old one is alive: it hears it with its next act, and says where the office is.
    with office, pytest.raises(PermanentFault):
        acts.create_officer(office, SYSTEM, "lain", "Lain", ["loket"], "", PASSWORD)
    current.ask_again(office)
    answer = anonymous(office).get("/publik/kios/")
    assert answer.status_code == 503 and "bukan lagi kantor" in answer.content.decode()
    assert "Kotak 2 menjadi kantor pada" in answer.content.decode()
    with office:
        assert role_of(office) is REPLACED


def test_forced_while_the_office_answers(pair: tuple[Node, Node]) -> None:
    _office, second = pair
    assert take(second, force="on").status_code == 302
    with second:
        assert boxes.is_office(second)


def test_the_old_box_meets_it_in_the_middle_of_a_page(pair: tuple[Node, Node]) -> None:
    office, second = pair
    clerk = anonymous(office)
    assert clerk.get("/publik/kios/A/").status_code == 200
    assert take(second, force="on").status_code == 302
    answer = clerk.post("/publik/kios/A/ambil/", {"jalur": "umum"})
    assert answer.status_code == 503 and "bukan lagi kantor" in answer.content.decode()


def test_the_address_of_the_new_office_is_told(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with office:
        assert boxes.add_box(office, SYSTEM, Keys.from_text("kedua").public, "http://192.168.1.12:8000") == Done(2)
        assert boxes.address_of("3172", 2) == "http://192.168.1.12:8000" and boxes.address_of("3172", 3) == ""


def test_the_code_is_used_once_and_shown_to_those_who_may(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    assert client_for(office, "loket").get("/kotak/").status_code == 403
    technician = client_for(office, "teknisi")
    assert "belum mempunyai kotak cadangan" in technician.get("/kotak/").content.decode()
    found = re.search(r'id="kode">([^<]+)<', technician.post("/kotak/").content.decode())
    assert found
    name, secret = boxes.split_code(found[1])
    assert name == "3172"
    mine, theirs = Keys.from_text("baru").public, Keys.from_text("orang lain").public
    with office:
        for keys, told, fine in (
            (mine, "AAAA-BBBB-CCCC", False),
            (mine, secret, True),
            (mine, secret, True),  # its answer was lost: it asks again
            (theirs, secret, False),
        ):
            outcome, proof = boxes.admit_box(office, membership.proof(told, keys), keys, "http://kotak:8000")
            assert bool(outcome) is fine and bool(proof) is fine
        assert boxes.next_box("3172") == 3
    with negeri.centre, pytest.raises(PermanentFault):
        standby.new_code(negeri.centre, SYSTEM)


def test_unprotected_since(negeri: Country, pair: tuple[Node, Node]) -> None:
    office, _second = pair
    office.devices["cadangan"].link.up = False
    with office:
        for tick in OFFICE_TICKS:
            tick(office, office.clock.now())
        row = Dependency.objects.get(name="cadangan")
        assert row.state == "terputus" and "Tanpa pelindung sejak" in sentence(office)
    page = client_for(office, "loket").get("/gangguan/").content.decode()
    assert "tanpa pelindung" in page and "Tanpa pelindung sejak 08.00" in page
    office.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    with office:
        assert re.search(r"Tanpa pelindung sejak \w+ \d+ \w+ \d{4} 08\.00", sentence(office)), (
            "an hour alone would be today's"
        )
