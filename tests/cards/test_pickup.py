"""From the shelf to the hand: hours within what the counter manages, two clerks at once, delivery by RT, the store, and who is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards import handover_acts
from siaga.cards.facts import CardPrinted, OrderJoined
from siaga.cards.handover_rules import DECISION
from siaga.cards.models import OldCard, OpenOrder, PrintOrder
from siaga.cards.pickup import acts, delivery, letters, rules, ticks
from siaga.cards.pickup.models import DeliveryRound, PickupCall, StoredCard
from siaga.cards.telling.models import Message
from siaga.journal.act import AlreadyDone
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.recording.facts import StatusChanged
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import HEAD, LOKET, became, crowd, nik_of, record_of

WHY = "wajah cocok dengan foto"


def shelved(node: Node, n: int, *, reason: str = "baru") -> list[UUID]:
    """n cards on the shelf."""
    crowd(node, n)
    made = [ids.named("pesanan uji", nik_of(i)) for i in range(n)]
    said = []
    for i, order in enumerate(made):
        at, nik, record = node.clock.now() + timedelta(seconds=i), nik_of(i), record_of(nik_of(i))
        joined = OrderJoined(order=order, nik=nik, record=record, klass="pertama", reason=reason, recorded_at=at)
        out = CardPrinted(order=order, nik=nik, attempt=1, printer="k", shelf=f"A-{i}")
        said += [Said(at, "x", f"pesanan/{order}", body) for body in (joined, out)]
        for status, trigger in (("SENT_FOR_CARD_PRINTING", "send_to_printer"), ("CARD_PRINTED", "print_good")):
            body = StatusChanged(record=record, nik=nik, status=status, trigger=trigger)
            said.append(Said(at, "x", f"rekaman/{record}", body))
    write_many(node, said)
    node.clock.advance(timedelta(minutes=n))  # type: ignore[attr-defined]
    return made


def told(node: Node, orders: Sequence[UUID]) -> UUID:
    done = acts.tell(node, LOKET, orders)
    assert done, done
    return done.value[0]  # type: ignore[union-attr,no-any-return]


def after_slots(node: Node) -> None:
    node.clock.advance(timedelta(days=30))  # type: ignore[attr-defined]


def sizes(node: Node) -> dict[str, int]:
    return {name: query.count() for name, query in acts.heaps(node).items() if query.count()}


def test_owners_are_told_in_turn_and_no_hour_is_given_too_often(jakut: Node) -> None:
    orders = shelved(jakut, 7)
    assert acts.set_hours(jakut, HEAD, rules.Hours(per_slot=2, minutes=60, shuts=time(10)))
    batch = told(jakut, orders[:5])
    slots = [s.astimezone(ZONES["WIB"]) for s in PickupCall.objects.order_by("slot").values_list("slot", flat=True)]
    assert max(Counter(slots).values()) == 2 and {s.time() for s in slots} <= {time(8), time(9)}
    assert all(s.weekday() < 5 and s.date() > jakut.clock.today() for s in slots)
    first = PickupCall.objects.get(order=orders[0])
    assert first.slot == min(slots), "the longest on the shelf comes first"
    told(jakut, orders[5:])
    assert max(acts.booked(jakut).values()) == 2 and sum(acts.booked(jakut).values()) == 7
    assert sizes(jakut) == {"diberitahu": 7}
    assert Message.objects.count() == 7 and nik_of(0) not in "".join(Message.objects.values_list("text", flat=True))
    pdf = letters.letters_of(jakut, batch)
    assert pdf is not None and pdf.startswith(b"%PDF") and letters.letters_of(jakut, uuid4()) is None
    after_slots(jakut)
    assert sizes(jakut) == {"lewat": 7} and not acts.booked(jakut)
    told(jakut, orders[:1])
    assert PickupCall.objects.get(order=orders[0]).times == 2


def test_who_did_not_come_is_told_again_by_itself_three_times_at_most(jakut: Node) -> None:
    (order, other) = shelved(jakut, 2)
    assert ticks.remind(jakut, jakut.clock.now()) == 0, "nobody was told yet: an officer begins"
    told(jakut, [order, other])
    assert handover_acts.hand_over(jakut, HEAD, other, DECISION, reason=WHY)
    seen = []
    for _ in range(60):
        jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
        ticks.remind(jakut, jakut.clock.now())
        seen.append(PickupCall.objects.get(order=order).times)
    assert sorted(set(seen)) == [1, 2, 3] and seen[-1] == 3 and PickupCall.objects.get(order=other).times == 1
    first = seen.index(2) + 1
    assert first > 7, "a week after the hour has passed"


def test_two_clerks_at_once_and_a_repeated_click(jakut: Node) -> None:
    orders = shelved(jakut, 8)
    acts.set_hours(jakut, HEAD, rules.Hours(per_slot=1, minutes=30))
    key = uuid4()

    def clerk(part: list[UUID]) -> bool:
        with jakut:
            return bool(acts.tell(jakut, LOKET, part))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(clerk, [orders[i : i + 2] for i in range(0, 8, 2)]))
    slots = list(PickupCall.objects.values_list("slot", flat=True))
    assert len(set(slots)) == len(slots) == 8, "nobody shares an hour for one"
    assert acts.tell(jakut, LOKET, orders[:1], key=key)
    with pytest.raises(AlreadyDone):
        acts.tell(jakut, LOKET, orders[:1], key=key)
    taken = PickupCall.objects.get(order=orders[1]).slot.astimezone(ZONES["WIB"]).replace(tzinfo=None)
    assert acts.another_hour(jakut, LOKET, orders[0], taken).codes() == {"pickup.taken"}  # type: ignore[union-attr]
    free = min(rules.open_slots(acts.hours_of(jakut), jakut.clock.today(), acts.booked(jakut)))
    assert acts.another_hour(jakut, LOKET, orders[0], free)
    assert PickupCall.objects.get(order=orders[0]).slot == free.replace(tzinfo=ZONES["WIB"])


def test_a_calendar_that_is_full_says_so(jakut: Node) -> None:
    orders = shelved(jakut, 2)
    acts.set_hours(jakut, HEAD, rules.Hours(opens=time(8), shuts=time(8, 10), minutes=60, per_slot=1))
    many = [uuid4() for _ in range(90)]
    free = rules.free_slots(acts.hours_of(jakut), jakut.clock.today(), {}, 90)
    assert 60 < len(free) < 90, "120 days hold fewer working days than that"
    rows = [PickupCall(order=o, nik="x", office="3172", batch=o, slot=s.replace(tzinfo=ZONES["WIB"]), times=1,
                       at=jakut.clock.now(), by="x") for o, s in zip(many, free, strict=False)]  # fmt: skip
    PickupCall.objects.bulk_create(rows)
    copy = PrintOrder.objects.get(id=orders[0])
    PrintOrder.objects.bulk_create(
        [PrintOrder(id=r.order, nik="x", record=copy.record, klass="pertama", recorded_at=copy.recorded_at,
                    joined_at=copy.joined_at, state="tercetak", state_since=copy.joined_at) for r in rows]
    )  # fmt: skip
    assert acts.tell(jakut, LOKET, orders).codes() == {"pickup.full"}  # type: ignore[union-attr]
    assert not Message.objects.exists()


def test_what_nobody_fetched_is_carried_to_its_rt_and_comes_back(jakut: Node) -> None:
    orders = shelved(jakut, 4)
    assert delivery.neighbourhoods(jakut) == [], "who was not told yet is not visited"
    told(jakut, orders)
    assert delivery.neighbourhoods(jakut) == []
    after_slots(jakut)
    became(jakut, nik_of(3), status="meninggal", died_on="2026-01-01")
    (rt,) = delivery.neighbourhoods(jakut)
    assert (rt.rw, rt.rt, rt.waiting) == ("002", "001", 3) and rt.oldest >= 30
    area = (rt.kelurahan, rt.rw, rt.rt)
    assert delivery.leave(jakut, LOKET, area, " ").codes() == {"pickup.carrier"}  # type: ignore[union-attr]
    id = delivery.leave(jakut, LOKET, area, "Pak Darmo").value  # type: ignore[union-attr]
    assert not delivery.leave(jakut, LOKET, area, "Bu Tini"), "no card is carried by two"
    row = DeliveryRound.objects.get()
    assert letters.list_of(jakut, row).startswith(b"%PDF") and sizes(jakut) == {"diantar": 3, "ditarik": 1}
    assert handover_acts.hand_over(jakut, HEAD, orders[0], DECISION, reason=WHY), "fetched before the carrier had left"
    assert delivery.back(jakut, LOKET, id, [orders[1]]).codes() == {"handover.supervisor"}  # type: ignore[union-attr]
    assert delivery.back(jakut, HEAD, id, [orders[3]]).codes() == {"pickup.not_carried"}  # type: ignore[union-attr]
    assert delivery.back(jakut, HEAD, id, [orders[0], orders[1]]).value == (1, 1)  # type: ignore[union-attr]
    assert not delivery.back(jakut, HEAD, id, [])
    assert PrintOrder.objects.get(id=orders[1]).state == "diserahkan"
    assert row.number in PrintOrder.objects.get(id=orders[1]).says
    assert sizes(jakut) == {"lewat": 1, "ditarik": 1}
    assert Record.objects.get(nik=nik_of(1)).status == "CARD_ISSUED"


def test_after_its_period_a_card_is_stored_and_can_still_be_fetched(jakut: Node) -> None:
    orders = shelved(jakut, 2)
    assert acts.store(jakut, LOKET, orders, "lemari 2").codes() == {"pickup.not_told"}  # type: ignore[union-attr]
    told(jakut, orders)
    assert acts.store(jakut, LOKET, orders, "lemari 2").codes() == {"pickup.hour_to_come"}  # type: ignore[union-attr]
    after_slots(jakut)
    assert acts.store(jakut, LOKET, orders, "lemari 2").codes() == {"pickup.too_early"}  # type: ignore[union-attr]
    jakut.clock.advance(timedelta(days=90))  # type: ignore[attr-defined]
    assert not acts.store(jakut, LOKET, orders, " ")
    assert acts.store(jakut, LOKET, orders, "lemari 2").value == 2  # type: ignore[union-attr]
    assert not acts.store(jakut, LOKET, orders, "lemari 2"), "stored once"
    assert sizes(jakut) == {"disimpan": 2} and StoredCard.objects.count() == 2
    assert handover_acts.hand_over(jakut, HEAD, orders[0], DECISION, reason=WHY)
    assert sizes(jakut) == {"disimpan": 1}


def test_the_card_of_who_is_gone_leaves_the_shelf_and_is_never_handed_over(jakut: Node) -> None:
    orders = shelved(jakut, 3)
    became(jakut, nik_of(0), status="pindah")
    became(jakut, nik_of(1), status="ditutup")
    for order in orders[:2]:
        assert not handover_acts.hand_over(jakut, HEAD, order, DECISION, reason=WHY)
    assert acts.tell(jakut, LOKET, orders[:2]).codes() == {"pickup.nobody"}  # type: ignore[union-attr]
    assert not acts.withdraw_gone(jakut, LOKET, orders[2:])
    assert acts.withdraw_gone(jakut, LOKET, orders).value == 2  # type: ignore[union-attr]
    assert set(OldCard.objects.values_list("reason", flat=True)) == {"pemilik pindah", "NIK ditutup"}
    assert set(OpenOrder.objects.values_list("nik", flat=True)) == {nik_of(2)}
    assert Record.objects.get(nik=nik_of(0)).status == "PRINT_READY_RECORD", "who comes back gets a card again"
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_a_recording_that_was_judged_anew_stops_the_hand_over(jakut: Node) -> None:
    (order,) = shelved(jakut, 1)
    Record.objects.filter(nik=nik_of(0)).update(status="DUPLICATE_RECORD", proven_at=None)
    no = handover_acts.hand_over(jakut, HEAD, order, DECISION, reason=WHY)
    assert no.codes() == {"handover.status"}  # type: ignore[union-attr]
    assert PrintOrder.objects.get().state == "tercetak"


@given(
    per_slot=st.integers(1, 5),
    minutes=st.sampled_from([10, 15, 20, 30, 60]),
    wanted=st.integers(0, 60),
    full=st.integers(0, 40),
    day=st.dates(datetime(2026, 1, 1, tzinfo=UTC).date(), datetime(2027, 12, 31, tzinfo=UTC).date()),
)
def test_free_hours_never_exceed_what_is_free(per_slot: int, minutes: int, wanted: int, full: int, day: object) -> None:
    h = rules.Hours(per_slot=per_slot, minutes=minutes)
    earlier = Counter(rules.free_slots(h, day, {}, full))  # type: ignore[arg-type]
    got = rules.free_slots(h, day, earlier, wanted)  # type: ignore[arg-type]
    both = earlier + Counter(got)
    assert got == sorted(got) and max(both.values(), default=0) <= per_slot and len(got) == wanted
    assert all(s.weekday() < 5 and h.opens <= s.time() < h.shuts for s in got)
