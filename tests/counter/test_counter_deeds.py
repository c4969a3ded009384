"""What was asked for at the counter is followed to the deed, the certificate, the child's card or the KK that it led to."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from siaga.cards.suket.rules import NATIONAL
from siaga.counter import receipts, ticks, visits
from siaga.counter.catalogue import BY_CODE
from siaga.counter.models import Application, Promise
from siaga.counter.rules import ApplicationItem
from siaga.counter.stage_words import NO_SUKET, PAPER_TEXTS, UNRECORDED
from siaga.counter.standing import load_stages
from siaga.documents.kinds import BY_CODE as KINDS
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.kit.node import Node
from siaga.people.models import Akta, DeedNote, DueDocument
from tests.counter.country_counter import ANI, BUDI, KK, SITI, family, in_line, recorded
from tests.counter.test_counter_visits import OFFICER, item, opened, sentence

TODAY = date(2026, 11, 23)


def deed(kind: str, *niks: str, number: str = "3172-XX-1", on: date = TODAY) -> None:
    one, two = (*niks, "")[:2]
    Akta.objects.create(number=number, kind=kind, nik=one, nik_kedua=two, registered_on=on, data={}, office="3172")


def due(node: Node, kind: str, about: str) -> None:
    DueDocument.objects.create(id=uuid4(), kind=kind, subject=about, holder=ANI, at=node.clock.now())


def paper(node: Node, kind: str, about: str, state: str = "elektronik") -> None:
    Document.objects.create(
        id=uuid4(), kind=kind, number=about, subject=about, holder=ANI, holder_name="ANI", data={}, digest="", state=state,
        made_at=node.clock.now(), office="3172",
    )  # fmt: skip


def asked(node: Node, service: str, nik: str = ANI) -> UUID:
    family(node)
    (id,) = opened(node, item(service, nik, "ANI")).applications
    assert "belum selesai mengerjakannya" in sentence(node, id)
    return id


@pytest.mark.parametrize("service", ["pengangkatan", "pengakuan", "pengesahan"])
def test_a_deed_about_a_child(jakut: Node, service: str) -> None:
    deed(service, ANI, number="3172-XX-0", on=date(2026, 11, 20))  # of an earlier visit
    id = asked(jakut, service)
    deed(service, ANI)
    assert "sudah dicatat" in sentence(jakut, id)
    paper(jakut, f"akta_{service}", "akta/3172-XX-1")
    assert "Silakan ambil" in sentence(jakut, id)


def test_a_stillbirth_is_asked_for_by_the_father_too(jakut: Node) -> None:
    id = asked(jakut, "lahir_mati", BUDI)
    deed("lahir_mati", SITI, BUDI)
    paper(jakut, "lahir_mati", "akta/3172-XX-1")
    assert "Silakan ambil" in sentence(jakut, id)


def test_a_childs_card_is_its_own_paper(jakut: Node) -> None:
    id = asked(jakut, "kia")
    paper(jakut, "biodata", f"penduduk/{ANI}")
    assert "belum selesai mengerjakannya" in sentence(jakut, id)
    due(jakut, "kia", f"penduduk/{ANI}")
    assert "sudah dicatat" in sentence(jakut, id)
    paper(jakut, "kia", f"penduduk/{ANI}", "tanpa_tanda_tangan")
    assert "menunggu dicetak" in sentence(jakut, id), "nobody is called for a card that has no blank yet"
    Document.objects.filter(kind="kia").update(printed_at=jakut.clock.now())
    assert "Silakan ambil" in sentence(jakut, id)


def test_what_was_taken_home_is_not_called_for_and_ends_by_itself(negeri: Country, jakut: Node) -> None:
    """At the next day's look, or at once when the same is asked for again."""
    id = asked(jakut, "kia")
    paper(jakut, "kia", f"penduduk/{ANI}", "tanpa_tanda_tangan")
    again = [item("kia", ANI, "ANI")]
    assert not visits.open_visit(jakut, OFFICER, None, SITI, "SITI PERTIWI", "", again), "it still runs"
    now = jakut.clock.now()
    Document.objects.filter(kind="kia").update(printed_at=now, handed_at=now, handed_to="Ibu Ani")
    assert sentence(jakut, id) == "Dokumen Anda sudah diserahkan."
    assert visits.open_visit(jakut, OFFICER, None, SITI, "SITI PERTIWI", "", again)
    second = Application.objects.exclude(id=id).get()
    assert (Application.objects.get(id=id).state, second.state) == ("selesai", "terbuka")
    Document.objects.filter(kind="kia").update(made_at=now + timedelta(hours=2))
    negeri.clock.advance(timedelta(hours=3))
    ticks.tell_anew(jakut, jakut.clock.now())
    assert sentence(jakut, second.id) == "Permohonan ini sudah selesai."


def test_no_day_is_told_for_a_suket_that_cannot_be_given(jakut: Node) -> None:
    """To somebody who is not recorded, or while it is forbidden; else as for every paper."""
    family(jakut)
    unrecorded, forbidden, given = (item("suket", nik, "X") for nik in (ANI, BUDI, SITI))

    def told(wish: ApplicationItem) -> tuple[str, bool]:
        (id,) = opened(jakut, wish).applications
        return sentence(jakut, id), Promise.objects.get(application=id).latest is not None

    assert told(unrecorded) == (PAPER_TEXTS[UNRECORDED], False)
    for nik in (BUDI, SITI):
        recorded(jakut, nik, "PRINT_READY_RECORD")
    assert told(given) == (PAPER_TEXTS[""], True)
    jakut.devices["suket_policy"] = NATIONAL[-1]
    assert told(forbidden) == (PAPER_TEXTS[NO_SUKET], False)
    rows = list(Application.objects.filter(nik=SITI))
    (line,) = receipts.lines(jakut, rows, load_stages(jakut, rows))
    assert "Belum dapat dijanjikan" in line.expected, "what was told before it was forbidden holds no longer"


def test_a_suket_that_was_asked_for_ends_with_the_card_it_stood_for(jakut: Node) -> None:
    recorded(jakut, SITI, "PRINT_READY_RECORD")
    id = asked(jakut, "suket", SITI)
    in_line(jakut, SITI, state="diserahkan", handed_at=jakut.clock.now())
    assert ticks.end_handed_over(jakut, jakut.clock.now()) == 1
    assert Application.objects.get(id=id).state == "selesai"


def test_a_corrected_deed_is_followed_by_its_note(jakut: Node) -> None:
    deed("kelahiran", ANI, on=date(2014, 1, 1))
    id = asked(jakut, "pembetulan")
    DeedNote.objects.create(id=uuid4(), akta="3172-XX-1", text="nama dibetulkan", on=TODAY)
    assert "sudah dicatat" in sentence(jakut, id)
    paper(jakut, "akta_kelahiran", "akta/3172-XX-1")
    assert "Silakan ambil" in sentence(jakut, id)


@pytest.mark.parametrize("service", ["pembatalan", "pewarganegaraan"])
def test_what_changes_the_kk_alone(jakut: Node, service: str) -> None:
    id = asked(jakut, service)
    due(jakut, "kk", f"keluarga/{KK}")
    assert "sudah dicatat" in sentence(jakut, id)


def test_every_service_with_a_paper_names_one_that_exists() -> None:
    assert {s.paper for s in BY_CODE.values() if s.paper} <= set(KINDS)
