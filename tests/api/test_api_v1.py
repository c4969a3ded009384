"""The API by hand: what each operation answers, and that every "no" is a problem that programs can read."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from siaga.accounts.attempts import LIMITS, RECEIPTS
from siaga.continuity.models import Dependency
from siaga.counter import tickets
from siaga.counter.acts import ApplicationItem, open_visit
from siaga.counter.models import Visit
from siaga.drill.country import Country
from siaga.journal.act import CITIZEN, Actor
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.web.api import v1
from tests.counter.country_counter import BUDI, SITI, blangko, family, in_line
from tests.documents.office_documents import born, the, tick, with_tte
from tests.pages import anonymous, client_for

LOKET = Actor("uji", "Petugas Uji", frozenset({"loket"}))
ROOT = "/api/v1/"


def get(node: Node, path: str, *roles: str, **more: Any) -> Any:
    client = client_for(node, *roles) if roles else anonymous(node)
    return client.get(ROOT + path, **more)


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == status and body["title"] and body["detail"] and body["type"].startswith("urn:siaga:")
    return dict(body)


def test_it_describes_itself(jakut: Node) -> None:
    schema = json.loads(get(jakut, "openapi.json").content)
    assert schema["openapi"].startswith("3.") and set(schema["paths"]) >= {ROOT + "periksa", ROOT + "keadaan"}
    for path, ways in schema["paths"].items():
        for operation in ways.values():
            guarded = bool(operation.get("security"))
            assert guarded == ("401" in operation["responses"]), path
            for status, response in operation["responses"].items():
                assert ("application/problem+json" in response["content"]) == (int(status) >= 400), (path, status)


def test_a_stranger_finds_no_area_but_an_officer_does(jakut: Node) -> None:
    is_problem(get(jakut, "wilayah", data={"q": "koja"}), 401)
    found = get(jakut, "wilayah", "perekaman", data={"q": "koja"}).json()["hasil"]
    assert {"kode": "31.72.03", "nama": "Koja"}.items() <= found[0].items()
    assert "Jakarta Utara" in found[0]["di"]
    assert get(jakut, "wilayah", "loket", data={"q": "35.07"}).json()["hasil"][0]["nama"] == "Kabupaten Malang"
    assert get(jakut, "wilayah", "loket", data={"q": "\x00'%;--"}).json() == {"hasil": []}


@pytest.mark.parametrize(
    ("way", "path", "sent", "status"),
    [
        ("get", "wilayah", {}, 422),
        ("get", "wilayah", {"q": "x" * 81}, 422),
        ("get", "tidak-ada", {}, 404),
        ("get", "permohonan/ABCDEFGHJK", {}, 404),
        ("get", "permohonan/" + "A" * 21, {}, 422),
        ("get", "", {}, 404),
        ("delete", "keadaan", {}, 405),
        ("put", "periksa", {}, 405),
        ("post", "openapi.json", {}, 405),
        ("post", "periksa", b"{", 400),
        ("post", "periksa", b"\xff\xfe", 400),
        ("post", "periksa", b"{}", 422),
        ("post", "periksa", b'{"isi": 5}', 422),
        ("post", "periksa", b'{"isi": ""}', 422),
        ("post", "periksa", b"[" * 100_000, 400),
    ],
)
def test_every_no_is_a_problem(jakut: Node, way: str, path: str, sent: Any, status: int) -> None:
    client = client_for(jakut, "loket")
    more = {"content_type": "application/json"} if isinstance(sent, bytes) else {}
    answer = getattr(client, way)(ROOT + path, data=sent, **more)
    body = is_problem(answer, status)
    if status == 422:
        assert body["errors"] and all(e["at"] and e["message"] for e in body["errors"])
    if status == 405:
        assert answer["Allow"]


def test_guessing_a_receipt_ends_and_hides_the_right_one(jakut: Node, negeri: Country) -> None:
    for _ in range(LIMITS[RECEIPTS]):
        is_problem(get(jakut, "permohonan/ABCDEFGHJK"), 404)
    answer = get(jakut, "permohonan/ABCDEFGHJK")
    is_problem(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= 3600
    negeri.clock.advance(timedelta(hours=1))
    is_problem(get(jakut, "permohonan/ABCDEFGHJK"), 404)


def test_a_receipt_is_followed_without_names(jakut: Node) -> None:
    family(jakut)
    blangko(jakut, 10)
    items = [ApplicationItem("ktp", BUDI, "BUDI SANTOSO"), ApplicationItem("kk", SITI, "SITI PERTIWI")]
    assert open_visit(jakut, LOKET, None, SITI, "SITI PERTIWI", "08123456789", items)
    in_line(jakut, BUDI)
    code = Visit.objects.get().code
    for typed in (code, code.lower(), f"{code[:5]}-{code[5:]}"):
        answer = get(jakut, f"permohonan/{typed}")
        assert answer.status_code == 200
        for secret in ("SANTOSO", "PERTIWI", BUDI, SITI, "0812"):
            assert secret.encode() not in answer.content
    body = answer.json()
    assert body["kode"] == f"{code[:5]}-{code[5:]}" and body["kantor"]["id"] == "3172"
    card = next(a for a in body["permohonan"] if a["tahap"] == "line")
    assert card["nama"] == "B*** S***" and "berikutnya" in card["keterangan"] and not card["selesai"]
    figures = get(jakut, "keadaan").json()["angka"]
    assert (figures["blangko"], figures["menunggu_cetak"]) == (10, 1)
    first = figures["urutan_cetak"][0]
    assert (first["kode"], first["menunggu"], first["rekaman_terdepan"]) == ("pemula", 1, "2026-11-23")


def test_a_paper_is_checked_by_its_code_and_by_its_number(jakut: Node) -> None:
    with_tte(jakut)
    born(jakut)
    tick(jakut)
    paper = the("kk")
    by_code, by_number = (
        anonymous(jakut).post(ROOT + "periksa", {"isi": text}, content_type="application/json").json()
        for text in (paper.claim, paper.number)
    )
    assert by_code["hasil"] == by_number["hasil"] == "aktif" and by_code["warna"] == "hijau"
    assert by_code["nomor"] == paper.number and by_code["pemegang"] and by_number["pemegang"] == ""


def test_the_hall(jakut: Node) -> None:
    for lane in ("umum", "umum", "prioritas"):
        assert tickets.take_ticket(jakut, CITIZEN, "B", lane)
    assert tickets.call_next(jakut, LOKET, 3)
    hall = get(jakut, "antrean").json()
    assert hall["hari"] == "2026-11-23" and hall["kantor"]["id"] == "3172"
    (counter,) = hall["loket"]
    assert counter["loket"] == 3 and counter["nomor"].startswith("B-")
    recording = next(q for q in hall["antrean"] if q["huruf"] == "B")
    assert recording["menunggu"] == 2 and recording["terakhir_dipanggil"] == counter["nomor"]
    assert sum(q["menunggu"] for q in hall["antrean"]) == 2


def test_the_state_follows_what_is_down(jakut: Node) -> None:
    before = get(jakut, "keadaan").json()
    assert all(s["keadaan"] == "continue" for s in before["layanan"])
    assert all(t["keadaan"] == "belum_diukur" for t in before["ketergantungan"])
    now = jakut.clock.now()
    Dependency.objects.create(name="search", state="terputus", since=now, says="10.0.0.7: rusak", probed_at=now)
    answer = get(jakut, "keadaan")
    assert b"10.0.0.7" not in answer.content  # what a probe saw inside the office is not for everybody
    after = answer.json()
    waits = {s["kode"] for s in after["layanan"] if s["keadaan"] == "wait"}
    assert waits == {"uniqueness"}
    search = next(t for t in after["ketergantungan"] if t["kode"] == "search")
    assert search["keadaan"] == "terputus" and search["sejak"]
    assert after["angka"]["blangko"] == 0 and [c["kode"] for c in after["angka"]["urutan_cetak"]]


def test_the_centre_has_a_state_and_no_counter(negeri: Country) -> None:
    body = get(negeri.centre, "keadaan").json()
    assert body["angka"] is None and body["layanan"] == [] and body["ketergantungan"]
    assert get(negeri.centre, "antrean").json()["loket"] == []


@pytest.mark.parametrize(("fault", "status"), [(TemporaryFault("basis data sibuk"), 503), (KeyError("rusak"), 500)])
def test_what_breaks_inside_is_a_problem_too(
    jakut: Node, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    def broken(node: Node) -> None:
        raise fault

    monkeypatch.setattr(v1, "hall", broken)
    client = anonymous(jakut)
    client.raise_request_exception = False
    answer = client.get(ROOT + "antrean")
    is_problem(answer, status)
    assert b"Traceback" not in answer.content and b"rusak" not in answer.content
    assert (answer.get("Retry-After") is not None) == (status == 503)


def test_rubbish_is_unknown_and_says_nothing(jakut: Node) -> None:
    for text in ("AB-1234", "SGA1:XYZ", "\x00", "x" * 1000, "3172010101900001"):
        answer = anonymous(jakut).post(ROOT + "periksa", {"isi": text}, content_type="application/json")
        assert answer.status_code == 200
        assert answer.json()["hasil"] == "tidak_dikenal" and answer.json()["pemegang"] == ""


def test_an_operation_that_says_nothing_is_for_nobody(jakut: Node) -> None:
    """The default is a closed door, for officers too."""
    api = v1.Api(urls_namespace="api-closed", auth=v1.nobody)
    v1.problems.install(api)

    @api.get("/rahasia")
    def secret(request: Any) -> str:
        return "terbuka"

    view = next(p.callback for p in api.urls[0] if p.name == "secret")
    request = RequestFactory().get("/rahasia")
    request.actor = LOKET  # type: ignore[attr-defined]
    is_problem(view(request), 403)
