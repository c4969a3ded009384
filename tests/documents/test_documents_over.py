"""Papers that nothing replaced and that hold no longer: no list counts them among those that do, and nobody signs them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from siaga.documents import acts
from siaga.documents.models import Document
from siaga.documents.over import OVER_TEXTS, holding, over
from siaga.documents.over_ticks import EVERY, end_waiting
from siaga.documents.signing_acts import waiting
from siaga.journal.act import Refused
from siaga.kit.node import Node
from siaga.people.models import Akta, Family
from tests.documents.office_documents import HEAD, Tte, born, the, tick, with_tte
from tests.pages import client_for


@pytest.fixture
def tte(jakut: Node) -> Tte:
    return with_tte(jakut)


def annul(jakut: Node) -> None:
    Akta.objects.update(status="dibatalkan")
    Family.objects.update(status="tutup")


def test_the_register_counts_what_holds(jakut: Node, tte: Tte) -> None:
    born(jakut)
    tick(jakut)
    clerk, url = client_for(jakut, "verifikator"), reverse("documents:register")

    def rows(state: str) -> int:
        return clerk.get(url, {"keadaan": state}).content.decode().count("<tr data-row")

    assert (rows("elektronik"), rows("tidak_aktif")) == (2, 0)
    Akta.objects.update(status="dibatalkan")
    assert (rows("elektronik"), rows("tidak_aktif")) == (1, 1)
    assert over(jakut, the("akta_kelahiran")) == OVER_TEXTS["akta"] and over(jakut, the("kk")) == ""
    Document.objects.filter(kind="kk").update(ended="salah cetak")
    assert (rows("elektronik"), rows("tidak_aktif")) == (0, 2)
    assert not holding(jakut, Document.objects.all()).exists() and over(jakut, the("kk")) == "salah cetak"


def test_nobody_signs_what_has_ended_meanwhile(jakut: Node, tte: Tte) -> None:
    tte.up = False
    born(jakut)
    tick(jakut)
    today = jakut.clock.today()
    assert acts.choose_mode(jakut, HEAD, "basah", today, today, "TTE tidak menjawab")
    annul(jakut)
    refused = acts.sign_wet(jakut, HEAD, the("kk").id)
    assert isinstance(refused, Refused) and refused.codes() == {"documents.closed"}
    assert end_waiting(jakut, jakut.clock.now()) == 0, "it looked a moment ago"
    later = jakut.clock.now() + EVERY
    assert end_waiting(jakut, later) == 2 and end_waiting(jakut, later + EVERY) == 0
    assert {d.ended for d in Document.objects.all()} == {OVER_TEXTS["akta"], OVER_TEXTS["kk"]}
    assert not waiting(jakut).exists()
