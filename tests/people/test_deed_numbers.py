"""A birth deed's number that is typed for a second person: refused or warned of, with the other person named."""

from __future__ import annotations

import msgspec

from siaga.journal.act import Done, Refused
from siaga.kit.node import Node
from siaga.people.models import Akta, Resident
from tests.people.samples_people import BIRTH, CHILD, FAMILY, HEAD, a_family, born, head_of, no_kk_of, register_resident

OLD = "477/120/DISP/2014"


def child_with(node: Node, no_kk: str, number: str, **changed: object) -> object:
    form = msgspec.structs.replace(CHILD, no_kk=no_kk, no_akta_lahir=number, **changed)
    return register_resident(node, form)


def test_the_deed_of_another_child_of_this_register_is_refused_by_name(jakut: Node) -> None:
    no_kk, him, her = a_family(jakut)
    assert isinstance(born(jakut, msgspec.structs.replace(BIRTH, nik_ibu=her, nik_ayah=him), no_kk), Done)
    number = Akta.objects.get(kind="kelahiran").number
    outcome = child_with(jakut, no_kk, f" {number.lower()} ")
    assert isinstance(outcome, Refused)
    [no] = [r for r in outcome.refusals if r.code == "people.deed_of_another"]
    assert no.field == "no_akta_lahir" and "Citra Kirana" in no.text() and number in no.text().upper()
    assert isinstance(child_with(jakut, no_kk, number[:-4] + "0999"), Done)


def test_a_number_that_was_told_for_somebody_else_is_refused_too(jakut: Node) -> None:
    no_kk, _head = head_of(jakut)
    assert isinstance(child_with(jakut, no_kk, "3573-LU-02052014-0001"), Done)
    outcome = child_with(jakut, no_kk, "3573-LU-02052014-0001", nama="Rangga Saputra")
    assert isinstance(outcome, Refused) and "people.deed_of_another" in outcome.codes()


def test_an_old_number_in_free_text_is_only_warned_of(jakut: Node) -> None:
    no_kk, _head = head_of(jakut)
    assert isinstance(child_with(jakut, no_kk, OLD), Done)
    outcome = child_with(jakut, no_kk, OLD.lower(), nama="Rangga Saputra", jenis_kelamin="L")
    assert isinstance(outcome, Done), outcome
    [warning] = [w for w in outcome.warnings if w.code == "people.deed_number_twice"]
    assert "Bagas Pratama" in warning.text()
    assert Resident.objects.filter(no_kk=no_kk).count() == 3


def test_no_number_is_nobodys(jakut: Node) -> None:
    no_kk, head = head_of(jakut)
    assert no_kk_of(head) == no_kk
    other = msgspec.structs.replace(HEAD, nama="Wati Susilowati")
    assert isinstance(register_resident(jakut, other, FAMILY), Done)
