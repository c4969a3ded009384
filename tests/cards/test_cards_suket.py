"""Suket through the acts: dated policy, one at a time, numbers of this office, withdrawn and revoked."""

from __future__ import annotations

import threading
from datetime import date, timedelta

from siaga.cards import policy_acts
from siaga.cards.models import Suket, ValidSuket
from siaga.cards.suket import acts as suket_acts
from siaga.cards.suket import ending
from siaga.cards.suket.rules import SuketPolicy
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.models import DueDocument
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import LOKET, PUSAT_OP, crowd, nik_of, person, recorded, settle, verdicts

ALLOWED = SuketPolicy(number="latihan", valid_from=date(2015, 1, 1), issuer="latihan", rule="allowed")


def test_a_suket_has_a_number_six_months_and_a_paper_due(jakut: Node) -> None:
    crowd(jakut, 2)
    no = suket_acts.issue(jakut, LOKET, nik_of(0))
    assert not no and no.codes() == {"suket.not_urgent"}
    one = suket_acts.issue(jakut, LOKET, nik_of(0), urgent_for="berangkat umrah")
    two = suket_acts.issue(jakut, LOKET, nik_of(1), urgent_for="rawat inap")
    assert one and two and [one.value, two.value] == ["471/0001/3172/2026", "471/0002/3172/2026"]
    row = Suket.objects.get(number=one.value)
    assert (row.issued_on, row.valid_to) == (date(2026, 11, 23), date(2027, 5, 23))
    assert row.verified and not row.counterfactual and row.policy == "suket-lokal-mendesak"
    assert DueDocument.objects.get(subject=f"suket/{one.value}").kind == "suket"
    again = suket_acts.issue(jakut, LOKET, nik_of(0), urgent_for="umrah")
    assert not again and again.codes() == {"suket.one_valid"}


def test_unverified_recordings_are_marked_and_revoked_as_duplicates(jakut: Node) -> None:
    settle(jakut, [person(1)])
    recorded(jakut, [person(1)], status="SENT_FOR_ENROLLMENT")
    assert suket_acts.issue(jakut, LOKET, nik_of(1), urgent_for="SIM")
    assert not Suket.objects.get().verified
    assert ending.revoke_sukets(jakut, jakut.clock.now()) == 0
    verdicts(jakut, [nik_of(1)], "DUPLICATE_RECORD")
    assert ending.revoke_sukets(jakut, jakut.clock.now()) == 1
    assert ending.revoke_sukets(jakut, jakut.clock.now()) == 0
    assert Suket.objects.get().state == "dibatalkan" and not ValidSuket.objects.exists()
    no = suket_acts.issue(jakut, LOKET, nik_of(1), urgent_for="SIM")
    assert not no and no.codes() == {"suket.duplicate"}


def test_who_was_not_recorded_gets_none(jakut: Node) -> None:
    settle(jakut, [person(1)])
    assert suket_acts.issue(jakut, LOKET, nik_of(1), urgent_for="SIM").codes() == {"suket.not_recorded"}  # type: ignore[union-attr]
    assert suket_acts.issue(jakut, LOKET, "3172010101010001").codes() == {"suket.unknown"}  # type: ignore[union-attr]


def test_renewal_in_bulk_and_after_it_ran_out(jakut: Node) -> None:
    jakut.devices["suket_policy"] = ALLOWED
    crowd(jakut, 3)
    numbers = [str(suket_acts.issue(jakut, LOKET, nik_of(i)).value) for i in range(3)]  # type: ignore[union-attr]
    verdicts(jakut, [nik_of(2)], "DUPLICATE_RECORD")
    jakut.clock.advance(timedelta(days=200))  # type: ignore[attr-defined]
    made, refused = suket_acts.renew_many(jakut, LOKET, numbers).value  # type: ignore[union-attr]
    assert made == ["471/0001/3172/2027", "471/0002/3172/2027"] and set(refused) == {numbers[2]}
    assert Suket.objects.get(number=numbers[0]).state == "diperpanjang"
    assert Suket.objects.get(number=made[0]).renews == numbers[0]
    assert set(ValidSuket.objects.filter(nik=nik_of(0)).values_list("number", flat=True)) == {made[0]}
    old = suket_acts.renew(jakut, LOKET, numbers[0])
    assert not old and old.codes() == {"suket.not_renewable"}
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_one_that_ran_out_is_followed_by_a_new_one(jakut: Node) -> None:
    jakut.devices["suket_policy"] = ALLOWED
    crowd(jakut, 1)
    first = suket_acts.issue(jakut, LOKET, nik_of(0))
    jakut.clock.advance(timedelta(days=200))  # type: ignore[attr-defined]
    second = suket_acts.issue(jakut, LOKET, nik_of(0))
    assert first and second and Suket.objects.get(number=second.value).renews == first.value


def test_a_suket_before_its_letter_is_counterfactual(jakut: Node) -> None:
    jakut.clock.move_to(jakut.clock.now().replace(year=2015))  # type: ignore[attr-defined]
    crowd(jakut, 1)
    no = suket_acts.issue(jakut, LOKET, nik_of(0))
    assert not no and no.codes() == {"suket.no_policy"}
    jakut.devices["suket_policy"] = ALLOWED
    assert suket_acts.issue(jakut, LOKET, nik_of(0)) and Suket.objects.get().counterfactual


def test_the_centres_circular_forbids_everywhere(negeri: Country, jakut: Node) -> None:
    settle(jakut, [person(0)])
    recorded(jakut, [person(0)], status="SENT_FOR_ENROLLMENT")
    with negeri.centre:
        day = negeri.centre.clock.today()
        assert policy_acts.issue_suket_policy(negeri.centre, PUSAT_OP, "SE 9", day, "Ditjen Dukcapil", "forbidden")
    assert suket_acts.policy_in_force(day).rule == "urgent"  # type: ignore[union-attr]
    exchange.talk(jakut, jakut.devices["pusat"])
    no = suket_acts.issue(jakut, LOKET, nik_of(0), urgent_for="umrah")
    assert not no and no.codes() == {"suket.forbidden"}


def test_eight_clerks_never_give_a_number_twice(jakut: Node) -> None:
    jakut.devices["suket_policy"] = ALLOWED
    crowd(jakut, 16)

    def clerk(n: int) -> None:
        with jakut:
            for i in (n, n + 8):
                suket_acts.issue(jakut, LOKET, nik_of(i))

    threads = [threading.Thread(target=clerk, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(Suket.objects.values_list("serial", flat=True)) == list(range(1, 17))
