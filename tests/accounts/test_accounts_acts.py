"""Accounts as deeds: refusals collected, the journal without secrets, somebody always left who can manage."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from siaga.accounts import acts
from siaga.accounts.doors import enter
from siaga.accounts.models import Officer, ViewLog
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM, Actor, AlreadyDone, Refused
from siaga.journal.models import JournalFact
from siaga.kit.node import Node

PASSWORD = "enam ekor kambing"
KEPALA = Actor("bude", "Bu De", frozenset({"kepala"}))


def make(node: Node, username: str = "siti", roles: tuple[str, ...] = ("loket",), **more: object) -> object:
    return acts.create_officer(node, KEPALA, username, "Siti Rahma", roles, password=PASSWORD, **more)  # type: ignore[arg-type]


def test_an_account_is_a_row_and_a_fact_without_secrets(jakut: Node) -> None:
    assert make(jakut, pin="480273", wilayah="31.72.01")
    officer = Officer.objects.get(username="siti")
    assert officer.password.startswith("argon2$") and officer.pin.startswith("argon2$") and officer.wilayah == "317201"
    fact = JournalFact.objects.get(kind="accounts.officer_changed")
    assert fact.chain == "3172" and fact.subject == "petugas/siti" and fact.actor == "bude"
    assert "argon2" not in fact.body and PASSWORD not in fact.body and "480273" not in fact.body


def test_the_centres_officers_stay_at_the_centre(negeri: Country) -> None:
    with negeri.centre:
        assert acts.create_officer(negeri.centre, SYSTEM, "opi", "Opi", ["operator_pusat"], password=PASSWORD)
        assert JournalFact.objects.get(kind="accounts.officer_changed").chain == "pusat>pusat"


def test_everything_wrong_is_told_at_once(jakut: Node) -> None:
    outcome = acts.create_officer(jakut, KEPALA, "S", " ", ["adjudikator"], "3507", "x", "123456")
    assert isinstance(outcome, Refused)
    assert outcome.codes() == {
        *("officer.username", "officer.name", "officer.roles", "officer.wilayah", "officer.password", "officer.pin")
    }
    assert not Officer.objects.exists() and not JournalFact.objects.filter(kind="accounts.officer_changed").exists()


def test_a_name_is_taken_once_and_a_form_sent_twice_makes_one(jakut: Node) -> None:
    key = uuid4()
    assert make(jakut, key=key)
    with pytest.raises(AlreadyDone):
        make(jakut, key=key)
    again = make(jakut)
    assert isinstance(again, Refused) and again.codes() == {"officer.taken"}


@pytest.mark.parametrize("roles", [set(), {"loket"}, {"auditor", "teknisi"}])
def test_others_may_not_manage(jakut: Node, roles: set[str]) -> None:
    who = Actor("lain", "Lain", frozenset(roles))
    make(jakut)
    outcomes = (
        acts.create_officer(jakut, who, "budi", "Budi", ["loket"], password=PASSWORD),
        acts.change_officer(jakut, who, "siti", "Siti", ["kepala"], ""),
        acts.set_active(jakut, who, "siti", False),
        acts.reset_password(jakut, who, "siti"),
    )
    assert all(isinstance(o, Refused) and o.codes() == {"officer.not_yours"} for o in outcomes)


def test_the_last_manager_stays(jakut: Node) -> None:
    make(jakut, "bude", ("kepala",))
    assert acts.set_active(jakut, KEPALA, "bude", False).codes() == {"officer.last_manager"}  # type: ignore[union-attr]
    assert not acts.change_officer(jakut, KEPALA, "bude", "Bu De", ["loket"], "")
    make(jakut, "paman", ("kepala", "verifikator"))
    assert acts.set_active(jakut, KEPALA, "bude", False)
    assert not acts.set_active(jakut, KEPALA, "paman", False)


def test_a_reset_password_works_once_and_lifts_the_lock(jakut: Node) -> None:
    make(jakut, pin="480273")
    for _ in range(6):
        enter(jakut, "siti", "salah")
    secret = acts.reset_password(jakut, KEPALA, "siti")
    assert isinstance(secret, str)
    found = enter(jakut, "siti", secret)
    assert isinstance(found, Officer) and found.must_change and found.pin == ""
    assert isinstance(acts.change_password(jakut, found, secret, secret), Refused)
    changed = acts.change_password(jakut, found, secret, PASSWORD)
    assert isinstance(changed, Officer) and not changed.must_change


@pytest.mark.parametrize(
    "sql", ["UPDATE accounts_viewlog SET purpose = 'lain'", "DELETE FROM accounts_viewlog", "TRUNCATE accounts_viewlog"]
)
def test_the_trail_cannot_be_changed(jakut: Node, sql: str) -> None:
    ViewLog.objects.create(at=jakut.clock.now(), officer="siti", subject="penduduk/1", purpose="uji", path="/")
    with pytest.raises(DatabaseError, match="jejak"), transaction.atomic(), connection.cursor() as cur:
        cur.execute(sql)
    assert ViewLog.objects.count() == 1
