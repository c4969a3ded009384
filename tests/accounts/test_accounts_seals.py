"""Accounts travel to the office's other boxes, and to nobody else."""

from __future__ import annotations

import pytest

from siaga.accounts import acts, seals
from siaga.accounts.doors import enter
from siaga.accounts.models import Officer, OfficerSeal
from siaga.drill.country import Country
from siaga.journal import blobs, exchange
from siaga.journal.act import SYSTEM
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.keys import CannotOpen
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.roles.kinds import FACT_TABLES

OLD, NEW = "enam ekor kambing", "tujuh ekor kerbau"


def make(node: Node, username: str = "siti", *roles: str) -> None:
    with node:
        assert acts.create_officer(node, SYSTEM, username, "Siti Rahma", roles or ("loket",), "", OLD, "480273")


def opened(node: Node) -> dict[str, tuple[str, str]]:
    with node:
        seals.open_seals(node)
        return {o.username: (o.password, o.pin) for o in Officer.objects.all()}


def test_officers_of_before_and_after_the_second_box_can_sign_in_there(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    make(office)
    second = negeri.second_box(office)
    make(office, "budi", "kepala")
    assert set(opened(second)) == {"budi"}, "what was told before was not sealed to it"
    with office:
        assert acts.tell_again(office, SYSTEM) == 2
    assert opened(second) == opened(office)
    with second:
        assert seals.open_seals(second) == 0, "nothing differs any more"
        assert isinstance(enter(second, "siti", OLD), Officer)
        budi = Officer.objects.get(username="budi")
        assert budi.roles == ["kepala"] and budi.active and not budi.must_change


def test_changes_travel_too(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    second = negeri.second_box(office)
    make(office)
    make(office, "bude", "kepala")
    assert len(opened(second)) == 2
    with office:
        siti = Officer.objects.get(username="siti")
        assert isinstance(acts.change_password(office, siti, OLD, NEW), Officer)
        assert isinstance(acts.change_pin(office, siti, NEW, "917364"), Officer)
    assert opened(second) == opened(office)
    with office:
        secret = acts.reset_password(office, SYSTEM, "siti")
        assert isinstance(secret, str) and acts.set_active(office, SYSTEM, "bude", True)
    opened(second)
    with second:
        assert isinstance(enter(second, "siti", NEW), Refusal)
        found = enter(second, "siti", secret)
        assert isinstance(found, Officer) and found.must_change and found.pin == ""


def test_the_centre_holds_what_it_cannot_open(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    negeri.second_box(office)
    make(office)
    with office:
        exchange.talk(office, office.devices["pusat"])
    with negeri.centre:
        row = OfficerSeal.objects.get(office="3172", username="siti")
        with pytest.raises(CannotOpen):
            blobs.unseal(bytes.fromhex(row.sealed), negeri.centre.keys)
        assert b"argon2" not in bytes.fromhex(row.sealed)
        assert seals.open_seals(negeri.centre) == 0 and not Officer.objects.exists()


def test_another_office_cannot_open_it_either(negeri: Country) -> None:
    office, other = negeri.office("3172", "Jakarta Utara"), negeri.office("3507", "Kabupaten Malang")
    make(office)
    with office:
        sealed = bytes.fromhex(OfficerSeal.objects.get().sealed)
        assert blobs.unseal(sealed, office.keys)
    with pytest.raises(CannotOpen):
        blobs.unseal(sealed, other.keys)


def test_a_replay_makes_the_same_rows(negeri: Country) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    make(office)
    make(office, "bude", "kepala")
    with office:
        before = tables_hash(FACT_TABLES)
        rebuild(office, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before and OfficerSeal.objects.count() == 2
        Officer.objects.all().delete()  # a box that was built anew from its journal, with its old keys
        assert seals.open_seals(office) == 2 and isinstance(enter(office, "siti", OLD), Officer)
