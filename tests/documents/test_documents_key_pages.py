"""The page of keys: who sees what, and a revocation from the button to the refused code."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.conf import settings

from siaga.documents import publishing
from siaga.documents.checking.keylist import decode, open_list
from siaga.documents.qr import make_claim
from siaga.documents.verifying import verify_text
from siaga.drill.country import Country
from siaga.journal import points
from siaga.kit import ids
from siaga.kit.keys import Keys
from siaga.kit.node import Node
from tests import browser as harness
from tests.documents.office_documents import HEAD
from tests.documents.test_documents_app import served
from tests.documents.test_documents_keys import round_trip
from tests.documents.test_documents_qr import CLAIM
from tests.pages import anonymous, client_for

LIST, REVOKE, POINT = "/dokumen/kunci/", "/dokumen/kunci/3172/t1/cabut/", Keys.from_text("titik satu")


@pytest.fixture
def jakut_with_point(negeri: Country) -> Node:
    jakut = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with jakut:
        assert points.add_point(jakut, HEAD, POINT.public, "317201")
        publishing.vouch_due(jakut, jakut.clock.now())
    negeri.office("3507", "Kabupaten Malang")
    round_trip(negeri, jakut)
    return jakut


def test_a_stolen_points_key_is_revoked_on_the_page(negeri: Country, jakut_with_point: Node) -> None:
    node = jakut_with_point
    head = client_for(node, "kepala")
    page = head.get(LIST).content.decode()
    assert "3172/t1" in page and "Disahkan pusat" in page and "mesin ini" in page and "3507" not in page
    assert REVOKE in page and "/dokumen/kunci/3172/cabut/" not in page
    assert head.get("/dokumen/kunci/3172/cabut/").status_code == 404  # its own
    assert head.get("/dokumen/kunci/3507/cabut/").status_code == 404  # another office's
    assert "Pencabutan tidak dapat dibatalkan" in head.get(REVOKE).content.decode()
    today = node.clock.today()
    form = {"sejak": f"{today:%d-%m-%Y}", "sebab": "Laptop dicuri", "kunci": str(ids.fresh())}
    assert head.post(REVOKE, form | {"sebab": ""}).status_code == 422
    assert "Laptop dicuri" in head.post(REVOKE, form, follow=True).content.decode()
    again = head.post(REVOKE, form | {"kunci": str(ids.fresh())})
    assert again.status_code == 422 and "sudah dicabut" in again.content.decode()
    with node:
        claim = make_claim(replace(CLAIM, issued=today), POINT.signing_key())
        assert verify_text(node, claim).verdict == "kunci_dicabut"
        asked = anonymous(node).post("/api/v1/periksa", {"isi": claim}, content_type="application/json").json()
    assert (asked["hasil"], asked["warna"]) == ("kunci_dicabut", "merah")
    published = decode(anonymous(node).get("/publik/kunci.json").content)
    entry = next(e for e in open_list(published).entries.values() if e.machine == "3172/t1")
    assert (entry.revoked, entry.reason) == (today.isoformat(), "Laptop dicuri")
    centre = client_for(negeri.centre, "operator_pusat").get(LIST).content.decode()
    assert "3507" in centre and "/dokumen/kunci/3172/cabut/" in centre
    for role in ("loket", "pencetakan"):
        assert client_for(node, role).get(LIST).status_code == 403


def test_the_published_list_holds_no_secret(jakut_with_point: Node) -> None:
    said = anonymous(jakut_with_point).get("/publik/kunci.json")
    assert said.status_code == 200 and said["Cache-Control"] == "no-cache"
    text = said.content.decode()
    assert jakut_with_point.keys.seed.hex() not in text
    assert set(json.loads(text)) == {"format", "pusat", "dibuat", "penerbit", "jenis", "kunci", "sertifikat"}


@pytest.mark.browser
@pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine")
def test_the_page_in_a_browser(jakut_with_point: Node) -> None:
    node = jakut_with_point
    session = client_for(node, "kepala").cookies[settings.SESSION_COOKIE_NAME].value
    with harness.browser() as chromium, served(node) as url:
        for size, name in ((harness.OFFICE, "kunci"), (harness.PHONE, "kunci-390")):
            with harness.page_in(chromium, url, size=size) as page:
                page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
                for path, part in ((LIST, ""), (REVOKE, "-cabut")):
                    page.goto(path)
                    assert harness.axe(page) == [], (name, path)
                    harness.shot(page, name + part, full=True)
