"""The centre's pages: the queue by office, the cases, both people beside each other, and the trail that looking leaves."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from siaga.accounts.models import ViewLog
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.kit.node import Node
from siaga.recording.devices.portrait import portrait
from siaga.recording.models import Record
from siaga.recording.packet import Packet
from siaga.shell.formats import nik
from siaga.uniqueness.engine.names import Names
from siaga.uniqueness.engine.verdict import Candidate, Templates, Unreadable, Verdict
from siaga.uniqueness.gallery import CentreGallery
from siaga.uniqueness.models import Case
from tests import recordings
from tests.pages import NodeClient, client_for
from tests.recordings import record, resident, status, turn


class Alike:
    """Everybody is alike to whoever is enrolled."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def enrol(self, id: str, templates: Templates, names: Names) -> None:
        self.held.append(id)

    def remove(self, id: str) -> None:
        self.held.remove(id)

    def search(self, probe: Templates, names: Names, *, exclude: frozenset[str], **_: Any) -> Verdict | Unreadable:
        found = tuple(
            Candidate(id, 110 - n, ((2, 60), (7, 40)), 0.4, 0.31, "similar")
            for n, id in enumerate(self.held)
            if id not in exclude
        )
        return Verdict("similar" if found else "unique", found, len(self.held), 10)


@pytest.fixture
def like(negeri: Country, monkeypatch: pytest.MonkeyPatch) -> tuple[Node, str, str, UUID]:
    """An office with two people recorded, the second of them similar to the first: office, both NIKs, the case."""
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    negeri.centre.devices["searcher"] = CentreGallery(negeri.centre, Alike())  # type: ignore[arg-type]
    with office:
        one, two = resident(office, 1), resident(office, 2)
        for nik in (one, two):
            made: Packet = recordings.captured(nik)
            monkeypatch.setattr(recordings, "captured", lambda *_a, m=made, **_k: m)
            with_photo = Packet(nik=nik, nama="x", photo=portrait(nik, "L", 1990), fingers=made.fingers)
            monkeypatch.setattr(recordings, "captured", lambda *_a, m=with_photo, **_k: m)
            assert record(office, nik)
            monkeypatch.undo()
    turn(negeri, office)
    with office:
        return office, one, two, Record.objects.get(nik=two).id


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def judge(negeri: Country) -> NodeClient:
    return client_for(negeri.centre, "adjudikator")


def test_the_queue_counts_by_office(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    empty = judge(negeri).get("/ketunggalan/")
    assert "semua kantor sudah dijawab" in text(empty)
    with office:
        record(office, resident(office, 1))
        record(office, resident(office, 2))
        exchange.talk(office, office.devices["pusat"])
        exchange.push_blobs(office, office.devices["pusat"], limit=1)
    with negeri.centre:
        Record.objects.update(status="SENT_FOR_ENROLLMENT")
    page = text(client_for(negeri.centre, "operator_pusat").get("/ketunggalan/"))
    assert "Kota Administrasi Jakarta Utara" in page
    assert '<td class="num">2</td><td class="num">1</td><td class="num">2</td>' in page
    csv = judge(negeri).get("/ketunggalan/", {"format": "csv"}).content.decode()
    assert "3172,2,1,2" in csv


def test_both_people_beside_each_other(negeri: Country, like: tuple[Node, str, str, UUID]) -> None:
    _office, one, two, case = like
    client = judge(negeri)
    listed = text(client.get("/ketunggalan/kasus/"))
    assert str(case) in listed and "Putuskan" in listed
    assert str(case) not in text(client.get("/ketunggalan/kasus/", {"cari": "tidak ada"}))
    page = text(client.get(f"/ketunggalan/kasus/{case}/"))
    assert nik(one) in page and nik(two) in page and "telunjuk kanan" in page and ">60<" in page
    assert 'class="differs"' in page and 'class="same"' in page
    photos = re.findall(r'src="(/ketunggalan/kasus/[^"]+\.jpg)"', page)
    assert len(photos) == 2
    bodies = {client.get(url).content for url in photos}
    assert len(bodies) == 2 and all(b.startswith(b"\xff\xd8") for b in bodies)
    assert client.get(f"/ketunggalan/kasus/{case}/foto/{UUID(int=5)}.jpg").status_code == 404
    with negeri.centre:
        seen = ViewLog.objects.filter(purpose="foto rekaman untuk keputusan ketunggalan")
        assert set(seen.values_list("subject", flat=True)) == {f"penduduk/{one}", f"penduduk/{two}"}
    assert client_for(negeri.centre, "operator_pusat").get(f"/ketunggalan/kasus/{case}/").status_code == 403
    assert client.get(f"/ketunggalan/kasus/{UUID(int=1)}/").status_code == 404


@pytest.mark.parametrize("decision", ["PRINT_READY_RECORD", "DUPLICATE_RECORD"])
def test_a_decision_reaches_the_office(negeri: Country, like: tuple[Node, str, str, UUID], decision: str) -> None:
    office, one, two, case = like
    client, url = judge(negeri), f"/ketunggalan/kasus/{like[3]}/"
    page = text(client.get(url))
    key = re.findall(r'name="kunci" value="([0-9a-f-]{36})"', page)[-1]
    no_reason = client.post(url, {"keputusan": decision, "kunci": key})
    assert no_reason.status_code == 422 and "Tulis alasan" in text(no_reason)
    no_choice = client.post(url, {"alasan": "x", "kunci": key})
    assert no_choice.status_code == 422 and "Pilih salah satu" in text(no_choice)
    sent = {"keputusan": decision, "alasan": "Wajah sama, jari sama.", "kunci": key}
    assert client.post(url, sent).status_code == 302
    assert "tercatat satu kali" in text(client.post(url, sent))
    late = client.post(url, sent | {"kunci": str(UUID(int=7))})
    assert late.status_code == 422 and "sudah diputus" in text(late)
    assert "Sudah diputus" in text(client.get(url))
    assert str(case) in text(client.get("/ketunggalan/kasus/", {"diputus": "1"}))
    assert "Wajah sama" in client.get("/ketunggalan/kasus/", {"diputus": "1", "format": "csv"}).content.decode()
    turn(negeri, office)
    assert status(office, two) == decision
    with office:
        row = Record.objects.get(nik=two)
        assert row.says == "Wajah sama, jari sama." and row.other_nik == (one if "DUP" in decision else "")
    with negeri.centre:
        assert Case.objects.get().decided_by == "uji-adjudikator"
