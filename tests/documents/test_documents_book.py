"""Registers of deeds as books."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from siaga.documents.book import about, form_of, issue_book, months_until, next_month
from siaga.documents.kinds import BY_CODE
from siaga.documents.kinds.buku_register import BukuRegister
from siaga.documents.models import Document
from siaga.documents.presenting import presented
from siaga.documents.render import render_pages
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM, Act, Done, Refused
from siaga.kit.node import Node
from siaga.people.facts import DeedNoted
from siaga.people.models import Akta
from tests.documents.office_documents import HEAD, Tte, another_birth, born, tick, with_tte
from tests.pages import client_for
from tests.people.samples_people import a_family


@pytest.fixture
def tte(jakut: Node) -> Tte:
    return with_tte(jakut)


def in_december(negeri: Country) -> None:
    negeri.clock.advance(timedelta(days=15))  # from 22 November


def made(node: Node, kind: str = "kelahiran", month: date = date(2026, 11, 1)) -> Document:
    outcome = issue_book(node, HEAD, kind, month, key=uuid4())
    assert isinstance(outcome, Done), outcome
    return Document.objects.get(id=outcome.value)


def test_a_month_becomes_a_book(negeri: Country, jakut: Node, tte: Tte) -> None:
    no_kk, father, mother = a_family(jakut)
    first = another_birth(jakut, no_kk, father, mother)
    another_birth(jakut, no_kk, father, mother, nama="Dian Kirana", anak_ke=3)
    deeds = list(Akta.objects.order_by("number"))
    with Act(jakut, SYSTEM) as act:
        act.record(
            DeedNoted(number=deeds[0].number, text="Contoh catatan.", on=jakut.clock.today()),
            subject=f"penduduk/{first}",
        )
    in_december(negeri)
    book = made(jakut)
    data = presented(book, state="belum", name="", on=date(2026, 12, 7))
    assert isinstance(data, BukuRegister)
    assert [e.number for e in data.entries] == [d.number for d in deeds]
    said = dict(data.entries[0].lines)
    assert "CITRA KIRANA" in said["NIK dan nama"] and "20 November 2026" in said.values()
    assert data.entries[0].notes == ("Contoh catatan.",) and not data.entries[1].notes
    assert book.subject == about("kelahiran", date(2026, 11, 1)) and book.holder_name.endswith("November 2026")
    assert 1 <= len(render_pages(BY_CODE["buku_register"], data, ppi=30)) <= 2
    tick(jakut)
    book.refresh_from_db()
    assert book.state == "elektronik"


def test_a_later_book_takes_its_place_and_an_empty_month_is_said(negeri: Country, jakut: Node, tte: Tte) -> None:
    born(jakut)
    in_december(negeri)
    old, new, empty = made(jakut), made(jakut), made(jakut, "kematian")
    old.refresh_from_db()
    assert old.superseded_by == str(new.id) and not Document.objects.get(id=empty.id).superseded_by
    assert empty.data["entries"] == []


def test_a_month_that_is_not_over_has_none(negeri: Country, jakut: Node, tte: Tte) -> None:
    born(jakut)
    for kind, month, code in (
        ("kelahiran", date(2026, 11, 3), "documents.book_month"),
        ("kelahiran", date(2027, 1, 1), "documents.book_month"),
        ("lain", date(2026, 10, 1), "documents.book_kind"),
    ):
        refused = issue_book(jakut, HEAD, kind, month)
        assert isinstance(refused, Refused) and [r.code for r in refused.refusals] == [code]
    assert months_until(jakut, date(2026, 11, 30)) == []
    assert months_until(jakut, date(2026, 12, 1)) == [date(2026, 11, 1)]
    assert months_until(jakut, date(2027, 2, 9)) == [date(2027, 1, 1), date(2026, 12, 1), date(2026, 11, 1)]
    assert len(months_until(jakut, date(2040, 2, 9))) == 24
    assert (next_month(date(2026, 12, 1)), next_month(date(2026, 1, 31))) == (date(2027, 1, 1), date(2026, 2, 1))


def test_each_kind_is_printed_in_the_words_of_its_form() -> None:
    assert all(form_of(kind) is not None for kind in ("kelahiran", "kematian", "perkawinan", "perceraian"))
    assert form_of("lain") is None


def test_the_page_of_books(negeri: Country, jakut: Node, tte: Tte) -> None:
    head, url = client_for(jakut, "kepala"), reverse("documents:books")
    assert "Belum ada bulan yang berakhir" in head.get(url).content.decode()
    born(jakut)
    in_december(negeri)
    page = head.get(url).content.decode()
    assert "November 2026" in page and "belum dibuat" in page
    answer = head.post(url, {"jenis": "kelahiran", "bulan": "2026-11", "kunci": uuid4()})
    book = Document.objects.get(kind="buku_register")
    assert answer.url == reverse("documents:document", args=[book.id])
    assert book.number in head.get(url).content.decode()
    assert head.get(answer.url).status_code == 200
    assert head.post(url, {"jenis": "kelahiran", "bulan": "2026-12", "kunci": uuid4()}).status_code == 422
    assert url in head.get(reverse("documents:register")).content.decode()
    for role in ("loket", "auditor"):
        assert client_for(jakut, role).get(url).status_code == 403
        assert url not in client_for(jakut, role).get(reverse("documents:register")).content.decode()
