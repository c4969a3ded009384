"""The SQL order is the order of `cards.order`, under any policy."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.db import connection

from siaga.cards import line, policy_acts
from siaga.cards import order as rules
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.join_acts import cancel_dead, join_print_list
from siaga.cards.models import Looked, PrintOrder
from siaga.cards.planning import plan
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.questions import Round
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from tests.cards.offices_cards import BENDAHARA, LOKET, PUSAT_OP, became, crowd, verdicts

WIB = ZONES["WIB"]
KLASSES = [*rules.CLASSES, "lain"]


def waiting(rng: Random, n: int) -> list[PrintOrder]:
    """Orders with many equal times and classes, so that every rung of the order decides for somebody."""
    base = datetime(2026, 1, 30, 23, 0, tzinfo=UTC)
    made = []
    for i in range(n):
        recorded = base + timedelta(days=rng.randrange(5), hours=rng.randrange(3))
        joined = base + timedelta(days=rng.randrange(40, 45), hours=rng.randrange(2))
        made.append(
            PrintOrder(
                id=ids.named("uji", str(rng.random())), nik=f"{i:016}", record=ids.named(str(i)), klass=rng.choice(KLASSES),
                recorded_at=recorded, joined_at=joined, state="menunggu", state_since=joined, first=rng.random() < 0.1,
            )
        )  # fmt: skip
    return made


def random_policy(rng: Random, i: int) -> rules.Policy:
    klasses = list(rules.CLASSES)
    rng.shuffle(klasses)
    ranks: list[tuple[str, ...]] = []
    while klasses:
        size = rng.randrange(1, 4)
        ranks.append(tuple(klasses[:size]))
        klasses = klasses[size:]
    return rules.Policy(
        number=f"uji-{i}", issued_on=date(2026, 1, 1), issuer="uji", valid_from=date(2026, 1, 1),
        classes=tuple(ranks[: rng.randrange(1, len(ranks) + 1)]),
        inside=rng.choice([rules.RECORDING_DATE, rules.RECORDING_MONTH]),
    )  # fmt: skip


def test_the_database_orders_as_the_rules_do(jakut: Node) -> None:
    for seed in range(12):
        rng = Random(seed)
        PrintOrder.objects.all().delete()
        made = waiting(rng, 60)
        PrintOrder.objects.bulk_create(made)
        policy = random_policy(rng, seed)
        zone = ZONES[("WIB", "WITA", "WIT")[seed % 3]]
        expected = [o.id for o in rules.in_order(made, policy, zone)]
        found = line.ordered(PrintOrder.objects.filter(state="menunggu"), policy, zone)
        assert [o.id for o in found] == expected, policy


def test_places_are_those_of_the_line(jakut: Node) -> None:
    made = waiting(Random(5), 50)
    PrintOrder.objects.bulk_create(made)
    policy = line.policy_in_force(jakut.clock.today())
    all_at_once = line.places(jakut, [o.id for o in made])
    for order in made:
        assert line.place_of(jakut, order) == all_at_once[order.id] == rules.place_in_line(order, made, policy, WIB)
    PrintOrder.objects.filter(id=made[0].id).update(state="batal")
    assert line.place_of(jakut, made[0]) == 0


def test_a_circular_of_the_centre_orders_every_office(negeri: Country, jakut: Node) -> None:
    PrintOrder.objects.bulk_create(waiting(Random(9), 40))
    today = jakut.clock.today()
    assert line.policy_in_force(today).number == rules.JANUARY_2020.number
    month = rules.Policy(
        number="470/2026", issued_on=today, issuer="Ditjen Dukcapil", valid_from=today, valid_to=today,
        classes=((rules.CHANGED,), (rules.FIRST_TIMER,)), inside=rules.RECORDING_MONTH,
    )  # fmt: skip
    refused = policy_acts.issue_print_policy(jakut, PUSAT_OP, month)
    assert not refused and refused.codes() == {"policy.only_centre"}
    with negeri.centre:
        assert policy_acts.issue_print_policy(negeri.centre, PUSAT_OP, month)
        again = policy_acts.issue_print_policy(negeri.centre, PUSAT_OP, month)
        assert not again and again.codes() == {"policy.known"}
    exchange.talk(jakut, jakut.devices["pusat"])
    assert line.policy_in_force(today) == month
    assert line.policy_in_force(today + timedelta(days=1)).number == rules.JANUARY_2020.number
    assert next(iter(line.line(jakut, today))).klass == rules.CHANGED or next(iter(line.line(jakut, today))).first


def test_wrong_circulars_are_refused(negeri: Country) -> None:
    wrong = rules.Policy(
        number=" ", issued_on=date(2026, 1, 2), issuer="x", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1),
        classes=(("pemula", "pemula"),), inside="huruf",
    )  # fmt: skip
    with negeri.centre:
        answer = policy_acts.issue_print_policy(negeri.centre, LOKET, wrong)
        assert not answer
        assert answer.codes() == {"policy.number", "policy.classes", "policy.inside", "policy.period"}
        assert policy_acts.issue_suket_policy(
            negeri.centre, PUSAT_OP, "s-1", date(2026, 1, 1), "x", "sesuka"
        ).codes() == {"policy.rule"}  # type: ignore[union-attr]


def test_a_place_among_28_000_is_found_at_once(jakut: Node) -> None:
    """No timed test: the whole line is numbered by one statement, however many are asked."""
    with connection.cursor() as cur:
        cur.execute(
            "INSERT INTO cards_printorder (id, nik, record, klass, recorded_at, joined_at, state, state_since, first)"
            " SELECT md5(i::text)::uuid, i::text, md5(i::text)::uuid, (%s::text[])[1 + i %% 6],"
            " timestamptz '2026-01-01' + i %% 977 * interval '1 hour', timestamptz '2026-06-01', 'menunggu', now(), i %% 500 = 0"
            " FROM generate_series(1, 28000) i",
            [KLASSES],
        )
    began = time.perf_counter()
    first = list(line.line(jakut, jakut.clock.today())[:50])
    assert line.places(jakut, [o.id for o in first]) == {o.id: i for i, o in enumerate(first, 1)}
    assert line.place_of(jakut, first[7]) == 8
    print(f"28,000 in line: first 50 and their places in {1000 * (time.perf_counter() - began):.0f} ms")


def test_the_pace_is_that_of_the_last_ten_working_days(jakut: Node) -> None:
    """Monday 23 November 2026: today does not count yet, Saturday's cards count for the Friday before."""
    made = waiting(Random(1), 6)
    days = (23, 21, 20, 18, 9, 8)  # today, Saturday, Friday, Wednesday, the first day that counts, the Sunday before it
    for order, day in zip(made, days, strict=True):
        order.printed_at = datetime(2026, 11, day, 5, 0, tzinfo=UTC)
    PrintOrder.objects.bulk_create(made)
    assert line.printed_by_day(jakut) == [1, 0, 0, 0, 0, 0, 0, 1, 0, 2]


def test_no_date_is_promised_without_blangko_or_pace(jakut: Node) -> None:
    made = waiting(Random(1), 3)
    PrintOrder.objects.bulk_create(made)
    ids_ = [o.id for o in made]
    assert {e.why for e in plan.of_orders(jakut, ids_).values()} == {"blangko kosong"}
    ledger_acts.receive(jakut, BENDAHARA, 10, "BAST")
    plan.refreshed(jakut)
    assert all("belum ada kartu dicetak" in e.why for e in plan.of_orders(jakut, ids_).values())
    PrintOrder.objects.filter(id=ids_[0]).update(state="tercetak", printed_at=jakut.clock.now() - timedelta(days=3))
    plan.refreshed(jakut)
    assert all(e.earliest for e in plan.of_orders(jakut, ids_).values())


def test_the_list_is_looked_over_only_after_something_was_understood(negeri: Country, jakut: Node) -> None:
    """Idle rounds ask one question; a verdict, a death, a birthday and a restored machine are found all the same."""

    def worth() -> list[bool]:
        round = Round(jakut, jakut.clock.now(), (join_print_list, cancel_dead))
        return [round.worth(join_print_list), round.worth(cancel_dead)]

    def looked() -> tuple[int, int]:
        found = join_print_list(jakut, jakut.clock.now()), cancel_dead(jakut, jakut.clock.now())
        while join_print_list(jakut, jakut.clock.now()):
            continue
        return found

    people = crowd(jakut, 3)
    assert worth() == [True, True] and looked() == (3, 0)
    assert looked() == (0, 0) and worth() == [False, False]
    became(jakut, people[0].nik, status="meninggal")
    assert worth() == [True, True] and looked() == (0, 1) and looked() == (0, 0) and worth() == [False, False]
    verdicts(jakut, [people[1].nik], "DUPLICATE_RECORD")
    assert worth() == [True, True] and looked() == (0, 1) and looked() == (0, 0) and worth() == [False, False]
    negeri.clock.advance(timedelta(minutes=1))
    assert worth() == [True, True], "once a minute, whatever was held or whoever has a birthday"
    assert looked() == (0, 0) and worth() == [False, False]
    became(jakut, people[0].nik, status="aktif")  # entered wrongly, and mended
    assert worth() == [True, True] and looked() == (1, 0) and looked() == (0, 0) and worth() == [False, False]
    Looked.objects.all().delete()  # another machine
    assert worth() == [True, True]
