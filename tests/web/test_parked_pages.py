"""Deciding about a parked fact on its page: who may, what is shown before and after, what it says when it cannot be."""

from __future__ import annotations

import pytest
from django.urls import reverse

from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import SYSTEM, Act
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import Parked, Peer, Settled
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.people.facts import NikConfirmed
from siaga.web.parked_decision import said
from siaga.web.parked_pages import PARKED_WORDS, plain
from tests.pages import client_for

SUBJECT = "simpul/tertahan"
WHY = "Simpul ini tidak pernah ada, salah ketik."


def say(node: Node, name: str, to: str = "") -> None:
    with Act(node, SYSTEM) as act:
        body = NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32)
        act.record(body, subject=SUBJECT, to=to)


@pytest.fixture
def stuck(negeri: Country, jakut: Node) -> tuple[Node, str]:
    object.__setattr__(jakut, "kinds", {k: v for k, v in jakut.kinds.items() if k != "people.nik_confirmed"})
    with negeri.centre:
        with Act(negeri.centre, SYSTEM) as act:
            act.record(NikConfirmed(nik="3172010101900001"), subject=SUBJECT, to="3172")
        say(negeri.centre, "a", to="3172")
    exchange.talk(jakut, jakut.devices["pusat"])
    bad = Parked.objects.get(kind="people.nik_confirmed")
    return jakut, reverse("parked_one", args=[bad.chain, bad.seq])


def test_before_and_after_are_shown_and_the_decision_is_taken(stuck: tuple[Node, str]) -> None:
    node, url = stuck
    checker = client_for(node, "verifikator")
    listed = checker.get("/tertahan/").content.decode()
    assert "Catatan ini dari program yang lebih baru." in listed and f'href="{url}"' in listed
    page = checker.get(url).content.decode()
    assert "akan berlaku" in page and "tidak dapat dibatalkan" in page and "3172010101900001" in page
    with node:
        assert Parked.objects.count() == 2 and not Peer.objects.filter(id="a").exists()
    short = checker.post(url, {"decision": "dismiss", "reason": "salah", "kunci": str(ids.fresh())})
    assert short.status_code == 422 and "Tulis alasannya" in short.content.decode()
    form = {"decision": "dismiss", "reason": WHY, "kunci": str(ids.fresh())}
    assert "Keputusan tercatat" in checker.post(url, form, follow=True).content.decode()
    assert "tidak tertahan lagi" in checker.post(url, form, follow=True).content.decode()
    with node:
        assert not Parked.objects.exists() and Peer.objects.filter(id="a").exists()
        assert Settled.objects.get().reason == WHY


def test_a_correction_names_the_fact_that_is_right(stuck: tuple[Node, str]) -> None:
    node, url = stuck
    head = client_for(node, "kepala")
    assert "Sudah dibetulkan" not in head.get(url).content.decode(), "nothing of this office says it right yet"
    with node:
        say(node, "benar")
    assert "Sudah dibetulkan" in head.get(url).content.decode()
    none = head.post(url, {"decision": "correct", "by": "", "reason": WHY, "kunci": str(ids.fresh())})
    assert none.status_code == 422 and "Pilih catatan pembetulan" in none.content.decode()
    by = none.context["form"].fields["by"].choices[1][0]
    head.post(url, {"decision": "correct", "by": by, "reason": WHY, "kunci": str(ids.fresh())})
    with node:
        row = Settled.objects.get()
        assert row.state == "corrected" and str(row.by) == by


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("teknisi", "get", "", 403),
        ("loket", "get", "", 403),
        ("verifikator", "post", "lagi/", 403),
        ("teknisi", "post", "lagi/", 302),
        ("kepala", "get", "", 200),
    ],
)
def test_who_may(stuck: tuple[Node, str], role: str, method: str, path: str, status: int) -> None:
    node, url = stuck
    client = client_for(node, role)
    assert getattr(client, method)(url + path).status_code == status


@pytest.mark.parametrize("reason", ["MissingRow: satu baris", "menunggu fakta sebelumnya", "Aneh: x", ""])
def test_every_reason_has_plain_words(reason: str) -> None:
    why, todo = plain(reason)
    assert (why, todo) in PARKED_WORDS.values() and why.endswith(".") and todo.endswith(".")


@pytest.mark.parametrize("body", ['{"a": 1, "b": "x"}', "[1]", "rusak {", '{"a": "' + "x" * 900 + '"}'])
def test_what_a_fact_says_is_shown_whatever_it_is(body: str) -> None:
    shown = said(body)
    assert shown and all(len(v) <= 300 for _, v in shown)
